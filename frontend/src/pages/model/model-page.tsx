/** The record of the forecasts: can they be trusted, beside whom, where did they fail, what can they not do. */
import { useQuery } from "@tanstack/react-query";

import { accuracy } from "../../api/queries";
import type { Accuracy, TrialRef } from "../../api/types";
import { frequency } from "../../forecast/chances";
import { HORIZONS, HorizonSwitch, useHorizon } from "../../forecast/horizon-switch";
import { decimal, isKnown, percent } from "../../format/number";
import { messages } from "../../messages";
import { Chance, OriginProvider } from "../../strategy/provenance";
import { Empty, Panel } from "../../ui/panel";
import columns from "../../ui/panel.module.css";
import { useTitle } from "../../ui/use-title";
import { CalibrationPanel } from "./calibration-panel";
import { CircuitsPanel, DriversPanel } from "./group-panels";
import styles from "./model.module.css";
import { FreshnessPanel, LimitsPanel, ModelsPanel } from "./models-panel";
import { MarksPanel, MissesPanel } from "./races-panels";
import { ScoresPanel } from "./scores-panel";
import { SeasonsPanel } from "./seasons-panel";
import type { PartProps } from "./record-panel";

const words = messages.model;

/** How the newest races compare with what the back-test promised. */
function Drift({ drift }: { drift: NonNullable<Accuracy["drift"]> }) {
  const change = `${drift.change < 0 ? "−" : "+"}${percent(Math.abs(drift.change)) ?? ""}`;
  return (
    <p className={styles.intro} data-drift={drift.alarm}>
      <Chance value={drift.recent}>{words.drift(drift.races, decimal(drift.recent, 2) ?? "", decimal(drift.expected, 2) ?? "", change)}</Chance>
      {drift.alarm && <> <b>{words.alarm}</b></>}
    </p>
  );
}

function Overall({ answer, trial, share }: { answer: Accuracy; trial: TrialRef; share: number }) {
  return (
    <OriginProvider value={{ model: trial.model_version, asOf: trial.last_race, title: words.from(trial.model_version, trial.last_race) }}>
      <p className={styles.overall}>
        {words.overall.before} <Chance value={share}><b>{percent(share)}</b></Chance> {words.overall.after(answer.races)} <span>{words.overall.words(frequency(share))}</span>
      </p>
      {answer.drift && <Drift drift={answer.drift} />}
    </OriginProvider>
  );
}

/** The answer in a sentence; its place is kept while it loads. */
function Lead({ horizon }: PartProps) {
  const { data } = useQuery(accuracy(horizon));
  return (
    <div className={styles.lead}>
      {data?.trial && isKnown(data.overall_accuracy) && data.races > 0 && <Overall answer={data} trial={data.trial} share={data.overall_accuracy} />}
    </div>
  );
}

/** The panels of the back-test; without one, a single panel says so. */
function Record({ horizon }: PartProps) {
  const { data } = useQuery(accuracy(horizon));
  if (data?.trial === null) {
    return <div className={columns.w12}><Panel title={words.trial}><Empty><span data-state="no-trial">{words.noTrial}</span></Empty></Panel></div>;
  }
  return (
    <>
      <div className={columns.w12}><CalibrationPanel horizon={horizon} /></div>
      <div className={columns.w12}><ScoresPanel horizon={horizon} /></div>
      <div className={columns.w12}><SeasonsPanel horizon={horizon} /></div>
      <div className={columns.w7}><MarksPanel horizon={horizon} /></div>
      <div className={columns.w5}><MissesPanel horizon={horizon} /></div>
      <div className={columns.w6}><DriversPanel horizon={horizon} /></div>
      <div className={columns.w6}><CircuitsPanel horizon={horizon} /></div>
    </>
  );
}

export default function ModelPage() {
  useTitle(words.title);
  const [chosen, choose] = useHorizon();
  const horizon = chosen ?? "post_qualifying";
  return (
    <>
      <h1>{words.title}</h1>
      <p className={styles.intro}>{words.intro}</p>
      <Lead horizon={horizon} />
      <HorizonSwitch horizons={HORIZONS} current={horizon} choose={choose} />
      <div className={`${columns.columns} ${styles.grid ?? ""}`}>
        <Record horizon={horizon} />
        <div className={columns.w8}><ModelsPanel /></div>
        <div className={columns.w4}><FreshnessPanel /></div>
        <div className={columns.w12}><LimitsPanel horizon={horizon} /></div>
      </div>
    </>
  );
}
