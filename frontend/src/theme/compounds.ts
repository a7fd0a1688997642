/** How each compound looks: the field's colours, a letter, a ring and a shape, so that colour is never alone. */
import type { Compound } from "../api/types";

export type CompoundLook = {
  letter: string;
  fill: string;
  ink: string;
  /** Dash pattern of the ring, in px; undefined is solid. */
  dash: string | undefined;
  double: boolean;
  shape: "circle" | "triangle" | "square" | "diamond" | "cross" | "wye";
};

const LOOKS: Record<Compound, CompoundLook> = {
  SOFT: { letter: "S", fill: "#da291c", ink: "#ffffff", dash: undefined, double: false, shape: "circle" },
  MEDIUM: { letter: "M", fill: "#ffd12e", ink: "#14171a", dash: undefined, double: true, shape: "triangle" },
  HARD: { letter: "H", fill: "#f0f0ec", ink: "#14171a", dash: "1 2.5", double: false, shape: "square" },
  INTERMEDIATE: { letter: "I", fill: "#43b02a", ink: "#0b0d10", dash: "5 3", double: false, shape: "diamond" },
  WET: { letter: "W", fill: "#0067ad", ink: "#ffffff", dash: "5 2 1 2", double: false, shape: "cross" },
};

export const COMPOUNDS = Object.keys(LOOKS) as Compound[];

export const UNKNOWN_COMPOUND: CompoundLook = {
  letter: "?", fill: "#8b939e", ink: "#0b0d10", dash: "2 2", double: false, shape: "wye",
};

/** The look of a compound; a grey question mark where it is not known. */
export function compoundLook(compound: Compound | null): CompoundLook {
  return compound === null ? UNKNOWN_COMPOUND : LOOKS[compound];
}
