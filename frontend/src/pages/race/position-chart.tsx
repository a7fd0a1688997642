/** The picture of the position chart: one line per car, pit stops ringed, retirements crossed. */
import { scaleLinear } from "d3-scale";
import { useCallback, useContext, useId } from "react";

import type { TableData } from "../../charts/chart-table";
import { ChartFigure } from "../../charts/chart-figure";
import { NARROW_PX, type Frame, type Margins, type Scale } from "../../charts/frame";
import { AxisBottom } from "../../charts/marks/axis-bottom";
import { EndLabel } from "../../charts/marks/end-label";
import { GridLines } from "../../charts/marks/grid-lines";
import { Line } from "../../charts/marks/line";
import { StatusBand, type Band } from "../../charts/marks/status-band";
import { TickMark } from "../../charts/marks/tick-mark";
import { messages } from "../../messages";
import { teamColour } from "../../theme/teams";
import { SeatsContext } from "../../ui/driver";
import { lastLap, leadChanges, positionAt, type Trace } from "./lap-data";
import { useLapCursor, useRace } from "./race-context";

const words = messages.charts;
const ROW_PX = 23;
const MARGINS = { top: 26, bottom: 40 };
const DIMMED = 0.16;

type Props = { all: readonly Trace[]; bands: readonly Band[]; chosen: ReadonlySet<string> };

/** `counted` is the number of laps of the result, which may be fewer than were driven. */
function summaryOf(all: readonly Trace[], counted: number | null): string {
  const winner = all[0];
  if (winner === undefined || !winner.finished) return words.position.summaryNoWinner(all.length, lastLap(all));
  return words.position.summary(winner.name, winner.grid, counted ?? lastLap(all), leadChanges(all));
}

function orderAt(all: readonly Trace[], lap: number): { position: number; code: string; driverId: string }[] {
  return all
    .flatMap((trace) => {
      const position = positionAt(trace, lap);
      return position === null ? [] : [{ position, code: trace.code, driverId: trace.driverId }];
    })
    .sort((a, b) => a.position - b.position);
}

function tableOf(all: readonly Trace[]): TableData {
  const laps = Array.from({ length: lastLap(all) + 1 }, (_, lap) => lap);
  return {
    heads: [words.lap, ...all.map((trace) => trace.code)],
    rows: laps.map((lap) => [words.position.atLap(lap), ...all.map((trace) => positionAt(trace, lap))]),
  };
}

type CarProps = { trace: Trace; x: Scale; y: Scale; opacity: number; emphasised: boolean; laps: number };

function CarLine({ trace, x, y, opacity, emphasised, laps }: CarProps) {
  const { season, second } = useContext(SeatsContext);
  const colour = teamColour(trace.constructorId, season);
  const start = trace.grid === null ? [] : [{ x: x(0), y: y(trace.grid) }];
  const points = [...start, ...trace.laps.map((lap) => ({ x: x(lap.lap_number), y: lap.position === null ? null : y(lap.position) }))];
  const last = trace.laps.findLast((lap) => lap.position !== null);
  const pits = trace.laps.filter((lap) => lap.pit_in === true && lap.position !== null && lap.lap_number < (trace.finished ? laps : (last?.lap_number ?? 0)));
  return (
    <g>
      <Line points={points} colour={colour} dashed={second.has(trace.driverId)} width={emphasised ? 3 : 2} opacity={opacity} />
      {pits.map((lap) => <TickMark key={lap.lap_number} kind="pit" x={x(lap.lap_number)} y={y(lap.position ?? 0)} colour={colour} opacity={opacity} />)}
      {!trace.finished && last && <TickMark kind="out" x={x(last.lap_number)} y={y(last.position ?? 0)} colour={colour} opacity={opacity} />}
    </g>
  );
}

