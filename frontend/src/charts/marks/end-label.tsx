/** A driver's code beside the end of a line, with a short stub of the team's colour. */

type Props = { x: number; y: number; text: string; side: "left" | "right"; colour: string; muted?: boolean; bold?: boolean };

export function EndLabel({ x, y, text, side, colour, muted = false, bold = false }: Props) {
  const direction = side === "left" ? -1 : 1;
  return (
    <g opacity={muted ? 0.45 : 1}>
      <line x1={x + 3 * direction} x2={x + 9 * direction} y1={y} y2={y} strokeWidth="3" style={{ stroke: colour }} />
      <text x={x + 13 * direction} y={y + 4} fontSize="11.5" fontWeight={bold ? 750 : 600} textAnchor={side === "left" ? "end" : "start"} style={{ fill: "var(--text)" }}>
        {text}
      </text>
    </g>
  );
}
