/** Laps turned into what the charts draw. Pure functions of the API's rows. */
import type { Compound, LapRow, Neutralisation, ResultRow } from "../../api/types";
import type { Band } from "../../charts/marks/status-band";
import { driverCode } from "../../format/drivers";
import { isNeutralised } from "../../format/track-status";

export type Trace = {
  driverId: string;
  code: string;
  name: string;
  constructorId: string;
  grid: number | null;
  finished: boolean;
  laps: readonly LapRow[];
};

/** One trace per car in the order of the result; cars without laps are left out. */
export function traces(rows: readonly LapRow[], result: readonly ResultRow[]): Trace[] {
  const byDriver = new Map<string, LapRow[]>();
  for (const row of rows) byDriver.set(row.driver_id, [...(byDriver.get(row.driver_id) ?? []), row]);
  const order = new Map(result.map((row, index) => [row.driver.driver_id, index]));
  const known = new Map(result.map((row) => [row.driver.driver_id, row]));
  return [...byDriver]
    .map(([driverId, laps]): Trace => {
      const row = known.get(driverId);
      const first = laps[0];
      const code = row ? driverCode(row.driver) : (first?.driver_code ?? driverId.slice(0, 3).toUpperCase());
      return {
        driverId, code,
        name: row?.driver.name ?? code,
        constructorId: row?.constructor.constructor_id ?? first?.constructor_id ?? "",
        grid: row?.grid_position ?? null,
        finished: row ? row.position !== null : true,
        laps: [...laps].sort((a, b) => a.lap_number - b.lap_number),
      };
    })
    .sort((a, b) => (order.get(a.driverId) ?? 99) - (order.get(b.driverId) ?? 99));
}

/** The last lap any car completed. */
export function lastLap(all: readonly Trace[]): number {
  return all.reduce((most, trace) => Math.max(most, trace.laps.at(-1)?.lap_number ?? 0), 0);
}

/** Position after a lap; lap 0 is the grid. */
export function positionAt(trace: Trace, lap: number): number | null {
  if (lap === 0) return trace.grid;
  return trace.laps.find((row) => row.lap_number === lap)?.position ?? null;
}

/** How often the leader at the line was another than a lap before. */
export function leadChanges(all: readonly Trace[]): number {
  const leaders: string[] = [];
  for (let lap = 1; lap <= lastLap(all); lap += 1) {
    const leader = all.find((trace) => positionAt(trace, lap) === 1);
    if (leader !== undefined) leaders.push(leader.driverId);
  }
  return leaders.filter((leader, index) => index > 0 && leader !== leaders[index - 1]).length;
}

/** Neutralisations as bands from the line before their first lap to the line after their last. */
export function lapBands(rows: readonly Neutralisation[] | undefined, offset: number): Band[] {
  return (rows ?? []).map((row) => ({
    key: `${row.kind}-${row.number}`,
    kind: row.kind,
    from: row.start_lap - 1 + offset,
    to: (row.end_lap ?? row.start_lap) + offset,
    estimated: row.estimated,
  }));
}

/** In-laps, out-laps, neutralised and deleted laps say little about pace. */
export function isFaded(row: LapRow): boolean {
  return row.pit_in === true || row.pit_out === true || row.neutralised === true || isNeutralised(row.track_status);
}

export type TimedLap = LapRow & { lap_time_s: number };

export function timedLaps(rows: readonly LapRow[]): TimedLap[] {
  return rows.filter((row): row is TimedLap => row.lap_time_s !== null && row.lap_time_s > 0);
}

/** The fastest lap that was not deleted; null without any time. */
export function fastestLap(rows: readonly TimedLap[]): TimedLap | null {
  return rows.filter((row) => row.deleted !== true).reduce<TimedLap | null>((best, row) => (best === null || row.lap_time_s < best.lap_time_s ? row : best), null);
}

/** The compounds that occur, in the field's order, unknown last. */
export function compoundsIn(rows: readonly { compound: Compound | null }[]): (Compound | null)[] {
  const order: (Compound | null)[] = ["SOFT", "MEDIUM", "HARD", "INTERMEDIATE", "WET", null];
  const present = new Set(rows.map((row) => row.compound));
  return order.filter((compound) => present.has(compound));
}
