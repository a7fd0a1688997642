/** A line through points, broken where a value is not known. */
import { line } from "d3-shape";

export type Point = { x: number; y: number | null };

type Props = { points: readonly Point[]; colour: string; dashed?: boolean; width?: number; opacity?: number };

export function Line({ points, colour, dashed = false, width = 2, opacity = 1 }: Props) {
  const path = line<Point>()
    .defined((point) => point.y !== null)
    .x((point) => point.x)
    .y((point) => point.y ?? 0)(points);
  if (path === null) return null;
  return (
    <path
      d={path}
      fill="none"
      strokeWidth={width}
      strokeLinejoin="round"
      strokeDasharray={dashed ? "5 3" : undefined}
      opacity={opacity}
      style={{ stroke: colour }}
    />
  );
}
