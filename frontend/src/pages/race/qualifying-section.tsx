/** Qualifying, in whatever form the year had: three parts, two sessions, or one time. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { qualifying } from "../../api/queries";
import type { QualifyingRow } from "../../api/types";
import { isKnown, lapTime } from "../../format/number";
import { messages } from "../../messages";
import { DriverLabel } from "../../ui/driver";
import { Answer, Panel, Scroll } from "../../ui/panel";
import table from "../../ui/table.module.css";
import { useRace } from "./race-context";
import styles from "./race.module.css";
import { whyEmpty } from "./why-empty";

const words = messages.race.qualifying;

type TimeColumn = { key: "q1_s" | "q2_s" | "q3_s" | "time_s"; head: string };

/** The time columns that any row fills; the plain time only where there are no parts. */
export function timeColumns(rows: readonly QualifyingRow[]): TimeColumn[] {
  const parts: TimeColumn[] = [{ key: "q1_s", head: "Q1" }, { key: "q2_s", head: "Q2" }, { key: "q3_s", head: "Q3" }];
  const used = parts.filter((part) => rows.some((row) => isKnown(row[part.key])));
  return used.length > 0 ? used : [{ key: "time_s", head: messages.common.time }];
}

function bestOf(rows: readonly QualifyingRow[], key: TimeColumn["key"]): number | null {
  const times = rows.map((row) => row[key]).filter(isKnown);
  return times.length === 0 ? null : Math.min(...times);
}

function TimeCell({ time, best }: { time: number | null; best: number | null }) {
  const text = lapTime(time);
  if (text === null) return <td className={table.num} />;
  if (time !== best) return <td className={table.num}>{text}</td>;
  return <td className={`${table.num} ${table.best}`} title={words.best}><span aria-hidden="true">● </span>{text}</td>;
}

function QualifyingTable({ rows }: { rows: readonly QualifyingRow[] }) {
  const columns = timeColumns(rows);
  const best = columns.map((column) => bestOf(rows, column.key));
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th scope="col" className={table.pos}>{messages.common.position}</th>
          <th scope="col">{messages.common.driver}</th>
          {columns.map((column) => <th key={column.key} scope="col" className={table.num}>{column.head}</th>)}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={`${row.driver.driver_id}-${index}`}>
            <td className={table.pos}>{row.position ?? row.position_text}</td>
            <th scope="row"><DriverLabel driver={row.driver} constructorId={row.constructor.constructor_id} withName={columns.length === 1} /></th>
            {columns.map((column, at) => <TimeCell key={column.key} time={row[column.key]} best={best[at] ?? null} />)}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Overall first; the single sessions of the two-session years behind it. */
function Parts({ rows }: { rows: readonly QualifyingRow[] }) {
  const parts = [...new Set(rows.map((row) => row.part))].sort((a, b) => Number(b === "overall") - Number(a === "overall") || a.localeCompare(b));
  const [chosen, choose] = useState<string | null>(null);
  const part = chosen !== null && parts.includes(chosen) ? chosen : parts[0];
  return (
    <>
      {parts.length > 1 && (
        <div className={styles.chips} role="group" aria-label={words.part}>
          {parts.map((name) => (
            <button key={name} type="button" className={styles.chip} aria-pressed={name === part} onClick={() => choose(name)}>
              {words.parts[name] ?? name}
            </button>
          ))}
        </div>
      )}
      <Scroll label={words.title}><QualifyingTable rows={rows.filter((row) => row.part === part)} /></Scroll>
    </>
  );
}

function SessionPicker({ session, choose }: { session: "Q" | "SQ"; choose: (session: "Q" | "SQ") => void }) {
  return (
    <div className={styles.chips} role="group" aria-label={words.title}>
      <button type="button" className={styles.chip} aria-pressed={session === "Q"} onClick={() => choose("Q")}>{words.title}</button>
      <button type="button" className={styles.chip} aria-pressed={session === "SQ"} onClick={() => choose("SQ")}>{words.sprintTitle}</button>
    </div>
  );
}

export function QualifyingSection() {
  const race = useRace();
  const [session, choose] = useState<"Q" | "SQ">("Q");
  const query = useQuery(qualifying(race.race_id, session));
  const hasSprintQualifying = race.sessions.some((entry) => entry.session === "SQ");
  return (
    <Panel id="qualifying" title={words.title}>
      {hasSprintQualifying && <SessionPicker session={session} choose={choose} />}
      <Answer query={query} height={660} isEmpty={(rows) => rows.length === 0} empty={whyEmpty(race, words.empty)}>
        {(rows) => <Parts rows={rows} />}
      </Answer>
    </Panel>
  );
}
