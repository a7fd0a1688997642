/** Track-status codes of the timing feed: `1` clear, `2` yellow, `4` safety car, `5` red, `6` and `7` virtual safety car. */

/** The gravest status among the codes that occurred, as the short word on screen; null where the track was clear. */
export function statusWord(codes: string | null): string | null {
  if (codes === null) return null;
  if (codes.includes("5")) return "RED";
  if (codes.includes("4")) return "SC";
  if (/[67]/.test(codes)) return "VSC";
  return null;
}

/** True where the lap was slowed by more than a local yellow flag. */
export function isNeutralised(codes: string | null): boolean {
  return statusWord(codes) !== null;
}
