/** A stint: a bar in the compound's colour with its letter, its length and a ring; used sets hatched. */
import type { Compound } from "../../api/types";
import { compoundLook } from "../../theme/compounds";

type Props = { x: number; y: number; width: number; height: number; compound: Compound | null; laps: number; used: boolean; hatchId: string; opacity: number };

const LETTER_PX = 14;
const LENGTH_PX = 34;

export function CompoundBar({ x, y, width, height, compound, laps, used, hatchId, opacity }: Props) {
  const look = compoundLook(compound);
  const inner = { x: x + 2.5, y: y + 2.5, width: Math.max(0, width - 5), height: height - 5, rx: 2 };
  return (
    <g opacity={opacity}>
      <rect x={x} y={y} width={width} height={height} rx="4" fill={look.fill} style={{ stroke: "var(--compound-ring)" }} />
      {used && <rect x={x} y={y} width={width} height={height} rx="4" fill={`url(#${hatchId})`} />}
      <rect {...inner} fill="none" stroke={look.ink} strokeOpacity="0.75" strokeDasharray={look.dash} />
      {look.double && width > 12 && (
        <rect x={inner.x + 2} y={inner.y + 2} width={Math.max(0, inner.width - 4)} height={inner.height - 4} fill="none" stroke={look.ink} strokeOpacity="0.5" />
      )}
      {width >= LETTER_PX && (
        <text x={x + Math.min(12, width / 2)} y={y + height / 2 + 4} fontSize="11.5" fontWeight="800" textAnchor="middle" fill={look.ink}>{look.letter}</text>
      )}
      {width >= LENGTH_PX && (
        <text x={x + width - 8} y={y + height / 2 + 4} fontSize="11.5" textAnchor="end" fill={look.ink}>{laps}</text>
      )}
    </g>
  );
}
