/** Many equal dots as one path of zero-length round strokes: one node, however many laps. */

type Props = { points: readonly { x: number; y: number }[]; colour: string; size: number; opacity: number };

export function Dots({ points, colour, size, opacity }: Props) {
  const path = points.map((point) => `M${point.x.toFixed(1)},${point.y.toFixed(1)}h0`).join("");
  return <path d={path} fill="none" strokeLinecap="round" strokeWidth={size} opacity={opacity} style={{ stroke: colour }} />;
}
