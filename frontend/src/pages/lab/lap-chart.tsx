/** One plan lap by lap against what really happened: position, or gap to the leader. */
import { scaleLinear } from "d3-scale";
import { useCallback, useId } from "react";

import type { Original, Outcome } from "../../api/types";
import { ChartFigure } from "../../charts/chart-figure";
import type { TableData } from "../../charts/chart-table";
import { dodge } from "../../charts/dodge";
import type { Frame, Margins, Scale } from "../../charts/frame";
import { AxisBottom } from "../../charts/marks/axis-bottom";
import { AxisLeft } from "../../charts/marks/axis-left";
import { RangeBand } from "../../charts/marks/band";
import { EndLabel } from "../../charts/marks/end-label";
import { GridLines } from "../../charts/marks/grid-lines";
import { Line } from "../../charts/marks/line";
import { StatusBand, type Band } from "../../charts/marks/status-band";
import { decimal } from "../../format/number";
import { messages } from "../../messages";

const words = messages.lab.results;
const HEIGHT_PX = 320;
const LABEL_PX = 14;
const MARGINS: Margins = { top: 26, bottom: 40, left: 40, right: 66 };
const REAL = "var(--text)";
const PLAN = "var(--gain)";

export type Kind = "position" | "gap";
export type LapPoint = { lap: number; real: number | null; low: number | null; median: number | null; high: number | null };

/** Laps of both the real race and the simulated ones, ordered; what is not known stays null. */
export function lapPoints(kind: Kind, outcome: Outcome, original: Original): LapPoint[] {
  const real = new Map(original.laps.map((row) => [row.lap, kind === "position" ? row.position : row.gap_s]));
  const simulated = new Map(outcome.laps.map((row) => [row.lap, row]));
  return [...new Set([...real.keys(), ...simulated.keys()])].sort((a, b) => a - b).map((lap) => {
    const row = simulated.get(lap);
    const band = kind === "position" ? [row?.position_p10, row?.position_p50, row?.position_p90] : [row?.gap_p10_s, row?.gap_p50_s, row?.gap_p90_s];
    return { lap, real: real.get(lap) ?? null, low: band[0] ?? null, median: band[1] ?? null, high: band[2] ?? null };
  });
}

const text = (kind: Kind, value: number | null): string => {
  if (value === null) return words.unknown;
  return kind === "position" ? `P${decimal(value, Number.isInteger(value) ? 0 : 1) ?? ""}` : `${decimal(value, 1) ?? ""} s`;
};

function said(kind: Kind, point: LapPoint | undefined): string[] {
  if (point === undefined) return [];
  const band = point.low === null || point.high === null ? [] : [`${messages.strategy.range} ${text(kind, point.low)}–${text(kind, point.high)}`];
  return [`${words.p50} ${text(kind, point.median)}`, ...band, `${words.realShort} ${text(kind, point.real)}`];
}

function tableOf(points: readonly LapPoint[], kind: Kind): TableData {
  const unit = kind === "position" ? words.position : words.gap;
  const round = (value: number | null) => (value === null ? null : Number(value.toFixed(3)));
  return {
    heads: [messages.charts.lap, ...[words.p10, words.p50, words.p90, words.legendReal].map((head) => `${head}: ${unit}`)],
    rows: points.map((point) => [point.lap, round(point.low), round(point.median), round(point.high), round(point.real)]),
  };
}

function Ends({ points, x, y, frame }: { points: readonly LapPoint[]; x: Scale; y: Scale; frame: Frame }) {
  const ends = [
    { name: words.realShort, colour: REAL, point: points.findLast((point) => point.real !== null), at: (point: LapPoint) => point.real },
    { name: words.p50, colour: PLAN, point: points.findLast((point) => point.median !== null), at: (point: LapPoint) => point.median },
  ].flatMap(({ name, colour, point, at }) => (point === undefined ? [] : [{ name, colour, x: x(point.lap), y: y(at(point) ?? 0) }]));
  const places = dodge(ends.map((end) => end.y), LABEL_PX, frame.top, frame.bottom);
  return <g>{ends.map((end, index) => <EndLabel key={end.name} x={end.x} y={places[index] ?? end.y} side="right" text={end.name} colour={end.colour} />)}</g>;
}

