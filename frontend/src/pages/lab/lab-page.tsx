/** The what-if lab: pick a race and a driver, change the stops and the circumstances, race again, see what would have been. */
import { useQueries, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";

import { neutralisations, race as raceQuery, simulation, stints } from "../../api/queries";
import { messages } from "../../messages";
import { drivenPlan, FIRST_PLANNED_SEASON, type Plan } from "../../strategy/plan";
import { Empty, ErrorNotice, Panel, Skeleton } from "../../ui/panel";
import { useTitle } from "../../ui/use-title";
import { lapBands } from "../race/lap-data";
import { questionOf, readLab, writeLab, type LabState } from "./lab-address";
import styles from "./lab.module.css";
import { PlansPanel } from "./plans-panel";
import { RacePicker } from "./race-picker";
import { Results } from "./results";
import { RunBar } from "./run-bar";
import { useLab } from "./use-lab";
import { WhatIfPanel } from "./what-if-panel";

const words = messages.lab;
const PLANS_PX = 260;
/** Where the tyres are not on record, the reader starts from a plan without stops. */
const BLANK: Plan = { start: "MEDIUM", stops: [] };

/** The race's distance, what neutralised it, and the stops the driver made. */
function useDriven(race: string, driver: string) {
  const detail = useQuery(raceQuery(race));
  const tyres = useQuery(stints(race));
  const neutral = useQuery(neutralisations(race));
  const bands = useMemo(() => lapBands(neutral.data, 0), [neutral.data]);
  // Looking back, the distance is the one that counted, as in the simulation: a race stopped early may have driven laps beyond it.
  const laps = detail.data?.laps ?? detail.data?.scheduled_laps ?? null;
  const driven = useMemo(() => {
    if (tyres.data === undefined || neutral.data === undefined) return undefined;
    const redAt = (lap: number) => neutral.data.some((row) => row.kind === "RED" && row.start_lap - 1 <= lap && lap <= (row.end_lap ?? row.start_lap));
    const counted = tyres.data.filter((row) => row.driver.driver_id === driver && (laps === null || row.start_lap <= laps));
    return drivenPlan(counted, redAt);
  }, [driver, laps, neutral.data, tyres.data]);
  const raced = detail.data === undefined || (detail.data.season >= FIRST_PLANNED_SEASON && detail.data.coverage.laps > 0);
  const failed = [detail, tyres, neutral].find((query) => query.error !== null && query.data === undefined);
  return { laps, driven, bands, failed, raced };
}

/** Runs of `state`, one question per plan, so that a refusal names its plan and an unchanged plan is not asked again. */
function useRuns(state: LabState | null) {
  const questions = state === null ? [] : state.plans.map((plan) => questionOf(state, plan)).filter((question) => question !== null);
  return useQueries({ queries: questions.map((question) => simulation(question)) });
}

function Lab({ race, driver }: { race: string; driver: string }) {
  const [state, change] = useLab();
  const { laps, driven, bands, failed, raced } = useDriven(race, driver);
  // A link with plans shows its numbers at once.
  const [ranText, setRan] = useState(() => (state.plans.length > 0 ? writeLab(state).toString() : null));
  const ran = useMemo(() => (ranText === null ? null : readLab(new URLSearchParams(ranText))), [ranText]);
  const queries = useRuns(ran);
  if (failed?.error) return <Panel title={words.plans.title}><ErrorNotice error={failed.error} retry={failed.refetch} /></Panel>;
  if (!raced) return <Panel title={words.plans.title}><Empty>{words.notRaceable}</Empty></Panel>;
  if (laps === null || driven === undefined) return <Panel title={words.plans.title}><Skeleton height={PLANS_PX} /></Panel>;
  const full: LabState = { ...state, plans: state.plans.length > 0 ? state.plans : [driven ?? BLANK] };
  const text = writeLab(full).toString();
  const isCurrent = text === ranText;
  const run = () => {
    change({ plans: full.plans });
    setRan(text);
  };
  const errors = isCurrent ? queries.map((query) => query.error) : [];
  return (
    <>
      <PlansPanel plans={full.plans} driven={driven} laps={laps} bands={bands} errors={errors} change={(plans) => change({ plans })} />
      <WhatIfPanel state={full} laps={laps} change={change} />
      <RunBar run={run} running={queries.some((query) => query.isFetching)} text={text} />
      {ran === null ? <p className={styles.note}>{words.notRun}</p> : <Results state={ran} queries={queries} laps={laps} bands={bands} isCurrent={isCurrent} />}
    </>
  );
}

export default function LabPage() {
  const [state, change] = useLab();
  const [season, setSeason] = useState(() => (state.race === null ? null : Number(state.race.slice(0, 4))));
  useTitle(words.title);
  const pickSeason = (next: number) => {
    setSeason(next);
    change({ race: null, driver: null, plans: [] });
  };
  return (
    <div className={styles.page}>
      <header>
        <h1>{words.title}</h1>
        <p className={styles.intro}>{words.intro}</p>
      </header>
      <RacePicker
        season={season} race={state.race} driver={state.driver} pickSeason={pickSeason}
        pickRace={(race) => change({ race, driver: null, plans: [] })} pickDriver={(driver) => change({ driver, plans: [] })}
      />
      {state.race !== null && state.driver !== null
        ? <Lab key={`${state.race} ${state.driver}`} race={state.race} driver={state.driver} />
        : <Panel title={words.plans.title}><Empty>{words.pickFirst}</Empty></Panel>}
    </div>
  );
}
