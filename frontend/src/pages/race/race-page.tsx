/** One race on one page: header, then every section in reading order, each in its own file. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useParams } from "react-router";

import { qualifying, race as raceQuery, results } from "../../api/queries";
import { ProblemError } from "../../api/problem";
import type { RaceDetail } from "../../api/types";
import { raceId } from "../../format/race";
import { messages } from "../../messages";
import { SeatsContext, secondDrivers } from "../../ui/driver";
import { ErrorNotice, Panel, Skeleton } from "../../ui/panel";
import { useTitle } from "../../ui/use-title";
import { NotFoundPage } from "../not-found";
import { LapCursorProvider, RaceProvider } from "./race-context";
import { RaceHeader } from "./race-header";
import { SectionNavigation, Sections } from "./sections";

const PAGE_PX = 720;

/** Dashes follow the result; before the race they follow qualifying. */
function useSeats(race: RaceDetail) {
  const result = useQuery({ ...results(race.race_id), enabled: race.status === "completed" });
  const entry = useQuery({ ...qualifying(race.race_id, "Q"), enabled: race.status === "scheduled" });
  const rows = result.data ?? entry.data;
  return useMemo(() => ({ season: race.season, second: secondDrivers(rows ?? []) }), [rows, race.season]);
}

function LoadedRace({ race }: { race: RaceDetail }) {
  const seats = useSeats(race);
  return (
    <RaceProvider value={race}>
      <SeatsContext value={seats}>
        <LapCursorProvider key={race.race_id}>
          <RaceHeader />
          <SectionNavigation />
          <Sections />
        </LapCursorProvider>
      </SeatsContext>
    </RaceProvider>
  );
}

export default function RacePage() {
  const { year, round } = useParams();
  const valid = /^\d{4}$/.test(year ?? "") && /^\d{1,2}$/.test(round ?? "");
  const query = useQuery({ ...raceQuery(raceId(Number(year), Number(round))), enabled: valid });
  useTitle(query.data ? `${query.data.name} ${query.data.season}` : null);
  const missing = query.error instanceof ProblemError && [400, 404].includes(query.error.problem.status);
  if (!valid || (missing && query.data === undefined)) return <NotFoundPage text={messages.race.notFound} />;
  if (query.data) return <LoadedRace race={query.data} />;
  if (query.error) return <Panel title={messages.race.sections.results}><ErrorNotice error={query.error} retry={query.refetch} /></Panel>;
  return <Skeleton height={PAGE_PX} />;
}
