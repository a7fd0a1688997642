/** The picture of the lap times: the field as faint dots, the drivers in focus by compound with a line of their team. */
import { extent } from "d3-array";
import { scaleLinear } from "d3-scale";
import { useCallback, useContext, useId, useMemo } from "react";

import type { TableData } from "../../charts/chart-table";
import { ChartFigure } from "../../charts/chart-figure";
import { dodge } from "../../charts/dodge";
import { NARROW_PX, type Frame, type Margins, type Scale } from "../../charts/frame";
import { AxisBottom } from "../../charts/marks/axis-bottom";
import { AxisLeft } from "../../charts/marks/axis-left";
import { CompoundDots } from "../../charts/marks/compound-dots";
import { Dots } from "../../charts/marks/dots";
import { EndLabel } from "../../charts/marks/end-label";
import { GridLines } from "../../charts/marks/grid-lines";
import { Line } from "../../charts/marks/line";
import { StatusBand, type Band } from "../../charts/marks/status-band";
import { lapTime } from "../../format/number";
import { messages } from "../../messages";
import { teamColour } from "../../theme/teams";
import { SeatsContext } from "../../ui/driver";
import { CompoundKey } from "./compound-key";
import { compoundsIn, fastestLap, isFaded, lastLap, timedLaps, type TimedLap, type Trace } from "./lap-data";
import { useLapCursor, useRace } from "./race-context";

const words = messages.charts;
const HEIGHT_PX = 400;
const FADED = 0.28;
const LINE_OPACITY = 0.55;
const TICKS = 6;
const LABEL_PX = 13;

type Keeps = (lap: TimedLap) => boolean;
type Props = { all: readonly Trace[]; bands: readonly Band[]; focus: ReadonlySet<string>; keeps: Keeps };

const margins = (width: number): Margins => ({ top: 26, bottom: 40, left: width < NARROW_PX ? 46 : 58, right: width < NARROW_PX ? 46 : 56 });

function shown(trace: Trace, keeps: Keeps): TimedLap[] {
  return timedLaps(trace.laps).filter(keeps);
}

function tableOf(all: readonly Trace[], focus: ReadonlySet<string>, keeps: Keeps): TableData {
  const rows = all
    .filter((trace) => focus.has(trace.driverId))
    .flatMap((trace) => shown(trace, keeps).map((lap) => [trace.code, lap.lap_number, lapTime(lap.lap_time_s), lap.compound, lap.tyre_life, isFaded(lap) ? words.laps.slowMark : null]));
  return { heads: [messages.common.driver, words.lap, messages.common.time, words.stints.compound, words.laps.age, words.laps.slow], rows };
}

function summaryOf(all: readonly Trace[]): string {
  const best = fastestLap(timedLaps(all.flatMap((trace) => trace.laps)));
  const trace = best && all.find((candidate) => candidate.driverId === best.driver_id);
  return best && trace ? words.laps.summary(trace.code, lapTime(best.lap_time_s) ?? "", best.lap_number) : "";
}

function FocusCar({ trace, x, y, keeps }: { trace: Trace; x: Scale; y: Scale; keeps: Keeps }) {
  const { season, second } = useContext(SeatsContext);
  const colour = teamColour(trace.constructorId, season);
  const laps = shown(trace, keeps);
  const point = (lap: TimedLap) => ({ x: x(lap.lap_number), y: y(lap.lap_time_s) });
  const kept = new Map(laps.map((lap) => [lap.lap_number, lap]));
  const line = trace.laps.map((lap) => {
    const timed = kept.get(lap.lap_number);
    return { x: x(lap.lap_number), y: timed === undefined || isFaded(lap) ? null : y(timed.lap_time_s) };
  });
  return (
    <g>
      <Line points={line} colour={colour} dashed={second.has(trace.driverId)} width={1.5} opacity={LINE_OPACITY} />
      {compoundsIn(laps).map((compound) => (
        <g key={compound ?? "unknown"}>
          <CompoundDots compound={compound} opacity={FADED} points={laps.filter((lap) => lap.compound === compound && isFaded(lap)).map(point)} />
          <CompoundDots compound={compound} opacity={1} points={laps.filter((lap) => lap.compound === compound && !isFaded(lap)).map(point)} />
        </g>
      ))}
    </g>
  );
}

