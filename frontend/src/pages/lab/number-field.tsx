/** A number the reader types: it becomes the value when it is complete and in its range, and is put right when left. */
import { useState } from "react";

import styles from "./lab.module.css";

type Props = { label: string; hidden?: string; value: number; min: number; max: number; step: number; hint?: string; change: (value: number) => void };

export function NumberField({ label, hidden, value, min, max, step, hint, change }: Props) {
  const [text, setText] = useState<string | null>(null);
  const [known, setKnown] = useState(value);
  if (known !== value) {
    setKnown(value);
    setText(null);
  }
  const typed = (next: string) => {
    setText(next);
    const number = Number(next);
    const fits = next.trim() !== "" && Number.isFinite(number) && number >= min && number <= max && (step !== 1 || Number.isInteger(number));
    if (fits && number !== value) change(number);
  };
  return (
    <label className={styles.number} title={hint}>
      <span className={styles.label}>{label}{hidden !== undefined && <span className="visually-hidden"> {hidden}</span>}</span>
      <input
        className={styles.input} type="number" inputMode="decimal" value={text ?? String(value)} min={min} max={max} step={step}
        onChange={(event) => typed(event.target.value)} onBlur={() => setText(null)}
      />
    </label>
  );
}
