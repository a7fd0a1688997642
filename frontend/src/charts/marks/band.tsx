/** A band between two lines: where most of the runs lie. Broken where either edge is not known. */
import { area } from "d3-shape";

export type BandPoint = { x: number; low: number | null; high: number | null };

export function RangeBand({ points, colour, opacity = 0.22 }: { points: readonly BandPoint[]; colour: string; opacity?: number }) {
  const path = area<BandPoint>()
    .defined((point) => point.low !== null && point.high !== null)
    .x((point) => point.x)
    .y0((point) => point.low ?? 0)
    .y1((point) => point.high ?? 0)(points);
  return path === null ? null : <path d={path} opacity={opacity} style={{ fill: colour }} />;
}
