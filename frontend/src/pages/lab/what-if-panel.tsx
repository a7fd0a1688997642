/** What is different from the race that was run: safety car, rain, pace, pit loss, and how often it is raced again. */
import { decimal } from "../../format/number";
import { messages } from "../../messages";
import { Panel } from "../../ui/panel";
import panel from "../../ui/panel.module.css";
import { DEFAULT_WET_PCT, LIMITS, RUNS, type LabState, type WhatIf } from "./lab-address";
import styles from "./lab.module.css";
import { NumberField } from "./number-field";

const words = messages.lab.whatIf;
const CHOICES = ["real", "none", "drawn", "set"] as const;
type Choice = (typeof CHOICES)[number];
const MOST_SEED = 2 ** 31 - 1;

function ChoiceField({ label, value, choose }: { label: string; value: Choice; choose: (choice: Choice) => void }) {
  return (
    <label className={styles.number}>
      <span className={styles.label}>{label}</span>
      <select className={styles.input} value={value} onChange={(event) => choose(event.target.value as Choice)}>
        {CHOICES.map((choice) => <option key={choice} value={choice}>{words.choices[choice]}</option>)}
      </select>
    </label>
  );
}

type Part = { whatIf: WhatIf; laps: number; change: (whatIf: Partial<WhatIf>) => void };

function SafetyCarFields({ whatIf, laps, change }: Part) {
  const value = whatIf.safetyCar;
  const set = typeof value === "string" ? null : value;
  const choose = (choice: Choice) => change({ safetyCar: choice === "set" ? { lap: Math.max(1, Math.round(laps / 2)), laps: 4 } : choice });
  return (
    <div className={styles.group}>
      <ChoiceField label={words.safetyCar} value={typeof value === "string" ? value : "set"} choose={choose} />
      {set && <NumberField label={words.fromLap} hidden={words.safetyCar} value={set.lap} min={1} max={laps} step={1} change={(lap) => change({ safetyCar: { ...set, lap } })} />}
      {set && <NumberField label={words.forLaps} hidden={words.safetyCar} value={set.laps} min={1} max={LIMITS.safetyCarLaps} step={1} change={(count) => change({ safetyCar: { ...set, laps: count } })} />}
    </div>
  );
}

function RainFields({ whatIf, laps, change }: Part) {
  const value = whatIf.rain;
  const set = typeof value === "string" ? null : value;
  const choose = (choice: Choice) =>
    change({ rain: choice === "set" ? { from: Math.max(1, Math.round(laps / 3)), to: Math.max(1, Math.round(laps / 2)), wet_pct: DEFAULT_WET_PCT } : choice });
  return (
    <div className={styles.group}>
      <ChoiceField label={words.rain} value={typeof value === "string" ? value : "set"} choose={choose} />
      {set && <NumberField label={words.fromLap} hidden={words.rain} value={set.from} min={1} max={set.to} step={1} change={(from) => change({ rain: { ...set, from } })} />}
      {set && <NumberField label={words.toLap} hidden={words.rain} value={set.to} min={set.from} max={laps} step={1} change={(to) => change({ rain: { ...set, to } })} />}
      {set && (
        <label className={styles.number}>
          <span className={styles.label}>{words.wetness}</span>
          <select className={styles.input} value={set.wet_pct} onChange={(event) => change({ rain: { ...set, wet_pct: Number(event.target.value) } })}>
            {[...new Set([...Object.keys(words.wetnesses).map(Number), set.wet_pct])].sort((a, b) => a - b).map((pct) => (
              <option key={pct} value={pct}>{words.wetnesses[pct] ?? `${pct} %`}</option>
            ))}
          </select>
        </label>
      )}
    </div>
  );
}

type Props = { state: LabState; laps: number; change: (part: Partial<LabState>) => void };

export function WhatIfPanel({ state, laps, change }: Props) {
  const set = (part: Partial<WhatIf>) => change({ whatIf: { ...state.whatIf, ...part } });
  const runs = [...new Set([...RUNS, state.runs])].sort((a, b) => a - b);
  return (
    <Panel id="what-if" title={words.title}>
      <div className={`${panel.padded ?? ""} ${styles.whatIf ?? ""}`}>
        <SafetyCarFields whatIf={state.whatIf} laps={laps} change={set} />
        <RainFields whatIf={state.whatIf} laps={laps} change={set} />
        <div className={styles.group}>
          <NumberField label={words.pace} hint={words.paceHint} value={state.whatIf.pace_s} {...LIMITS.pace_s} change={(pace_s) => set({ pace_s })} />
          <NumberField label={words.pitLoss} hint={words.pitLossHint} value={state.whatIf.pitLoss_s} {...LIMITS.pitLoss_s} change={(pitLoss_s) => set({ pitLoss_s })} />
        </div>
        <div className={styles.group}>
          <label className={styles.number}>
            <span className={styles.label}>{words.runs}</span>
            <select className={styles.input} value={state.runs} onChange={(event) => change({ runs: Number(event.target.value) })}>
              {runs.map((count) => <option key={count} value={count}>{decimal(count)}</option>)}
            </select>
          </label>
          <NumberField label={words.seed} hint={words.seedHint} value={state.seed} min={0} max={MOST_SEED} step={1} change={(seed) => change({ seed })} />
        </div>
      </div>
    </Panel>
  );
}
