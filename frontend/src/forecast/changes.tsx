/** What changed since the forecast before: the three largest moves of the chance to win. */
import type { RacePrediction } from "../api/types";
import { ago } from "../format/time";
import { messages } from "../messages";
import { Chance } from "../strategy/provenance";
import table from "../ui/table.module.css";
import { largestMoves, openChance } from "./chances";
import styles from "./forecast.module.css";

const words = messages.forecast;

export function Changes({ answer }: { answer: RacePrediction }) {
  const { previous } = answer;
  if (previous === null) return <p className={styles.changes} data-changes="first">{words.changedFirst}</p>;
  const moves = largestMoves(answer.drivers);
  return (
    <div className={styles.changes} data-changes={moves.length}>
      <p><b>{words.changed}</b> {words.changedSince(previous.horizon, ago(previous.computed_at, new Date()) ?? previous.computed_at)}</p>
      {moves.length === 0 ? <p>{words.changedNothing}</p> : (
        <ul>
          {moves.map(({ car, from, to }) => (
            <li key={car.driver.driver_id}>
              <span className={to > from ? table.gain : table.loss}>
                <span aria-hidden="true">{to > from ? "▲" : "▼"}</span>
                <span className="visually-hidden">{to > from ? words.up : words.down}</span>
              </span>{" "}
              {car.driver.name} <Chance value={to}>{openChance(to)}</Chance> <span className={table.muted}>({words.was(openChance(from) ?? "")})</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