function depthOf(points: readonly LapPoint[], kind: Kind): number {
  const most = Math.max(1, ...points.flatMap((point) => [point.real, point.high, point.median]).filter((value) => value !== null));
  return kind === "position" ? Math.ceil(most) + 0.5 : most * 1.04;
}

function lapScale(frame: Frame, points: readonly LapPoint[]): Scale {
  return scaleLinear().domain([points[0]?.lap ?? 0, Math.max(1, points.at(-1)?.lap ?? 1)]).range([frame.left, frame.right]);
}

function summaryOf(kind: Kind, plan: string, points: readonly LapPoint[]): string {
  const median = points.findLast((point) => point.median !== null)?.median ?? null;
  const real = points.findLast((point) => point.real !== null)?.real ?? null;
  return words.lapSummary[kind](plan, text(kind, median), text(kind, real));
}

type Props = { kind: Kind; name: string; plan: string; points: readonly LapPoint[]; bands: readonly Band[]; lap: number | null; setLap: (lap: number | null) => void };

export function LapChart({ kind, name, plan, points, bands, lap, setLap }: Props) {
  const id = useId();
  const [first, last] = [points[0]?.lap ?? 0, points.at(-1)?.lap ?? 1];
  const depth = depthOf(points, kind);
  const at = (value: number) => points.find((point) => point.lap === value);
  const draw = useCallback(
    (frame: Frame) => {
      const x = lapScale(frame, points);
      const y = scaleLinear().domain([kind === "position" ? 0.5 : 0, depth]).range([frame.top, frame.bottom]);
      const ticks = kind === "position" ? [1, ...y.ticks(5).filter((tick) => Number.isInteger(tick) && tick > 1)] : y.ticks(5);
      const line = (pick: (point: LapPoint) => number | null) => points.map((point) => { const value = pick(point); return { x: x(point.lap), y: value === null ? null : y(value) }; });
      return (
        <>
          <GridLines frame={frame} y={y} ticks={ticks} />
          <AxisLeft frame={frame} y={y} ticks={ticks} format={(tick) => (kind === "position" ? `P${tick}` : `${tick} s`)} />
          <StatusBand frame={frame} x={x} bands={bands} id={id} />
          <RangeBand points={points.map((point) => ({ x: x(point.lap), low: point.low === null ? null : y(point.low), high: point.high === null ? null : y(point.high) }))} colour={PLAN} />
          <Line points={line((point) => point.median)} colour={PLAN} dashed width={2.5} />
          <Line points={line((point) => point.real)} colour={REAL} />
          <Ends points={points} x={x} y={y} frame={frame} />
          <AxisBottom frame={frame} x={x} label={messages.charts.lap} />
        </>
      );
    },
    [bands, depth, id, kind, points],
  );
  const title = kind === "position" ? words.positionTitle : words.gapTitle;
  return (
    <ChartFigure
      name={`${name}-${kind}`} title={title} summary={summaryOf(kind, plan, points)} height={HEIGHT_PX} margins={() => MARGINS} table={() => tableOf(points, kind)}
      cursor={{
        min: first, max: last, value: lap, setValue: setLap, pxAt: (value, frame) => lapScale(frame, points)(value), valueAt: (px, frame) => lapScale(frame, points).invert(px),
        describe: (value) => `${messages.charts.lap} ${value}: ${said(kind, at(value)).join(", ")}`,
        readout: (value) => <><b>{messages.charts.lap} {value}</b>{said(kind, at(value)).map((part) => <span key={part}>{part}</span>)}</>,
      }}
      draw={draw}
    />
  );
}
