/** What a run of the lab says: plans side by side, where they finish, and one of them lap by lap. */
import type { UseQueryResult } from "@tanstack/react-query";
import { useMemo, useState } from "react";

import { ProblemError } from "../../api/problem";
import type { Simulated } from "../../api/types";
import type { Band } from "../../charts/marks/status-band";
import { messages } from "../../messages";
import { FromModel } from "../../strategy/provenance";
import { Empty, ErrorNotice, Panel, Skeleton } from "../../ui/panel";
import race from "../race/race.module.css";
import { ComparePanel, nameOf } from "./compare-panel";
import { DistributionChart } from "./distribution-chart";
import type { LabState } from "./lab-address";
import styles from "./lab.module.css";
import { LapChart, lapPoints } from "./lap-chart";
import { entriesOf, type Entry } from "./outcomes";

const words = messages.lab.results;
const HEIGHTS = { compare: 420, distribution: 320, laps: 480 };

function Chips({ entries, chosen, choose }: { entries: readonly Entry[]; chosen: Entry; choose: (letter: string | null) => void }) {
  return (
    <div className={race.chips} role="group" aria-label={words.show}>
      {entries.map((entry) => (
        <button key={entry.letter} type="button" className={race.chip} aria-pressed={entry === chosen} onClick={() => choose(entry.letter)}>{nameOf(entry)}</button>
      ))}
    </div>
  );
}

function Legend({ hatched }: { hatched: boolean }) {
  return (
    <p className={styles.legend}>
      <span><svg width="26" height="8" aria-hidden="true"><path d="M0,4h26" strokeWidth="2" style={{ stroke: "var(--text)" }} /></svg>{words.legendReal}</span>
      <span><svg width="26" height="8" aria-hidden="true"><path d="M0,4h26" strokeWidth="2.5" strokeDasharray="5 3" style={{ stroke: "var(--gain)" }} /></svg>{words.legendMedian}</span>
      <span><svg width="26" height="12" aria-hidden="true"><path d="M0,0h26v12h-26z" opacity="0.3" style={{ fill: "var(--gain)" }} /></svg>{words.legendBand}</span>
      {hatched && <span>{words.legendStatus}</span>}
    </p>
  );
}

function LapCharts({ answer, entries, bands, name }: { answer: Simulated; entries: readonly Entry[]; bands: readonly Band[]; name: string }) {
  const [letter, setLetter] = useState<string | null>("A");
  const [lap, setLap] = useState<number | null>(null);
  const entry = entries.find((candidate) => candidate.letter === letter) ?? entries.at(-1);
  const points = useMemo(
    () => (entry === undefined ? null : { position: lapPoints("position", entry.outcome, answer.original), gap: lapPoints("gap", entry.outcome, answer.original) }),
    [answer.original, entry],
  );
  if (entry === undefined || points === null) return null;
  return (
    <>
      <Chips entries={entries} chosen={entry} choose={setLetter} />
      <Legend hatched={bands.length > 0} />
      <div className={styles.pair}>
        {(["position", "gap"] as const).map((kind) => (
          <LapChart key={kind} kind={kind} name={name} plan={nameOf(entry)} points={points[kind]} bands={bands} lap={lap} setLap={setLap} />
        ))}
      </div>
    </>
  );
}

/** Failures that are not about one plan's legality: those stand beside the plan's bar. */
function failureOf(queries: readonly UseQueryResult<Simulated>[]): UseQueryResult<Simulated> | undefined {
  return queries.find(({ error }) => error !== null && !(error instanceof ProblemError && error.problem.status === 422));
}

/** Each plan is an answer of its own; what any of them remarks on counts for all. */
function together(answers: readonly (Simulated | undefined)[]): Simulated | undefined {
  const known = answers.filter((answer) => answer !== undefined);
  const [first] = known;
  if (first === undefined) return undefined;
  return { ...first, stale: known.some((answer) => answer.stale), quality: [...new Set(known.flatMap((answer) => answer.quality))] };
}

type LoadedProps = { answer: Simulated; entries: readonly Entry[]; bands: readonly Band[]; laps: number; stopped: boolean };

function Loaded({ answer, entries, bands, laps, stopped }: LoadedProps) {
  const name = `${answer.race_id}-${answer.driver.driver_id}`;
  return (
    <>
      <Panel id="compare" title={words.compare}>
        <FromModel origin={answer}><ComparePanel entries={entries} original={answer.original} laps={laps} stopped={stopped} /></FromModel>
      </Panel>
      <Panel id="distribution" title={words.distribution}>
        <FromModel origin={answer} remarks={false}><DistributionChart name={name} entries={entries} original={answer.original} /></FromModel>
      </Panel>
      <Panel id="laps" title={words.laps}>
        <FromModel origin={answer} remarks={false}><LapCharts answer={answer} entries={entries} bands={bands} name={name} /></FromModel>
      </Panel>
    </>
  );
}

type Props = { state: LabState; queries: readonly UseQueryResult<Simulated>[]; laps: number; bands: readonly Band[]; isCurrent: boolean };

/** `state` is what was run, not what the reader has changed since; `isCurrent` says whether they are the same. */
export function Results({ state, queries, laps, bands, isCurrent }: Props) {
  const answers = queries.map((query) => query.data);
  const entries = entriesOf(answers);
  const answer = together(answers);
  const failure = failureOf(queries);
  if (queries.some((query) => query.isLoading)) {
    return (["compare", "distribution", "laps"] as const).map((id) => <Panel key={id} id={id} title={words[id]}><Skeleton height={HEIGHTS[id]} slowly={messages.lab.slowly} /></Panel>);
  }
  return (
    <div className={styles.results} data-current={isCurrent}>
      {!isCurrent && <p className={styles.edited} role="status">{messages.lab.edited}</p>}
      {failure?.error && <Panel id="failure" title={words.compare}><ErrorNotice error={failure.error} retry={() => Promise.all(queries.map((query) => query.refetch()))} /></Panel>}
      {answer === undefined && !failure && <Panel id="none" title={words.compare}><Empty>{words.none}</Empty></Panel>}
      {answer !== undefined && <Loaded answer={answer} entries={entries} laps={laps} bands={state.whatIf.safetyCar === "real" ? bands : []} stopped={bands.some((band) => band.kind === "RED")} />}
    </div>
  );
}
