/** The frame every part of a page sits in, with the states a question to the API can be in. */
import type { UseQueryResult } from "@tanstack/react-query";
import { useEffect, useId, useState, type CSSProperties, type ReactNode } from "react";

import { isNotCalibrated, OfflineError, ProblemError } from "../api/problem";
import { messages } from "../messages";
import styles from "./panel.module.css";

type PanelProps = { id?: string; title: string; aside?: ReactNode; children: ReactNode; className?: string | undefined };

/** A titled section. */
export function Panel({ id, title, aside, children, className = "" }: PanelProps) {
  const headingId = useId();
  return (
    <section id={id} className={`${styles.panel} ${className}`} aria-labelledby={headingId}>
      <div className={styles.head}>
        <h2 id={headingId}>{title}</h2>
        {aside !== undefined && <div className={styles.aside}>{aside}</div>}
      </div>
      <div className={styles.body}>{children}</div>
    </section>
  );
}

const SLOW_MS = 3_000;

/** Grey bars of the final height; after three seconds also words, `slowly` where the wait has a reason of its own. */
export function Skeleton({ height, slowly = messages.states.slow }: { height: number; slowly?: string | undefined }) {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW_MS);
    return () => clearTimeout(timer);
  }, []);
  const bars = Array.from({ length: Math.max(1, Math.round(height / 30)) }, (_, index) => 38 + ((index * 37) % 47));
  return (
    <div className={styles.skeleton} style={{ height }} role="status" aria-label={messages.states.loading}>
      {bars.map((width, index) => (
        <div key={index} className={styles.bar} style={{ "--w": `${width}%` } as CSSProperties} />
      ))}
      {slow && <p className={styles.slow}>{slowly}</p>}
    </div>
  );
}

/** Why there is nothing here. */
export function Empty({ children }: { children: ReactNode }) {
  return <p className={styles.empty}>{children}</p>;
}

function described(error: Error): { title: string; detail: string; reference: string | null } {
  if (error instanceof ProblemError) {
    const { title, detail, correlation_id: reference } = error.problem;
    return { title, detail: detail === title ? "" : detail, reference };
  }
  if (error instanceof OfflineError) return { title: error.message, detail: messages.errors.offlineDetail, reference: null };
  return { title: messages.errors.unexpected, detail: "", reference: null };
}

function Retry({ retry }: { retry: () => unknown }) {
  return <button type="button" className={styles.retry} onClick={() => void retry()}>{messages.common.retry}</button>;
}

/** A problem in words, with its reference and a way to try again. */
export function ErrorNotice({ error, retry }: { error: Error; retry: () => unknown }) {
  const { title, detail, reference } = described(error);
  if (isNotCalibrated(error)) {
    return (
      <div className={styles.empty} data-state="not-calibrated">
        <p>{messages.strategy.notCalibrated(detail)}</p>
        <Retry retry={retry} />
      </div>
    );
  }
  return (
    <div className={styles.error} role="alert">
      <strong>{title}</strong>
      {detail !== "" && <p>{detail}</p>}
      {reference !== null && <p className={styles.reference}>{messages.errors.reference(reference)}</p>}
      <Retry retry={retry} />
    </div>
  );
}

type AnswerProps<T> = {
  query: UseQueryResult<T>;
  height: number;
  isEmpty?: (data: T) => boolean;
  empty?: ReactNode;
  slowly?: string;
  children: (data: T) => ReactNode;
};

/** What a query currently has to show. Data already loaded stay when asking again fails. */
export function Answer<T>({ query, height, isEmpty, empty, slowly, children }: AnswerProps<T>) {
  if (query.data !== undefined) {
    if (isEmpty?.(query.data)) return <Empty>{empty}</Empty>;
    return <>{children(query.data)}</>;
  }
  if (query.error) return <ErrorNotice error={query.error} retry={query.refetch} />;
  return <Skeleton height={height} slowly={slowly} />;
}

/** A scrolling region that the keyboard reaches too. */
export function Scroll({ label, maxHeight, children }: { label: string; maxHeight?: number; children: ReactNode }) {
  // On wide screens a bounded list takes the height its neighbour gives the line.
  const className = maxHeight === undefined ? styles.scroll : `${styles.scroll ?? ""} ${styles.fill ?? ""}`;
  return (
    <div className={className} role="region" aria-label={messages.common.tableOf(label)} tabIndex={0} style={maxHeight ? { maxHeight } : undefined}>
      {children}
    </div>
  );
}
