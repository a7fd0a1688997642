/** Light horizontal lines at the given values. */
import type { Frame, Scale } from "../frame";

export function GridLines({ frame, y, ticks }: { frame: Frame; y: Scale; ticks: readonly number[] }) {
  const path = ticks.map((tick) => `M${frame.left},${y(tick)}H${frame.right}`).join("");
  return <path d={path} fill="none" style={{ stroke: "var(--line)" }} />;
}
