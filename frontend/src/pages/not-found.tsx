/** The page for addresses that mean nothing here. */
import { Link } from "react-router";

import { messages } from "../messages";
import styles from "../ui/shell.module.css";
import { useTitle } from "../ui/use-title";

export function NotFoundPage({ text = messages.common.notFound.text }: { text?: string }) {
  useTitle(messages.common.notFound.title);
  return (
    <div className={styles.lead}>
      <h1>{messages.common.notFound.title}</h1>
      <p>{text}</p>
      <Link to="/">{messages.common.notFound.home}</Link>
    </div>
  );
}
