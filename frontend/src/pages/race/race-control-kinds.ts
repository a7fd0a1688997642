/** The kinds race control's messages are filtered by: the feed's categories, with the noisy ones set apart. */
import type { RaceControlRow } from "../../api/types";

export const KINDS = ["flags", "safety", "incidents", "drs", "other", "limits", "blue"] as const;
export type Kind = (typeof KINDS)[number];

export const SHOWN_AT_FIRST: readonly Kind[] = ["flags", "safety", "incidents", "drs", "other"];

export function isKind(text: string): text is Kind {
  return (KINDS as readonly string[]).includes(text);
}

/** The kind of one message. */
export function kindOf(row: Pick<RaceControlRow, "category" | "flag" | "message">): Kind {
  const text = row.message.toUpperCase();
  if (row.flag === "BLUE") return "blue";
  if (text.includes("TRACK LIMITS")) return "limits";
  if (row.category === "SafetyCar") return "safety";
  if (row.category === "Flag") return "flags";
  if (row.category === "Drs") return "drs";
  if (row.category === "CarEvent" || text.includes("INCIDENT") || text.includes("PENALTY")) return "incidents";
  return "other";
}
