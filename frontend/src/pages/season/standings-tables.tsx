/** Championship standings of drivers and of constructors. */
import type { ConstructorStanding, DriverStanding } from "../../api/types";
import { points } from "../../format/number";
import { messages } from "../../messages";
import { DriverLabel, SeatsContext, TeamStripe } from "../../ui/driver";
import table from "../../ui/table.module.css";

const words = messages.common;

function Head({ who, compact }: { who: string; compact: boolean }) {
  return (
    <thead>
      <tr>
        <th scope="col" className={table.pos}>{words.position}</th>
        <th scope="col">{who}</th>
        {!compact && <th scope="col" className={table.narrow}>{words.team}</th>}
        <th scope="col" className={table.num}>{words.wins}</th>
        {!compact && <th scope="col" className={`${table.num} ${table.narrow}`}>{words.podiums}</th>}
        <th scope="col" className={table.num}>{words.points}</th>
        <th scope="col" className={table.num}>{messages.season.behind}</th>
      </tr>
    </thead>
  );
}

function behind(gapPoints: number | null): string | null {
  return gapPoints === null || gapPoints === 0 ? null : `−${points(Math.abs(gapPoints)) ?? ""}`;
}

type DriversProps = { rows: readonly DriverStanding[]; season: number; compact?: boolean };

/** `compact` leaves out the team and the podiums. */
export function DriverStandingsTable({ rows, season, compact = false }: DriversProps) {
  return (
    <SeatsContext value={{ season, second: new Set() }}>
      <table className={table.table}>
        <Head who={words.driver} compact={compact} />
        <tbody>
          {rows.map((row) => (
            <tr key={row.driver.driver_id}>
              <td className={table.pos}>{row.position ?? row.position_text}</td>
              <th scope="row">
                <DriverLabel driver={row.driver} constructorId={row.constructors.at(-1)?.constructor_id} withName />
              </th>
              {!compact && (
                <td className={`${table.muted} ${table.narrow}`}>{row.constructors.map((team) => team.name).join(", ")}</td>
              )}
              <td className={table.num}>{row.wins}</td>
              {!compact && <td className={`${table.num} ${table.narrow}`}>{row.podiums}</td>}
              <td className={table.num}><strong>{points(row.points)}</strong></td>
              <td className={`${table.num} ${table.muted}`}>{behind(row.gap_to_leader)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </SeatsContext>
  );
}

export function ConstructorStandingsTable({ rows, season }: { rows: readonly ConstructorStanding[]; season: number }) {
  return (
    <SeatsContext value={{ season, second: new Set() }}>
      <table className={table.table}>
        <Head who={words.team} compact />
        <tbody>
          {rows.map((row, index) => (
            <tr key={`${row.constructor.constructor_id}-${index}`}>
              <td className={table.pos}>{row.position ?? row.position_text}</td>
              <th scope="row" className={table.wide}>
                <span className={table.driver}>
                  <TeamStripe constructorId={row.constructor.constructor_id} />
                  {row.constructor.name}
                </span>
              </th>
              <td className={table.num}>{row.wins}</td>
              <td className={table.num}><strong>{points(row.points)}</strong></td>
              <td className={`${table.num} ${table.muted}`}>{behind(row.gap_to_leader)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </SeatsContext>
  );
}
