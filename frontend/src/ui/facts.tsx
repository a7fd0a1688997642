/** A list of facts, name and value, and those about how old the data are. */
import type { ReactNode } from "react";
import { Link } from "react-router";

import type { Health } from "../api/types";
import { isKnown } from "../format/number";
import { racePath } from "../format/race";
import { ago, longDay } from "../format/time";
import { messages } from "../messages";
import styles from "./panel.module.css";

const words = messages.status;

export function Facts({ children }: { children: ReactNode }) {
  return <dl className={styles.facts}>{children}</dl>;
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function ageOf(data: Health["data"]): string {
  const age = isKnown(data.age_days) ? words.days(data.age_days) : null;
  const state = data.stale ? words.stale : words.fresh;
  return [age, state, data.stale ? data.stale_reason : null].filter(Boolean).join(" · ");
}

/** Where the data come from, the newest result and its age, and when something last arrived. */
export function DataFacts({ data }: { data: Health["data"] }) {
  const newest = data.newest_result;
  return (
    <>
      <Fact name={words.origin}>{words.origins[data.origin]}</Fact>
      <Fact name={words.newest}>{newest ? <><Link to={racePath(newest.race_id)}>{newest.name}</Link>, {longDay(newest.date)}</> : words.none}</Fact>
      {newest && <Fact name={words.age}>{ageOf(data)}</Fact>}
      <Fact name={words.lastIngest}>{ago(data.last_ingest_at, new Date()) ?? words.never}</Fact>
    </>
  );
}
