/** Every car's race: win, podium and points on one scale from zero, the range of places, and the reasons when a row is opened. */
import { useState } from "react";

import type { DriverChance, RacePrediction } from "../api/types";
import { driverCode } from "../format/drivers";
import { decimal, isKnown } from "../format/number";
import { messages } from "../messages";
import { RangeTrack, ZeroBar } from "../strategy/bar-track";
import { Chance } from "../strategy/provenance";
import { DriverLabel, SeatsContext, secondDrivers } from "../ui/driver";
import { Scroll } from "../ui/panel";
import table from "../ui/table.module.css";
import { byWin, openChance } from "./chances";
import styles from "./forecast.module.css";
import { Reasons } from "./reasons";

const words = messages.forecast;
const common = messages.common;
const COLUMNS = 10;

function Share({ value, kind }: { value: number; kind: "win" | "podium" | "points" }) {
  return (
    <span className={styles.share} data-kind={kind}>
      <ZeroBar value={value} end={1} />
      <Chance className={styles.figure} value={value}>{openChance(value)}</Chance>
    </span>
  );
}

const rangeText = (car: DriverChance) => (isKnown(car.position_low) && isKnown(car.position_high) ? messages.strategy.positionRange(car.position_low, car.position_high) : null);

function Fact({ name, value, title }: { name: string; value: string | null; title?: string }) {
  if (value === null) return null;
  return <span title={title}>{name} <Chance>{value}</Chance></span>;
}

/** What a narrow table has no room for, and the reasons. */
function Further({ car }: { car: DriverChance }) {
  return (
    <div className={styles.further}>
      <p className={styles.facts}>
        <b>{car.driver.name}</b>
        <span>{car.constructor.name}</span>
        <Fact name={words.expected} value={decimal(car.expected_position, 1)} />
        <Fact name={words.range} value={rangeText(car)} />
        <Fact name={words.dnfLong} value={openChance(car.dnf)} />
        <Fact name={words.confidenceLong} value={openChance(car.confidence)} />
      </p>
      <Reasons explanation={car.explanation} />
    </div>
  );
}

type RowProps = { rank: number; car: DriverChance; cars: number; open: boolean; toggle: () => void };

function CarRows({ rank, car, cars, open, toggle }: RowProps) {
  const range = rangeText(car);
  return (
    <>
      <tr data-car={car.driver.driver_id}>
        <td className={`${table.pos} ${table.narrow}`}>{rank}</td>
        <th scope="row"><DriverLabel driver={car.driver} constructorId={car.constructor.constructor_id} withName className={styles.who} /></th>
        <td className={styles.wide}><Share kind="win" value={car.win} /></td>
        <td className={styles.wide}><Share kind="podium" value={car.podium} /></td>
        <td className={styles.wide}><Share kind="points" value={car.points} /></td>
        <td className={`${styles.track} ${table.desk}`}>
          {isKnown(car.position_low) && isKnown(car.position_high) && <RangeTrack low={car.position_low} high={car.position_high} at={car.expected_position} end={cars} />}
        </td>
        <td className={table.num}>{range === null ? <span className={table.muted}>{common.noValue}</span> : <Chance>{range}</Chance>}</td>
        <td className={`${table.num} ${styles.roomy}`}>{car.confidence !== null && <Chance>{openChance(car.confidence)}</Chance>}</td>
        <td className={`${table.num} ${table.narrow}`}>{car.dnf !== null && <Chance>{openChance(car.dnf)}</Chance>}</td>
        <td className={table.num}>
          <button type="button" className={styles.more} aria-expanded={open} onClick={toggle}>
            <span aria-hidden="true">{open ? "▾" : "▸"}</span>
            <span className="visually-hidden">{words.why(driverCode(car.driver))}</span>
          </button>
        </td>
      </tr>
      {open && <tr className={styles.open}><td colSpan={COLUMNS}><Further car={car} /></td></tr>}
    </>
  );
}

function Head({ cars }: { cars: number }) {
  return (
    <thead>
      <tr>
        <th scope="col" className={`${table.pos} ${table.narrow}`}><span className="visually-hidden">{common.position}</span></th>
        <th scope="col">{words.driver}</th>
        <th scope="col" className={styles.wide}>{words.win}</th>
        <th scope="col" className={styles.wide}>{words.podium}</th>
        <th scope="col" className={styles.wide}>{words.points}</th>
        <th scope="col" className={`${styles.track} ${table.desk}`}>{words.axis(cars)}</th>
        <th scope="col" className={table.num} title={words.range}>{words.rangeShort}</th>
        <th scope="col" className={`${table.num} ${styles.roomy}`} title={words.confidenceLong}>{words.confidence}</th>
        <th scope="col" className={`${table.num} ${table.narrow}`} title={words.dnfLong}>{words.dnf}</th>
        <th scope="col"><span className="visually-hidden">{words.why("")}</span></th>
      </tr>
    </thead>
  );
}

export function ChanceTable({ answer, label }: { answer: RacePrediction; label: string }) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string) => setOpen((before) => new Set(before.has(id) ? [...before].filter((other) => other !== id) : [...before, id]));
  const season = Number(answer.race.race_id.slice(0, 4));
  const cars = answer.drivers.length;
  return (
    <SeatsContext value={{ season, second: secondDrivers(answer.drivers) }}>
      <Scroll label={label}>
        <table className={`${table.table} ${styles.chances ?? ""}`} data-forecast={answer.head.forecast_id ?? answer.head.basis}>
          <Head cars={cars} />
          <tbody>
            {byWin(answer.drivers).map((car, index) => (
              <CarRows key={car.driver.driver_id} rank={index + 1} car={car} cars={cars} open={open.has(car.driver.driver_id)} toggle={() => toggle(car.driver.driver_id)} />
            ))}
          </tbody>
        </table>
      </Scroll>
    </SeatsContext>
  );
}
