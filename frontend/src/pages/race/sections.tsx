/** The sections of the race page in reading order; those without data step back into one panel that says why. What is computed before the race leads until it is run. */
import type { ReactNode } from "react";

import type { RaceDetail } from "../../api/types";
import { messages } from "../../messages";
import { FIRST_PLANNED_SEASON } from "../../strategy/plan";
import { Panel, Skeleton } from "../../ui/panel";
import columns from "../../ui/panel.module.css";
import { useSeen } from "../../ui/use-seen";
import { GridSection } from "./grid-section";
import { LapsSection } from "./laps-section";
import { PitStopsSection } from "./pit-stops-section";
import { PositionsSection } from "./positions-section";
import { ForecastReview, ForecastSection } from "./preview/forecast-section";
import { PitLossSection, SafetyCarSection, UsualSection, WearSection } from "./preview/number-sections";
import { PlansSection } from "./preview/plans-section";
import preview from "./preview/preview.module.css";
import { PracticeSection } from "./practice-section";
import { QualifyingSection } from "./qualifying-section";
import { RaceControlSection } from "./race-control-section";
import { useRace } from "./race-context";
import styles from "./race.module.css";
import { ResultsSection } from "./results-section";
import { SprintSection } from "./sprint-section";
import { StintsSection } from "./stints-section";
import { WeatherSection } from "./weather-section";
import { whyMissing } from "./why-empty";

type Section = { id: string; title: string; width: string | undefined; height: number; rows: (race: RaceDetail) => number; element: ReactNode };

const names = messages.race.sections;
const TABLE_PX = 660;

const planned = (race: RaceDetail): number => (race.season >= FIRST_PLANNED_SEASON && race.status !== "cancelled" ? 1 : 0);
const computed = messages.preview.sections;

/** Sections that share a line; one left alone takes the whole line. */
const LINES: Section[][] = [
  [
    { id: "results", title: names.results, width: columns.w8, height: TABLE_PX, rows: (race) => race.coverage.results, element: <ResultsSection /> },
    { id: "qualifying", title: names.qualifying, width: columns.w4, height: TABLE_PX, rows: (race) => race.coverage.qualifying, element: <QualifyingSection /> },
  ],
  [{ id: "forecast", title: computed.forecast, width: columns.w12, height: 520, rows: (race) => (race.status === "completed" ? planned(race) : 0), element: <ForecastReview /> }],
  [{ id: "positions", title: names.positions, width: columns.w12, height: 640, rows: (race) => race.coverage.laps, element: <PositionsSection /> }],
  [
    { id: "stints", title: names.stints, width: columns.w7, height: 700, rows: (race) => race.coverage.stints, element: <StintsSection /> },
    { id: "pit-stops", title: names.pitStops, width: columns.w5, height: 700, rows: (race) => race.coverage.pit_stops, element: <PitStopsSection /> },
  ],
  [{ id: "laps", title: names.laps, width: columns.w12, height: 600, rows: (race) => race.coverage.laps, element: <LapsSection /> }],
  [
    { id: "weather", title: names.weather, width: columns.w7, height: 470, rows: (race) => race.coverage.weather, element: <WeatherSection /> },
    { id: "control", title: names.control, width: columns.w5, height: 470, rows: (race) => race.coverage.race_control, element: <RaceControlSection /> },
  ],
  [{ id: "sprint", title: names.sprint, width: columns.w12, height: TABLE_PX, rows: (race) => race.coverage.sprint, element: <SprintSection /> }],
  [
    { id: "grid", title: names.grid, width: columns.w6, height: TABLE_PX, rows: (race) => race.coverage.grid, element: <GridSection /> },
    { id: "practice", title: names.practice, width: columns.w6, height: TABLE_PX, rows: (race) => race.coverage.practice, element: <PracticeSection /> },
  ],
];


/** Sections computed from earlier races only. */
const BEFORE: Section[][] = [
  [{ id: "forecast", title: computed.forecast, width: columns.w12, height: 1010, rows: (race) => (race.status === "completed" ? 0 : planned(race)), element: <ForecastSection /> }],
  [{ id: "plans", title: computed.plans, width: columns.w12, height: 880, rows: planned, element: <PlansSection /> }],
  [
    { id: "wear", title: computed.wear, width: columns.w7, height: 600, rows: planned, element: <WearSection /> },
    { id: "pit-loss", title: computed.stops, width: columns.w5, height: 600, rows: planned, element: <><PitLossSection /><UsualSection /></> },
  ],
  [{ id: "safety-car", title: computed.safetyCar, width: columns.w12, height: 400, rows: planned, element: <SafetyCarSection /> }],
];

/** Keeps a section's place, and asks for its data only when it comes near. */
function Slot({ section, alone }: { section: Section; alone: boolean }) {
  const [ref, seen] = useSeen();
  return (
    <div ref={ref} className={`${styles.slot} ${(alone ? columns.w12 : section.width) ?? ""}`}>
      {seen ? section.element : <Panel id={section.id} title={section.title}><Skeleton height={section.height} /></Panel>}
    </div>
  );
}

/** What this race has no rows for, and why. A weekend without a sprint misses nothing, nor does a race that nobody foretold. */
function missingOf(race: RaceDetail): { id: string; title: string; why: string }[] {
  return LINES.flat()
    .filter((section) => section.rows(race) === 0 && section.id !== "forecast" && (section.id !== "sprint" || race.has_sprint))
    .map((section) => ({ id: section.id, title: section.title, why: whyMissing(race, section.id) }));
}

function Missing() {
  const race = useRace();
  const missing = missingOf(race);
  if (missing.length === 0) return null;
  const reasons = [...new Set(missing.map((entry) => entry.why))];
  return (
    <div className={`${styles.slot} ${columns.w12 ?? ""}`}>
      <Panel id="missing" title={messages.race.missing}>
        <dl className={styles.missing}>
          {reasons.map((why) => (
            <div key={why}>
              <dt>{missing.filter((entry) => entry.why === why).map((entry) => entry.title).join(", ")}</dt>
              <dd>{why}</dd>
            </div>
          ))}
        </dl>
      </Panel>
    </div>
  );
}

/** Jump links to the sections this race has. */
export function SectionNavigation() {
  const race = useRace();
  const lines = race.status === "completed" ? [...LINES, ...BEFORE] : [...BEFORE, ...LINES];
  const present = lines.flat().filter((section) => section.rows(race) > 0);
  if (present.length < 2) return <div className={styles.rule} />;
  return (
    <nav className={styles.nav} aria-label={messages.race.navigation}>
      <ul>{present.map((section) => <li key={section.id}><a href={`#${section.id}`}>{section.title}</a></li>)}</ul>
    </nav>
  );
}

function Lines({ lines }: { lines: Section[][] }) {
  const race = useRace();
  return lines
    .map((line) => line.filter((section) => section.rows(race) > 0))
    .map((line) => line.map((section) => <Slot key={section.id} section={section} alone={line.length === 1} />));
}

function Before() {
  const race = useRace();
  if (planned(race) === 0) return null;
  return (
    <>
      <div className={`${columns.w12 ?? ""} ${preview.heading ?? ""}`}>
        <h2>{messages.preview.heading}</h2>
        <p>{messages.preview.note}</p>
      </div>
      <Lines lines={BEFORE} />
    </>
  );
}

export function Sections() {
  const race = useRace();
  const scheduled = race.status !== "completed";
  return (
    <div className={columns.columns}>
      {scheduled && <Before />}
      {scheduled && <Missing />}
      <Lines lines={LINES} />
      {!scheduled && <Before />}
      {!scheduled && <Missing />}
    </div>
  );
}
