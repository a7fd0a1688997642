/** The picture of the stints: bars in compound colours, pit laps where one bar meets the next. */
import { scaleLinear } from "d3-scale";
import { useCallback, useContext, useId } from "react";

import type { ResultRow, StintRow } from "../../api/types";
import type { TableData } from "../../charts/chart-table";
import { ChartFigure } from "../../charts/chart-figure";
import type { Frame, Margins, Scale } from "../../charts/frame";
import { AxisBottom } from "../../charts/marks/axis-bottom";
import { CompoundBar } from "../../charts/marks/compound-bar";
import { EndLabel } from "../../charts/marks/end-label";
import { StatusBand, type Band } from "../../charts/marks/status-band";
import { driverCode } from "../../format/drivers";
import { lapTime } from "../../format/number";
import { messages } from "../../messages";
import { teamColour } from "../../theme/teams";
import { SeatsContext } from "../../ui/driver";
import { useAddressList } from "../../ui/use-address";
import { CompoundKey } from "./compound-key";
import { compoundsIn } from "./lap-data";
import { useLapCursor, useRace } from "./race-context";

const words = messages.charts;
const ROW_PX = 26;
const BAR_PX = 20;
const DIMMED = 0.3;
const MARGINS = { top: 22, bottom: 40 };

export type StintCar = { driverId: string; code: string; constructorId: string | null; won: boolean; stints: readonly StintRow[] };

/** Cars in the order of the result, each with its stints in order. */
export function stintRows(rows: readonly StintRow[], result: readonly ResultRow[]): StintCar[] {
  const order = new Map(result.map((row, index) => [row.driver.driver_id, index]));
  const known = new Map(result.map((row) => [row.driver.driver_id, row]));
  const drivers = new Map(rows.map((row) => [row.driver.driver_id, row.driver]));
  return [...drivers.values()]
    .sort((a, b) => (order.get(a.driver_id) ?? 99) - (order.get(b.driver_id) ?? 99))
    .map((driver) => ({
      driverId: driver.driver_id,
      code: driverCode(driver),
      constructorId: known.get(driver.driver_id)?.constructor.constructor_id ?? null,
      won: known.get(driver.driver_id)?.position === 1,
      stints: rows.filter((row) => row.driver.driver_id === driver.driver_id).sort((a, b) => a.stint - b.stint),
    }));
}

function tableOf(cars: readonly StintCar[]): TableData {
  const s = words.stints;
  return {
    heads: [messages.common.driver, s.stint, s.compound, s.from, s.to, messages.common.laps, s.newSet, s.age, s.median],
    rows: cars.flatMap((car) =>
      car.stints.map((row) => [car.code, row.stint, row.compound === null ? words.unknownCompound : words.compounds[row.compound], row.start_lap, row.end_lap, row.laps,
        row.fresh_tyre === null ? null : row.fresh_tyre ? words.weather.yes : words.weather.no, row.tyre_life_end, lapTime(row.median_lap_time_s)]),
    ),
  };
}

function summaryOf(cars: readonly StintCar[]): string {
  const winner = cars.find((car) => car.won);
  if (winner === undefined) return words.stints.plain(cars.reduce((sum, car) => sum + car.stints.length, 0));
  return words.stints.summary(winner.code, Math.max(0, winner.stints.length - 1));
}

function setsAt(cars: readonly StintCar[], lap: number): { code: string; text: string }[] {
  return cars.flatMap((car) => {
    const row = car.stints.find((stint) => stint.start_lap <= lap && lap <= stint.end_lap);
    if (row === undefined) return [];
    return [{ code: car.code, text: row.compound === null ? words.unknownCompound : words.compounds[row.compound] }];
  });
}

type CarRowProps = { car: StintCar; y: number; x: (lap: number) => number; frame: Frame; hatchId: string; muted: boolean };

function CarRow({ car, y, x, frame, hatchId, muted }: CarRowProps) {
  const { season } = useContext(SeatsContext);
  return (
    <g>
      <EndLabel x={frame.left} y={y + BAR_PX / 2} side="left" text={car.code} colour={teamColour(car.constructorId, season)} muted={muted} />
      {car.stints.map((row) => (
        <CompoundBar
          key={row.stint}
          x={x(row.start_lap - 1) + 0.5}
          y={y}
          width={Math.max(2, x(row.end_lap) - x(row.start_lap - 1) - 1)}
          height={BAR_PX}
          compound={row.compound}
          laps={row.laps}
          used={row.fresh_tyre === false}
          hatchId={hatchId}
          opacity={muted ? DIMMED : 1}
        />
      ))}
    </g>
  );
}

function Hatch({ id }: { id: string }) {
  return (
    <pattern id={id} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect width="1.2" height="5" fill="#14171a" opacity="0.4" />
    </pattern>
  );
}

const margins = (): Margins => ({ ...MARGINS, left: 52, right: 10 });

function lapScale(frame: Frame, laps: number): Scale {
  return scaleLinear().domain([0, laps]).range([frame.left, frame.right]);
}

export function StintChart({ cars, bands }: { cars: readonly StintCar[]; bands: readonly Band[] }) {
  const race = useRace();
  const [cursor, setCursor] = useLapCursor();
  const [chosen] = useAddressList("drivers");
  const id = useId();
  const laps = Math.max(1, ...cars.flatMap((car) => car.stints.map((row) => row.end_lap)));
  const height = MARGINS.top + MARGINS.bottom + cars.length * ROW_PX;
  const scaleX = (frame: Frame) => lapScale(frame, laps);
  const anyChosen = cars.some((car) => chosen.includes(car.code));
  const value = cursor === null ? null : Math.min(Math.max(cursor, 1), laps);
  const draw = useCallback(
    (frame: Frame) => {
      const x = lapScale(frame, laps);
      return (
        <>
          <Hatch id={`${id}-used`} />
          <StatusBand frame={frame} x={x} bands={bands} id={id} />
          {cars.map((car, index) => (
            <CarRow key={car.driverId} car={car} frame={frame} x={x} y={frame.top + 3 + index * ROW_PX} hatchId={`${id}-used`} muted={anyChosen && !chosen.includes(car.code)} />
          ))}
          <AxisBottom frame={frame} x={x} label={words.lap} />
        </>
      );
    },
    [anyChosen, bands, cars, chosen, id, laps],
  );
  return (
    <ChartFigure
      name={`${race.race_id}-stints`}
      title={words.stints.title}
      summary={summaryOf(cars)}
      height={height}
      margins={margins}
      table={() => tableOf(cars)}
      legend={<><CompoundKey compounds={compoundsIn(cars.flatMap((car) => car.stints))} shapes={false} /><span>{words.used}</span></>}
      cursor={{
        min: 1, max: laps, value, setValue: setCursor, pxAt: (at, frame) => scaleX(frame)(at), valueAt: (px, frame) => Math.ceil(scaleX(frame).invert(px)),
        describe: (lap) => `${words.lap} ${lap}: ${setsAt(cars, lap).map((car) => `${car.code} ${car.text}`).join(", ")}`,
        readout: (lap) => <><b>{words.lap} {lap}</b>{setsAt(cars, lap).slice(0, 10).map((car) => <span key={car.code}>{car.code} {car.text}</span>)}</>,
      }}
      draw={draw}
    />
  );
}
