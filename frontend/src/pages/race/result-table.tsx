/** A classification as a table; used for the race and for the sprint. */
import type { ResultRow } from "../../api/types";
import { gap, isKnown, lapsBehind, lapTime, points } from "../../format/number";
import { messages } from "../../messages";
import { DriverLabel } from "../../ui/driver";
import table from "../../ui/table.module.css";

const words = messages.race.results;
const common = messages.common;

/** What stands in the time column: the winner's time, gaps, laps behind, or why the car is not there. */
export function outcome(row: ResultRow): string | null {
  if (row.position === 1) return lapTime(row.time_s);
  if (row.position === null) return row.reason_retired ?? row.position_text;
  return lapsBehind(row.laps_behind) ?? gap(row.gap_s) ?? lapTime(row.time_s) ?? row.reason_retired;
}

function GridCell({ row }: { row: ResultRow }) {
  if (row.grid_position_text === "PL") return <>{words.pitLane}</>;
  if (!isKnown(row.grid_position)) return <>{row.grid_position_text}</>;
  const gained = row.position === null ? 0 : row.grid_position - row.position;
  return (
    <>
      {row.grid_position}{" "}
      {gained > 0 && <span className={`${table.gain} ${table.small}`} title={words.gained(gained)}>▲{gained}</span>}
      {gained < 0 && <span className={`${table.loss} ${table.small}`} title={words.lost(-gained)}>▼{-gained}</span>}
    </>
  );
}

function BestLap({ row }: { row: ResultRow }) {
  const time = lapTime(row.fastest_lap?.lap_time_s);
  if (time === null) return null;
  if (row.fastest_lap?.rank !== 1) return <>{time}</>;
  return <span className={table.best} title={words.fastest}><span aria-hidden="true">● </span>{time}</span>;
}

type Columns = { best: boolean; stops: boolean; grid: boolean };

function Head({ columns }: { columns: Columns }) {
  return (
    <thead>
      <tr>
        <th scope="col" className={table.pos}>{common.position}</th>
        <th scope="col">{common.driver}</th>
        <th scope="col" className={table.desk}>{common.team}</th>
        {columns.grid && <th scope="col" className={`${table.num} ${table.narrow}`}>{words.grid}</th>}
        <th scope="col" className={`${table.num} ${table.narrow}`}>{common.laps}</th>
        <th scope="col" className={table.num}>{common.time}</th>
        {columns.best && <th scope="col" className={`${table.num} ${table.narrow}`}>{words.best}</th>}
        {columns.stops && <th scope="col" className={`${table.num} ${table.narrow}`}>{words.stops}</th>}
        <th scope="col" className={table.num}>{common.points}</th>
      </tr>
    </thead>
  );
}

function Row({ row, columns }: { row: ResultRow; columns: Columns }) {
  const penalty = isKnown(row.time_penalty_s) && row.time_penalty_s > 0 ? words.penalty(points(row.time_penalty_s) ?? "") : undefined;
  return (
    <tr className={row.position === null ? table.out : undefined}>
      <td className={table.pos}>{row.position ?? row.position_text}</td>
      <th scope="row">
        <DriverLabel driver={row.driver} constructorId={row.constructor.constructor_id} withName />
        {row.shared_car && <span className={`${table.muted} ${table.small}`}> ({common.shared})</span>}
      </th>
      <td className={`${table.muted} ${table.desk}`}>{row.constructor.name}</td>
      {columns.grid && <td className={`${table.num} ${table.narrow}`}><GridCell row={row} /></td>}
      <td className={`${table.num} ${table.narrow}`}>{row.laps}</td>
      <td className={table.num} title={penalty}>{outcome(row)}{penalty && <span aria-label={penalty}>*</span>}</td>
      {columns.best && <td className={`${table.num} ${table.narrow}`}><BestLap row={row} /></td>}
      {columns.stops && <td className={`${table.num} ${table.narrow}`}>{row.pit_stops}</td>}
      <td className={table.num}>{row.points !== null && row.points > 0 ? <strong>{points(row.points)}</strong> : null}</td>
    </tr>
  );
}

/** Columns that no row fills are left out. */
export function ResultTable({ rows }: { rows: readonly ResultRow[] }) {
  const columns: Columns = {
    best: rows.some((row) => isKnown(row.fastest_lap?.lap_time_s)),
    stops: rows.some((row) => isKnown(row.pit_stops)),
    grid: rows.some((row) => isKnown(row.grid_position) || row.grid_position_text !== null),
  };
  return (
    <table className={table.table}>
      <Head columns={columns} />
      <tbody>
        {rows.map((row) => (
          <Row key={`${row.driver.driver_id}-${row.constructor.constructor_id}-${row.entry}`} row={row} columns={columns} />
        ))}
      </tbody>
    </table>
  );
}
