/** Dates and times in the reader's zone. A text that is no date gives null, so nothing shows "Invalid Date". */
import { dateFormat } from "./formatters";
import { locale } from "./locale";

const DAY_MS = 86_400_000;

function parse(iso: string | null | undefined): Date | null {
  if (!iso) return null;
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** A calendar day (`2026-07-05`) without a clock, told in the circuit's own date: `Sun 5 Jul`. */
export function day(isoDate: string | null | undefined, withYear = false): string | null {
  const date = parse(isoDate);
  if (date === null) return null;
  const year = withYear ? ({ year: "numeric" } as const) : {};
  return dateFormat({ weekday: "short", day: "numeric", month: "short", timeZone: "UTC", ...year }).format(date);
}

/** `5 July 2026`. */
export function longDay(isoDate: string | null | undefined): string | null {
  const date = parse(isoDate);
  if (date === null) return null;
  return dateFormat({ day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }).format(date);
}

/** An instant in the reader's zone: `Sun 5 Jul, 15:00`. */
export function localTime(isoUtc: string | null | undefined): string | null {
  const date = parse(isoUtc);
  if (date === null) return null;
  return dateFormat({
    weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit",
  }).format(date);
}

/** The clock alone, in the reader's zone: `15:00`. */
export function clock(isoUtc: string | null | undefined): string | null {
  const date = parse(isoUtc);
  if (date === null) return null;
  return dateFormat({ hour: "2-digit", minute: "2-digit" }).format(date);
}

/** The reader's zone as people name it, such as `BST`. */
export function zoneName(at: Date): string {
  const parts = dateFormat({ timeZoneName: "short" }).formatToParts(at);
  return parts.find((part) => part.type === "timeZoneName")?.value ?? "UTC";
}

/** Whole days from `now` to a calendar day; negative when it is past. */
export function daysUntil(isoDate: string | null | undefined, now: Date): number | null {
  const date = parse(isoDate);
  if (date === null) return null;
  const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
  return Math.round((date.getTime() - today) / DAY_MS);
}

/** `in 5 days`, `tomorrow`, `3 days ago`. */
export function relativeDays(days: number): string {
  return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(days, "day");
}

/** How long ago an instant was, in the largest fitting unit: `2 hours ago`. */
export function ago(isoUtc: string | null | undefined, now: Date): string | null {
  const date = parse(isoUtc);
  if (date === null) return null;
  const seconds = Math.round((date.getTime() - now.getTime()) / 1000);
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const size = Math.abs(seconds);
  if (size < 90) return format.format(seconds, "second");
  if (size < 5_400) return format.format(Math.round(seconds / 60), "minute");
  if (size < 129_600) return format.format(Math.round(seconds / 3_600), "hour");
  return format.format(Math.round(seconds / 86_400), "day");
}
