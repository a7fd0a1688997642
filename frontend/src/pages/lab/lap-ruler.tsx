/** The laps under the bars, with what really neutralised the race. */
import type { Band } from "../../charts/marks/status-band";
import { messages } from "../../messages";
import styles from "./lab.module.css";

const STEP = 10;
/** Names closer than this share of the race run into each other on narrow screens. */
const TIGHT_SHARE = 0.1;
const SC_COLOUR = { SC: "var(--sc)", VSC: "var(--sc)", RED: "var(--red)" };

export function LapRuler({ laps, bands }: { laps: number; bands: readonly Band[] }) {
  const ticks = Array.from({ length: Math.floor(laps / STEP) }, (_, index) => (index + 1) * STEP).filter((lap) => lap <= laps - STEP / 2);
  const at = (lap: number) => `${(Math.min(laps, Math.max(0, lap)) / laps) * 100}%`;
  const middle = (band: Band) => (band.from + Math.min(laps, band.to)) / 2;
  const tight = (index: number) => bands.slice(0, index).some((before) => Math.abs(middle(before) - middle(bands[index] ?? before)) < laps * TIGHT_SHARE);
  const said = bands.map((band) => `${messages.charts.neutralised[band.kind]} ${messages.strategy.laps(band.from + 1, band.to)}`);
  const name = [`${messages.charts.lap} 1–${laps}`, ...said].join("; ");
  return (
    <svg width="100%" height="30" role="img" aria-label={name} fontFamily="var(--font)" fontSize="11.5" style={{ display: "block" }}>
      {bands.map((band, index) => (
        <g key={band.key}>
          <rect x={at(band.from)} y="0" width={`${Math.max(0.6, ((Math.min(laps, band.to) - band.from) / laps) * 100)}%`} height="4" style={{ fill: SC_COLOUR[band.kind] }} />
          <text className={tight(index) ? styles.tight : undefined} x={at(middle(band))} y="14" textAnchor="middle" fontWeight="700" fontSize="10" style={{ fill: "var(--text)" }}>{band.kind}</text>
        </g>
      ))}
      {ticks.map((lap) => (
        <g key={lap}>
          <line x1={at(lap)} x2={at(lap)} y1="0" y2="4" style={{ stroke: "var(--line-strong)" }} />
          <text x={at(lap)} y="27" textAnchor="middle" style={{ fill: "var(--muted)" }}>{lap}</text>
        </g>
      ))}
      <text x="100%" y="27" textAnchor="end" style={{ fill: "var(--muted)" }}>{laps}</text>
    </svg>
  );
}
