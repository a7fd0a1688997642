/** The horizontal axis: ticks, their numbers and what they count. */
import type { Frame, Scale } from "../frame";

const PX_PER_TICK = 64;

type Props = { frame: Frame; x: Scale; label: string; format?: (value: number) => string };

export function AxisBottom({ frame, x, label, format = String }: Props) {
  const ticks = x.ticks(Math.max(2, Math.floor((frame.right - frame.left) / PX_PER_TICK))).filter(Number.isInteger);
  return (
    <g fontSize="11.5" style={{ fill: "var(--muted)" }}>
      <line x1={frame.left} x2={frame.right} y1={frame.bottom} y2={frame.bottom} style={{ stroke: "var(--line-strong)" }} />
      {ticks.map((tick) => (
        <g key={tick} transform={`translate(${x(tick)},${frame.bottom})`}>
          <line y2="4" style={{ stroke: "var(--line-strong)" }} />
          <text y="17" textAnchor="middle">{format(tick)}</text>
        </g>
      ))}
      <text x={frame.right} y={frame.bottom + 32} textAnchor="end">{label}</text>
    </g>
  );
}
