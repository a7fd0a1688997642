/** Every pit stop: when, how long, which tyres off and on, what it cost in places. */
import { useQuery } from "@tanstack/react-query";

import { pitStops } from "../../api/queries";
import type { PitStopRow } from "../../api/types";
import { decimal, isKnown } from "../../format/number";
import { statusWord } from "../../format/track-status";
import { messages } from "../../messages";
import { CompoundBadge } from "../../ui/compound-badge";
import { DriverLabel } from "../../ui/driver";
import { Answer, Panel, Scroll } from "../../ui/panel";
import table from "../../ui/table.module.css";
import { useRace } from "./race-context";
import { whyEmpty } from "./why-empty";

const words = messages.race.pitStops;
const LIST_PX = 690;

type Columns = { still: boolean; tyres: boolean; places: boolean };

function Tyres({ row }: { row: PitStopRow }) {
  if (row.compound_before === null && row.compound_after === null) return null;
  return (
    <>
      <CompoundBadge compound={row.compound_before} size={18} /> <span className={table.muted} aria-hidden="true">→</span>{" "}
      <CompoundBadge compound={row.compound_after} size={18} />
    </>
  );
}

function Places({ row }: { row: PitStopRow }) {
  if (!isKnown(row.position_in_lap) || !isKnown(row.position_after_out_lap)) return null;
  return <>P{row.position_in_lap} → P{row.position_after_out_lap}</>;
}

function Row({ row, columns, best }: { row: PitStopRow; columns: Columns; best: number | null }) {
  const under = statusWord(row.track_status_in_lap);
  const isBest = row.pit_lane_time_s !== null && row.pit_lane_time_s === best;
  return (
    <tr>
      <td className={table.pos}>{row.lap_number}</td>
      <th scope="row">
        <DriverLabel driver={row.driver} constructorId={row.constructor?.constructor_id} />
        {under !== null && <span className={`${table.muted} ${table.small}`}> {under}</span>}
      </th>
      {columns.tyres && <td><Tyres row={row} /></td>}
      <td className={isBest ? `${table.num} ${table.best}` : table.num} title={isBest ? words.fresh : undefined}>
        {isBest && <span aria-hidden="true">● </span>}
        {decimal(row.pit_lane_time_s, 3)}
      </td>
      {columns.still && <td className={table.num}>{decimal(row.stationary_s, 2)}</td>}
      {columns.places && <td className={`${table.num} ${table.narrow}`}><Places row={row} /></td>}
    </tr>
  );
}

function StopsTable({ rows }: { rows: readonly PitStopRow[] }) {
  const sorted = [...rows].sort((a, b) => a.lap_number - b.lap_number || (a.position_in_lap ?? 99) - (b.position_in_lap ?? 99));
  const columns: Columns = {
    still: rows.some((row) => isKnown(row.stationary_s)),
    tyres: rows.some((row) => row.compound_after !== null),
    places: rows.some((row) => isKnown(row.position_after_out_lap)),
  };
  const times = rows.map((row) => row.pit_lane_time_s).filter(isKnown);
  const best = times.length === 0 ? null : Math.min(...times);
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th scope="col" className={table.pos}>{words.lap}</th>
          <th scope="col">{messages.common.driver}</th>
          {columns.tyres && <th scope="col">{words.tyres}</th>}
          <th scope="col" className={table.num}>{words.lane}</th>
          {columns.still && <th scope="col" className={table.num}>{words.still}</th>}
          {columns.places && <th scope="col" className={`${table.num} ${table.narrow}`}>{words.places}</th>}
        </tr>
      </thead>
      <tbody>{sorted.map((row) => <Row key={`${row.driver.driver_id}-${row.stop}`} row={row} columns={columns} best={best} />)}</tbody>
    </table>
  );
}

function summary(rows: readonly PitStopRow[] | undefined): string | undefined {
  if (!rows || rows.length === 0) return undefined;
  return words.summary(rows.length, new Set(rows.map((row) => row.driver.driver_id)).size);
}

export function PitStopsSection() {
  const race = useRace();
  const query = useQuery(pitStops(race.race_id));
  return (
    <Panel id="pit-stops" title={words.title} aside={summary(query.data)}>
      <Answer query={query} height={600} isEmpty={(rows) => rows.length === 0} empty={whyEmpty(race, words.empty)}>
        {(rows) => <Scroll label={words.title} maxHeight={LIST_PX}><StopsTable rows={rows} /></Scroll>}
      </Answer>
    </Panel>
  );
}
