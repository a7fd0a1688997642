/** Race addresses and the words of a weekend. */
import type { CircuitRef, SessionCode } from "../api/types";
import { messages } from "../messages";

/** `2024-09` from season and round. */
export function raceId(season: number, round: number): string {
  return `${season}-${String(round).padStart(2, "0")}`;
}

/** The page of a race id: `/race/2024/9`. */
export function racePath(id: string): string {
  const [season, round] = id.split("-");
  return `/race/${season ?? ""}/${Number(round)}`;
}

export function sessionName(code: SessionCode): string {
  return messages.sessions[code];
}

/** Circuit, place and country, each named once and only where known. */
export function placeOf(circuit: CircuitRef): string {
  const parts = [circuit.name, circuit.place_name, circuit.country].filter((part) => part !== null);
  return [...new Set(parts)].join(", ");
}

/** `Grand Prix` dropped from the end, for narrow places: `Canadian`. */
export function shortRaceName(name: string): string {
  return name.replace(/ Grand Prix$/, "");
}
