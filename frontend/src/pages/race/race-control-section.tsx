/** Race control's messages as sent, by kind; blue flags and track limits wait behind their filters. */
import { useQuery } from "@tanstack/react-query";

import { raceControl } from "../../api/queries";
import type { RaceControlRow } from "../../api/types";
import { messages } from "../../messages";
import { Answer, Empty, Panel, Scroll } from "../../ui/panel";
import { useAddressList } from "../../ui/use-address";
import { FlagMark } from "./flag-mark";
import { useRace } from "./race-context";
import { isKind, KINDS, kindOf, SHOWN_AT_FIRST, type Kind } from "./race-control-kinds";
import styles from "./race.module.css";
import { whyEmpty } from "./why-empty";

const words = messages.race.control;
const LIST_PX = 392;

function Filters({ rows, shown, setShown }: { rows: readonly RaceControlRow[]; shown: readonly Kind[]; setShown: (kinds: Kind[]) => void }) {
  const counts = new Map<Kind, number>();
  for (const row of rows) counts.set(kindOf(row), (counts.get(kindOf(row)) ?? 0) + 1);
  const toggle = (kind: Kind) => setShown(shown.includes(kind) ? shown.filter((other) => other !== kind) : [...shown, kind]);
  return (
    <div className={styles.chips} role="group" aria-label={words.filter}>
      {KINDS.filter((kind) => counts.has(kind)).map((kind) => (
        <button key={kind} type="button" className={styles.chip} aria-pressed={shown.includes(kind)} onClick={() => toggle(kind)}>
          {words.kinds[kind]} <span>{counts.get(kind)}</span>
        </button>
      ))}
    </div>
  );
}

function Message({ row }: { row: RaceControlRow }) {
  return (
    <li className={styles.message}>
      <span className={styles.lap}>{row.lap_number !== null && `${words.lap} ${row.lap_number}`}</span>
      <FlagMark row={row} />
      <span className={styles.text}>{row.message}</span>
    </li>
  );
}

function MessageList({ rows }: { rows: readonly RaceControlRow[] }) {
  const [chosen, choose] = useAddressList("rc");
  const kinds = chosen.filter(isKind);
  const shown = chosen.length === 0 ? SHOWN_AT_FIRST : kinds;
  const visible = rows.filter((row) => shown.includes(kindOf(row)));
  return (
    <>
      <Filters rows={rows} shown={shown} setShown={(next) => choose(next.length === 0 ? ["none"] : next)} />
      {visible.length === 0 ? <Empty>{words.none}</Empty> : (
        <Scroll label={words.title} maxHeight={LIST_PX}>
          <ol>{visible.map((row) => <Message key={row.message_number} row={row} />)}</ol>
        </Scroll>
      )}
    </>
  );
}

export function RaceControlSection() {
  const race = useRace();
  const query = useQuery(raceControl(race.race_id));
  return (
    <Panel id="control" title={words.title}>
      <Answer query={query} height={420} isEmpty={(rows) => rows.length === 0} empty={whyEmpty(race, words.empty)}>
        {(rows) => <MessageList rows={rows} />}
      </Answer>
    </Panel>
  );
}
