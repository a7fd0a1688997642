/** Ranked plans of every car before the race: the best as a bar, with where it ends in four races of five. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";

import { alternatives, driverStandings, qualifying, results } from "../../../api/queries";
import type { Alternatives, DriverPlans, DriverRef, RankedPlan } from "../../../api/types";
import { driverCode } from "../../../format/drivers";
import { chance, decimal } from "../../../format/number";
import { messages } from "../../../messages";
import { planCode, type Stint } from "../../../strategy/plan";
import { PlanStrip } from "../../../strategy/plan-strip";
import { RangeTrack } from "../../../strategy/bar-track";
import { Chance } from "../../../strategy/provenance";
import { DriverLabel } from "../../../ui/driver";
import { Panel, Scroll } from "../../../ui/panel";
import table from "../../../ui/table.module.css";
import { useRace } from "../race-context";
import { ComputedAnswer } from "./computed";
import styles from "./preview.module.css";

const words = messages.preview.plans;
const shared = messages.strategy;

const stintsOf = (plan: RankedPlan): Stint[] => plan.stints.map((stint) => ({ compound: stint.compound, from: stint.first_lap, to: stint.last_lap }));

/** Only races that were run can be raced again. */
function LabLink({ driverId, plan }: { driverId: string; plan: RankedPlan }) {
  const race = useRace();
  if (race.status !== "completed") return null;
  return <Link className={table.small} to={`/lab?race=${race.race_id}&driver=${driverId}&plans=${planCode(plan)}`}>{words.lab}</Link>;
}

function Further({ car, laps }: { car: DriverPlans; laps: number }) {
  return (
    <ol className={styles.further} aria-label={words.othersOf(codeOf(car))}>
      {car.plans.map((plan) => (
        <li key={plan.rank}>
          <span className={styles.rank}>{plan.rank}</span>
          <div className={styles.strip}><PlanStrip stints={stintsOf(plan)} laps={laps} /></div>
          <span className={styles.facts}>
            <b>{plan.label}</b>
            <span>{shared.expected} <Chance>{decimal(plan.expected_position, 2)}</Chance></span>
            <span>{shared.range} <Chance>{shared.positionRange(plan.position_low, plan.position_high)}</Chance></span>
            <span>{words.bestChance} <Chance>{chance(plan.p_best)}</Chance></span>
            {plan.rank > 1 && <span>{words.loss} <Chance>{decimal(Math.abs(plan.difference_to_best), 2)} ± {decimal(plan.standard_error, 2)}</Chance></span>}
            {plan.stop_windows.length > 0 && <span>{words.windows} {plan.stop_windows.map((window) => words.window(window.lap_from, window.lap_to)).join(", ")}</span>}
            <LabLink driverId={car.driver.driver_id} plan={plan} />
          </span>
        </li>
      ))}
    </ol>
  );
}

function codeOf(car: DriverPlans): string {
  return driverCode({ code: car.driver.code, name: car.driver.name ?? car.driver.driver_id });
}

/** Names as the result, qualifying or the standings have them: the plans know drivers by id and code. */
function useNames(): ReadonlyMap<string, string> {
  const race = useRace();
  const result = useQuery({ ...results(race.race_id), enabled: race.status === "completed" });
  const entry = useQuery({ ...qualifying(race.race_id, "Q"), enabled: race.status === "scheduled" });
  const season = useQuery({ ...driverStandings(race.season), enabled: entry.data?.length === 0 });
  const rows: readonly { driver: DriverRef }[] = result.data ?? [...(season.data ?? []), ...(entry.data ?? [])];
  return new Map(rows.map((row) => [row.driver.driver_id, row.driver.name]));
}

type RowProps = { name: string | null; car: DriverPlans; laps: number; cars: number; open: boolean; toggle: () => void };

