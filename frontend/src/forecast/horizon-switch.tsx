/** Chooses how much of the weekend a forecast knows; the choice stands in the address. */
import type { Horizon } from "../api/types";
import { messages } from "../messages";
import { useAddress } from "../ui/use-address";
import styles from "./forecast.module.css";

const words = messages.forecast;
export const HORIZONS: readonly Horizon[] = ["pre_weekend", "post_practice", "post_qualifying"];

/** The horizon in the address, null where it names none. */
export function useHorizon(): [Horizon | null, (horizon: Horizon | null) => void] {
  const [text, setText] = useAddress("horizon");
  return [HORIZONS.find((one) => one === text) ?? null, setText];
}

export function HorizonSwitch({ horizons, current, choose }: { horizons: readonly Horizon[]; current: Horizon; choose: (horizon: Horizon) => void }) {
  if (horizons.length < 2) return <p className={styles.only}>{words.horizons[current]}</p>;
  return (
    <div className={styles.switch} role="group" aria-label={words.horizon}>
      {HORIZONS.filter((one) => horizons.includes(one)).map((one) => (
        <button key={one} type="button" aria-pressed={one === current} onClick={() => choose(one)}>{words.horizons[one]}</button>
      ))}
    </div>
  );
}
