/** The frame of every forecast: who says it, what it knew, whether it is out of date, and why there is none. */
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { ProblemError } from "../api/problem";
import type { ForecastHead } from "../api/types";
import { decimal } from "../format/number";
import { localTime } from "../format/time";
import { messages } from "../messages";
import { OriginProvider, type Origin } from "../strategy/provenance";
import strategy from "../strategy/strategy.module.css";
import { Answer, Empty } from "../ui/panel";
import { withNames } from "./chances";
import styles from "./forecast.module.css";

const words = messages.forecast;

export const originOf = (head: ForecastHead): Origin => ({ model: head.model_version, asOf: head.as_of, title: words.from(`${head.model_name} ${head.model_version}`, head.as_of) });

function facts(head: ForecastHead): string[] {
  const isTrial = head.basis === "backtest";
  return [
    ...(isTrial ? [words.backtest] : []),
    words.model(head.model_name, head.model_version),
    isTrial ? words.asOfBacktest(head.as_of) : words.asOf(head.as_of),
    ...(head.runs === null ? [] : [head.runs > 0 ? words.runs(decimal(head.runs) ?? "") : words.noRuns]),
    words.computed(localTime(head.computed_at) ?? head.computed_at),
  ];
}

/** Which step of the ladder spoke. A simpler one is outlined, so that it is not taken for the full model. */
export function SourceTag({ head }: { head: ForecastHead }) {
  return <span className={styles.tag} data-source={head.source} title={words.sourcesLong[head.source]}>{words.sources[head.source]}</span>;
}

type Competitor = { id: string; name: string };

/** The numbers below it between a remark where they are out of date and the line that names their origin; remarks name `competitors` by id. */
export function FromForecast({ head, competitors = [], children }: { head: ForecastHead; competitors?: readonly Competitor[]; children: ReactNode }) {
  return (
    <OriginProvider value={originOf(head)}>
      {head.stale && <p className={strategy.stale} role="status" data-stale>{words.stale}</p>}
      <div className={head.stale ? strategy.dimmed : undefined}>{children}</div>
      <footer className={strategy.origin}>
        <p data-origin>{facts(head).join(" · ")}</p>
        {head.source !== "model" && <p>{words.sourcesLong[head.source]}.</p>}
        {head.quality.length > 0 && (
          <ul className={strategy.quality} aria-label={words.quality}>
            {head.quality.map((remark) => <li key={remark}>{withNames(remark, competitors)}</li>)}
          </ul>
        )}
      </footer>
    </OriginProvider>
  );
}

type Props<T> = { query: UseQueryResult<T>; height: number; isEmpty?: (data: T) => boolean; empty?: string; children: (data: T) => ReactNode };

/** That nothing is forecast yet is no failure: the API says why. */
export function ForecastAnswer<T>({ query, ...shown }: Props<T>) {
  const { error } = query;
  if (query.data === undefined && error instanceof ProblemError && error.problem.status === 404) {
    return <Empty><span data-state="no-forecast">{words.noForecast(error.problem.detail)}</span></Empty>;
  }
  return <Answer query={query} {...shown} />;
}
