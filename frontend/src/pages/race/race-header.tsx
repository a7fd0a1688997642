/** The head of the race page: what, where, when, and the handful of facts that sum the race up. */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "react-router";

import { results } from "../../api/queries";
import type { RaceDetail, ResultRow } from "../../api/types";
import { driverCode } from "../../format/drivers";
import { decimal, isKnown, lapTime, percent } from "../../format/number";
import { placeOf, racePath, sessionName } from "../../format/race";
import { daysUntil, localTime, longDay } from "../../format/time";
import { messages } from "../../messages";
import { useRace } from "./race-context";
import styles from "./race.module.css";

const words = messages.race;

type FactItem = { name: string; value: ReactNode };

/** The first word on a race's state; null for a race that ran its distance. */
function stateText(race: RaceDetail, now: Date): string | null {
  if (race.status === "cancelled") return words.cancelled;
  if (race.status === "scheduled") {
    const days = daysUntil(race.date, now);
    return days !== null && days < 0 ? words.awaiting(longDay(race.date) ?? race.date) : words.notRun;
  }
  const { laps, scheduled_laps: scheduled } = race;
  return race.shortened && isKnown(laps) && isKnown(scheduled) ? words.shortened(laps, scheduled) : null;
}

function withSub(main: string, sub: string | null): ReactNode {
  return <>{main}{sub !== null && <span className={styles.sub}> {sub}</span>}</>;
}

function raceFacts(race: RaceDetail): FactItem[] {
  const facts: FactItem[] = [];
  const add = (name: string, value: ReactNode | null) => value !== null && facts.push({ name, value });
  add(words.fact.winner, race.winner && withSub(race.winner.driver.name, race.winner.constructor.name));
  add(words.fact.pole, race.pole && race.pole.name);
  const laps = isKnown(race.laps) ? words.counted(race.laps) : null;
  const distance = decimal(race.distance_km, 1);
  add(words.fact.distance, laps === null ? null : withSub(laps, distance === null ? null : `${distance} km`));
  const length = decimal(race.course_length_km, 3);
  add(words.fact.lap, length === null ? null : withSub(`${length} km`, race.turns === null ? null : `${race.turns} turns`));
  return facts;
}

function weatherFacts(race: RaceDetail): FactItem[] {
  const facts: FactItem[] = [];
  const { weather, compounds } = race;
  const air = decimal(weather?.air_temp_c, 1);
  const track = decimal(weather?.track_temp_c, 1);
  if (air !== null) facts.push({ name: words.fact.air, value: withSub(`${air} °C`, track === null ? null : `track ${track} °C`) });
  if (weather && isKnown(weather.rainfall_share)) {
    const share = weather.rainfall_share > 0 ? words.rainShare(percent(weather.rainfall_share) ?? "") : words.dry;
    facts.push({ name: words.fact.rain, value: share });
  }
  const names = [compounds?.soft && `S ${compounds.soft}`, compounds?.medium && `M ${compounds.medium}`, compounds?.hard && `H ${compounds.hard}`].filter(Boolean);
  if (names.length > 0) facts.push({ name: words.fact.tyres, value: names.join(" · ") });
  return facts;
}

/** Its place is kept while the result loads, so that the page does not move. */
function fastestFact(race: RaceDetail, rows: readonly ResultRow[] | undefined): FactItem[] {
  if (rows === undefined && race.coverage.laps > 0) return [{ name: words.fact.fastest, value: withSub("\u00a0", "\u00a0") }];
  const row = rows?.find((candidate) => candidate.fastest_lap?.rank === 1);
  const time = lapTime(row?.fastest_lap?.lap_time_s);
  if (!row || time === null) return [];
  const lap = row.fastest_lap?.lap_number;
  return [{ name: words.fact.fastest, value: withSub(`${driverCode(row.driver)} ${time}`, isKnown(lap) ? words.onLap(lap) : null) }];
}

function Steps({ race }: { race: RaceDetail }) {
  return (
    <div className={styles.steps}>
      {race.previous_race_id && <Link to={racePath(race.previous_race_id)}><span aria-hidden="true">‹</span>{words.previous}</Link>}
      {race.next_race_id && <Link to={racePath(race.next_race_id)}>{words.next}<span aria-hidden="true">›</span></Link>}
    </div>
  );
}

function Sessions({ race }: { race: RaceDetail }) {
  if (race.sessions.length === 0) return null;
  const sorted = [...race.sessions].sort((a, b) => (a.start_time_utc ?? a.date).localeCompare(b.start_time_utc ?? b.date));
  return (
    <ul className={styles.sessions} aria-label={words.fact.sessions}>
      {sorted.map((session) => (
        <li key={session.session}><b>{sessionName(session.session)}</b> {localTime(session.start_time_utc) ?? longDay(session.date)}</li>
      ))}
    </ul>
  );
}

export function RaceHeader() {
  const race = useRace();
  const { data } = useQuery({ ...results(race.race_id), enabled: race.status === "completed" });
  const state = stateText(race, new Date());
  const facts = [...raceFacts(race), ...fastestFact(race, data), ...weatherFacts(race)];
  return (
    <header>
      <div className={styles.head}>
        <div>
          <p className={styles.kicker}>
            <Link to={`/season/${race.season}`}>{race.season}</Link> · {messages.common.round(race.round)} · {longDay(race.date)}
          </p>
          <h1>{race.name}</h1>
          <p className={styles.official}>{placeOf(race.circuit)}</p>
          {state !== null && <p className={styles.flag}>{state}</p>}
        </div>
        <Steps race={race} />
      </div>
      {facts.length > 0 && (
        <dl className={styles.facts}>
          {facts.map((fact) => <div key={fact.name}><dt>{fact.name}</dt><dd>{fact.value}</dd></div>)}
        </dl>
      )}
      <Sessions race={race} />
    </header>
  );
}
