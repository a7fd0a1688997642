/** Whether the service, the store and the lake answer, and how old the data are. */
import { useQuery } from "@tanstack/react-query";

import { health } from "../../api/queries";
import type { Health } from "../../api/types";
import { ago } from "../../format/time";
import { messages } from "../../messages";
import { DataFacts, Fact, Facts } from "../../ui/facts";
import { Answer, Panel } from "../../ui/panel";
import styles from "./status.module.css";

const words = messages.status;

function Reachable({ ok }: { ok: boolean }) {
  return <span className={styles.state} data-state={ok ? "ok" : "down"}>{ok ? words.reachable : words.unreachable}</span>;
}

function HealthFacts({ report }: { report: Health }) {
  return (
    <Facts>
      <Fact name={words.service}>
        <span className={styles.state} data-state={report.status}>{words.words[report.status]}</span>
      </Fact>
      <Fact name={words.store}><Reachable ok={report.database.reachable} /></Fact>
      <Fact name={words.lake}><Reachable ok={report.lake.reachable} /></Fact>
      <DataFacts data={report.data} />
      <Fact name={words.newestObject}>{ago(report.lake.newest_object_at, new Date()) ?? words.none}</Fact>
    </Facts>
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
