/** The drivers of the race as buttons; the pressed ones stand out in every chart. */
import { useContext, useMemo } from "react";

import { messages } from "../../messages";
import { SeatsContext, TeamStripe } from "../../ui/driver";
import { useAddressList } from "../../ui/use-address";
import type { Trace } from "./lap-data";
import styles from "./race.module.css";

const words = messages.charts;

/** The codes chosen in the address, and those only of this race. */
export function useChosen(all: readonly Trace[]): ReadonlySet<string> {
  const [codes] = useAddressList("drivers");
  return useMemo(() => new Set(all.filter((trace) => codes.includes(trace.code)).map((trace) => trace.driverId)), [all, codes]);
}

export function DriverChips({ all, chosen }: { all: readonly Trace[]; chosen: ReadonlySet<string> }) {
  const [codes, setCodes] = useAddressList("drivers");
  const { second } = useContext(SeatsContext);
  const toggle = (code: string) => setCodes(codes.includes(code) ? codes.filter((other) => other !== code) : [...codes, code]);
  return (
    <div className={`${styles.chips ?? ""} ${styles.drivers ?? ""}`} role="group" aria-label={words.highlight}>
      {all.map((trace) => (
        <button key={trace.driverId} type="button" className={styles.chip} aria-pressed={chosen.has(trace.driverId)} title={trace.name} onClick={() => toggle(trace.code)}>
          <TeamStripe constructorId={trace.constructorId} dashed={second.has(trace.driverId)} />
          {trace.code}
        </button>
      ))}
      {chosen.size > 0 && <button type="button" className={styles.chip} onClick={() => setCodes([])}>{words.clear}</button>}
    </div>
  );
}
