/** The line at the lap under the cursor. */
import type { Frame } from "../frame";

export function CursorLine({ frame, x }: { frame: Frame; x: number }) {
  return <line x1={x} x2={x} y1={frame.top} y2={frame.bottom} strokeWidth="1.5" style={{ stroke: "var(--accent)" }} />;
}
