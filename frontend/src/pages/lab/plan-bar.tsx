/** A plan as a bar whose stops move: by mouse, by finger and by key. */
import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";

import type { Band } from "../../charts/marks/status-band";
import { messages } from "../../messages";
import { moveStop, planCode, removeStop, roomOf, stintsOf, type Plan } from "../../strategy/plan";
import { PlanStrip } from "../../strategy/plan-strip";
import { LapRuler } from "./lap-ruler";
import styles from "./lab.module.css";

const words = messages.lab.plans;
const COMMIT_DELAY_MS = 250;
const STEPS: Record<string, number> = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 5, PageDown: -5 };

type HandleProps = {
  plan: Plan;
  index: number;
  letter: string;
  laps: number;
  move: (lap: number, rest: boolean) => void;
  remove: () => void;
  settle: () => void;
};

/** Follows the pointer that holds the handle; where on the handle it was taken makes no difference. */
function useHold(move: HandleProps["move"], laps: number, lap: number) {
  const held = useRef(0);
  const lapAt = (event: PointerEvent<HTMLDivElement>) => {
    const bar = event.currentTarget.parentElement?.getBoundingClientRect();
    return bar === undefined ? null : ((event.clientX - bar.left) / bar.width) * laps;
  };
  return {
    take: (event: PointerEvent<HTMLDivElement>) => {
      event.currentTarget.setPointerCapture(event.pointerId);
      held.current = (lapAt(event) ?? lap) - lap;
    },
    follow: (event: PointerEvent<HTMLDivElement>) => {
      const at = lapAt(event);
      if (at !== null && event.currentTarget.hasPointerCapture(event.pointerId)) move(at - held.current, false);
    },
  };
}

function StopHandle({ plan, index, letter, laps, move, remove, settle }: HandleProps) {
  const stop = plan.stops[index];
  const hold = useHold(move, laps, stop?.lap ?? 0);
  if (stop === undefined) return null;
  const room = roomOf(plan, index, laps);
  const onKeyDown = (event: KeyboardEvent) => {
    const target = event.key === "Home" ? room.min : event.key === "End" ? room.max : stop.lap + (STEPS[event.key] ?? 0);
    if (event.key === "Delete" || event.key === "Backspace") remove();
    else if (target === stop.lap && STEPS[event.key] === undefined) return;
    else move(target, true);
    event.preventDefault();
  };
  return (
    <div
      className={styles.handle}
      style={{ left: `${(stop.lap / laps) * 100}%` }}
      role="slider"
      tabIndex={0}
      aria-label={words.stop(index + 1, letter)}
      aria-valuemin={room.min}
      aria-valuemax={room.max}
      aria-valuenow={stop.lap}
      aria-valuetext={words.stopAt(stop.lap, messages.charts.compounds[stop.compound])}
      onKeyDown={onKeyDown}
      onBlur={settle}
      onPointerDown={hold.take}
      onPointerMove={hold.follow}
      onPointerUp={(event) => { hold.follow(event); settle(); }}
      onPointerCancel={settle}
    >
      <span className={styles.grip} aria-hidden="true" />
      <span className={styles.gripLap} aria-hidden="true">{stop.lap}</span>
    </div>
  );
}

type Props = { plan: Plan; letter: string; laps: number; bands: readonly Band[]; change: (plan: Plan) => void };

/** The plan shown while a stop moves is a draft; it becomes the plan when the stop is let go or the keys rest. */
function useDraft(plan: Plan, change: (plan: Plan) => void) {
  const code = planCode(plan);
  const [known, setKnown] = useState(code);
  const [draft, setDraft] = useState<Plan | null>(null);
  // The last move may not be drawn yet when the stop is let go.
  const latest = useRef<Plan | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  if (known !== code) {
    setKnown(code);
    setDraft(null);
  }
  const settle = () => {
    clearTimeout(timer.current);
    const next = latest.current;
    latest.current = null;
    if (next !== null && planCode(next) !== code) change(next);
  };
  const show = (next: Plan, rest: boolean) => {
    latest.current = next;
    setDraft(next);
    clearTimeout(timer.current);
    if (rest) timer.current = setTimeout(settle, COMMIT_DELAY_MS);
  };
  return { shown: draft ?? plan, show, settle };
}

export function PlanBar({ plan, letter, laps, bands, change }: Props) {
  const { shown, show, settle } = useDraft(plan, change);
  const bar = useRef<HTMLDivElement>(null);
  const remove = (index: number) => {
    // The handle that has the focus goes: the next one, or the bar's own group, takes it.
    bar.current?.focus();
    change(removeStop(shown, index));
  };
  return (
    <div className={styles.barBox}>
      <div ref={bar} className={styles.bar} role="group" aria-label={words.editor(letter)} tabIndex={-1}>
        <PlanStrip stints={stintsOf(shown, laps)} laps={laps} tall />
        {shown.stops.map((_, index) => (
          <StopHandle
            key={index} plan={shown} index={index} letter={letter} laps={laps}
            move={(lap, rest) => show(moveStop(shown, index, lap, laps), rest)}
            remove={() => remove(index)} settle={settle}
          />
        ))}
      </div>
      <LapRuler laps={laps} bands={bands} />
    </div>
  );
}
