/** Laps and result together, as the chart sections need them. */
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useMemo } from "react";

import { laps, neutralisations, results } from "../../api/queries";
import type { LapRow } from "../../api/types";
import type { Band } from "../../charts/marks/status-band";
import { lapBands, traces, type Trace } from "./lap-data";

/** `offset` moves the bands: 0 where a lap ends at its number, 0.5 where it is centred on it. */
export function useTraces(raceId: string, offset: number): { query: UseQueryResult<LapRow[]>; all: Trace[]; bands: Band[] } {
  const query = useQuery(laps(raceId));
  const result = useQuery(results(raceId));
  const neutral = useQuery(neutralisations(raceId));
  const all = useMemo(() => traces(query.data ?? [], result.data ?? []), [query.data, result.data]);
  const bands = useMemo(() => lapBands(neutral.data, offset), [neutral.data, offset]);
  return { query, all, bands };
}
