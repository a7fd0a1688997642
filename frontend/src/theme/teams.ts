/** Team colours from 2010 on, keyed by constructor; presentation only, adjusted to each theme. */
import { DARK_GROUND, LIGHT_GROUND, readableOn } from "./contrast";

const OFFICIAL: Record<string, string> = {
  "alfa-romeo": "#b12039",
  alphatauri: "#4e7c9b",
  alpine: "#0093cc",
  "aston-martin": "#229971",
  audi: "#bb0a30",
  cadillac: "#8a8d91",
  caterham: "#10663f",
  ferrari: "#e8002d",
  "force-india": "#f596c8",
  haas: "#b6babd",
  hrt: "#a08454",
  "kick-sauber": "#52e252",
  "lotus-f1": "#b39a4e",
  "lotus-racing": "#3c7a4a",
  manor: "#c8424c",
  marussia: "#b8232b",
  mclaren: "#ff8000",
  mercedes: "#27f4d2",
  "racing-bulls": "#6692ff",
  "racing-point": "#f596c8",
  rb: "#6692ff",
  "red-bull": "#3671c6",
  renault: "#e6c200",
  sauber: "#9b1c31",
  "toro-rosso": "#4781d7",
  virgin: "#d8423f",
  williams: "#64c4ff",
};

const FIRST_COLOUR_SEASON = 2010;
const NEUTRAL = "#8b939e";

/** A CSS colour for a constructor's marks: at least 3:1 on either theme, neutral where the team or era is unknown. */
export function teamColour(constructorId: string | null | undefined, season: number): string {
  const official = season >= FIRST_COLOUR_SEASON && constructorId ? OFFICIAL[constructorId] : undefined;
  const colour = official ?? NEUTRAL;
  return `light-dark(${readableOn(colour, LIGHT_GROUND)}, ${readableOn(colour, DARK_GROUND)})`;
}

export const teamsWithColour = Object.keys(OFFICIAL);
