/** The starting grid, with the penalties that shaped it. */
import { useQuery } from "@tanstack/react-query";

import { grid } from "../../api/queries";
import { lapTime } from "../../format/number";
import { messages } from "../../messages";
import { DriverLabel } from "../../ui/driver";
import { Answer, Panel, Scroll } from "../../ui/panel";
import table from "../../ui/table.module.css";
import type { GridRow } from "../../api/types";
import { useRace } from "./race-context";
import { whyEmpty } from "./why-empty";

const words = messages.race.grid;

/** A bare number counts places. */
function penaltyText(penalty: string | null): string | null {
  return penalty !== null && /^\d+$/.test(penalty) ? words.places(penalty) : penalty;
}

function GridTable({ rows }: { rows: readonly GridRow[] }) {
  const hasPenalties = rows.some((row) => row.grid_penalty !== null);
  const hasTimes = rows.some((row) => row.time_s !== null);
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th scope="col" className={table.pos}>{messages.common.position}</th>
          <th scope="col">{messages.common.driver}</th>
          <th scope="col" className={table.narrow}>{messages.common.team}</th>
          {hasPenalties && <th scope="col">{words.penalty}</th>}
          {hasTimes && <th scope="col" className={table.num}>{messages.common.time}</th>}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={`${row.driver.driver_id}-${index}`}>
            <td className={table.pos}>{row.position ?? row.position_text}</td>
            <th scope="row"><DriverLabel driver={row.driver} constructorId={row.constructor.constructor_id} withName /></th>
            <td className={`${table.muted} ${table.narrow}`}>{row.constructor.name}</td>
            {hasPenalties && <td className={table.loss}>{penaltyText(row.grid_penalty)}</td>}
            {hasTimes && <td className={table.num}>{lapTime(row.time_s)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function GridSection() {
  const race = useRace();
  const query = useQuery(grid(race.race_id));
  return (
    <Panel id="grid" title={words.title}>
      <Answer query={query} height={660} isEmpty={(rows) => rows.length === 0} empty={whyEmpty(race, words.empty)}>
        {(rows) => <Scroll label={words.title}><GridTable rows={rows} /></Scroll>}
      </Answer>
    </Panel>
  );
}
