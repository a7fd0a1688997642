/** The forecast of a race at the horizon in the address. */
import { useQuery, type UseQueryResult } from "@tanstack/react-query";

import { racePrediction } from "../api/queries";
import type { Horizon, RacePrediction } from "../api/types";
import { useHorizon } from "./horizon-switch";

/** `raceId` null is the next race. While another horizon loads, this race's last answer stays; another race's does not. */
export function useForecast(raceId: string | null): [UseQueryResult<RacePrediction>, (horizon: Horizon) => void] {
  const [horizon, choose] = useHorizon();
  const query = useQuery({ ...racePrediction(raceId, horizon), placeholderData: (before?: RacePrediction) => (raceId === null || before?.race.race_id === raceId ? before : undefined) });
  return [query, choose];
}
