/** A compound as a small round badge: colour, letter inside, and a ring whose style differs per compound. */
import type { Compound } from "../api/types";
import { messages } from "../messages";
import { compoundLook } from "../theme/compounds";

/** The badge; its name is read aloud. `size` in px. */
export function CompoundBadge({ compound, size = 20 }: { compound: Compound | null; size?: number }) {
  const look = compoundLook(compound);
  const name = compound === null ? messages.charts.unknownCompound : messages.charts.compounds[compound];
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" role="img" aria-label={name} style={{ verticalAlign: "-5px", flex: "none" }}>
      <circle cx="12" cy="12" r="11.2" fill={look.fill} stroke="var(--compound-ring)" strokeWidth="1.2" />
      <circle cx="12" cy="12" r="9.6" fill="none" stroke={look.ink} strokeWidth="0.9" strokeDasharray={look.dash} />
      {look.double && <circle cx="12" cy="12" r="8" fill="none" stroke={look.ink} strokeWidth="0.6" />}
      <text x="12" y="16" textAnchor="middle" fontSize={look.double ? 10.5 : 12} fontWeight="850" fill={look.ink} aria-hidden="true">
        {look.letter}
      </text>
    </svg>
  );
}
