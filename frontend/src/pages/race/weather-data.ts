/** Weather readings on the clock of the race. */
import type { LapRow, Neutralisation, WeatherRow } from "../../api/types";
import type { Band } from "../../charts/marks/status-band";

/** Session time of lights out in seconds: the first start of a first lap. Null where laps do not tell. */
export function raceStart(rows: readonly LapRow[]): number | null {
  const starts = rows.filter((row) => row.lap_number === 1).map((row) => row.lap_start_time_s).filter((time) => time !== null);
  return starts.length === 0 ? null : Math.min(...starts);
}

export const minutesFrom = (start_s: number, time_s: number): number => (time_s - start_s) / 60;

export type RainSpan = { from: number; to: number };

/** Unbroken spans of rain, in minutes from `start_s`. A reading counts until the next. */
export function rainSpans(rows: readonly WeatherRow[], start_s: number): RainSpan[] {
  const spans: RainSpan[] = [];
  rows.forEach((row, index) => {
    if (row.rainfall !== true) return;
    const from = minutesFrom(start_s, row.time_s);
    const to = minutesFrom(start_s, rows[index + 1]?.time_s ?? row.time_s + 60);
    const last = spans.at(-1);
    if (last && Math.abs(last.to - from) < 0.01) last.to = to;
    else spans.push({ from, to });
  });
  return spans;
}

/** Neutralisations with exact times, as bands over minutes. */
export function minuteBands(rows: readonly Neutralisation[], start_s: number): Band[] {
  return rows.flatMap((row) => {
    if (row.start_time_s === null || row.end_time_s === null) return [];
    return [{ key: `${row.kind}-${row.number}`, kind: row.kind, from: minutesFrom(start_s, row.start_time_s), to: minutesFrom(start_s, row.end_time_s), estimated: row.estimated }];
  });
}
