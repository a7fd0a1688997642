/** The frame of every figure of the record: which back-test it comes from. */
import type { ReactNode } from "react";

import type { TrialRef } from "../../api/types";
import { localTime } from "../../format/time";
import { messages } from "../../messages";
import { OriginProvider } from "../../strategy/provenance";
import strategy from "../../strategy/strategy.module.css";

const words = messages.model;

function facts(trial: TrialRef): string {
  const { origin } = words;
  return [
    origin.version(trial.model_version), origin.asOf(trial.last_race), origin.from(trial.first_season), origin.seed(trial.seed), origin.code(trial.code_version),
    origin.made(localTime(trial.made_at) ?? trial.made_at),
  ].join(" · ");
}

export function FromTrial({ trial, children }: { trial: TrialRef; children: ReactNode }) {
  return (
    <OriginProvider value={{ model: trial.model_version, asOf: trial.last_race, title: words.from(trial.model_version, trial.last_race) }}>
      {children}
      <footer className={strategy.origin}><p data-origin>{facts(trial)}</p></footer>
    </OriginProvider>
  );
}
