/** The panels of the numbers a race is simulated with: tyre wear, pit loss, safety car, usual strategies. */
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState, type ReactNode } from "react";

import { raceNumbers } from "../../../api/queries";
import type { Compound, CompoundWear, PitLoss, RaceNumbers, UsualStrategy } from "../../../api/types";
import { decimal, percent } from "../../../format/number";
import { messages } from "../../../messages";
import { ZeroBar } from "../../../strategy/bar-track";
import { stintsOf } from "../../../strategy/plan";
import { PlanStrip } from "../../../strategy/plan-strip";
import { Chance } from "../../../strategy/provenance";
import { Panel, Scroll } from "../../../ui/panel";
import table from "../../../ui/table.module.css";
import { useRace } from "../race-context";
import page from "../race.module.css";
import { ComputedAnswer } from "./computed";
import styles from "./preview.module.css";
import { SafetyCarChart } from "./safety-car-chart";
import { seasonsText, WearChart } from "./wear-chart";

const words = messages.preview;
const DRY: readonly Compound[] = ["SOFT", "MEDIUM", "HARD"];

type PartProps = { id: string; title: string; height: number; empty: string; isEmpty: (numbers: RaceNumbers) => boolean; remarks?: boolean; children: (numbers: RaceNumbers) => ReactNode };

/** Four panels share one answer: the remarks on its data stand in the first. */
function Part({ id, title, height, empty, isEmpty, remarks = false, children }: PartProps) {
  const race = useRace();
  const query = useQuery(raceNumbers(race.race_id));
  return (
    <Panel id={id} title={title}>
      <ComputedAnswer query={query} height={height} isEmpty={isEmpty} empty={empty} remarks={remarks}>{children}</ComputedAnswer>
    </Panel>
  );
}

/** The dry compounds, and the others when they are asked for: five bands over each other say little. */
function WearOf({ all }: { all: readonly CompoundWear[] }) {
  const [withWet, setWithWet] = useState(false);
  const dry = useMemo(() => all.filter((wear) => DRY.includes(wear.compound)), [all]);
  const choice = dry.length > 0 && dry.length < all.length;
  return (
    <>
      {choice && (
        <div className={page.chips}>
          <button type="button" className={page.chip} aria-pressed={withWet} onClick={() => setWithWet(!withWet)}>{words.wear.withWet}</button>
        </div>
      )}
      <WearChart all={choice && !withWet ? dry : all} />
    </>
  );
}

export function WearSection() {
  return (
    <Part id="wear" remarks title={words.wear.title} height={600} empty={words.wear.empty} isEmpty={(numbers) => numbers.compounds.length === 0}>
      {(numbers) => <WearOf all={numbers.compounds} />}
    </Part>
  );
}

function PitLossTable({ rows }: { rows: readonly PitLoss[] }) {
  const end = Math.max(1, ...rows.map((row) => row.loss_s.high));
  return (
    <>
      <Scroll label={words.pitLoss.title}>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">{words.pitLoss.head}</th>
              <th scope="col" className={styles.wide}><span className="visually-hidden">{words.pitLoss.loss}</span></th>
              <th scope="col" className={table.num}>{words.pitLoss.loss}</th>
              <th scope="col" className={table.num}>{words.pitLoss.range}</th>
              <th scope="col" className={table.num}>{words.pitLoss.n}</th>
              <th scope="col" className={`${table.num} ${table.narrow}`}>{words.pitLoss.seasons}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ status, loss_s: loss }) => (
              <tr key={status}>
                <th scope="row">{words.pitLoss.status[status]}</th>
                <td className={styles.wide}><ZeroBar value={loss.mean} end={end} low={loss.low} high={loss.high} /></td>
                <td className={table.num}><Chance>{decimal(loss.mean, 1)}</Chance></td>
                <td className={table.num}><Chance>{decimal(loss.low, 1)}–{decimal(loss.high, 1)}</Chance></td>
                <td className={table.num}>{loss.n === 0 ? words.pitLoss.borrowed : decimal(loss.n)}</td>
                <td className={`${table.num} ${table.narrow}`}>{loss.n === 0 ? null : seasonsText(loss.seasons)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <p className={styles.note}>{words.pitLoss.scale(decimal(end, 1) ?? "")}</p>
    </>
  );
}

export function PitLossSection() {
  return (
    <Part id="pit-loss" title={words.pitLoss.title} height={230} empty={words.pitLoss.empty} isEmpty={(numbers) => numbers.pit_loss.length === 0}>
      {(numbers) => <PitLossTable rows={numbers.pit_loss} />}
    </Part>
  );
}

export function SafetyCarSection() {
  return (
    <Part id="safety-car" title={words.safetyCar.title} height={400} empty={words.safetyCar.empty} isEmpty={(numbers) => numbers.safety_car_by_lap.length === 0}>
      {(numbers) => <SafetyCarChart rows={numbers.safety_car_by_lap} />}
    </Part>
  );
}

function UsualTable({ rows, laps }: { rows: readonly UsualStrategy[]; laps: number }) {
  return (
    <Scroll label={words.usual.title}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col" className={styles.bar}>{messages.strategy.plan}</th>
            <th scope="col" className={table.num}>{words.usual.share}</th>
            <th scope="col" className={table.num}>{words.usual.cars}</th>
            <th scope="col" className={`${table.num} ${table.narrow}`}>{words.usual.seasons}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.label}>
              <td className={styles.bar}><PlanStrip stints={stintsOf(row, laps)} laps={laps} /></td>
              <td className={table.num}><Chance>{percent(row.weight)}</Chance></td>
              <td className={table.num}>{row.cars}</td>
              <td className={`${table.num} ${table.narrow}`}>{seasonsText(row.seasons)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

export function UsualSection() {
  return (
    <Part id="usual" title={words.usual.title} height={240} empty={words.usual.empty} isEmpty={(numbers) => numbers.usual.length === 0}>
      {(numbers) => <UsualTable rows={numbers.usual} laps={numbers.rules.laps} />}
    </Part>
  );
}
