/** Why a section of a race has nothing to show, in words. */
import type { RaceDetail } from "../../api/types";
import { messages } from "../../messages";

const FIRST_LAP_SEASON = 2018;

/** The reason common to all sections (not run, cancelled), else `otherwise`. */
export function whyEmpty(race: RaceDetail, otherwise: string): string {
  if (race.status === "cancelled") return messages.race.cancelled;
  if (race.status === "scheduled") return messages.race.notRun;
  return otherwise;
}

/** The reason for sections made of laps; null where laps are stored. */
export function whyNoLaps(race: RaceDetail): string | null {
  if (race.coverage.laps > 0) return null;
  return whyEmpty(race, race.season < FIRST_LAP_SEASON ? messages.race.noLaps : messages.race.noLapsHere);
}
