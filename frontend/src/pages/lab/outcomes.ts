/** The results of a run in the order the screens show them: as driven first, then plan by plan. Pure functions. */
import type { Outcome, PlanOutcome, Simulated } from "../../api/types";
import type { Stint } from "../../strategy/plan";

export const LETTERS = ["A", "B", "C", "D"] as const;

/** One line of the comparison; `letter` is null for the strategy that was driven. */
export type Entry = { letter: string | null; outcome: Outcome; gains: Pick<PlanOutcome, "positions_gained" | "time_gained_s"> | null };

/** As driven, and every plan that has a result. Every answer simulates the driven strategy with the same random numbers. */
export function entriesOf(answers: readonly (Simulated | undefined)[]): Entry[] {
  const first = answers.find((answer) => answer !== undefined);
  if (first === undefined) return [];
  const plans = answers.flatMap((answer, index) => {
    const outcome = answer?.plans[0];
    return outcome === undefined ? [] : [{ letter: LETTERS[index] ?? null, outcome, gains: outcome }];
  });
  return [{ letter: null, outcome: first.as_driven, gains: null }, ...plans];
}

/** The most cars any position stands for. */
export function carsOf(entries: readonly Entry[]): number {
  return Math.max(1, ...entries.flatMap((entry) => entry.outcome.position_probabilities.map((chance) => chance.position)));
}

export function chanceOf(outcome: Outcome, position: number): number {
  return outcome.position_probabilities.find((chance) => chance.position === position)?.probability ?? 0;
}

/** The most probable finishing position. */
export function modeOf(outcome: Outcome): { position: number; probability: number } | null {
  return outcome.position_probabilities.reduce<{ position: number; probability: number } | null>(
    (best, chance) => (best === null || chance.probability > best.probability ? chance : best),
    null,
  );
}

export function stintsOfOutcome(outcome: Pick<Outcome, "stints">): Stint[] {
  return outcome.stints.map((stint) => ({ compound: stint.compound, from: stint.first_lap, to: stint.last_lap }));
}

export const MEASURES = ["position", "points", "win", "podium", "inPoints"] as const;
export type Measure = (typeof MEASURES)[number];

/** A measure of an outcome, in places, points or as a share. */
export function measured(outcome: Outcome, measure: Measure): number {
  const values: Record<Measure, number> = {
    position: outcome.expected_position, points: outcome.expected_points, win: outcome.p_win, podium: outcome.p_podium, inPoints: outcome.p_points,
  };
  return values[measure];
}

/** Where the common scale of bars ends: 0 to the largest value, a share of it at least, so that nothing fills the track by chance. */
export function scaleEnd(values: readonly number[]): number {
  const most = Math.max(0, ...values);
  return most > 0 ? most : 1;
}
