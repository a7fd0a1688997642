/** The button that shows the rest of a list, and hides it again. */
import { messages } from "../messages";
import styles from "./panel.module.css";

const words = messages.common;

/** Nothing where nothing is `hidden`; `all` is whether the rest is shown now. */
export function ShowAll({ all, hidden, toggle }: { all: boolean; hidden: number; toggle: () => void }) {
  if (hidden <= 0) return null;
  return <p className={styles.more}><button type="button" aria-expanded={all} onClick={toggle}>{all ? words.fewer : words.more(hidden)}</button></p>;
}
