/** The odds of a title as lines over the rounds, likeliest champion first. Pure functions. */
import type { ConstructorStanding, DriverStanding, TitleContender, TitlePoint } from "../../api/types";
import { driverCode } from "../../format/drivers";
import { teamColour } from "../../theme/teams";
import { secondDrivers } from "../../ui/driver";

export type Look = { teamId: string | null; dashed: boolean };
export type TitleLine = { id: string; name: string; code: string; colour: string; dashed: boolean; points: { round: number; probability: number }[] };

/** More lines than this cannot be told apart at their ends. */
const MOST_LINES = 6;
/** Whoever never had a chance of one in two hundred is no line. */
const LEAST = 0.005;
const CODE_LENGTH = 8;

/** The team of each driver and who is drawn dashed, from the standings. */
export function looksOfDrivers(rows: readonly DriverStanding[]): ReadonlyMap<string, Look> {
  const seats = rows.flatMap((row) => { const team = row.constructors.at(-1); return team === undefined ? [] : [{ driver: row.driver, constructor: team }]; });
  const second = secondDrivers(seats);
  return new Map(seats.map((seat) => [seat.driver.driver_id, { teamId: seat.constructor.constructor_id, dashed: second.has(seat.driver.driver_id) }]));
}

export function looksOfTeams(rows: readonly ConstructorStanding[]): ReadonlyMap<string, Look> {
  return new Map(rows.map((row) => [row.constructor.constructor_id, { teamId: row.constructor.constructor_id, dashed: false }]));
}

/** Three letters of a driver; a team's name, cut where it is long. */
export function shortName(one: Pick<TitleContender, "code" | "name">, isTeam: boolean): string {
  if (!isTeam) return driverCode(one);
  return one.name.length <= CODE_LENGTH ? one.name : `${one.name.slice(0, CODE_LENGTH - 1).trimEnd()}…`;
}

/** The round of a race id: 9 for `2026-09`. */
export const roundOf = (raceId: string): number => Number(raceId.slice(5));

export function titleLines(contenders: readonly TitleContender[], history: readonly TitlePoint[], looks: ReadonlyMap<string, Look>, season: number, isTeam: boolean): TitleLine[] {
  return contenders
    .map((one): TitleLine => {
      const look = looks.get(one.competitor_id);
      const points = history.filter((point) => point.competitor_id === one.competitor_id).map((point) => ({ round: roundOf(point.after_race_id), probability: point.probability }));
      return {
        id: one.competitor_id, name: one.name, code: shortName(one, isTeam), colour: teamColour(look?.teamId, season), dashed: look?.dashed ?? false,
        points: points.sort((a, b) => a.round - b.round),
      };
    })
    .filter((line) => line.points.some((point) => point.probability >= LEAST))
    .slice(0, MOST_LINES);
}

/** The rounds after which something was said, in order. */
export function roundsOf(lines: readonly TitleLine[]): readonly number[] {
  return [...new Set(lines.flatMap((line) => line.points.map((point) => point.round)))].sort((a, b) => a - b);
}
