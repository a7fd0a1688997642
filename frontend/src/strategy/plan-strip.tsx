/** A plan as a strip of stints that fits any width: compound colour, letter, ring, and the laps of each stint. */
import { messages } from "../messages";
import { compoundLook, type CompoundLook } from "../theme/compounds";
import type { Stint } from "./plan";
import styles from "./strategy.module.css";

const HEIGHT_PX = { low: 22, tall: 40 };
const LETTER_SHARE = 3;
const SLIVER_SHARE = 9;
/** Below it the letter stands in the middle. */
const NARROW_SHARE = 16;
/** The narrower a stint's share, the wider the strip must be to have room for its laps. */
const ROOMS = [
  { share: 50, name: styles.half }, { share: 40, name: styles.most }, { share: 33, name: styles.third }, { share: 25, name: styles.quarter }, { share: NARROW_SHARE, name: styles.sixth },
];

/** The strip in words, for those who cannot see it. */
export function stintsText(stints: readonly Stint[]): string {
  return stints.map((stint) => `${messages.charts.compounds[stint.compound]} ${stint.from}–${stint.to}`).join(", ");
}

type RingProps = { inset: number; from: number; share: number; height: number; look: CompoundLook; opacity: number };

function Ring({ inset, from, share, height, look, opacity }: RingProps) {
  const size = { x: `calc(${from}% + ${inset}px)`, y: `${inset}px`, width: `max(0px, calc(${share}% - ${inset * 2}px))`, height: `${height - inset * 2}px` };
  return <rect style={size} rx="2" fill="none" stroke={look.ink} strokeOpacity={opacity} strokeDasharray={look.dash} />;
}

function StintBlock({ stint, laps, height }: { stint: Stint; laps: number; height: number }) {
  const base = height / 2 + 4;
  const look = compoundLook(stint.compound);
  const [from, share] = [((stint.from - 1) / laps) * 100, ((stint.to - stint.from + 1) / laps) * 100];
  const narrow = share < NARROW_SHARE;
  const room = ROOMS.find((candidate) => share >= candidate.share);
  return (
    <g>
      <rect x={`${from}%`} y="0.5" width={`${share}%`} height={height - 1} rx="4" fill={look.fill} style={{ stroke: "var(--compound-ring)" }} />
      <Ring inset={3} from={from} share={share} height={height} look={look} opacity={0.75} />
      {look.double && <Ring inset={5} from={from} share={share} height={height} look={look} opacity={0.5} />}
      {share > LETTER_SHARE && <text className={share < SLIVER_SHARE ? styles.sliver : undefined} x={narrow ? `${from + share / 2}%` : `${from}%`} dx={narrow ? 0 : 11} y={base} fontSize="11.5" fontWeight="800" textAnchor="middle" fill={look.ink}>{look.letter}</text>}
      {room !== undefined && <text className={room.name} x={`${from + share}%`} dx="-8" y={base} fontSize="11.5" textAnchor="end" fill={look.ink}>{stint.to - stint.from + 1}</text>}
    </g>
  );
}

export function PlanStrip({ stints, laps, tall = false }: { stints: readonly Stint[]; laps: number; tall?: boolean }) {
  const height = tall ? HEIGHT_PX.tall : HEIGHT_PX.low;
  return (
    <div className={styles.planStrip}>
      <svg width="100%" height={height} role="img" aria-label={stintsText(stints)} fontFamily="var(--font)">
        {stints.map((stint) => <StintBlock key={stint.from} stint={stint} laps={laps} height={height} />)}
      </svg>
    </div>
  );
}
