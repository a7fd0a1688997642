/** A bar on a scale that starts at zero, or that has zero in its middle; every bar of a list shares one scale. */
import type { CSSProperties } from "react";

import { useOriginMarks } from "./provenance";
import styles from "./strategy.module.css";

const pct = (share: number) => `${(share * 100).toFixed(3)}%`;
const inside = (share: number) => Math.min(1, Math.max(0, share));

/** From 0 to `value`; `end` is where the scale ends. `low` and `high` add a whisker. */
export function ZeroBar({ value, end, low, high }: { value: number; end: number; low?: number; high?: number }) {
  const { "data-model": model, "data-as-of": asOf } = useOriginMarks();
  return (
    <span className={styles.track} aria-hidden="true">
      <span className={styles.fill} data-bar={value} data-model={model} data-as-of={asOf} style={{ "--share": pct(inside(value / end)) } as CSSProperties} />
      {low !== undefined && high !== undefined && (
        <span className={styles.whisker} style={{ "--from": pct(inside(low / end)), "--to": pct(inside(high / end)) } as CSSProperties} />
      )}
    </span>
  );
}

/** From the zero in the middle to `value`, with one standard error on both sides where there is one; the scale runs from -`end` to `end`. */
export function DifferenceBar({ value, error, end }: { value: number; error?: number; end: number }) {
  const { "data-model": model, "data-as-of": asOf } = useOriginMarks();
  const at = (number: number) => inside((number / end + 1) / 2);
  const [from, to] = [Math.min(at(0), at(value)), Math.max(at(0), at(value))];
  return (
    <span className={styles.track} aria-hidden="true">
      <span className={styles.difference} data-sign={Math.sign(value)} data-model={model} data-as-of={asOf} style={{ "--from": pct(from), "--to": pct(to) } as CSSProperties} />
      {error !== undefined && <span className={styles.whisker} style={{ "--from": pct(at(value - error)), "--to": pct(at(value + error)) } as CSSProperties} />}
      <span className={styles.zero} />
    </span>
  );
}

/** A range of positions between P1 and P`end`, with a mark where the mean is. */
export function RangeTrack({ low, high, at, end }: { low: number; high: number; at: number; end: number }) {
  const { "data-model": model, "data-as-of": asOf } = useOriginMarks();
  const share = (position: number) => inside((position - 1) / Math.max(1, end - 1));
  return (
    <span className={`${styles.track ?? ""} ${styles.inset ?? ""}`} aria-hidden="true">
      <span className={styles.range} data-model={model} data-as-of={asOf} style={{ "--from": pct(share(low)), "--to": pct(share(high)) } as CSSProperties} />
      <span className={styles.mean} style={{ "--from": pct(share(at)) } as CSSProperties} />
    </span>
  );
}
