/** A small event on a line: a pit stop (ring) or the end of a race that was not finished (cross). */

export function TickMark({ x, y, kind, colour, opacity = 1 }: { x: number; y: number; kind: "pit" | "out"; colour: string; opacity?: number }) {
  if (kind === "pit") {
    return <circle cx={x} cy={y} r="3" strokeWidth="1.6" opacity={opacity} style={{ fill: "var(--panel)", stroke: colour }} />;
  }
  return <path d={`M${x - 4},${y - 4}l8,8m0,-8l-8,8`} strokeWidth="2" opacity={opacity} style={{ stroke: colour }} />;
}
