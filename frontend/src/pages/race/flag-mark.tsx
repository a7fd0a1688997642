/** The small mark before a race-control message: a shape per flag, so that colour is never alone. */
import type { RaceControlRow } from "../../api/types";

const YELLOW = "var(--sc)";

function look(row: RaceControlRow): { glyph: string; colour: string } | null {
  const text = row.message.toUpperCase();
  if (row.flag === "RED") return { glyph: "◼", colour: "var(--red)" };
  if (row.flag === "DOUBLE YELLOW") return { glyph: "▰", colour: YELLOW };
  if (row.flag === "YELLOW") return { glyph: "◼", colour: YELLOW };
  if (row.flag === "GREEN" || row.flag === "CLEAR") return { glyph: "●", colour: "var(--green)" };
  if (row.flag === "CHEQUERED") return { glyph: "▚", colour: "var(--text)" };
  if (row.flag === "BLUE") return { glyph: "◆", colour: "var(--gain)" };
  if (row.flag === "BLACK AND WHITE") return { glyph: "◪", colour: "var(--text)" };
  if (row.category === "SafetyCar") return { glyph: text.includes("VIRTUAL") ? "△" : "▲", colour: YELLOW };
  return null;
}

/** The text of the message says the same, so the mark is hidden from readers. */
export function FlagMark({ row }: { row: RaceControlRow }) {
  const mark = look(row);
  return <span aria-hidden="true" style={{ color: mark?.colour }}>{mark?.glyph}</span>;
}
