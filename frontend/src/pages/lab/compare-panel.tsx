/** Plans side by side: one measure as bars on one scale from zero, what each gains on the driven stops, and every figure as a table. */
import { useState } from "react";

import type { Original } from "../../api/types";
import { chance, decimal, isKnown, lapTime } from "../../format/number";
import { messages } from "../../messages";
import { DifferenceBar, ZeroBar } from "../../strategy/bar-track";
import { PlanStrip } from "../../strategy/plan-strip";
import { Chance } from "../../strategy/provenance";
import { Scroll } from "../../ui/panel";
import table from "../../ui/table.module.css";
import styles from "./lab.module.css";
import { measured, MEASURES, scaleEnd, stintsOfOutcome, type Entry, type Measure } from "./outcomes";

const words = messages.lab.results;
const MINUS = "−";

export function nameOf(entry: Entry): string {
  return entry.letter === null ? words.asDriven : messages.lab.plans.name(entry.letter);
}

type Difference = { mean: number; standard_error: number };

/** What a gain must reach before its bar fills the track. */
const LEAST_END = { positions: 1, time_s: 5 };

/** A value of a measure as text: `P3.4`, `12.6`, `41 %`. */
function valueText(measure: Measure, value: number): string {
  if (measure === "position") return `P${decimal(value, 1) ?? ""}`;
  return (measure === "points" ? decimal(value, 1) : chance(value)) ?? "";
}

/** `▲ +0.42`, `▼ −1.30`, and a bare `0.00` for what rounds to nothing. */
export function signed(value: number, decimals: number): string {
  const text = decimal(Math.abs(value), decimals) ?? "";
  if (Number(Math.abs(value).toFixed(decimals)) === 0) return text;
  return value < 0 ? `▼ ${MINUS}${text}` : `▲ +${text}`;
}

/** A gain within two standard errors of nothing is none that can be told. */
function isEven(gain: Difference): boolean {
  return Math.abs(gain.mean) <= 2 * gain.standard_error;
}

function Gain({ title, gain, end, decimals }: { title: string; gain: Difference | null; end: number; decimals: number }) {
  return (
    <div className={styles.gain}>
      <span className={styles.label}>{title}</span>
      {gain === null ? <span className={table.muted}>{words.unknown}</span> : (
        <>
          <DifferenceBar value={gain.mean} error={gain.standard_error} end={end} />
          <Chance className={styles.value}>
            {signed(gain.mean, decimals)} <span className={table.muted}>± {decimal(gain.standard_error, decimals)}{isEven(gain) && `, ${gain.standard_error === 0 ? words.same : words.even}`}</span>
          </Chance>
        </>
      )}
    </div>
  );
}

type LineProps = { entry: Entry; laps: number; measure: Measure; end: number; positionsEnd: number; timeEnd: number };

function Line({ entry, laps, measure, end, positionsEnd, timeEnd }: LineProps) {
  const value = measured(entry.outcome, measure);
  return (
    <li className={styles.entry}>
      <div className={styles.entryHead}>
        <b>{nameOf(entry)}</b>
        <PlanStrip stints={stintsOfOutcome(entry.outcome)} laps={laps} />
      </div>
      <div className={styles.gain}>
        <span className={styles.label}>{words.measures[measure]}</span>
        <ZeroBar value={value} end={end} />
        <Chance className={styles.value}>{valueText(measure, value)}</Chance>
      </div>
      {entry.gains !== null && <Gain title={words.gained} gain={entry.gains.positions_gained} end={positionsEnd} decimals={2} />}
      {entry.gains !== null && <Gain title={words.time} gain={entry.gains.time_gained_s} end={timeEnd} decimals={1} />}
    </li>
  );
}

function Figures({ entries }: { entries: readonly Entry[] }) {
  const s = messages.strategy;
  const heads = [s.expectedShort, s.pointsShort, s.win, s.podium, s.inPointsShort, s.retired, words.raceTime];
  return (
    <Scroll label={words.compare}>
      <table className={table.table}>
        <thead><tr><th scope="col">{s.plan}</th>{heads.map((head) => <th key={head} scope="col" className={table.num}>{head}</th>)}</tr></thead>
        <tbody>
          {entries.map((entry) => {
            const { outcome } = entry;
            const { p10, p50, p90 } = outcome.race_time_s;
            const time = p50 === null ? words.noTime : `${lapTime(p50, 0) ?? ""} (${lapTime(p10, 0) ?? ""}–${lapTime(p90, 0) ?? ""})`;
            const cells = [decimal(outcome.expected_position, 2), decimal(outcome.expected_points, 2), ...[outcome.p_win, outcome.p_podium, outcome.p_points, outcome.p_retired].map((share) => chance(share)), time];
            return (
              <tr key={entry.letter}>
                <th scope="row" className={styles.planName}>{nameOf(entry)} <span className={table.muted}>{outcome.label}</span></th>
                {cells.map((cell, index) => <td key={heads[index]} className={table.num}><Chance>{cell}</Chance></td>)}
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroll>
  );
}

function realText(original: Original, stopped: boolean): string {
  if (original.retired || original.position === null) return `${words.real}: ${words.notFinished}.`;
  return `${words.real}: ${words.realLine(`P${original.position}`, isKnown(original.race_time_s) ? lapTime(original.race_time_s) : null)}${stopped ? ` ${words.stoppages}` : ""}`;
}

type Props = { entries: readonly Entry[]; original: Original; laps: number; stopped: boolean };

/** `stopped`: whether the real race stood still under a red flag. */
export function ComparePanel({ entries, original, laps, stopped }: Props) {
  const [measure, setMeasure] = useState<Measure>("position");
  const end = scaleEnd(entries.map((entry) => measured(entry.outcome, measure)));
  const positionsEnd = scaleEnd([LEAST_END.positions, ...entries.map(({ gains }) => (gains === null ? 0 : Math.abs(gains.positions_gained.mean) + gains.positions_gained.standard_error))]);
  const timeEnd = scaleEnd([LEAST_END.time_s, ...entries.map(({ gains }) => (gains?.time_gained_s ? Math.abs(gains.time_gained_s.mean) + gains.time_gained_s.standard_error : 0))]);
  return (
    <>
      <div className={styles.compareHead}>
        <p data-real>{realText(original, stopped)}</p>
        <label className={styles.number}>
          <span className={styles.label}>{words.measure}</span>
          <select className={styles.input} value={measure} onChange={(event) => setMeasure(event.target.value as Measure)}>
            {MEASURES.map((name) => <option key={name} value={name}>{words.measures[name]}</option>)}
          </select>
        </label>
      </div>
      <ul className={styles.entries}>
        {entries.map((entry) => <Line key={entry.letter} entry={entry} laps={laps} measure={measure} end={end} positionsEnd={positionsEnd} timeEnd={timeEnd} />)}
      </ul>
      <p className={styles.note}>{words.scale(valueText(measure, end))} {measure === "position" && words.shorterIsBetter} {words.against} {words.given}</p>
      <Figures entries={entries} />
    </>
  );
}
