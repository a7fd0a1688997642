/** Lap times of the drivers in focus, by compound, with the 107 % filter and slow laps faded. */
import { messages } from "../../messages";
import { lapTime } from "../../format/number";
import { Answer, Empty, Panel } from "../../ui/panel";
import { DriverChips, useChosen } from "./driver-chips";
import { LapTimeChart } from "./lap-time-chart";
import { paceFilter, timedLaps, type PaceFilter, type Trace } from "./lap-data";
import { useAddress, useRace } from "./race-context";
import styles from "./race.module.css";
import { useTraces } from "./use-traces";
import { whyNoLaps } from "./why-empty";

const words = messages.charts.laps;
const FOCUS_AT_FIRST = 3;

/** The reader's choice of filter, or the filter only where it leaves most laps in. */
function useQuickOnly(filter: PaceFilter | null): [boolean, (quick: boolean) => void] {
  const [text, setText] = useAddress("pace");
  const byRule = filter !== null && !filter.wouldHideMost;
  return [text === null ? byRule : text === "quick", (quick) => setText(quick ? "quick" : "all")];
}

function FilterNote({ filter, quick, setQuick }: { filter: PaceFilter; quick: boolean; setQuick: (quick: boolean) => void }) {
  const limit = lapTime(filter.limit_s) ?? "";
  return (
    <div className={styles.chips}>
      <button type="button" className={styles.chip} aria-pressed={quick} onClick={() => setQuick(!quick)}>{words.showQuick}</button>
      <span className={styles.note}>{quick ? words.hidden(filter.hidden, filter.total, limit) : words.nothingHidden} {words.faded}</span>
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
  const filter = paceFilter(timedLaps(query.data ?? []));
  const [quick, setQuick] = useQuickOnly(filter);
  return (
    <Answer query={query} height={560} isEmpty={() => filter === null} empty={messages.race.noLapsHere}>
      {() => filter && (
        <>
          <DriverChips all={all} chosen={chosen} />
          <FilterNote filter={filter} quick={quick} setQuick={setQuick} />
          <LapTimeChart all={all} bands={bands} focus={focusOf(all, chosen)} limit_s={quick ? filter.limit_s : null} />
        </>
      )}
    </Answer>
  );
}

export function LapsSection() {
  const race = useRace();
  const reason = whyNoLaps(race);
  return (
    <Panel id="laps" title={words.title}>
      {reason === null ? <Loaded raceId={race.race_id} /> : <Empty>{reason}</Empty>}
    </Panel>
  );
}
