/** Which laps the lap-time chart shows: the 107 % rule, in the form that suits the race. */
import { fastestLap, type TimedLap } from "./lap-data";

export const PACE_MODES = ["quick", "lap", "all"] as const;
/** `quick`: within 107 % of the race's fastest lap. `lap`: within 107 % of the fastest on the same lap, green laps only. */
export type PaceMode = (typeof PACE_MODES)[number];

const QUICK_SHARE = 1.07;
const MOST_HIDDEN = 0.4;

export type PaceFilter = { mode: PaceMode; keeps: (lap: TimedLap) => boolean; hidden: number; total: number; limit_s: number };

function byLap(rows: readonly TimedLap[]): Map<number, number> {
  const best = new Map<number, number>();
  for (const row of rows) best.set(row.lap_number, Math.min(best.get(row.lap_number) ?? Infinity, row.lap_time_s));
  return best;
}

function rule(mode: PaceMode, rows: readonly TimedLap[], limit_s: number): (lap: TimedLap) => boolean {
  if (mode === "all") return () => true;
  if (mode === "quick") return (lap) => lap.lap_time_s <= limit_s;
  const best = byLap(rows);
  return (lap) => lap.neutralised !== true && lap.lap_time_s <= (best.get(lap.lap_number) ?? 0) * QUICK_SHARE;
}

/** The filter for `mode`; without a mode the 107 % rule, unless wet laps would lose most of the race. Null without any time. */
export function paceFilter(rows: readonly TimedLap[], mode: PaceMode | null): PaceFilter | null {
  const fastest = fastestLap(rows);
  if (fastest === null) return null;
  const limit_s = fastest.lap_time_s * QUICK_SHARE;
  const slow = rows.filter((row) => row.lap_time_s > limit_s).length;
  const chosen = mode ?? (slow / rows.length > MOST_HIDDEN ? "lap" : "quick");
  const keeps = rule(chosen, rows, limit_s);
  return { mode: chosen, keeps, hidden: rows.filter((row) => !keeps(row)).length, total: rows.length, limit_s };
}

export function isPaceMode(text: string | null): text is PaceMode {
  return (PACE_MODES as readonly (string | null)[]).includes(text);
}
