/** The picture of the title odds: a line per contender over the rounds, named at its end. */
import { scaleLinear } from "d3-scale";
import { useCallback, useState } from "react";

import type { TableData } from "../../charts/chart-table";
import { ChartFigure } from "../../charts/chart-figure";
import { dodge } from "../../charts/dodge";
import type { Frame, Margins, Scale } from "../../charts/frame";
import { AxisBottom } from "../../charts/marks/axis-bottom";
import { AxisLeft } from "../../charts/marks/axis-left";
import { Dots } from "../../charts/marks/dots";
import { EndLabel } from "../../charts/marks/end-label";
import { GridLines } from "../../charts/marks/grid-lines";
import { Line } from "../../charts/marks/line";
import { openChance } from "../../forecast/chances";
import { percent } from "../../format/number";
import { messages } from "../../messages";
import { roundsOf, type TitleLine } from "./title-lines";

const words = messages.titles.chart;
const HEIGHT_PX = 300;
const LETTER_PX = 7.5;
const STUB_PX = 22;
const marginsOf = (lines: readonly TitleLine[]): Margins => ({ top: 12, bottom: 40, left: 44, right: STUB_PX + LETTER_PX * Math.max(3, ...lines.map((line) => line.code.length)) });
const LABEL_PX = 14;
const TICKS = [0, 0.25, 0.5, 0.75, 1];

function roundScale(frame: Frame, first: number, last: number): Scale {
  const room = first === last ? 1 : 0;
  return scaleLinear().domain([first - room, last + room]).range([frame.left, frame.right]);
}

function at(line: TitleLine, round: number): number | null {
  return line.points.find((point) => point.round === round)?.probability ?? null;
}

function spoken(lines: readonly TitleLine[], round: number): string[] {
  return lines.flatMap((line) => { const share = at(line, round); return share === null ? [] : [`${line.code} ${openChance(share) ?? ""}`]; });
}

function tableOf(lines: readonly TitleLine[], rounds: readonly number[]): TableData {
  return { heads: [words.after, ...lines.map((line) => line.code)], rows: rounds.map((round) => [round, ...lines.map((line) => openChance(at(line, round)))]) };
}

function Lines({ lines, x, y, frame }: { lines: readonly TitleLine[]; x: Scale; y: Scale; frame: Frame }) {
  const ends = lines.flatMap((line) => { const last = line.points.at(-1); return last === undefined ? [] : [{ line, last }]; });
  const places = dodge(ends.map(({ last }) => y(last.probability)), LABEL_PX, frame.top, frame.bottom);
  return (
    <g>
      {[...lines].reverse().map((line) => {
        const points = line.points.map((point) => ({ x: x(point.round), y: y(point.probability) }));
        return (
          <g key={line.id}>
            <Line points={points} colour={line.colour} dashed={line.dashed} width={2.5} />
            <Dots points={points} colour={line.colour} size={6} opacity={1} />
          </g>
        );
      })}
      {ends.map(({ line, last }, index) => <EndLabel key={line.id} x={x(last.round)} y={places[index] ?? 0} side="right" text={line.code} colour={line.colour} />)}
    </g>
  );
}

/** `lines` has one line or more, likeliest champion first. */
export function TitleChart({ name, lines }: { name: string; lines: readonly TitleLine[] }) {
  const [cursor, setCursor] = useState<number | null>(null);
  const rounds = roundsOf(lines);
  const first = Math.min(...rounds);
  const last = Math.max(...rounds);
  const draw = useCallback(
    (frame: Frame) => {
      const x = roundScale(frame, first, last);
      const y = scaleLinear().domain([0, 1]).range([frame.bottom, frame.top]);
      return (
        <>
          <GridLines frame={frame} y={y} ticks={TICKS} />
          <AxisLeft frame={frame} y={y} ticks={TICKS} format={(tick) => percent(tick) ?? ""} />
          <Lines lines={lines} x={x} y={y} frame={frame} />
          <AxisBottom frame={frame} x={x} label={words.after} />
        </>
      );
    },
    [first, last, lines],
  );
  const best = lines[0];
  const summary = best === undefined ? "" : words.summary(best.name, openChance(best.points.at(-1)?.probability) ?? "", rounds.length);
  return (
    <ChartFigure
      name={name} title={words.title} summary={rounds.length === 1 ? `${summary} ${words.one}` : summary} height={HEIGHT_PX} margins={() => marginsOf(lines)} table={() => tableOf(lines, rounds)}
      cursor={{
        min: first, max: last, value: cursor, setValue: setCursor, pxAt: (round, frame) => roundScale(frame, first, last)(round), valueAt: (px, frame) => roundScale(frame, first, last).invert(px),
        describe: (round) => `${words.after} ${round}: ${spoken(lines, round).join(", ")}`,
        readout: (round) => <><b>{words.after} {round}</b>{spoken(lines, round).map((text) => <span key={text}>{text}</span>)}</>,
      }}
      draw={draw}
    />
  );
}
