/** Is it us or the feed: health, the sync, and the books of what arrived. */
import { useQuery } from "@tanstack/react-query";

import { syncStatus } from "../../api/queries";
import type { SyncStatus } from "../../api/types";
import { decimal, isKnown } from "../../format/number";
import { ago } from "../../format/time";
import { messages } from "../../messages";
import { Answer, Panel } from "../../ui/panel";
import { useTitle } from "../../ui/use-title";
import { HealthPanel } from "./health-panel";
import styles from "./status.module.css";
import { GapsPanel, MissingPanel, RejectsPanel, SourcesPanel } from "./sync-tables";

const words = messages.status;

function Progress({ progress }: { progress: NonNullable<SyncStatus["progress"]> }) {
  const { step, done, total } = progress;
  const known = isKnown(total) && total > 0;
  return (
    <>
      <p>{words.running(step)}{known && `, ${decimal(done) ?? ""} / ${decimal(total) ?? ""}`}</p>
      <progress aria-label={words.running(step)} {...(known ? { value: Math.min(done, total), max: total } : {})} />
    </>
  );
}

function SyncPanel({ sync }: { sync: SyncStatus }) {
  return (
    <Panel title={words.sync} aside={`${words.lastSync}: ${ago(sync.last_sync, new Date()) ?? words.never}`}>
      <div className={styles.progress} aria-live="polite">
        {sync.progress && sync.is_syncing ? <Progress progress={sync.progress} /> : <p>{sync.is_syncing ? words.runningPlain : words.idle}</p>}
      </div>
    </Panel>
  );
}

export default function StatusPage() {
  useTitle(words.title);
  const sync = useQuery(syncStatus);
  return (
    <>
      <h1>{words.title}</h1>
      <p className={styles.intro}>{words.intro}</p>
      <div className={styles.grid}>
        <div className={styles.column}>
          <HealthPanel />
          {sync.data && <SyncPanel sync={sync.data} />}
        </div>
        <div className={styles.column}>
          {sync.data === undefined && (
            <Panel title={words.sync}><Answer query={sync} height={400}>{() => null}</Answer></Panel>
          )}
          {sync.data && <SourcesPanel sync={sync.data} />}
          {sync.data && <MissingPanel sync={sync.data} />}
          {sync.data && <RejectsPanel sync={sync.data} />}
          {sync.data && <GapsPanel sync={sync.data} />}
        </div>
      </div>
    </>
  );
}
