/** The part of a chart that follows the pointer and the arrow keys: a slider over laps. */
import type { KeyboardEvent, MouseEvent, ReactNode } from "react";

import { messages } from "../messages";
import styles from "./chart.module.css";
import type { Frame } from "./frame";

export type CursorSpec = {
  min: number;
  max: number;
  /** Where the cursor stands; null before the reader placed it. */
  value: number | null;
  setValue: (value: number | null) => void;
  /** The value under a horizontal position, in px of the frame. */
  valueAt: (px: number, frame: Frame) => number;
  /** Where a value stands, in px of the frame. */
  pxAt: (value: number, frame: Frame) => number;
  /** What stands there, in words, for the screen reader. */
  describe: (value: number) => string;
  readout: (value: number) => ReactNode;
};

const STEPS: Record<string, number> = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 };

function nextValue(key: string, spec: CursorSpec): number | null {
  if (key === "Home") return spec.min;
  if (key === "End") return spec.max;
  const step = STEPS[key];
  if (step === undefined) return null;
  if (spec.value === null) return step > 0 ? spec.min : spec.max;
  return Math.min(spec.max, Math.max(spec.min, spec.value + step));
}

type Props = { frame: Frame; title: string; spec: CursorSpec; at: number | null; setHovered: (value: number | null) => void };

export function CursorArea({ frame, title, spec, at, setHovered }: Props) {
  const under = (event: MouseEvent<HTMLDivElement>) => {
    const px = event.clientX - event.currentTarget.getBoundingClientRect().left + frame.left;
    return Math.min(spec.max, Math.max(spec.min, Math.round(spec.valueAt(px, frame))));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") spec.setValue(null);
    const next = nextValue(event.key, spec);
    if (next === null) return;
    event.preventDefault();
    setHovered(null);
    spec.setValue(next);
  };
  return (
    <div
      className={styles.slider}
      style={{ left: frame.left, top: frame.top, width: frame.right - frame.left, height: frame.bottom - frame.top }}
      role="slider"
      tabIndex={0}
      aria-label={messages.charts.cursor(title)}
      aria-valuemin={spec.min}
      aria-valuemax={spec.max}
      aria-valuenow={at ?? spec.min}
      aria-valuetext={spec.describe(at ?? spec.min)}
      onKeyDown={onKeyDown}
      onPointerMove={(event) => setHovered(under(event))}
      onPointerLeave={() => setHovered(null)}
      onClick={(event) => spec.setValue(under(event))}
    />
  );
}
