/** Where computed numbers come from: said under every panel, and attached to every chance on screen. */
import { createContext, useContext, type ReactNode } from "react";

import type { Computed } from "../api/types";
import { decimal } from "../format/number";
import { localTime } from "../format/time";
import { messages } from "../messages";
import styles from "./strategy.module.css";

const words = messages.strategy;

/** The model that computed the numbers below, the newest fact it knew, and both in words. */
export type Origin = { model: string; asOf: string; title: string };

const OriginContext = createContext<Origin | null>(null);
export const OriginProvider = OriginContext.Provider;

const originOf = (computed: Computed): Origin => ({ model: computed.model_version, asOf: computed.as_of, title: words.from(computed.model_version, computed.as_of) });

/** The attributes by which an element says which model computed it, and from what. */
export function useOriginMarks(): { "data-model": string; "data-as-of": string; title: string } {
  const origin = useContext(OriginContext);
  if (origin === null) throw new Error("a computed number needs an OriginProvider above it");
  return { "data-model": origin.model, "data-as-of": origin.asOf, title: origin.title };
}

/** A probability or an expectation in the text; `value` is the number before it was rounded or put in words. */
export function Chance({ children, className = "", value }: { children: ReactNode; className?: string | undefined; value?: number }) {
  return <span {...useOriginMarks()} className={className} data-value={value}>{children}</span>;
}

const isHindsight = (origin: Computed): boolean => origin.pace === "fitted on the race itself";

function facts(origin: Computed): string[] {
  return [
    ...(origin.runs > 0 ? [words.runs(decimal(origin.runs) ?? "")] : []),
    ...(origin.source === "model" ? [] : [words.source[origin.source]]),
    words.model(origin.model_version),
    ...(isHindsight(origin) ? [words.pace[origin.pace], words.asOfBefore(origin.as_of)] : [words.asOf(origin.as_of), words.pace[origin.pace]]),
    ...(origin.runs > 0 ? [words.seed(origin.seed)] : []),
    words.computed(localTime(origin.computed_at) ?? origin.computed_at),
  ];
}

/** The numbers below it, between a remark where they are out of date and the line that names their origin; `remarks` on the data stand once per answer. */
export function FromModel({ origin, remarks = true, children }: { origin: Computed; remarks?: boolean; children: ReactNode }) {
  return (
    <OriginProvider value={originOf(origin)}>
      {origin.stale && <p className={styles.stale} role="status" data-stale>{words.stale}</p>}
      {remarks && isHindsight(origin) && <p className={styles.hindsight} data-hindsight>{words.hindsight}</p>}
      <div className={origin.stale ? styles.dimmed : undefined}>{children}</div>
      <footer className={styles.origin}>
        <p data-origin>{facts(origin).join(" · ")}</p>
        {remarks && origin.quality.length > 0 && (
          <ul className={styles.quality} aria-label={words.quality}>
            {origin.quality.map((remark) => <li key={remark}>{remark}</li>)}
          </ul>
        )}
      </footer>
    </OriginProvider>
  );
}
