/** Every question the screens ask, each with its cache key, so that two panels asking the same thing ask once. */
import { QueryClient, queryOptions } from "@tanstack/react-query";

import { getJson, postJson } from "./client";
import { isNotCalibrated, OfflineError, ProblemError } from "./problem";
import type * as t from "./types";

const MINUTE_MS = 60_000;
/** Rendering at build time has no tab to outlive: its timers would only keep the process alive. */
const KEEP_MS = typeof window === "undefined" ? Infinity : 30 * MINUTE_MS;

function retry(failures: number, error: Error): boolean {
  if (isNotCalibrated(error)) return false;
  if (error instanceof ProblemError) return error.problem.status >= 502 && failures < 1;
  return !(error instanceof OfflineError) && failures < 1;
}

/** The cache of answers, kept for the life of the tab. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 5 * MINUTE_MS, gcTime: KEEP_MS, retry, networkMode: "always", refetchOnWindowFocus: false },
    },
  });
}

function get<T>(path: string) {
  return queryOptions({ queryKey: [path], queryFn: ({ signal }) => getJson<T>(path, signal) });
}

/** Health is asked again every minute; it answers 503 with the same body when the store is down. */
export const health = queryOptions({
  queryKey: ["/health/ready"],
  queryFn: ({ signal }) => getJson<t.Health>("/health/ready", signal, [503]),
  refetchInterval: MINUTE_MS,
  staleTime: MINUTE_MS / 2,
});

export const syncStatus = queryOptions({
  queryKey: ["/sync/status"],
  queryFn: ({ signal }) => getJson<t.SyncStatus>("/sync/status", signal),
  refetchInterval: (query) => (query.state.data?.is_syncing ? 2_000 : MINUTE_MS / 4),
});

export const seasons = get<t.Season[]>("/seasons");
export const races = (season: number) => get<t.RaceSummary[]>(`/races?season=${season}`);
export const race = (raceId: string) => get<t.RaceDetail>(`/races/${raceId}`);
export const results = (raceId: string) => get<t.ResultRow[]>(`/races/${raceId}/results`);
export const sprint = (raceId: string) => get<t.ResultRow[]>(`/races/${raceId}/sprint`);
export const qualifying = (raceId: string, session: "Q" | "SQ") =>
  get<t.QualifyingRow[]>(`/races/${raceId}/qualifying?session=${session}`);
export const grid = (raceId: string) => get<t.GridRow[]>(`/races/${raceId}/grid`);
export const practice = (raceId: string, n: number) => get<t.PracticeRow[]>(`/races/${raceId}/practice/${n}`);
export const pitStops = (raceId: string) => get<t.PitStopRow[]>(`/races/${raceId}/pit-stops`);
export const stints = (raceId: string) => get<t.StintRow[]>(`/races/${raceId}/stints`);
export const laps = (raceId: string) => get<t.LapRow[]>(`/races/${raceId}/laps?session=R`);
export const weather = (raceId: string) => get<t.WeatherRow[]>(`/races/${raceId}/weather?session=R`);
export const raceControl = (raceId: string) => get<t.RaceControlRow[]>(`/races/${raceId}/race-control?session=R`);
export const neutralisations = (raceId: string) => get<t.Neutralisation[]>(`/races/${raceId}/neutralisations`);
export const driverStandings = (season: number) => get<t.DriverStanding[]>(`/standings/drivers?season=${season}`);
export const constructorStandings = (season: number) => get<t.ConstructorStanding[]>(`/standings/constructors?season=${season}`);
export const alternatives = (raceId: string) => get<t.Alternatives>(`/strategy/races/${raceId}/alternatives`);
export const raceNumbers = (raceId: string) => get<t.RaceNumbers>(`/strategy/races/${raceId}/parameters`);

const at = (horizon: t.Horizon | null) => (horizon === null ? "" : `?horizon=${horizon}`);

/** A race's forecast, or the next race's; without a horizon, the latest there is. */
export const racePrediction = (raceId: string | null, horizon: t.Horizon | null) =>
  get<t.RacePrediction>(`/predictions/${raceId === null ? "next-race" : `races/${raceId}`}${at(horizon)}`);
export const championship = (season: number) => get<t.ChampionshipPrediction>(`/predictions/championship?season=${season}`);
export const accuracy = (horizon: t.Horizon) => get<t.Accuracy>(`/predictions/accuracy${at(horizon)}`);
export const modelsInUse = get<t.ModelVersion[]>("/models");

/** The same question has the same answer, so it is never asked twice in the life of the tab. */
export const simulation = (question: t.SimulateQuestion) =>
  queryOptions({
    queryKey: ["/strategy/simulate", question],
    queryFn: ({ signal }) => postJson<t.Simulated>("/strategy/simulate", question, signal),
    staleTime: Infinity,
  });

/** One of the races that move with the calendar; null where the API says that there is none. */
export const movingRace = (which: "current" | "last") =>
  queryOptions({
    queryKey: [`/races/${which}`],
    queryFn: async ({ signal }): Promise<t.RaceDetail | null> => {
      try {
        return await getJson<t.RaceDetail>(`/races/${which}`, signal);
      } catch (error) {
        if (error instanceof ProblemError && error.problem.status === 404) return null;
        throw error;
      }
    },
    // An empty store is being filled by the first sync: look again soon.
    refetchInterval: (query) => (query.state.data === null ? MINUTE_MS / 6 : false),
  });
