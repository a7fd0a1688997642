/** The picture of the tyre wear: one line per compound over tyre age, with the band that holds 80 %. */
import { scaleLinear } from "d3-scale";
import { useCallback, useState } from "react";

import type { CompoundWear } from "../../../api/types";
import { ChartFigure } from "../../../charts/chart-figure";
import type { TableData } from "../../../charts/chart-table";
import { dodge } from "../../../charts/dodge";
import type { Frame, Margins, Scale } from "../../../charts/frame";
import { AxisBottom } from "../../../charts/marks/axis-bottom";
import { AxisLeft } from "../../../charts/marks/axis-left";
import { RangeBand } from "../../../charts/marks/band";
import { EndLabel } from "../../../charts/marks/end-label";
import { GridLines } from "../../../charts/marks/grid-lines";
import { Line } from "../../../charts/marks/line";
import { decimal } from "../../../format/number";
import { messages } from "../../../messages";
import { compoundLook } from "../../../theme/compounds";
import { CompoundBadge } from "../../../ui/compound-badge";
import { useRace } from "../race-context";

const words = messages.preview.wear;
const HEIGHT_PX = 460;
const LABEL_PX = 14;
const MARGINS: Margins = { top: 14, bottom: 40, left: 46, right: 56 };
/** Bands lie over each other: their edges tell them apart. */
const BAND_OPACITY = 0.07;
/** The age at which compounds are compared in words. */
const SPOKEN_LIFE = 15;

const nameOf = (wear: CompoundWear) => messages.charts.compounds[wear.compound] + (wear.name === null ? "" : ` (${wear.name})`);

export function seasonsText(seasons: readonly number[]): string {
  return seasons.length === 0 ? messages.common.noValue : messages.preview.seasons(Math.min(...seasons), Math.max(...seasons));
}

const pointAt = (wear: CompoundWear, life: number) => wear.curve.find((point) => point.tyre_life === life);

function spoken(all: readonly CompoundWear[], life: number): string[] {
  return all.flatMap((wear) => {
    const point = pointAt(wear, life);
    return point === undefined ? [] : [`${nameOf(wear)} ${decimal(point.loss_s, 2) ?? ""} s (${decimal(point.low_s, 2) ?? ""}–${decimal(point.high_s, 2) ?? ""})`];
  });
}

function tableOf(all: readonly CompoundWear[]): TableData {
  const lives = [...new Set(all.flatMap((wear) => wear.curve.map((point) => point.tyre_life)))].sort((a, b) => a - b);
  const cell = (value: number | undefined) => (value === undefined ? null : Number(value.toFixed(3)));
  return {
    heads: [words.life, ...all.flatMap((wear) => [`${nameOf(wear)}, s`, `${nameOf(wear)}: ${words.low}`, `${nameOf(wear)}: ${words.high}`])],
    rows: lives.map((life) => [life, ...all.flatMap((wear) => { const point = pointAt(wear, life); return [cell(point?.loss_s), cell(point?.low_s), cell(point?.high_s)]; })]),
  };
}

function Compound({ wear, x, y }: { wear: CompoundWear; x: Scale; y: Scale }) {
  const look = compoundLook(wear.compound);
  const points = wear.curve.map((point) => ({ x: x(point.tyre_life), y: y(point.loss_s) }));
  return (
    <g>
      <Line points={points} colour="var(--compound-ring)" width={5} />
      <Line points={points} colour={look.fill} width={3} />
    </g>
  );
}

function Labels({ all, x, y, frame }: { all: readonly CompoundWear[]; x: Scale; y: Scale; frame: Frame }) {
  const ends = all.flatMap((wear) => { const last = wear.curve.at(-1); return last === undefined ? [] : [{ wear, last }]; });
  const places = dodge(ends.map(({ last }) => y(last.loss_s)), LABEL_PX, frame.top, frame.bottom);
  return (
    <g>
      {ends.map(({ wear, last }, index) => (
        <EndLabel key={wear.compound} x={x(last.tyre_life)} y={places[index] ?? 0} side="right" text={`${compoundLook(wear.compound).letter} ${wear.name ?? ""}`} colour={compoundLook(wear.compound).fill} />
      ))}
    </g>
  );
}

function lifeScale(frame: Frame, longest: number): Scale {
  return scaleLinear().domain([0, Math.max(1, longest)]).range([frame.left, frame.right]);
}

export function WearChart({ all }: { all: readonly CompoundWear[] }) {
  const race = useRace();
  const [cursor, setCursor] = useState<number | null>(null);
  const points = all.flatMap((wear) => wear.curve);
  const longest = Math.max(1, ...points.map((point) => point.tyre_life));
  const [low, high] = [Math.min(0, ...points.map((point) => point.low_s)), Math.max(0.1, ...points.map((point) => point.high_s))];
  const draw = useCallback(
    (frame: Frame) => {
      const x = lifeScale(frame, longest);
      const y = scaleLinear().domain([low, high]).range([frame.bottom, frame.top]);
      const edges = (wear: CompoundWear) => wear.curve.map((point) => ({ x: x(point.tyre_life), low: y(point.low_s), high: y(point.high_s) }));
      return (
        <>
          <GridLines frame={frame} y={y} ticks={y.ticks(5)} />
          <AxisLeft frame={frame} y={y} ticks={y.ticks(5)} format={(tick) => `${decimal(tick, 1) ?? ""} s`} />
          {all.map((wear) => (
            <g key={wear.compound}>
              <RangeBand points={edges(wear)} colour={compoundLook(wear.compound).fill} opacity={BAND_OPACITY} />
              {(["low", "high"] as const).map((edge) => (
                <g key={edge}>
                  <Line points={edges(wear).map((point) => ({ x: point.x, y: point[edge] }))} colour="var(--compound-ring)" width={2} opacity={0.5} />
                  <Line points={edges(wear).map((point) => ({ x: point.x, y: point[edge] }))} colour={compoundLook(wear.compound).fill} dashed width={1.2} />
                </g>
              ))}
            </g>
          ))}
          {all.map((wear) => <Compound key={wear.compound} wear={wear} x={x} y={y} />)}
          <Labels all={all} x={x} y={y} frame={frame} />
          <AxisBottom frame={frame} x={x} label={words.life} />
        </>
      );
    },
    [all, high, longest, low],
  );
  const life = Math.min(SPOKEN_LIFE, longest);
  const parts = all.flatMap((wear) => { const point = pointAt(wear, life); return point ? [words.part(nameOf(wear), decimal(point.loss_s, 2) ?? "", life)] : []; });
  return (
    <ChartFigure
      name={`${race.race_id}-wear`} title={words.title} summary={words.summary(parts.join(", "))} height={HEIGHT_PX} margins={() => MARGINS} table={() => tableOf(all)}
      legend={
        <>
          {all.map((wear) => <span key={wear.compound}><CompoundBadge compound={wear.compound} size={18} />{nameOf(wear)}: {wear.laps === 0 ? words.borrowed : words.n(decimal(wear.laps) ?? "", seasonsText(wear.seasons))}</span>)}
          <span>{words.tenth}</span>
        </>
      }
      cursor={{
        min: 0, max: longest, value: cursor, setValue: setCursor, pxAt: (at, frame) => lifeScale(frame, longest)(at), valueAt: (px, frame) => lifeScale(frame, longest).invert(px),
        describe: (at) => `${words.life} ${at}: ${spoken(all, at).join(", ")}`,
        readout: (at) => <><b>{words.life} {at}</b>{spoken(all, at).map((text) => <span key={text}>{text}</span>)}</>,
      }}
      draw={draw}
    />
  );
}