function FocusLabels({ cars, frame, x, y, keeps }: { cars: readonly Trace[]; frame: Frame; x: Scale; y: Scale; keeps: Keeps }) {
  const { season } = useContext(SeatsContext);
  const ends = cars.flatMap((trace) => {
    const last = shown(trace, keeps).at(-1);
    return last ? [{ trace, last }] : [];
  });
  const places = dodge(ends.map((end) => y(end.last.lap_time_s)), LABEL_PX, frame.top, frame.bottom);
  return (
    <g>
      {ends.map(({ trace, last }, index) => (
        <EndLabel key={trace.driverId} x={x(last.lap_number) + 3} y={places[index] ?? 0} side="right" text={trace.code} colour={teamColour(trace.constructorId, season)} />
      ))}
    </g>
  );
}

function Field({ all, focus, x, y, keeps }: Omit<Props, "bands"> & { x: Scale; y: Scale }) {
  const laps = all.filter((trace) => !focus.has(trace.driverId)).flatMap((trace) => shown(trace, keeps));
  return <Dots points={laps.map((lap) => ({ x: x(lap.lap_number), y: y(lap.lap_time_s) }))} colour="var(--faint)" size={4} opacity={0.8} />;
}

function atLap(all: readonly Trace[], focus: ReadonlySet<string>, lap: number): { code: string; text: string }[] {
  return all.filter((trace) => focus.has(trace.driverId)).flatMap((trace) => {
    const row = trace.laps.find((candidate) => candidate.lap_number === lap);
    const time = lapTime(row?.lap_time_s);
    if (row === undefined || time === null) return [];
    const tyre = row.compound === null ? "" : ` ${words.compounds[row.compound]}`;
    return [{ code: trace.code, text: `${time}${tyre}${row.tyre_life === null ? "" : `, ${row.tyre_life}`}` }];
  });
}

function verticalScale(all: readonly Trace[], keeps: Keeps, frame: Frame): Scale {
  const times = all.flatMap((trace) => shown(trace, keeps)).map((lap) => lap.lap_time_s);
  const [low = 0, high = 1] = extent(times);
  const pad = Math.max(0.2, (high - low) * 0.04);
  return scaleLinear().domain([low - pad, high + pad]).range([frame.bottom, frame.top]);
}

function lapScale(frame: Frame, laps: number): Scale {
  return scaleLinear().domain([0.5, laps + 0.5]).range([frame.left, frame.right]);
}

/** `focus` drivers are drawn by compound. Laps that `keeps` refuses are left out. */
export function LapTimeChart({ all, bands, focus, keeps }: Props) {
  const race = useRace();
  const [cursor, setCursor] = useLapCursor();
  const id = useId();
  const laps = lastLap(all);
  const cars = useMemo(() => all.filter((trace) => focus.has(trace.driverId)), [all, focus]);
  const scaleX = (frame: Frame) => lapScale(frame, laps);
  const describe = (lap: number) => `${words.lap} ${lap}: ${atLap(all, focus, lap).map((car) => `${car.code} ${car.text}`).join("; ")}`;
  const readout = (lap: number) => <><b>{words.lap} {lap}</b>{atLap(all, focus, lap).map((car) => <span key={car.code}><b>{car.code}</b> {car.text}</span>)}</>;
  const value = cursor === null ? null : Math.min(Math.max(cursor, 1), laps);
  const draw = useCallback(
    (frame: Frame) => {
      const x = lapScale(frame, laps);
      const y = verticalScale(all, keeps, frame);
      const ticks = y.ticks(TICKS);
      return (
        <>
          <GridLines frame={frame} y={y} ticks={ticks} />
          <AxisLeft frame={frame} y={y} ticks={ticks} format={(tick) => lapTime(tick, Number.isInteger(tick) ? 0 : 1) ?? ""} />
          <StatusBand frame={frame} x={x} bands={bands} id={id} />
          <Field all={all} focus={focus} x={x} y={y} keeps={keeps} />
          {cars.map((trace) => <FocusCar key={trace.driverId} trace={trace} x={x} y={y} keeps={keeps} />)}
          <FocusLabels cars={cars} frame={frame} x={x} y={y} keeps={keeps} />
          <AxisBottom frame={frame} x={x} label={words.lap} />
        </>
      );
    },
    [all, bands, cars, focus, id, keeps, laps],
  );
  return (
    <ChartFigure
      name={`${race.race_id}-lap-times`}
      title={words.laps.title}
      summary={summaryOf(all)}
      height={HEIGHT_PX}
      margins={margins}
      table={() => tableOf(all, focus, keeps)}
      legend={<CompoundKey compounds={compoundsIn(all.flatMap((trace) => trace.laps))} />}
      cursor={{ min: 1, max: laps, value, setValue: setCursor, pxAt: (at, frame) => scaleX(frame)(at), valueAt: (px, frame) => scaleX(frame).invert(px), describe, readout }}
      draw={draw}
    />
  );
}
