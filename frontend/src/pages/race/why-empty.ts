/** Why a section of a race has nothing to show, in words. */
import type { RaceDetail } from "../../api/types";
import { daysUntil, longDay } from "../../format/time";
import { messages } from "../../messages";

const FIRST_LAP_SEASON = 2018;
const FIRST_PIT_STOP_SEASON = 1994;

const words = messages.race;
const OTHERWISE: Record<string, string> = {
  results: words.results.empty, qualifying: words.qualifying.empty, grid: words.grid.empty, practice: words.practice.none, sprint: words.sprint.empty,
};

function whyNoLaps(race: RaceDetail): string {
  return race.season < FIRST_LAP_SEASON ? words.noLaps : words.noLapsHere;
}

function whyNot(race: RaceDetail, section: string): string {
  if (["positions", "laps"].includes(section)) return whyNoLaps(race);
  if (section === "stints") return race.coverage.laps === 0 ? whyNoLaps(race) : messages.charts.stints.empty;
  if (section === "pit-stops") return race.season < FIRST_PIT_STOP_SEASON ? words.pitStops.before1994 : words.pitStops.empty;
  if (section === "weather") return race.season < FIRST_LAP_SEASON ? words.before2018 : messages.charts.weather.empty;
  if (section === "control") return race.season < FIRST_LAP_SEASON ? words.before2018 : words.control.empty;
  return OTHERWISE[section] ?? words.noLapsHere;
}

/** The reason a section without rows is missing: cancelled, not run, overdue, before its records begin, or not stored. */
export function whyMissing(race: RaceDetail, section: string): string {
  if (race.status === "cancelled") return words.cancelled;
  if (race.status === "completed") return whyNot(race, section);
  const days = daysUntil(race.date, new Date());
  return days !== null && days < 0 ? words.awaiting(longDay(race.date) ?? race.date) : words.notRun;
}

/** The reason a section stays empty although rows were announced. */
export function whyEmpty(race: RaceDetail, otherwise: string): string {
  return race.status === "completed" ? otherwise : whyMissing(race, "results");
}
