/** The plans of the lab, up to four, each with its editor. */
import type { Band } from "../../charts/marks/status-band";
import { messages } from "../../messages";
import { MOST_PLANS, type Plan } from "../../strategy/plan";
import { Panel } from "../../ui/panel";
import styles from "./lab.module.css";
import { LETTERS } from "./outcomes";
import { PlanEditor } from "./plan-editor";

const words = messages.lab.plans;

type Props = {
  plans: readonly Plan[];
  /** Null where the tyres of the race are not on record. */
  driven: Plan | null;
  laps: number;
  bands: readonly Band[];
  errors: readonly (Error | null)[];
  change: (plans: readonly Plan[]) => void;
};

export function PlansPanel({ plans, driven, laps, bands, errors, change }: Props) {
  const set = (index: number, plan: Plan) => change(plans.map((other, at) => (at === index ? plan : other)));
  const last = plans.at(-1);
  return (
    <Panel id="plans" title={words.title} aside={words.hint}>
      {driven === null && <p className={styles.note}>{messages.lab.unknownTyres}</p>}
      <ol className={styles.plans}>
        {plans.map((plan, index) => (
          <PlanEditor
            key={index} plan={plan} letter={LETTERS[index] ?? ""} laps={laps} bands={bands} error={errors[index] ?? null}
            remove={plans.length > 1 ? () => change(plans.filter((_, at) => at !== index)) : null} change={(next) => set(index, next)}
          />
        ))}
      </ol>
      <div className={styles.actions}>
        {plans.length < MOST_PLANS && last && <button type="button" className={styles.button} onClick={() => change([...plans, last])}>{words.add}</button>}
        {driven !== null && <button type="button" className={styles.button} onClick={() => change([driven])}>{words.reset}</button>}
        <span className={styles.label}>{words.newSets}</span>
      </div>
    </Panel>
  );
}
