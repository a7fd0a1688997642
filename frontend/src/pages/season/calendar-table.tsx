/** A season's races as a table: when, where, who won. */
import { Link } from "react-router";

import type { RaceSummary } from "../../api/types";
import { racePath, shortRaceName } from "../../format/race";
import { day, daysUntil } from "../../format/time";
import { messages } from "../../messages";
import { DriverLabel, SeatsContext } from "../../ui/driver";
import table from "../../ui/table.module.css";
import styles from "./season.module.css";

const words = messages.season;

function Winner({ race, now }: { race: RaceSummary; now: Date }) {
  if (race.status === "cancelled") return <span className={table.muted}>{words.cancelled}</span>;
  if (race.winner) {
    return <DriverLabel driver={race.winner.driver} constructorId={race.winner.constructor.constructor_id} withName />;
  }
  const days = daysUntil(race.date, now);
  if (days !== null && days < 0) return <span className={table.muted}>{words.awaiting}</span>;
  return null;
}

function CalendarRow({ race, isNext, now }: { race: RaceSummary; isNext: boolean; now: Date }) {
  return (
    <tr className={isNext ? styles.next : undefined}>
      <td className={table.pos}>{race.round}</td>
      <th scope="row" className={table.wide}>
        <Link to={racePath(race.race_id)} title={race.name}>{shortRaceName(race.name)}</Link>
        {race.has_sprint && <span className={styles.tag}>{words.sprint}</span>}
        {isNext && <span className={styles.nextTag}>{words.nextTag}</span>}
      </th>
      <td className={`${table.muted} ${table.narrow}`}>{race.circuit.place_name}</td>
      <td>{day(race.date)}</td>
      <td className={table.codeOnly}><Winner race={race} now={now} /></td>
    </tr>
  );
}

/** The table; the first race still to come is marked. */
export function CalendarTable({ races }: { races: readonly RaceSummary[] }) {
  const now = new Date();
  const next = races.find((race) => race.status === "scheduled" && (daysUntil(race.date, now) ?? -1) >= 0)?.race_id;
  const season = races[0]?.season ?? 0;
  return (
    <SeatsContext value={{ season, second: new Set() }}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col" className={table.pos}>{words.roundShort}</th>
            <th scope="col">{words.race}</th>
            <th scope="col" className={table.narrow}>{words.place}</th>
            <th scope="col">{words.date}</th>
            <th scope="col">{words.winner}</th>
          </tr>
        </thead>
        <tbody>
          {races.map((race) => (
            <CalendarRow key={race.race_id} race={race} isNext={race.race_id === next} now={now} />
          ))}
        </tbody>
      </table>
    </SeatsContext>
  );
}
