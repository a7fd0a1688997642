/** Chances as people say them, and what moved between two forecasts. Pure functions. */
import type { DriverChance } from "../api/types";
import { chance, isKnown } from "../format/number";
import { messages } from "../messages";

const words = messages.forecast;
const FREQUENCIES = [
  [1, 100], [1, 50], [1, 30], [1, 20], [1, 15], [1, 10], [1, 8], [1, 6], [1, 5], [1, 4], [1, 3], [2, 5],
  [1, 2], [3, 5], [2, 3], [3, 4], [4, 5], [9, 10], [19, 20], [49, 50], [99, 100],
] as const;
const LEAST = 0.0075;
/** Forecasts are published in four decimals: a car that starts has less than that, not nothing. */
const UNSEEN = 0.00005;
const TOSS_UP = 0.02;
/** Half a percentage point: what would not be seen is no news. */
const LEAST_MOVE = 0.005;

const logOdds = (share: number) => Math.log(share / (1 - share));

/** `about 2 in 5`: the simple fraction nearest in odds; no fraction is made up at the ends. */
export function frequency(share: number): string {
  if (share < LEAST) return words.rare;
  if (share > 1 - LEAST) return words.sure;
  const away = ([wins, of]: readonly [number, number]) => Math.abs(logOdds(wins / of) - logOdds(share));
  const [wins, of] = FREQUENCIES.reduce((best, next) => (away(next) < away(best) ? next : best));
  return words.frequency(wins, of);
}

/** A forecast's chance: rounded away is not impossible, so nothing possible reads `0%`, and nothing open `100%`. */
export function openChance(share: number | null | undefined): string | null {
  return isKnown(share) ? chance(Math.min(1 - UNSEEN, Math.max(UNSEEN, share))) : null;
}

/** A text that names competitors by id, with their names instead. */
export function withNames(text: string, competitors: readonly { id: string; name: string }[]): string {
  return competitors.reduce((said, one) => said.replace(new RegExp(`(?<![\\w-])${one.id}(?![\\w-])`, "g"), one.name), text);
}

/** True where nobody can say which of the two is more likely to win. */
export function isTossUp(first: number, second: number): boolean {
  return first - second < TOSS_UP && frequency(first) === frequency(second);
}

export type Move = { car: DriverChance; from: number; to: number };

/** The largest changes of the chance to win since the forecast before, at most `most`; none smaller than half a point. */
export function largestMoves(cars: readonly DriverChance[], most = 3): Move[] {
  return cars
    .flatMap((car) => (isKnown(car.previous_win) ? [{ car, from: car.previous_win, to: car.win }] : []))
    .filter((move) => Math.abs(move.to - move.from) >= LEAST_MOVE)
    .sort((a, b) => Math.abs(b.to - b.from) - Math.abs(a.to - a.from))
    .slice(0, most);
}

/** Likeliest winner first; equal chances in the order of the expected place. */
export function byWin(cars: readonly DriverChance[]): DriverChance[] {
  return [...cars].sort((a, b) => b.win - a.win || a.expected_position - b.expected_position);
}

export type Share = { label: string; contribution: number };

/** The first `most` reasons, then all the others as one, so that what is shown still adds up. */
export function reasonShares(reasons: readonly { words: string; contribution: number }[], most: number): Share[] {
  const shown = reasons.slice(0, most).map((reason) => ({ label: reason.words, contribution: reason.contribution }));
  const rest = reasons.slice(most);
  if (rest.length === 0) return shown;
  return [...shown, { label: words.remaining(rest.length), contribution: rest.reduce((sum, reason) => sum + reason.contribution, 0) }];
}

/** `+0.53`, `−1.20`: a signed number with two decimals. */
export function signed(value: number): string {
  const size = Math.abs(value).toFixed(2);
  return Number(size) === 0 ? size : `${value < 0 ? "−" : "+"}${size}`;
}