function Labels({ all, frame, x, y, chosen, laps }: Props & { frame: Frame; x: Scale; y: Scale; laps: number }) {
  const { season } = useContext(SeatsContext);
  return (
    <g>
      {all.map((trace) => {
        const colour = teamColour(trace.constructorId, season);
        const end = positionAt(trace, trace.laps.at(-1)?.lap_number ?? 0);
        const shared = { colour, muted: chosen.size > 0 && !chosen.has(trace.driverId), bold: chosen.has(trace.driverId) };
        const atEnd = trace.finished && end !== null && (trace.laps.at(-1)?.lap_number ?? 0) > laps * 0.9;
        return (
          <g key={trace.driverId}>
            {trace.grid !== null && <EndLabel x={frame.left} y={y(trace.grid)} side="left" text={trace.code} {...shared} />}
            {atEnd && <EndLabel x={Math.max(x(laps), frame.left)} y={y(end)} side="right" text={`${end} ${trace.code}`} {...shared} />}
          </g>
        );
      })}
    </g>
  );
}

function Readout({ all, lap, chosen }: { all: readonly Trace[]; lap: number; chosen: ReadonlySet<string> }) {
  return (
    <>
      <b>{words.position.atLap(lap)}</b>
      {orderAt(all, lap).map((car) => (
        <span key={car.driverId}>{car.position} {chosen.has(car.driverId) ? <b>{car.code}</b> : car.code}</span>
      ))}
    </>
  );
}

const margins = (width: number): Margins => ({ ...MARGINS, left: width < NARROW_PX ? 42 : 50, right: width < NARROW_PX ? 62 : 68 });

function lapScale(frame: Frame, laps: number): Scale {
  return scaleLinear().domain([0, Math.max(1, laps)]).range([frame.left, frame.right]);
}

/** `all` in the order of the result. `chosen` drivers stand out; none chosen shows all alike. */
export function PositionChart({ all, bands, chosen }: Props) {
  const race = useRace();
  const [lap, setLap] = useLapCursor();
  const id = useId();
  const laps = lastLap(all);
  const deepest = Math.max(all.length, ...all.map((trace) => trace.grid ?? 0));
  const height = MARGINS.top + MARGINS.bottom + deepest * ROW_PX;
  const scaleX = (frame: Frame) => lapScale(frame, laps);
  const value = lap === null ? null : Math.min(lap, laps);
  const describe = (at: number) => `${words.position.atLap(at)}: ${orderAt(all, at).map((car) => `P${car.position} ${car.code}`).join(", ")}`;
  const draw = useCallback(
    (frame: Frame) => {
      const x = lapScale(frame, laps);
      const y = scaleLinear().domain([0.5, deepest + 0.5]).range([frame.top, frame.bottom]);
      return (
        <>
          <GridLines frame={frame} y={y} ticks={[5.5, 10.5, 15.5, 20.5].filter((tick) => tick < deepest)} />
          <StatusBand frame={frame} x={x} bands={bands} id={id} />
          {[...all].reverse().map((trace) => {
            const emphasised = chosen.has(trace.driverId);
            const opacity = chosen.size > 0 && !emphasised ? DIMMED : 1;
            return <CarLine key={trace.driverId} trace={trace} x={x} y={y} laps={laps} emphasised={emphasised} opacity={opacity} />;
          })}
          <Labels all={all} bands={bands} chosen={chosen} frame={frame} x={x} y={y} laps={laps} />
          <AxisBottom frame={frame} x={x} label={words.lap} />
        </>
      );
    },
    [all, bands, chosen, deepest, id, laps],
  );
  return (
    <ChartFigure
      name={`${race.race_id}-positions`}
      title={words.position.title}
      summary={summaryOf(all, race.laps)}
      height={height}
      margins={margins}
      table={() => tableOf(all)}
      cursor={{ min: 0, max: laps, value, setValue: setLap, pxAt: (at, frame) => scaleX(frame)(at), valueAt: (px, frame) => scaleX(frame).invert(px), describe, readout: (at) => <Readout all={all} lap={at} chosen={chosen} /> }}
      draw={draw}
    />
  );
}
