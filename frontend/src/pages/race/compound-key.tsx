/** The key to the compounds: badge, shape and name. */
import type { Compound } from "../../api/types";
import { compoundShape } from "../../charts/marks/compound-dots";
import { messages } from "../../messages";
import { compoundLook } from "../../theme/compounds";
import { CompoundBadge } from "../../ui/compound-badge";

/** `shapes` adds the mark that stands for the compound in scatter charts. */
export function CompoundKey({ compounds, shapes = true }: { compounds: readonly (Compound | null)[]; shapes?: boolean }) {
  return (
    <>
      {compounds.map((compound) => (
        <span key={compound ?? "unknown"}>
          <CompoundBadge compound={compound} size={18} />
          {shapes && (
            <svg width="12" height="12" viewBox="-6 -6 12 12" aria-hidden="true">
              <path d={compoundShape(compound, 46)} fill={compoundLook(compound).fill} strokeWidth="0.8" style={{ stroke: "var(--compound-ring)" }} />
            </svg>
          )}
          <span aria-hidden="true">{compound === null ? messages.charts.unknownCompound : messages.charts.compounds[compound]}</span>
        </span>
      ))}
    </>
  );
}
