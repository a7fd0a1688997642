/** The picture of the weather: track and air temperature as lines, rain as a strip above them. */
import { extent, mean } from "d3-array";
import { scaleLinear } from "d3-scale";
import { useCallback, useId, useMemo, useState } from "react";

import type { Neutralisation, WeatherRow } from "../../api/types";
import type { TableData } from "../../charts/chart-table";
import { ChartFigure } from "../../charts/chart-figure";
import type { Frame, Margins, Scale } from "../../charts/frame";
import { AxisBottom } from "../../charts/marks/axis-bottom";
import { AxisLeft } from "../../charts/marks/axis-left";
import { EndLabel } from "../../charts/marks/end-label";
import { GridLines } from "../../charts/marks/grid-lines";
import { Line } from "../../charts/marks/line";
import { StatusBand } from "../../charts/marks/status-band";
import { decimal, percent } from "../../format/number";
import { messages } from "../../messages";
import { useRace } from "./race-context";
import { minuteBands, minutesFrom, rainSpans } from "./weather-data";

const words = messages.charts.weather;
const HEIGHT_PX = 330;
const RAIN_PX = 12;
const AIR = "var(--gain)";
const TRACK = "var(--accent)";

type Props = { rows: readonly WeatherRow[]; start_s: number | null; neutral: readonly Neutralisation[] };

const margins = (): Margins => ({ top: 48, bottom: 40, left: 40, right: 52 });
const numbers = (values: (number | null)[]): number[] => values.filter((value) => value !== null);
const one = (value: number | null | undefined): string => decimal(value, 1) ?? messages.common.noValue;

function summaryOf(rows: readonly WeatherRow[]): string {
  const rain = rows.filter((row) => row.rainfall === true).length / rows.length;
  return words.summary(one(mean(numbers(rows.map((row) => row.air_temp_c)))), one(mean(numbers(rows.map((row) => row.track_temp_c)))), percent(rain) ?? "");
}

function tableOf(rows: readonly WeatherRow[], start_s: number): TableData {
  return {
    heads: [messages.charts.minute, words.air, words.track, words.rain, words.wind, words.humidity],
    rows: rows.map((row) => [
      Math.round(minutesFrom(start_s, row.time_s)), row.air_temp_c, row.track_temp_c,
      row.rainfall === null ? null : row.rainfall ? words.yes : words.no, row.wind_speed_ms, row.humidity_pct,
    ]),
  };
}

function RainStrip({ rows, start_s, frame, x }: { rows: readonly WeatherRow[]; start_s: number; frame: Frame; x: Scale }) {
  const top = frame.top - 38;
  return (
    <g>
      <rect x={frame.left} y={top} width={frame.right - frame.left} height={RAIN_PX} rx="3" style={{ fill: "var(--raised)" }} />
      {rainSpans(rows, start_s).map((span) => {
        const [from, to] = [Math.max(frame.left, x(span.from)), Math.min(frame.right, x(span.to))];
        return to > from && <rect key={span.from} x={from} y={top} width={to - from} height={RAIN_PX} rx="2" style={{ fill: AIR }} />;
      })}
      <text x={frame.left - 8} y={top + 10} fontSize="11.5" textAnchor="end" style={{ fill: "var(--muted)" }}>{words.rain}</text>
    </g>
  );
}

function Temperatures({ rows, start_s, x, y }: { rows: readonly WeatherRow[]; start_s: number; x: Scale; y: Scale }) {
  const points = (pick: (row: WeatherRow) => number | null) =>
    rows.map((row) => { const value = pick(row); return { x: x(minutesFrom(start_s, row.time_s)), y: value === null ? null : y(value) }; });
  const last = rows.at(-1);
  const end = last ? x(minutesFrom(start_s, last.time_s)) : 0;
  return (
    <g>
      <Line points={points((row) => row.track_temp_c)} colour={TRACK} />
      <Line points={points((row) => row.air_temp_c)} colour={AIR} dashed />
      {last && last.track_temp_c !== null && <EndLabel x={end} y={y(last.track_temp_c)} side="right" text={words.trackShort} colour={TRACK} />}
      {last && last.air_temp_c !== null && <EndLabel x={end} y={y(last.air_temp_c)} side="right" text={words.airShort} colour={AIR} />}
    </g>
  );
}

