/** The vertical axis: numbers beside light lines across the plot. */
import type { Frame, Scale } from "../frame";

type Props = { frame: Frame; y: Scale; ticks: readonly number[]; format: (value: number) => string };

export function AxisLeft({ frame, y, ticks, format }: Props) {
  return (
    <g fontSize="11.5" style={{ fill: "var(--muted)" }}>
      {ticks.map((tick) => (
        <text key={tick} x={frame.left - 8} y={y(tick) + 4} textAnchor="end">{format(tick)}</text>
      ))}
    </g>
  );
}
