/** A strategy as the screens edit it: start tyres and stops. Pure functions; none returns what cannot be driven. */
import type { Compound } from "../api/types";
import { COMPOUNDS, compoundLook } from "../theme/compounds";

/** A tyre change at the end of a lap; `red`: while the race was stopped, so that it cost no time. */
export type Stop = { lap: number; compound: Compound; red?: true };
export type Plan = { start: Compound; stops: readonly Stop[] };
export type Stint = { compound: Compound; from: number; to: number };

/** Plans need the compounds of every lap, which are on record from then on. */
export const FIRST_PLANNED_SEASON = 2018;
export const MOST_STOPS = 7;
export const MOST_PLANS = 4;

const letterOf = (compound: Compound): string => compoundLook(compound).letter;
const COMPOUND_OF = new Map(COMPOUNDS.map((compound) => [letterOf(compound), compound]));
const NEXT: Record<Compound, Compound> = { SOFT: "HARD", MEDIUM: "HARD", HARD: "MEDIUM", INTERMEDIATE: "MEDIUM", WET: "INTERMEDIATE" };

/** `M24H40Sr`: start, then lap and compound of every stop, `r` for a change under a red flag. */
export function planCode(plan: Plan): string {
  return letterOf(plan.start) + plan.stops.map((stop) => `${stop.lap}${letterOf(stop.compound)}${stop.red ? "r" : ""}`).join("");
}

/** `M 24 H 40 S`, as it is read. */
export function planText(plan: Plan): string {
  return [letterOf(plan.start), ...plan.stops.map((stop) => `${stop.lap} ${letterOf(stop.compound)}`)].join(" ");
}

/** The plan a code names; null for anything else, stops out of order included. */
export function parsePlan(code: string): Plan | null {
  if (!/^[SMHIW](?:\d{1,3}[SMHIW]r?){0,7}$/.test(code)) return null;
  const start = COMPOUND_OF.get(code.charAt(0));
  if (start === undefined) return null;
  const stops: Stop[] = [];
  for (const [, lap, letter, red] of code.slice(1).matchAll(/(\d{1,3})([SMHIW])(r?)/g)) {
    const compound = COMPOUND_OF.get(letter ?? "");
    if (compound === undefined || Number(lap) <= (stops.at(-1)?.lap ?? 0)) return null;
    stops.push({ lap: Number(lap), compound, ...(red === "r" ? { red: true } : {}) });
  }
  return { start, stops };
}

/** The stints from lap 1 to `laps`. */
export function stintsOf(plan: Plan, laps: number): Stint[] {
  const ends = [...plan.stops.map((stop) => stop.lap), laps];
  const compounds = [plan.start, ...plan.stops.map((stop) => stop.compound)];
  return compounds.map((compound, index) => ({ compound, from: (ends[index - 1] ?? 0) + 1, to: ends[index] ?? laps }));
}

/** The laps a stop may be moved to without passing another: inclusive. */
export function roomOf(plan: Plan, index: number, laps: number): { min: number; max: number } {
  return { min: (plan.stops[index - 1]?.lap ?? 0) + 1, max: (plan.stops[index + 1]?.lap ?? laps) - 1 };
}

/** The stop `index` on another lap, kept between its neighbours. Moved away from a red flag it costs time like any other. */
export function moveStop(plan: Plan, index: number, lap: number, laps: number): Plan {
  const { min, max } = roomOf(plan, index, laps);
  const to = Math.min(max, Math.max(min, Math.round(lap)));
  return { ...plan, stops: plan.stops.map((stop, at) => (at === index && stop.lap !== to ? { lap: to, compound: stop.compound } : stop)) };
}

/** Another compound for stint `index`; 0 is the start. */
export function setCompound(plan: Plan, index: number, compound: Compound): Plan {
  if (index === 0) return { ...plan, start: compound };
  return { ...plan, stops: plan.stops.map((stop, at) => (at === index - 1 ? { ...stop, compound } : stop)) };
}

export function removeStop(plan: Plan, index: number): Plan {
  return { ...plan, stops: plan.stops.filter((_, at) => at !== index) };
}

/** One more stop, in the middle of the longest stint; the plan itself where there is no room. */
export function addStop(plan: Plan, laps: number): Plan {
  const stints = stintsOf(plan, laps);
  const longest = stints.reduce((best, stint) => (stint.to - stint.from > best.to - best.from ? stint : best));
  const lap = Math.floor((longest.from + longest.to) / 2);
  if (plan.stops.length >= MOST_STOPS || longest.to <= longest.from || lap >= laps) return plan;
  const stops = [...plan.stops, { lap, compound: NEXT[longest.compound] }];
  return { ...plan, stops: stops.sort((a, b) => a.lap - b.lap) };
}

type Driven = { start_lap: number; end_lap: number; compound: Compound | null };

/** What a car drove, as a plan; null where a compound is not on record. `redAt`: whether the race was stopped after that lap. */
export function drivenPlan(stints: readonly Driven[], redAt: (lap: number) => boolean): Plan | null {
  const ordered = [...stints].sort((a, b) => a.start_lap - b.start_lap);
  const compounds = ordered.map((stint) => stint.compound).filter((compound) => compound !== null);
  const [start, ...rest] = compounds;
  if (start === undefined || compounds.length < ordered.length || rest.length > MOST_STOPS) return null;
  const laps = ordered.map((stint) => stint.end_lap);
  return { start, stops: rest.map((compound, index) => ({ lap: laps[index] ?? 0, compound, ...(redAt(laps[index] ?? 0) ? { red: true } : {}) })) };
}
