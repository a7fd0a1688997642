/** Why a car is given its chance: reasons in words, each with its share, adding up to the whole. */
import type { Explanation } from "../api/types";
import { messages } from "../messages";
import { DifferenceBar } from "../strategy/bar-track";
import { Chance } from "../strategy/provenance";
import { reasonShares, signed } from "./chances";
import styles from "./forecast.module.css";

const words = messages.forecast;
const SHOWN = 6;

export function Reasons({ explanation }: { explanation: Explanation | null }) {
  if (explanation === null) return <p className={styles.quiet}>{words.noReasons}</p>;
  const shares = reasonShares(explanation.reasons, SHOWN);
  const end = Math.max(0.1, ...shares.map((share) => Math.abs(share.contribution)));
  const rest: [string, number][] = [[words.base, explanation.base], [words.sum, explanation.log_odds]];
  return (
    <div className={styles.reasons}>
      <p><b>{words.reasons(explanation.target)}</b></p>
      <ul>
        {shares.map((share) => (
          <li key={share.label}>
            <span>{share.label}</span>
            <DifferenceBar value={share.contribution} end={end} />
            <Chance className={styles.figure} value={share.contribution}>{signed(share.contribution)}</Chance>
          </li>
        ))}
        {rest.map(([label, value]) => (
          <li key={label} className={styles.sum}>
            <span>{label}</span>
            <span />
            <Chance className={styles.figure}>{signed(value)}</Chance>
          </li>
        ))}
      </ul>
      <p className={styles.quiet}>{words.reasonsNote}</p>
    </div>
  );
}
