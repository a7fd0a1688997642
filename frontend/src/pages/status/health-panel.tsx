/** Whether the service, the store and the lake answer, and how old the data are. */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "react-router";

import { health } from "../../api/queries";
import type { Health } from "../../api/types";
import { isKnown } from "../../format/number";
import { racePath } from "../../format/race";
import { ago, longDay } from "../../format/time";
import { messages } from "../../messages";
import { Answer, Panel } from "../../ui/panel";
import styles from "./status.module.css";

const words = messages.status;

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Reachable({ ok }: { ok: boolean }) {
  return <span className={styles.state} data-state={ok ? "ok" : "down"}>{ok ? words.reachable : words.unreachable}</span>;
}

function Age({ data }: { data: Health["data"] }) {
  const age = isKnown(data.age_days) ? words.days(data.age_days) : null;
  const state = data.stale ? words.stale : words.fresh;
  return <>{[age, state, data.stale ? data.stale_reason : null].filter(Boolean).join(" · ")}</>;
}

function HealthFacts({ report }: { report: Health }) {
  const now = new Date();
  const newest = report.data.newest_result;
  return (
    <dl className={styles.facts}>
      <Fact name={words.service}>
        <span className={styles.state} data-state={report.status}>{words.words[report.status]}</span>
      </Fact>
      <Fact name={words.store}><Reachable ok={report.database.reachable} /></Fact>
      <Fact name={words.lake}><Reachable ok={report.lake.reachable} /></Fact>
      <Fact name={words.origin}>{words.origins[report.data.origin]}</Fact>
      <Fact name={words.newest}>
        {newest ? <><Link to={racePath(newest.race_id)}>{newest.name}</Link>, {longDay(newest.date)}</> : words.none}
      </Fact>
      {newest && <Fact name={words.age}><Age data={report.data} /></Fact>}
      <Fact name={words.lastIngest}>{ago(report.data.last_ingest_at, now) ?? words.never}</Fact>
      <Fact name={words.newestObject}>{ago(report.lake.newest_object_at, now) ?? words.none}</Fact>
    </dl>
  );
}

export function HealthPanel() {
  const query = useQuery(health);
  return (
    <Panel title={words.health}>
      <Answer query={query} height={280}>{(report) => <HealthFacts report={report} />}</Answer>
    </Panel>
  );
}
