/** How often each plan ends where: one row of bars per plan, all on one scale, and the place of the real race across them. */
import { scaleLinear } from "d3-scale";
import { useCallback, useState } from "react";

import type { Original } from "../../api/types";
import { ChartFigure } from "../../charts/chart-figure";
import type { TableData } from "../../charts/chart-table";
import type { Frame, Margins, Scale } from "../../charts/frame";
import { AxisBottom } from "../../charts/marks/axis-bottom";
import { percent } from "../../format/number";
import { messages } from "../../messages";
import { useOriginMarks } from "../../strategy/provenance";
import { nameOf } from "./compare-panel";
import { carsOf, chanceOf, modeOf, type Entry } from "./outcomes";

const words = messages.lab.results;
const ROW_PX = 68;
const NAME_PX = 16;
const MARGINS: Margins = { top: 22, bottom: 40, left: 10, right: 10 };
const GAP_SHARE = 0.16;

function positionScale(frame: Frame, cars: number): Scale {
  return scaleLinear().domain([0.5, cars + 0.5]).range([frame.left, frame.right]);
}

function Row({ entry, cars, most, x, top, right }: { entry: Entry; cars: number; most: number; x: Scale; top: number; right: number }) {
  const { "data-model": model, "data-as-of": asOf } = useOriginMarks();
  const y = scaleLinear().domain([0, most]).range([top + ROW_PX - 4, top + NAME_PX + 4]);
  const width = (x(2) - x(1)) * (1 - GAP_SHARE);
  const positions = Array.from({ length: cars }, (_, index) => index + 1).filter((position) => chanceOf(entry.outcome, position) > 0);
  return (
    <g>
      {positions.map((position) => (
        <rect
          key={position} data-model={model} data-as-of={asOf} x={x(position) - width / 2} y={y(chanceOf(entry.outcome, position))} width={width}
          height={y(0) - y(chanceOf(entry.outcome, position))} style={{ fill: entry.letter === null ? "var(--muted)" : "var(--gain)" }}
        />
      ))}
      <line x1={x.range()[0]} x2={right} y1={y(0)} y2={y(0)} style={{ stroke: "var(--line-strong)" }} />
    </g>
  );
}

/** Drawn last, with a rim, so that the line of the real place does not strike them through. */
function RowName({ entry, left, right, top }: { entry: Entry; left: number; right: number; top: number }) {
  const rim = { stroke: "var(--panel)", strokeWidth: 5, strokeLinejoin: "round", paintOrder: "stroke" } as const;
  return (
    <g>
      <text x={left} y={top + 13} fontSize="12" fontWeight="650" style={{ ...rim, fill: "var(--text)" }}>{nameOf(entry)}</text>
      <text x={right} y={top + 13} fontSize="11.5" textAnchor="end" style={{ ...rim, fill: "var(--muted)" }}>{entry.outcome.label}</text>
    </g>
  );
}

function RealPlace({ position, frame, x }: { position: number; frame: Frame; x: Scale }) {
  const side = x(position) > (frame.left + frame.right) / 2 ? "end" : "start";
  return (
    <g>
      <line x1={x(position)} x2={x(position)} y1={frame.top - 4} y2={frame.bottom} strokeWidth="2" strokeDasharray="4 3" style={{ stroke: "var(--accent)" }} />
      <text x={x(position)} y={frame.top - 8} fontSize="11.5" fontWeight="650" textAnchor={side} style={{ fill: "var(--text)" }}>{words.realShort} P{position}</text>
    </g>
  );
}

function tableOf(entries: readonly Entry[], cars: number): TableData {
  return {
    heads: [words.position, ...entries.map(nameOf)],
    rows: Array.from({ length: cars }, (_, index) => [words.distributionAt(index + 1), ...entries.map((entry) => percentText(chanceOf(entry.outcome, index + 1)))]),
  };
}

/** Shares below one in a hundred keep a decimal. */
function percentText(share: number): string {
  return percent(share, share > 0 && share < 0.01 ? 1 : 0) ?? "";
}

function summaryOf(entries: readonly Entry[]): string {
  return entries.flatMap((entry) => {
    const mode = modeOf(entry.outcome);
    return mode === null ? [] : [words.distributionSummary(nameOf(entry), `P${mode.position}`, percentText(mode.probability))];
  }).join(" ");
}

export function DistributionChart({ name, entries, original }: { name: string; entries: readonly Entry[]; original: Original }) {
  const [cursor, setCursor] = useState<number | null>(null);
  const cars = carsOf(entries);
  const most = Math.max(0.01, ...entries.flatMap((entry) => entry.outcome.position_probabilities.map((chance) => chance.probability)));
  const height = MARGINS.top + MARGINS.bottom + entries.length * ROW_PX;
  const said = (position: number) => entries.map((entry) => `${nameOf(entry)} ${percentText(chanceOf(entry.outcome, position))}`);
  const real = original.retired ? null : original.position;
  const draw = useCallback(
    (frame: Frame) => {
      const x = positionScale(frame, cars);
      return (
        <>
          {entries.map((entry, index) => <Row key={entry.letter} entry={entry} cars={cars} most={most} x={x} top={frame.top + index * ROW_PX} right={frame.right} />)}
          {real !== null && <RealPlace position={real} frame={frame} x={x} />}
          {entries.map((entry, index) => <RowName key={entry.letter} entry={entry} top={frame.top + index * ROW_PX} left={frame.left} right={frame.right} />)}
          <AxisBottom frame={frame} x={x} label={words.position} format={(tick) => `P${tick}`} />
        </>
      );
    },
    [cars, entries, most, real],
  );
  return (
    <ChartFigure
      name={`${name}-finish`} title={words.distribution} summary={summaryOf(entries)} height={height} margins={() => MARGINS} table={() => tableOf(entries, cars)}
      cursor={{
        min: 1, max: cars, value: cursor, setValue: setCursor, pxAt: (at, frame) => positionScale(frame, cars)(at), valueAt: (px, frame) => positionScale(frame, cars).invert(px),
        describe: (position) => `${words.distributionAt(position)}: ${said(position).join(", ")}`,
        readout: (position) => <><b>{words.distributionAt(position)}</b>{said(position).map((text) => <span key={text}>{text}</span>)}</>,
      }}
      draw={draw}
    />
  );
}
