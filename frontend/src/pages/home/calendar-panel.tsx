/** The calendar of the current season. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";

import { races } from "../../api/queries";
import { messages } from "../../messages";
import { Answer, Empty, Panel, Skeleton } from "../../ui/panel";
import { CalendarTable } from "../season/calendar-table";
import styles from "./home.module.css";

const HEIGHT_PX = 780;

function Calendar({ season }: { season: number }) {
  const query = useQuery(races(season));
  return (
    <Answer query={query} height={HEIGHT_PX} isEmpty={(rows) => rows.length === 0} empty={messages.season.noRaces(season)}>
      {(rows) => <CalendarTable races={rows} />}
    </Answer>
  );
}

/** Without a season: `why` there is none, or null while it is not known yet. */
export function CalendarPanel({ season, why }: { season: number | null; why: string | null }) {
  if (season === null) {
    return (
      <Panel title={messages.season.calendar} className={styles.calendar}>
        {why === null ? <Skeleton height={HEIGHT_PX} /> : <Empty>{why}</Empty>}
      </Panel>
    );
  }
  const aside = <Link to={`/season/${season}`}>{messages.home.wholeSeason(season)}</Link>;
  return (
    <Panel title={messages.home.calendar(season)} className={styles.calendar} aside={aside}>
      <Calendar season={season} />
    </Panel>
  );
}
