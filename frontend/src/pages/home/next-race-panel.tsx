/** The next race, or the one of this weekend, with every session in the reader's own time. */
import type { UseQueryResult } from "@tanstack/react-query";
import { Link } from "react-router";

import type { RaceDetail, ScheduledSession } from "../../api/types";
import { placeOf, racePath, sessionName } from "../../format/race";
import { day, daysUntil, localTime, longDay, relativeDays, zoneName } from "../../format/time";
import { messages } from "../../messages";
import { Answer, Panel } from "../../ui/panel";
import styles from "./home.module.css";

const HEIGHT_PX = 372;

function sessionsOf(race: RaceDetail): ScheduledSession[] {
  const hasRace = race.sessions.some((session) => session.session === "R");
  const own: ScheduledSession = { session: "R", date: race.date, start_time_utc: race.start_time_utc };
  const all = hasRace ? race.sessions : [...race.sessions, own];
  return [...all].sort((a, b) => (a.start_time_utc ?? a.date).localeCompare(b.start_time_utc ?? b.date));
}

function When({ race, now }: { race: RaceDetail; now: Date }) {
  const days = daysUntil(race.date, now);
  if (race.status === "scheduled" && days !== null && days < 0) {
    return <p className={styles.overdue}>{messages.home.overdue(longDay(race.date) ?? race.date)}</p>;
  }
  return <p className={styles.when}>{[longDay(race.date), days === null ? null : relativeDays(days)].filter(Boolean).join(", ")}</p>;
}

function Sessions({ race }: { race: RaceDetail }) {
  const sessions = sessionsOf(race);
  const hasTimes = sessions.some((session) => session.start_time_utc !== null);
  return (
    <>
      <ol className={styles.sessions}>
        {sessions.map((session) => (
          <li key={session.session} data-race={session.session === "R"}>
            <span>{sessionName(session.session)}</span>
            <span>{localTime(session.start_time_utc) ?? `${day(session.date) ?? ""}, ${messages.home.timeUnknown}`}</span>
          </li>
        ))}
      </ol>
      {hasTimes && <p className={styles.zone}>{messages.home.yourTime(zoneName(new Date(race.start_time_utc ?? race.date)))}</p>}
    </>
  );
}

function isThisWeekend(race: RaceDetail, now: Date): boolean {
  const days = daysUntil(race.date, now);
  return days !== null && days >= 0 && days <= 3;
}

export function NextRacePanel({ query }: { query: UseQueryResult<RaceDetail | null> }) {
  const now = new Date();
  const title = query.data && isThisWeekend(query.data, now) ? messages.home.current : messages.home.next;
  return (
    <Panel title={title} className={styles.next}>
      <Answer query={query} height={HEIGHT_PX} isEmpty={(race) => race === null} empty={messages.home.noNext}>
        {(race) =>
          race && (
            <div className={styles.hero}>
              <p className={styles.kicker}>
                {messages.common.round(race.round)} · {placeOf(race.circuit)}
              </p>
              <h3 className={styles.raceName}>
                <Link to={racePath(race.race_id)}>{race.name}</Link>
              </h3>
              <When race={race} now={now} />
              <Sessions race={race} />
            </div>
          )
        }
      </Answer>
    </Panel>
  );
}
