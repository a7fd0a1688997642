/** The first ten of the drivers' championship as it stands. */
import { useQuery } from "@tanstack/react-query";

import { driverStandings } from "../../api/queries";
import { messages } from "../../messages";
import { Answer, Empty, Panel, Skeleton } from "../../ui/panel";
import { DriverStandingsTable } from "../season/standings-tables";
import styles from "./home.module.css";

const HEIGHT_PX = 350;
const SHOWN = 10;

function Leaders({ season }: { season: number }) {
  const query = useQuery(driverStandings(season));
  return (
    <Answer query={query} height={HEIGHT_PX} isEmpty={(rows) => rows.length === 0} empty={messages.season.noStandings}>
      {(rows) => <DriverStandingsTable rows={rows.slice(0, SHOWN)} season={season} compact />}
    </Answer>
  );
}

export function LeadersPanel({ season, failed }: { season: number | null; failed: boolean }) {
  return (
    <Panel title={messages.season.drivers} className={styles.standings}>
      {season !== null && <Leaders season={season} />}
      {season === null && (failed ? <Empty>{messages.errors.offlineDetail}</Empty> : <Skeleton height={HEIGHT_PX} />)}
    </Panel>
  );
}
