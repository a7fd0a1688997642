/** A compound as a small round badge: colour, letter inside, and a ring whose style differs per compound. */
import type { Compound } from "../api/types";
import { messages } from "../messages";
import { compoundLook } from "../theme/compounds";

/** The badge; its name is read aloud. `size` in px. */
export function CompoundBadge({ compound, size = 20 }: { compound: Compound | null; size?: number }) {
  const look = compoundLook(compound);
  const name = compound === null ? messages.charts.unknownCompound : messages.charts.compounds[compound];
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" role="img" aria-label={name} style={{ verticalAlign: "-5px", flex: "none" }}>
      <circle cx="10" cy="10" r="9" fill={look.fill} stroke="var(--compound-ring)" strokeWidth="1.2" />
      <circle cx="10" cy="10" r="7.7" fill="none" stroke={look.ink} strokeWidth="0.9" strokeDasharray={look.dash} />
      {look.double && <circle cx="10" cy="10" r="6.3" fill="none" stroke={look.ink} strokeWidth="0.5" />}
      <text x="10" y="13.4" textAnchor="middle" fontSize="9" fontWeight="850" fill={look.ink} aria-hidden="true">
        {look.letter}
      </text>
    </svg>
  );
}
