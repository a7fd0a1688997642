/** The picture of the safety-car chance: a bar per lap, from zero. */
import { scaleLinear } from "d3-scale";
import { useCallback } from "react";

import type { RaceNumbers } from "../../../api/types";
import { ChartFigure } from "../../../charts/chart-figure";
import type { Frame, Margins, Scale } from "../../../charts/frame";
import { AxisBottom } from "../../../charts/marks/axis-bottom";
import { AxisLeft } from "../../../charts/marks/axis-left";
import { GridLines } from "../../../charts/marks/grid-lines";
import { percent } from "../../../format/number";
import { messages } from "../../../messages";
import { useOriginMarks } from "../../../strategy/provenance";
import { useLapCursor, useRace } from "../race-context";

const words = messages.preview.safetyCar;
const HEIGHT_PX = 250;
const MARGINS: Margins = { top: 14, bottom: 40, left: 44, right: 12 };
const BAR_SHARE = 0.78;

type Laps = RaceNumbers["safety_car_by_lap"];

function lapScale(frame: Frame, laps: number): Scale {
  return scaleLinear().domain([0.5, laps + 0.5]).range([frame.left, frame.right]);
}

function Bars({ rows, x, y }: { rows: Laps; x: Scale; y: Scale }) {
  const { "data-model": model, "data-as-of": asOf } = useOriginMarks();
  const width = (x(2) - x(1)) * BAR_SHARE;
  return (
    <g style={{ fill: "var(--sc)" }}>
      {rows.map((row) => <rect key={row.lap} data-model={model} data-as-of={asOf} x={x(row.lap) - width / 2} y={y(row.probability)} width={width} height={y(0) - y(row.probability)} />)}
    </g>
  );
}

const share = (probability: number | undefined) => (probability === undefined ? messages.common.noValue : (percent(probability, 1) ?? ""));

export function SafetyCarChart({ rows }: { rows: Laps }) {
  const race = useRace();
  const [cursor, setCursor] = useLapCursor();
  const laps = Math.max(1, ...rows.map((row) => row.lap));
  const top = rows.reduce((best, row) => (row.probability > best.probability ? row : best));
  const at = (lap: number) => share(rows.find((row) => row.lap === lap)?.probability);
  const draw = useCallback(
    (frame: Frame) => {
      const x = lapScale(frame, laps);
      const y = scaleLinear().domain([0, Math.max(0.01, top.probability)]).nice(4).range([frame.bottom, frame.top]);
      return (
        <>
          <GridLines frame={frame} y={y} ticks={y.ticks(4)} />
          <AxisLeft frame={frame} y={y} ticks={y.ticks(4)} format={(tick) => percent(tick) ?? ""} />
          <Bars rows={rows} x={x} y={y} />
          <AxisBottom frame={frame} x={x} label={messages.charts.lap} />
        </>
      );
    },
    [laps, rows, top.probability],
  );
  return (
    <ChartFigure
      name={`${race.race_id}-safety-car`} title={words.title} summary={words.summary(share(top.probability), top.lap)} height={HEIGHT_PX} margins={() => MARGINS}
      table={() => ({ heads: [messages.charts.lap, words.chance], rows: rows.map((row) => [row.lap, share(row.probability)]) })}
      cursor={{
        min: 1, max: laps, value: cursor === null ? null : Math.min(laps, Math.max(1, cursor)), setValue: setCursor,
        pxAt: (lap, frame) => lapScale(frame, laps)(lap), valueAt: (px, frame) => lapScale(frame, laps).invert(px),
        describe: (lap) => `${messages.charts.lap} ${lap}: ${at(lap)}`,
        readout: (lap) => <><b>{messages.charts.lap} {lap}</b><span>{at(lap)}</span></>,
      }}
      draw={draw}
    />
  );
}
