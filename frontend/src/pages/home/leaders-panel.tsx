/** Both championships as they stand: the first ten drivers, and every constructor. */
import { useQuery } from "@tanstack/react-query";

import { constructorStandings, driverStandings } from "../../api/queries";
import { messages } from "../../messages";
import { Answer, Empty, Panel, Skeleton } from "../../ui/panel";
import { ConstructorStandingsTable, DriverStandingsTable } from "../season/standings-tables";
import styles from "./home.module.css";

const DRIVERS_PX = 350;
const TEAMS_PX = 380;
const SHOWN = 10;
const words = messages.season;

function Drivers({ season }: { season: number }) {
  const query = useQuery(driverStandings(season));
  return (
    <Answer query={query} height={DRIVERS_PX} isEmpty={(rows) => rows.length === 0} empty={words.noStandings}>
      {(rows) => <DriverStandingsTable rows={rows.slice(0, SHOWN)} season={season} compact />}
    </Answer>
  );
}

function Constructors({ season }: { season: number }) {
  const query = useQuery(constructorStandings(season));
  return (
    <Answer query={query} height={TEAMS_PX} isEmpty={(rows) => rows.length === 0} empty={words.noStandings}>
      {(rows) => <ConstructorStandingsTable rows={rows} season={season} />}
    </Answer>
  );
}

function Waiting({ why, height }: { why: string | null; height: number }) {
  return why === null ? <Skeleton height={height} /> : <Empty>{why}</Empty>;
}

/** Without a season: `why` there is none, or null while it is not known yet. */
export function LeadersPanel({ season, why }: { season: number | null; why: string | null }) {
  return (
    <div className={styles.standings}>
      <Panel title={words.drivers}>{season === null ? <Waiting why={why} height={DRIVERS_PX} /> : <Drivers season={season} />}</Panel>
      <Panel title={words.constructors}>{season === null ? <Waiting why={why} height={TEAMS_PX} /> : <Constructors season={season} />}</Panel>
    </div>
  );
}
