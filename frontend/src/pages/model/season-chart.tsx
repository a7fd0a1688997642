/** The picture of a figure season by season: ours with its interval, the baselines beside it. */
import { scaleLinear } from "d3-scale";
import { useCallback, useState } from "react";

import type { Figure } from "../../api/types";
import { ChartFigure } from "../../charts/chart-figure";
import type { TableData } from "../../charts/chart-table";
import { dodge } from "../../charts/dodge";
import { NARROW_PX, type Frame, type Margins, type Scale } from "../../charts/frame";
import { AxisBottom } from "../../charts/marks/axis-bottom";
import { AxisLeft } from "../../charts/marks/axis-left";
import { RangeBand } from "../../charts/marks/band";
import { Dots } from "../../charts/marks/dots";
import { EndLabel } from "../../charts/marks/end-label";
import { GridLines } from "../../charts/marks/grid-lines";
import { Line } from "../../charts/marks/line";
import { messages } from "../../messages";
import { BASELINES, figureText, find, seasonsBest, seasonsOf, type FigureName } from "./figures";

const words = messages.model;
const HEIGHT_PX = 330;
const LABEL_PX = 15;
const COLOURS: Record<string, string> = { "grid frequencies": "var(--loss)", "championship order": "var(--purple)", elo: "var(--green)", uniform: "var(--muted)" };
const margins = (width: number): Margins => ({ top: 14, bottom: 40, left: 52, right: width < NARROW_PX ? 110 : 150 });

type Series = { model: string; label: string; colour: string; rows: { season: number; row: Figure }[] };

function seriesOf(figures: readonly Figure[], ours: string, name: FigureName): Series[] {
  const seasons = seasonsOf(figures);
  return [ours, ...BASELINES]
    .map((model) => ({
      model, label: model === ours ? words.ours : (words.baselines[model] ?? model), colour: model === ours ? "var(--gain)" : (COLOURS[model] ?? "var(--muted)"),
      rows: seasons.flatMap((season) => { const row = find(figures, model, season, name); return row === null ? [] : [{ season: Number(season), row }]; }),
    }))
    .filter((series) => series.rows.length > 0);
}

const rowAt = (series: Series, season: number) => series.rows.find((one) => one.season === season)?.row ?? null;

function tableOf(all: readonly Series[], name: FigureName, seasons: readonly number[]): TableData {
  const cell = (row: Figure | null) => (row === null ? null : figureText(name, row.value));
  return {
    heads: [words.seasons.season, ...all.map((series) => series.label), words.interval, words.drivers.races],
    rows: seasons.map((season) => {
      const own = all[0] === undefined ? null : rowAt(all[0], season);
      return [season, ...all.map((series) => cell(rowAt(series, season))), own === null ? null : `${figureText(name, own.low)}–${figureText(name, own.high)}`, own?.races ?? null];
    }),
  };
}

function Marks({ all, x, y, frame }: { all: readonly Series[]; x: Scale; y: Scale; frame: Frame }) {
  const ends = all.flatMap((series) => { const last = series.rows.at(-1); return last === undefined ? [] : [{ series, last }]; });
  const places = dodge(ends.map(({ last }) => y(last.row.value)), LABEL_PX, frame.top, frame.bottom);
  const narrow = frame.width < NARROW_PX;
  return (
    <g>
      {all.map((series, index) => (
        <g key={series.model}>
          {index === 0 && <RangeBand points={series.rows.map(({ season, row }) => ({ x: x(season), low: y(row.low), high: y(row.high) }))} colour={series.colour} opacity={0.16} />}
          <Line points={series.rows.map(({ season, row }) => ({ x: x(season), y: y(row.value) }))} colour={series.colour} dashed={index > 0} width={index === 0 ? 3 : 1.8} />
          <Dots points={series.rows.map(({ season, row }) => ({ x: x(season), y: y(row.value) }))} colour={series.colour} size={index === 0 ? 8 : 5} opacity={1} />
        </g>
      ))}
      {ends.map(({ series, last }, index) => (
        <EndLabel key={series.model} x={x(last.season)} y={places[index] ?? 0} side="right" text={narrow ? (series.label.split(" ")[0] ?? "") : series.label} colour={series.colour} bold={index === 0} />
      ))}
    </g>
  );
}

function seasonScale(frame: Frame, first: number, last: number): Scale {
  return scaleLinear().domain([first - (first === last ? 1 : 0), Math.max(last, first + 1)]).range([frame.left, frame.right]);
}

export function SeasonChart({ figures, ours, name }: { figures: readonly Figure[]; ours: string; name: FigureName }) {
  const [cursor, setCursor] = useState<number | null>(null);
  const seasons = seasonsOf(figures).map(Number);
  const first = Math.min(...seasons);
  const last = Math.max(...seasons);
  const draw = useCallback(
    (frame: Frame) => {
      const all = seriesOf(figures, ours, name);
      const values = all.flatMap((series, index) => series.rows.flatMap(({ row }) => (index === 0 ? [row.low, row.high, row.value] : [row.value])));
      const x = seasonScale(frame, first, last);
      const y = scaleLinear().domain([Math.min(...values), Math.max(...values)]).nice(5).range([frame.bottom, frame.top]);
      return (
        <>
          <GridLines frame={frame} y={y} ticks={y.ticks(5)} />
          <AxisLeft frame={frame} y={y} ticks={y.ticks(5)} format={(tick) => figureText(name, tick)} />
          <Marks all={all} x={x} y={y} frame={frame} />
          <AxisBottom frame={frame} x={x} label={words.seasons.season} />
        </>
      );
    },
    [figures, first, last, name, ours],
  );
  const all = seriesOf(figures, ours, name);
  const spoken = (season: number) => all.flatMap((series) => { const row = rowAt(series, season); return row === null ? [] : [`${series.label} ${figureText(name, row.value)}`]; });
  const title = words.figures[name].name;
  return (
    <ChartFigure
      name={`record-${name}`} title={`${title}, ${words.seasons.title.toLowerCase()}`} summary={words.seasons.summary(title, words.figures[name].says, seasonsBest(figures, ours, name), seasons.length)}
      height={HEIGHT_PX} margins={margins} table={() => tableOf(all, name, seasons)}
      cursor={{
        min: first, max: last, value: cursor, setValue: setCursor, pxAt: (season, frame) => seasonScale(frame, first, last)(season), valueAt: (px, frame) => seasonScale(frame, first, last).invert(px),
        describe: (season) => `${season}: ${spoken(season).join(", ")}`,
        readout: (season) => <><b>{season}</b>{spoken(season).map((text) => <span key={text}>{text}</span>)}</>,
      }}
      draw={draw}
    />
  );
}
