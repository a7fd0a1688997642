/** Who will win, in a sentence: chances as people say them. */
import type { DriverChance } from "../api/types";
import { messages } from "../messages";
import { Chance } from "../strategy/provenance";
import { byWin, frequency, isTossUp } from "./chances";
import styles from "./forecast.module.css";

const words = messages.forecast;

function Named({ car }: { car: DriverChance }) {
  return <>{car.driver.name}, <Chance value={car.win}>{frequency(car.win)}</Chance></>;
}

export function Headline({ cars }: { cars: readonly DriverChance[] }) {
  const [first, second, third] = byWin(cars);
  if (first === undefined) return null;
  if (second !== undefined && isTossUp(first.win, second.win)) {
    return (
      <p className={styles.headline} data-headline="toss-up">
        {words.tossUp} <b>{first.driver.name}</b> {words.and} <b>{second.driver.name}</b>, <Chance value={first.win}>{frequency(first.win)}</Chance> {words.each}.{" "}
        {third !== undefined && <span className={styles.others}>{words.then} <Named car={third} />.</span>}
      </p>
    );
  }
  return (
    <p className={styles.headline} data-headline="favourite">
      <b>{first.driver.name}</b> {words.wins} <Chance value={first.win}>{frequency(first.win)}</Chance>.{" "}
      {second !== undefined && (
        <span className={styles.others}>
          {words.then} <Named car={second} />{third !== undefined && <> {words.and} <Named car={third} /></>}.
        </span>
      )}
    </p>
  );
}