function nearest(rows: readonly WeatherRow[], start_s: number, minute: number): WeatherRow | undefined {
  return rows.reduce<WeatherRow | undefined>((best, row) => {
    const distance = (candidate: WeatherRow) => Math.abs(minutesFrom(start_s, candidate.time_s) - minute);
    return best === undefined || distance(row) < distance(best) ? row : best;
  }, undefined);
}

function said(row: WeatherRow | undefined): string {
  if (row === undefined) return "";
  const parts = [[words.air, row.air_temp_c], [words.track, row.track_temp_c], [words.wind, row.wind_speed_ms], [words.humidity, row.humidity_pct]] as const;
  const rain = row.rainfall === null ? [] : [`${words.rain}: ${row.rainfall ? words.yes : words.no}`];
  return [...parts.flatMap(([name, value]) => (value === null ? [] : [`${name} ${one(value)}`])), ...rain].join(", ");
}

function minuteScale(frame: Frame, from: number, to: number): Scale {
  return scaleLinear().domain([from, to]).range([frame.left, frame.right]);
}

/** `start_s` is the session time of lights out; without it minutes count from the first reading. */
export function WeatherChart({ rows, start_s, neutral }: Props) {
  const race = useRace();
  const id = useId();
  const zero = start_s ?? rows[0]?.time_s ?? 0;
  const [first = 0, last = 1] = extent(rows, (row) => minutesFrom(zero, row.time_s));
  const from = start_s === null ? first : Math.max(first, 0);
  const scaleX = (frame: Frame) => minuteScale(frame, from, last);
  const [low = 0, high = 1] = extent(numbers(rows.flatMap((row) => [row.air_temp_c, row.track_temp_c])));
  const drawn = useMemo(() => rows.filter((row) => minutesFrom(zero, row.time_s) >= from), [from, rows, zero]);
  const [cursor, setCursor] = useState<number | null>(null);
  const draw = useCallback(
    (frame: Frame) => {
      const x = minuteScale(frame, from, last);
      const y = scaleLinear().domain([low - 1, high + 1]).range([frame.bottom, frame.top]);
      return (
        <>
          <GridLines frame={frame} y={y} ticks={y.ticks(5)} />
          <AxisLeft frame={frame} y={y} ticks={y.ticks(5)} format={(tick) => `${tick}°`} />
          <RainStrip rows={drawn} start_s={zero} frame={frame} x={x} />
          <StatusBand frame={frame} x={x} bands={minuteBands(neutral, zero)} id={id} />
          <Temperatures rows={drawn} start_s={zero} x={x} y={y} />
          <AxisBottom frame={frame} x={x} label={messages.charts.minute} />
        </>
      );
    },
    [drawn, from, high, id, last, low, neutral, zero],
  );
  return (
    <ChartFigure
      name={`${race.race_id}-weather`}
      title={words.title}
      summary={summaryOf(drawn)}
      height={HEIGHT_PX}
      margins={margins}
      table={() => tableOf(drawn, zero)}
      cursor={{
        min: Math.ceil(from), max: Math.floor(last), value: cursor, setValue: setCursor, pxAt: (at, frame) => scaleX(frame)(at), valueAt: (px, frame) => scaleX(frame).invert(px),
        describe: (minute) => `${messages.charts.minute} ${minute}: ${said(nearest(drawn, zero, minute))}`,
        readout: (minute) => <><b>{messages.charts.minute} {minute}</b><span>{said(nearest(drawn, zero, minute))}</span></>,
      }}
      draw={draw}
    />
  );
}
