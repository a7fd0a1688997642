/** Numbers as racing writes them: lap times, gaps, points. Absent values give null, never a made-up figure. */
import { numberFormat } from "./formatters";

export const DASH = "–";

/** True for a number that may be shown. */
export function isKnown(value: number | null | undefined): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

/** `1:14.856`, `59.301`, `1:31:57.340` from seconds. */
export function lapTime(seconds: number | null | undefined, decimals = 3): string | null {
  if (!isKnown(seconds) || seconds < 0) return null;
  const scale = 10 ** decimals;
  const ticks = Math.round(seconds * scale);
  const whole = Math.floor(ticks / scale);
  const fraction = decimals > 0 ? `.${String(ticks % scale).padStart(decimals, "0")}` : "";
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (part: number) => String(part).padStart(2, "0");
  if (h > 0) return `${h}:${two(m)}:${two(s)}${fraction}`;
  return m > 0 ? `${m}:${two(s)}${fraction}` : `${s}${fraction}`;
}

/** `+3.879` from seconds behind. */
export function gap(seconds: number | null | undefined): string | null {
  const text = lapTime(seconds);
  return text === null ? null : `+${text}`;
}

/** `+1 LAP`, `+2 LAPS`. */
export function lapsBehind(laps: number | null | undefined): string | null {
  if (!isKnown(laps) || laps < 1) return null;
  return `+${laps} LAP${laps === 1 ? "" : "S"}`;
}

/** A number with a fixed count of decimals, in the reader's locale. */
export function decimal(value: number | null | undefined, decimals = 0): string | null {
  if (!isKnown(value)) return null;
  return numberFormat({ minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(value);
}

/** Points: halves and the odd third of old scoring shown, whole points plain. */
export function points(value: number | null | undefined): string | null {
  if (!isKnown(value)) return null;
  return numberFormat({ maximumFractionDigits: 2 }).format(value);
}

/** A share between 0 and 1 as `12%`. */
export function percent(share: number | null | undefined, decimals = 0): string | null {
  if (!isKnown(share)) return null;
  return numberFormat({ style: "percent", minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(share);
}

const LEAST_CHANCE = 0.005;

/** A simulated chance: rounded, but what happened in some of the races never reads as none, nor as all. */
export function chance(share: number | null | undefined): string | null {
  if (!isKnown(share)) return null;
  if (share > 0 && share < LEAST_CHANCE) return `<${percent(0.01) ?? ""}`;
  if (share < 1 && share >= 1 - LEAST_CHANCE) return `>${percent(0.99) ?? ""}`;
  return percent(share);
}