function CarRows({ name, car, laps, cars, open, toggle }: RowProps) {
  const [best] = car.plans;
  if (best === undefined) return null;
  const driver = { driver_id: car.driver.driver_id, name: name ?? car.driver.driver_id, code: car.driver.code, number: null };
  return (
    <>
      <tr>
        <td className={`${table.pos} ${table.narrow}`}>{car.driver.grid}</td>
        <th scope="row"><DriverLabel driver={driver} constructorId={car.driver.constructor_id} withName={name !== null} className={styles.who} /></th>
        <td className={styles.bar}><PlanStrip stints={stintsOf(best)} laps={laps} /></td>
        <td className={table.num}><Chance>{decimal(best.expected_position, 1)}</Chance></td>
        <td className={`${styles.track} ${table.desk}`}><RangeTrack low={best.position_low} high={best.position_high} at={best.expected_position} end={cars} /></td>
        <td className={table.num}><Chance>{shared.positionRange(best.position_low, best.position_high)}</Chance></td>
        <td className={`${table.num} ${table.narrow}`}><Chance>{chance(best.p_best)}</Chance></td>
        <td className={table.num}>
          <button type="button" className={styles.more} aria-expanded={open} onClick={toggle}>
            <span aria-hidden="true">{open ? "▾" : "▸"}</span>
            <span className="visually-hidden">{words.othersOf(codeOf(car))}</span>
          </button>
        </td>
      </tr>
      {open && <tr className={styles.open}><td colSpan={8}><Further car={car} laps={laps} /></td></tr>}
    </>
  );
}

function GridHead() {
  const known = useRace().coverage.grid > 0;
  return <th scope="col" className={`${table.pos} ${table.narrow}`} title={known ? undefined : words.assumedGridLong}>{known ? words.grid : words.assumedGrid}</th>;
}

function PlansTable({ answer, laps }: { answer: Alternatives; laps: number }) {
  const names = useNames();
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string) => setOpen((previous) => new Set(previous.has(id) ? [...previous].filter((other) => other !== id) : [...previous, id]));
  const cars = Math.max(answer.drivers.length, ...answer.drivers.flatMap((car) => car.plans.map((plan) => plan.position_high)));
  return (
    <table className={`${table.table} ${styles.plans ?? ""}`}>
      <thead>
        <tr>
          <GridHead />
          <th scope="col">{messages.common.driver}</th>
          <th scope="col" className={styles.bar}>{words.best}</th>
          <th scope="col" className={table.num}>{shared.expectedShort}</th>
          <th scope="col" className={`${styles.track} ${table.desk}`}>{words.axis(cars)}</th>
          <th scope="col" className={table.num}>{shared.range}</th>
          <th scope="col" className={`${table.num} ${table.narrow}`} title={words.bestChanceLong}>{words.bestChance}</th>
          <th scope="col"><span className="visually-hidden">{shared.plans}</span></th>
        </tr>
      </thead>
      <tbody>
        {answer.drivers.map((car) => (
          <CarRows key={car.driver.driver_id} name={car.driver.name ?? names.get(car.driver.driver_id) ?? null} car={car} laps={laps} cars={cars} open={open.has(car.driver.driver_id)} toggle={() => toggle(car.driver.driver_id)} />
        ))}
      </tbody>
    </table>
  );
}

/** The distance the plans were made for: the last lap of any stint. */
function lapsOf(answer: Alternatives): number {
  return Math.max(1, ...answer.drivers.flatMap((car) => car.plans.flatMap((plan) => plan.stints.map((stint) => stint.last_lap))));
}

export function PlansSection() {
  const race = useRace();
  const query = useQuery(alternatives(race.race_id));
  return (
    <Panel id="plans" title={words.title} aside={words.inPositions}>
      <ComputedAnswer query={query} height={880} isEmpty={(answer) => answer.drivers.length === 0} empty={messages.preview.noEntries} slowly={words.slowly}>
        {(answer) => <Scroll label={words.title}><PlansTable answer={answer} laps={lapsOf(answer)} /></Scroll>}
      </ComputedAnswer>
    </Panel>
  );
}
