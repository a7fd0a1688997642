/** Run, and copy the link that gives the same numbers again. */
import { useState } from "react";

import { messages } from "../../messages";
import styles from "./lab.module.css";

const words = messages.lab;

/** `text` is the address of what stands on the page now. */
export function RunBar({ run, running, text }: { run: () => void; running: boolean; text: string }) {
  const [said, setSaid] = useState<{ text: string; words: string } | null>(null);
  const copy = async () => {
    const link = `${location.origin}${location.pathname}?${text}`;
    try {
      await navigator.clipboard.writeText(link);
      setSaid({ text, words: words.copied });
    } catch (error) {
      // Without permission, and on pages not served securely, there is no clipboard.
      if (!(error instanceof DOMException || error instanceof TypeError)) throw error;
      setSaid({ text, words: words.copyFailed });
    }
  };
  return (
    <div className={styles.actions}>
      <button type="button" className={styles.run} aria-disabled={running} onClick={running ? undefined : run}>{running ? words.running : words.run}</button>
      <button type="button" className={styles.button} onClick={() => void copy()}>{words.copy}</button>
      <span role="status" className={styles.label}>{said !== null && said.text === text ? said.words : ""}</span>
    </div>
  );
}
