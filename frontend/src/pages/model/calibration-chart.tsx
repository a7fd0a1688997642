/** The picture of a calibration: what came true over what was said, with its interval and the count of each bin. */
import { scaleLinear } from "d3-scale";
import { useCallback, useState } from "react";

import type { CalibrationRow } from "../../api/types";
import { ChartFigure } from "../../charts/chart-figure";
import type { Frame, Margins, Scale } from "../../charts/frame";
import { AxisLeft } from "../../charts/marks/axis-left";
import { GridLines } from "../../charts/marks/grid-lines";
import { decimal, percent } from "../../format/number";
import { messages } from "../../messages";
import { useOriginMarks } from "../../strategy/provenance";
import { shareInside } from "./figures";

const words = messages.model.calibration;
const HEIGHT_PX = 320;
const MARGINS: Margins = { top: 14, bottom: 40, left: 44, right: 22 };
const TICKS = [0, 0.25, 0.5, 0.75, 1];
const WHISKER_PX = 4;
const LABEL_PX = 14;

const share = (value: number) => percent(value, 1) ?? "";
const count = (n: number) => decimal(n) ?? "";
const xScale = (frame: Frame): Scale => scaleLinear().domain([0, 1]).range([frame.left, frame.right]);
const described = (bin: CalibrationRow) => words.describe(share(bin.mean_predicted), share(bin.observed), share(bin.observed_low), share(bin.observed_high), count(bin.n));

function Bin({ bin, x, y, frame }: { bin: CalibrationRow; x: Scale; y: Scale; frame: Frame }) {
  const { "data-model": model, "data-as-of": asOf } = useOriginMarks();
  const [px, low, high] = [x(bin.mean_predicted), y(bin.observed_low), y(bin.observed_high)];
  const above = high - 6 > frame.top + LABEL_PX;
  return (
    <g data-model={model} data-as-of={asOf} data-bin={bin.n}>
      <path d={`M${px - WHISKER_PX},${low}h${2 * WHISKER_PX}M${px - WHISKER_PX},${high}h${2 * WHISKER_PX}M${px},${low}V${high}`} fill="none" strokeWidth="1.5" style={{ stroke: "var(--gain)" }} />
      <circle cx={px} cy={y(bin.observed)} r="4.5" strokeWidth="1.5" style={{ fill: "var(--gain)", stroke: "var(--panel)" }} />
      <text x={px} y={above ? high - 6 : low + LABEL_PX} fontSize="11" textAnchor="middle" style={{ fill: "var(--text)" }}>{count(bin.n)}</text>
    </g>
  );
}

function BottomShares({ frame, x }: { frame: Frame; x: Scale }) {
  return (
    <g fontSize="11.5" style={{ fill: "var(--muted)" }}>
      {TICKS.map((tick) => <text key={tick} x={x(tick)} y={frame.bottom + 17} textAnchor="middle">{percent(tick)}</text>)}
      <text x={frame.right} y={frame.bottom + 33} textAnchor="end">{words.said}</text>
    </g>
  );
}

/** `bins` of one target, in order. The cursor steps from bin to bin. */
export function CalibrationChart({ target, bins }: { target: "win" | "podium" | "points"; bins: readonly CalibrationRow[] }) {
  const [cursor, setCursor] = useState<number | null>(null);
  const draw = useCallback(
    (frame: Frame) => {
      const x = xScale(frame);
      const y = scaleLinear().domain([0, 1]).range([frame.bottom, frame.top]);
      return (
        <>
          <GridLines frame={frame} y={y} ticks={TICKS} />
          <AxisLeft frame={frame} y={y} ticks={TICKS} format={(tick) => percent(tick) ?? ""} />
          <line x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} strokeDasharray="5 4" style={{ stroke: "var(--line-strong)" }} />
          {bins.map((bin) => <Bin key={bin.low} bin={bin} x={x} y={y} frame={frame} />)}
          <BottomShares frame={frame} x={x} />
        </>
      );
    },
    [bins],
  );
  const nearest = (px: number, frame: Frame) => {
    const away = (bin: CalibrationRow | undefined) => Math.abs(xScale(frame)(bin?.mean_predicted ?? 0) - px);
    return bins.reduce((best, _, index) => (away(bins[index]) < away(bins[best]) ? index : best), 0);
  };
  const at = (index: number) => bins[Math.min(bins.length - 1, Math.max(0, index))];
  const spoken = (index: number) => { const bin = at(index); return bin === undefined ? "" : described(bin); };
  const inside = shareInside(bins);
  return (
    <ChartFigure
      name={`calibration-${target}`} title={words.targets[target]} height={HEIGHT_PX} margins={() => MARGINS}
      summary={words.summary(count(bins.reduce((sum, bin) => sum + bin.n, 0)), inside === null ? messages.common.noValue : (percent(inside) ?? ""))}
      table={() => ({ heads: [words.bin, words.said, words.came, messages.model.interval, words.n], rows: bins.map((bin) => [`${share(bin.low)}–${share(bin.high)}`, share(bin.mean_predicted), share(bin.observed), `${share(bin.observed_low)}–${share(bin.observed_high)}`, bin.n]) })}
      cursor={{
        min: 0, max: bins.length - 1, value: cursor, setValue: setCursor, valueAt: nearest, pxAt: (index, frame) => xScale(frame)(at(index)?.mean_predicted ?? 0), describe: spoken,
        readout: (index) => <span>{spoken(index)}</span>,
      }}
      draw={draw}
    />
  );
}
