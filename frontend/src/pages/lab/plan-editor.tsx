/** One plan: its bar, the same stops as fields, and beside them why it cannot be driven where the API says so. */
import { useRef } from "react";

import { ProblemError } from "../../api/problem";
import type { Compound } from "../../api/types";
import type { Band } from "../../charts/marks/status-band";
import { messages } from "../../messages";
import { addStop, MOST_STOPS, moveStop, removeStop, roomOf, setCompound, type Plan } from "../../strategy/plan";
import { COMPOUNDS } from "../../theme/compounds";
import { CompoundBadge } from "../../ui/compound-badge";
import styles from "./lab.module.css";
import { NumberField } from "./number-field";
import { PlanBar } from "./plan-bar";

const words = messages.lab.plans;

function TyrePicker({ label, value, choose }: { label: string; value: Compound; choose: (compound: Compound) => void }) {
  return (
    <label className={styles.tyre}>
      <CompoundBadge compound={value} />
      <span className="visually-hidden">{label}</span>
      <select className={styles.input} value={value} onChange={(event) => choose(event.target.value as Compound)}>
        {COMPOUNDS.map((compound) => <option key={compound} value={compound}>{messages.charts.compounds[compound]}</option>)}
      </select>
    </label>
  );
}

type FieldsProps = { plan: Plan; letter: string; laps: number; change: (plan: Plan) => void };

function StopFields({ plan, letter, laps, change }: FieldsProps) {
  const group = useRef<HTMLDivElement>(null);
  const of = words.of(letter);
  const full = plan.stops.length >= MOST_STOPS || addStop(plan, laps) === plan;
  const remove = (index: number) => {
    // The button that has the focus goes: the last button of the row takes it.
    group.current?.querySelector<HTMLElement>("[data-add]")?.focus();
    change(removeStop(plan, index));
  };
  return (
    <div ref={group} className={styles.fields}>
      <div className={styles.stop}>
        <span aria-hidden="true" className={styles.label}>{words.start}</span>
        <TyrePicker label={`${words.startTyres} ${of}`} value={plan.start} choose={(compound) => change(setCompound(plan, 0, compound))} />
      </div>
      {plan.stops.map((stop, index) => (
        <div key={index} className={styles.stop}>
          <NumberField
            label={words.stopLap(index + 1)} hidden={of} value={stop.lap} step={1} {...roomOf(plan, index, laps)}
            change={(lap) => change(moveStop(plan, index, lap, laps))}
          />
          <TyrePicker label={`${words.tyres(index + 1)} ${of}`} value={stop.compound} choose={(compound) => change(setCompound(plan, index + 1, compound))} />
          <button type="button" className={styles.small} aria-label={`${words.removeStop(index + 1)} ${of}`} onClick={() => remove(index)}>×</button>
        </div>
      ))}
      <button type="button" data-add className={styles.small} aria-disabled={full} title={full ? words.noRoom : undefined} onClick={() => change(addStop(plan, laps))}>
        {words.addStop} <span className="visually-hidden">{of}</span>
      </button>
    </div>
  );
}

/** The reasons of a refusal, each a sentence; other failures are shown with the results. */
function refusals(error: Error | null): string[] {
  if (!(error instanceof ProblemError) || error.problem.status !== 422) return [];
  const { errors, detail, title } = error.problem;
  if (errors.length > 0) return errors.map((entry) => entry.message);
  // Each plan is a question of its own, so the number the API gives it means nothing here.
  return (detail === "" ? title : detail).split("; ").map((reason) => reason.replace(/^plan \d+: /, ""));
}

type Props = FieldsProps & {
  bands: readonly Band[];
  /** Why the API refused exactly this plan; null where it did not, or was not asked. */
  error: Error | null;
  remove: (() => void) | null;
};

export function PlanEditor({ plan, letter, laps, bands, error, remove, change }: Props) {
  const reasons = refusals(error);
  return (
    <li className={styles.plan} data-plan={letter}>
      <div className={styles.planHead}>
        <h3>{words.name(letter)}</h3>
        {remove !== null && <button type="button" className={styles.small} onClick={remove}>{words.remove} <span className="visually-hidden">{letter}</span></button>}
      </div>
      <PlanBar plan={plan} letter={letter} laps={laps} bands={bands} change={change} />
      {reasons.length > 0 && (
        <div className={styles.illegal} role="alert">
          <strong>{messages.strategy.illegal}</strong>
          <ul>{reasons.map((reason) => <li key={reason}>{reason}</li>)}</ul>
        </div>
      )}
      <StopFields plan={plan} letter={letter} laps={laps} change={change} />
    </li>
  );
}
