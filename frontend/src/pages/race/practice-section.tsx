/** Best laps of the practice sessions, one session at a time. */
import { useQuery } from "@tanstack/react-query";

import { practice } from "../../api/queries";
import type { PracticeRow } from "../../api/types";
import { gap, lapTime } from "../../format/number";
import { messages } from "../../messages";
import { DriverLabel } from "../../ui/driver";
import { Answer, Panel, Scroll } from "../../ui/panel";
import table from "../../ui/table.module.css";
import { useAddress } from "../../ui/use-address";
import { useRace } from "./race-context";
import styles from "./race.module.css";
import { whyEmpty } from "./why-empty";

const words = messages.race.practice;
const common = messages.common;

function PracticeTable({ rows }: { rows: readonly PracticeRow[] }) {
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th scope="col" className={table.pos}>{common.position}</th>
          <th scope="col">{common.driver}</th>
          <th scope="col" className={table.num}>{common.time}</th>
          <th scope="col" className={table.num}>{common.gap}</th>
          <th scope="col" className={table.num}>{common.laps}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={`${row.driver.driver_id}-${index}`}>
            <td className={table.pos}>{row.position}</td>
            <th scope="row"><DriverLabel driver={row.driver} constructorId={row.constructor.constructor_id} withName /></th>
            <td className={table.num}>{lapTime(row.time_s)}</td>
            <td className={`${table.num} ${table.muted}`}>{row.position === 1 ? null : gap(row.gap_s)}</td>
            <td className={table.num}>{row.laps}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Session({ raceId, n, empty }: { raceId: string; n: number; empty: string }) {
  const query = useQuery(practice(raceId, n));
  return (
    <Answer query={query} height={620} isEmpty={(rows) => rows.length === 0} empty={empty}>
      {(rows) => <Scroll label={words.title}><PracticeTable rows={rows} /></Scroll>}
    </Answer>
  );
}

/** How many practice sessions the weekend has; three where the schedule does not say but times are stored. */
function practiceSessions(sessions: readonly { session: string }[]): number[] {
  const numbers = sessions.map((entry) => /^FP([1-4])$/.exec(entry.session)?.[1]).filter((n) => n !== undefined).map(Number);
  return numbers.length > 0 ? numbers.sort((a, b) => a - b) : [1, 2, 3];
}

export function PracticeSection() {
  const race = useRace();
  const [chosen, choose] = useAddress("fp");
  const numbers = practiceSessions(race.sessions);
  const current = numbers.find((n) => String(n) === chosen) ?? numbers.at(-1) ?? 1;
  return (
    <Panel id="practice" title={words.title}>
      <div className={styles.chips} role="group" aria-label={words.pick}>
        {numbers.map((n) => (
          <button key={n} type="button" className={styles.chip} aria-pressed={n === current} onClick={() => choose(String(n))}>FP{n}</button>
        ))}
      </div>
      <Session raceId={race.race_id} n={current} empty={whyEmpty(race, words.empty)} />
    </Panel>
  );
}
