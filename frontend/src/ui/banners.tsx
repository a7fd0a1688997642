/** What must be said on every page: made-up data, old data, a store or an API that does not answer. */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "react-router";

import { useLinkState } from "../api/link-state";
import { health } from "../api/queries";
import type { Health } from "../api/types";
import { clock, longDay } from "../format/time";
import { messages } from "../messages";
import styles from "./shell.module.css";

function staleText(data: Health["data"]): string {
  const newest = data.newest_result;
  if (newest === null) return messages.states.staleUnknown;
  return messages.states.stale(newest.name, longDay(newest.date) ?? newest.date, data.age_days);
}

function Banner({ kind, children }: { kind: string; children: ReactNode }) {
  return (
    <div className={styles.banner} role="status" data-banner={kind}>
      <div>{children}</div>
    </div>
  );
}

/** The banners that apply now, at the foot of the window, where their arrival moves nothing. */
export function Banners() {
  const link = useLinkState();
  const { data } = useQuery(health);
  const lastAnswer = link.lastAnswerAt === null ? null : clock(new Date(link.lastAnswerAt).toISOString());
  const origin = link.origin ?? data?.data.origin;
  return (
    <div className={styles.banners}>
      {origin === "synthetic" && <Banner kind="synthetic">{messages.states.synthetic}</Banner>}
      {origin === "none" && <Banner kind="none">{messages.states.noData}</Banner>}
      {!link.reachable && <Banner kind="offline">{messages.states.offline(lastAnswer)}</Banner>}
      {link.reachable && data?.status === "down" && <Banner kind="down">{messages.states.databaseDown}</Banner>}
      {data?.data.stale && origin !== "none" && (
        <Banner kind="stale">
          <span className={styles.long}>{staleText(data.data)}</span>
          <span className={styles.short}>{messages.states.staleShort(data.data.age_days)}</span>{" "}
          <Link to="/status">{messages.states.statusLink}</Link>
        </Banner>
      )}
    </div>
  );
}
