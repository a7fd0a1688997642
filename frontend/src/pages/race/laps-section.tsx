/** Lap times of the drivers in focus, by compound, with the 107 % filter and slow laps faded. */
import { useMemo } from "react";

import { messages } from "../../messages";
import { lapTime } from "../../format/number";
import { Answer, Panel } from "../../ui/panel";
import { useAddress } from "../../ui/use-address";
import { DriverChips, useChosen } from "./driver-chips";
import { LapTimeChart } from "./lap-time-chart";
import { timedLaps, type Trace } from "./lap-data";
import { isPaceMode, PACE_MODES, paceFilter, type PaceFilter, type PaceMode } from "./pace-filter";
import { useRace } from "./race-context";
import styles from "./race.module.css";
import { useTraces } from "./use-traces";

const words = messages.charts.laps;
const FOCUS_AT_FIRST = 3;

function FilterChips({ filter, choose }: { filter: PaceFilter; choose: (mode: PaceMode) => void }) {
  const note = words.notes[filter.mode](filter.hidden, filter.total, lapTime(filter.limit_s) ?? "");
  return (
    <div className={styles.chips} role="group" aria-label={words.show}>
      {PACE_MODES.map((mode) => (
        <button key={mode} type="button" className={styles.chip} aria-pressed={mode === filter.mode} onClick={() => choose(mode)}>{words.modes[mode]}</button>
      ))}
      <span className={styles.note}>{note} {words.faded}</span>
    </div>
  );
}

/** The chosen drivers; the first three of the result where none is chosen. */
function focusOf(all: readonly Trace[], chosen: ReadonlySet<string>): ReadonlySet<string> {
  return chosen.size > 0 ? chosen : new Set(all.slice(0, FOCUS_AT_FIRST).map((trace) => trace.driverId));
}

function Loaded({ raceId }: { raceId: string }) {
  const { query, all, bands } = useTraces(raceId, 0.5);
  const chosen = useChosen(all);
  const [text, setText] = useAddress("pace");
  const mode = isPaceMode(text) ? text : null;
  const filter = useMemo(() => paceFilter(timedLaps(query.data ?? []), mode), [query.data, mode]);
  const focus = useMemo(() => focusOf(all, chosen), [all, chosen]);
  return (
    <Answer query={query} height={560} isEmpty={() => filter === null} empty={messages.race.noLapsHere}>
      {() => filter && (
        <>
          <DriverChips all={all} chosen={chosen} />
          <FilterChips filter={filter} choose={setText} />
          <LapTimeChart all={all} bands={bands} focus={focus} keeps={filter.keeps} />
        </>
      )}
    </Answer>
  );
}

export function LapsSection() {
  const race = useRace();
  return (
    <Panel id="laps" title={words.title}>
      <Loaded raceId={race.race_id} />
    </Panel>
  );
}
