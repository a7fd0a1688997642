/** Calibration of the chances to win, of a podium and of points. */
import { messages } from "../../messages";
import { CalibrationChart } from "./calibration-chart";
import styles from "./model.module.css";
import { RecordPanel, type PartProps } from "./record-panel";

const words = messages.model.calibration;
const TARGETS = ["win", "podium", "points"] as const;

export function CalibrationPanel({ horizon }: PartProps) {
  return (
    <RecordPanel horizon={horizon} id="calibration" title={words.title} height={470} isEmpty={(answer) => answer.calibration.length === 0} empty={words.empty}>
      {(answer, ours) => (
        <>
          <div className={styles.three}>
            {TARGETS.map((target) => {
              const bins = answer.calibration.filter((bin) => bin.target === target && bin.model === ours && bin.n > 0);
              return (
                <div key={target} className={styles.part}>
                  <h3>{words.targets[target]}</h3>
                  {bins.length === 0 ? <p className={styles.quiet}>{words.empty}</p> : <CalibrationChart target={target} bins={bins} />}
                </div>
              );
            })}
          </div>
          <p className={styles.note}>{words.key}</p>
        </>
      )}
    </RecordPanel>
  );
}
