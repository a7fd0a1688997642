/** What the sources delivered, what was refused, and what is known to be missing. */
import { useState, type ReactNode } from "react";
import { Link } from "react-router";

import type { SyncStatus } from "../../api/types";
import { decimal } from "../../format/number";
import { racePath } from "../../format/race";
import { ago } from "../../format/time";
import { messages } from "../../messages";
import { Empty, Panel, Scroll } from "../../ui/panel";
import table from "../../ui/table.module.css";
import styles from "./status.module.css";

const words = messages.status;
const SHOWN_FIRST = 15;

type Cell = { text: ReactNode; kind?: "num" | "wrap" };
type ListProps = { title: string; empty: string; heads: { text: string; kind?: "num" }[]; rows: Cell[][] };

/** A titled table of plain rows; long ones open on demand. */
function ListPanel({ title, empty, heads, rows }: ListProps) {
  const [all, setAll] = useState(false);
  const shown = all ? rows : rows.slice(0, SHOWN_FIRST);
  return (
    <Panel title={title}>
      {rows.length === 0 ? <Empty>{empty}</Empty> : (
        <Scroll label={title}>
          <table className={table.table}>
            <thead>
              <tr>{heads.map((head) => <th key={head.text} scope="col" className={head.kind && table[head.kind]}>{head.text}</th>)}</tr>
            </thead>
            <tbody>
              {shown.map((row, index) => (
                <tr key={index}>{row.map((cell, column) => <td key={column} className={cell.kind && table[cell.kind]}>{cell.text}</td>)}</tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      {rows.length > shown.length && (
        <p className={styles.more}>
          <button type="button" onClick={() => setAll(true)}>{words.more(rows.length - shown.length)}</button>
        </p>
      )}
    </Panel>
  );
}

const num = (value: number | null): Cell => ({ text: decimal(value) ?? messages.common.noValue, kind: "num" });
const raceLink = (id: string): Cell => ({ text: <Link to={racePath(id)}>{id}</Link> });

/** A run's remarks, each said once with how often it came. */
export function withoutRepeats(detail: string | null): string | null {
  if (detail === null) return null;
  const counts = new Map<string, number>();
  for (const part of detail.split("; ")) counts.set(part, (counts.get(part) ?? 0) + 1);
  return [...counts].map(([part, count]) => (count === 1 ? part : `${part} (${words.times(count)})`)).join("; ");
}

export function SourcesPanel({ sync }: { sync: SyncStatus }) {
  const now = new Date();
  const rows = sync.sources.map((row): Cell[] => [
    { text: row.source }, { text: row.job }, { text: row.outcome }, { text: ago(row.finished_at, now) ?? words.never },
    num(row.rows_accepted), num(row.rows_rejected), { text: withoutRepeats(row.detail), kind: "wrap" },
  ]);
  const heads = [
    { text: words.source }, { text: words.job }, { text: words.outcome }, { text: words.finished },
    { text: words.accepted, kind: "num" as const }, { text: words.rejected, kind: "num" as const }, { text: words.detail },
  ];
  return <ListPanel title={words.sources} empty={words.noSources} heads={heads} rows={rows} />;
}

export function RejectsPanel({ sync }: { sync: SyncStatus }) {
  const rows = sync.rejects.map((row): Cell[] => [{ text: row.dataset }, { text: row.reason, kind: "wrap" }, num(row.rows)]);
  const heads = [{ text: words.dataset }, { text: words.reason }, { text: words.rows, kind: "num" as const }];
  return <ListPanel title={words.rejects} empty={words.noRejects} heads={heads} rows={rows} />;
}

export function GapsPanel({ sync }: { sync: SyncStatus }) {
  const rows = sync.gaps.map((row) => [raceLink(row.race_id), { text: row.dataset }, num(row.lake_rows), num(row.store_rows)]);
  const heads = [
    { text: words.race }, { text: words.dataset }, { text: words.lakeRows, kind: "num" as const }, { text: words.storeRows, kind: "num" as const },
  ];
  return <ListPanel title={words.gaps} empty={words.noGaps} heads={heads} rows={rows} />;
}

export function MissingPanel({ sync }: { sync: SyncStatus }) {
  const rows = sync.missing.map((row): Cell[] => [raceLink(row.race_id), { text: row.dataset }, { text: row.reason, kind: "wrap" }]);
  const heads = [{ text: words.race }, { text: words.dataset }, { text: words.reason }];
  return <ListPanel title={words.missing} empty={words.noMissing} heads={heads} rows={rows} />;
}
