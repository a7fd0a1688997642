/** One race on one page: header, then every section in reading order, each in its own file. */
import { useQuery } from "@tanstack/react-query";
import { useMemo, type ReactNode } from "react";
import { useParams } from "react-router";

import { qualifying, race as raceQuery, results } from "../../api/queries";
import { ProblemError } from "../../api/problem";
import type { RaceDetail } from "../../api/types";
import { raceId } from "../../format/race";
import { messages } from "../../messages";
import { SeatsContext, secondDrivers } from "../../ui/driver";
import { ErrorNotice, Panel, Skeleton } from "../../ui/panel";
import { useSeen } from "../../ui/use-seen";
import { useTitle } from "../../ui/use-title";
import { NotFoundPage } from "../not-found";
import { GridSection } from "./grid-section";
import { LapsSection } from "./laps-section";
import { PitStopsSection } from "./pit-stops-section";
import { PositionsSection } from "./positions-section";
import { PracticeSection } from "./practice-section";
import { QualifyingSection } from "./qualifying-section";
import { RaceControlSection } from "./race-control-section";
import { RaceProvider } from "./race-context";
import { RaceHeader } from "./race-header";
import styles from "./race.module.css";
import { ResultsSection } from "./results-section";
import { SectionNavigation } from "./section-navigation";
import { SprintSection } from "./sprint-section";
import { StintsSection } from "./stints-section";
import { WeatherSection } from "./weather-section";

const words = messages.race;
const PAGE_PX = 720;

/** Keeps a section's place, and asks for its data only when it comes near. */
function Slot({ width, height, title, id, children }: { width: string | undefined; height: number; title: string; id: string; children: ReactNode }) {
  const [ref, seen] = useSeen();
  return (
    <div ref={ref} className={`${styles.slot} ${width ?? ""}`}>
      {seen ? children : <Panel id={id} title={title}><Skeleton height={height} /></Panel>}
    </div>
  );
}

function Sections({ race }: { race: RaceDetail }) {
  const s = words.sections;
  return (
    <div className={styles.grid}>
      <Slot id="results" width={styles.w7} height={660} title={s.results}><ResultsSection /></Slot>
      <Slot id="qualifying" width={styles.w5} height={660} title={s.qualifying}><QualifyingSection /></Slot>
      <Slot id="positions" width={styles.w12} height={640} title={s.positions}><PositionsSection /></Slot>
      <Slot id="stints" width={styles.w7} height={600} title={s.stints}><StintsSection /></Slot>
      <Slot id="pit-stops" width={styles.w5} height={600} title={s.pitStops}><PitStopsSection /></Slot>
      <Slot id="laps" width={styles.w12} height={560} title={s.laps}><LapsSection /></Slot>
      <Slot id="weather" width={styles.w7} height={420} title={s.weather}><WeatherSection /></Slot>
      <Slot id="control" width={styles.w5} height={420} title={s.control}><RaceControlSection /></Slot>
      {race.has_sprint && <Slot id="sprint" width={styles.w12} height={660} title={s.sprint}><SprintSection /></Slot>}
      <Slot id="grid" width={styles.w6} height={660} title={s.grid}><GridSection /></Slot>
      <Slot id="practice" width={styles.w6} height={660} title={s.practice}><PracticeSection /></Slot>
    </div>
  );
}

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
        <RaceHeader />
        <SectionNavigation />
        <Sections key={race.race_id} race={race} />
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
