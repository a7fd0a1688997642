/** The newest race with a stored result: its podium, and the way to the whole page. */
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { Link } from "react-router";
import type { CSSProperties } from "react";

import { results } from "../../api/queries";
import type { RaceDetail, ResultRow } from "../../api/types";
import { gap, lapsBehind, lapTime } from "../../format/number";
import { racePath } from "../../format/race";
import { longDay } from "../../format/time";
import { messages } from "../../messages";
import { teamColour } from "../../theme/teams";
import { Answer, Panel } from "../../ui/panel";
import tableStyles from "../../ui/table.module.css";
import styles from "./home.module.css";

const HEIGHT_PX = 372;
const PODIUM_PX = 206;

function PodiumStep({ row, season }: { row: ResultRow; season: number }) {
  const result = row.position === 1 ? lapTime(row.time_s) : (gap(row.gap_s) ?? lapsBehind(row.laps_behind));
  return (
    <li>
      <span className={styles.step}>{row.position}</span>
      <span
        className={tableStyles.stripe}
        style={{ "--team": teamColour(row.constructor.constructor_id, season), height: 34 } as CSSProperties}
        aria-hidden="true"
      />
      <span>
        <span className={styles.who}>{row.driver.name}</span>
        <br />
        <span className={styles.team}>{row.constructor.name}</span>
      </span>
      {result !== null && <span className={styles.result}>{result}</span>}
    </li>
  );
}

function Podium({ race }: { race: RaceDetail }) {
  const query = useQuery(results(race.race_id));
  return (
    <Answer query={query} height={PODIUM_PX} isEmpty={(rows) => rows.length === 0} empty={messages.race.results.empty}>
      {(rows) => (
        <ol className={styles.podium} aria-label={messages.home.podium}>
          {rows
            .filter((row) => row.position !== null && row.position <= 3)
            .map((row) => (
              <PodiumStep key={`${row.driver.driver_id}-${row.entry}`} row={row} season={race.season} />
            ))}
        </ol>
      )}
    </Answer>
  );
}

export function LastRacePanel({ query }: { query: UseQueryResult<RaceDetail | null> }) {
  return (
    <Panel title={messages.home.last} className={styles.last}>
      <Answer query={query} height={HEIGHT_PX} isEmpty={(race) => race === null} empty={messages.home.noLast}>
        {(race) =>
          race && (
            <div className={styles.hero}>
              <p className={styles.kicker}>
                {messages.common.round(race.round)} · {longDay(race.date)}
              </p>
              <h3 className={styles.raceName}>
                <Link to={racePath(race.race_id)}>{race.name}</Link>
              </h3>
              <Podium race={race} />
              <Link className={styles.more} to={racePath(race.race_id)}>{messages.home.fullResult}</Link>
            </div>
          )
        }
      </Answer>
    </Panel>
  );
}
