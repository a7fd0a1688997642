/** WCAG contrast, and the nudge that brings a team's colour to a readable one on each theme's ground. */

export const DARK_GROUND = "#12161b";
export const LIGHT_GROUND = "#ffffff";
export const MARK_CONTRAST = 3;

type Rgb = [number, number, number];

function channels(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4)) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast ratio of two `#rrggbb` colours, 1 to 21. */
export function contrast(a: string, b: string): number {
  const [la, lb] = [luminance(channels(a)), luminance(channels(b))];
  return (Math.max(la, lb) + 0.05) / (Math.min(la, lb) + 0.05);
}

function mixed(hex: string, target: number, share: number): string {
  const part = (c: number) => Math.round(c + (target - c) * share).toString(16).padStart(2, "0");
  return `#${channels(hex).map(part).join("")}`;
}

/** `hex`, moved towards white or black in small steps until it stands out from `ground` at 3:1. */
export function readableOn(hex: string, ground: string): string {
  const target = luminance(channels(ground)) < 0.18 ? 255 : 0;
  for (let share = 0; share <= 1; share += 0.04) {
    const candidate = mixed(hex, target, share);
    if (contrast(candidate, ground) >= MARK_CONTRAST) return candidate;
  }
  return target === 255 ? "#ffffff" : "#000000";
}
