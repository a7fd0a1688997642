/** Which race and whose: season, race and driver, from what is stored. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";

import { races, results, seasons } from "../../api/queries";
import type { RaceSummary, ResultRow } from "../../api/types";
import { driverCode } from "../../format/drivers";
import { racePath } from "../../format/race";
import { messages } from "../../messages";
import { FIRST_PLANNED_SEASON } from "../../strategy/plan";
import { Answer, Empty, Panel } from "../../ui/panel";
import panel from "../../ui/panel.module.css";
import styles from "./lab.module.css";

const words = messages.lab.race;
const FIELD_PX = 62;

type FieldProps = { label: string; value: string; empty: string | null; options: readonly { value: string; text: string }[]; choose: (value: string) => void };

function Field({ label, value, empty, options, choose }: FieldProps) {
  return (
    <label className={styles.number}>
      <span className={styles.label}>{label}</span>
      <select className={styles.input} value={value} onChange={(event) => choose(event.target.value)}>
        {empty !== null && <option value="" disabled>{empty}</option>}
        {options.map((option) => <option key={option.value} value={option.value}>{option.text}</option>)}
      </select>
    </label>
  );
}

type RaceFieldProps = { season: number; race: string | null; choose: (race: string) => void };

function RaceField({ season, race, choose }: RaceFieldProps) {
  const query = useQuery(races(season));
  const run = (rows: readonly RaceSummary[]) => rows.filter((row) => row.has_laps);
  return (
    <Answer query={query} height={FIELD_PX} isEmpty={(rows) => run(rows).length === 0} empty={messages.lab.noRaces}>
      {(rows) => (
        <Field
          label={words.race} value={run(rows).some((row) => row.race_id === race) ? (race ?? "") : ""} empty={words.pickRace} choose={choose}
          options={run(rows).map((row) => ({ value: row.race_id, text: `${row.round} · ${row.name}` }))}
        />
      )}
    </Answer>
  );
}

function optionOf(row: ResultRow): { value: string; text: string } {
  const result = row.position === null ? row.position_text : messages.lab.finished(String(row.position));
  return { value: row.driver.driver_id, text: messages.lab.driverOption(driverCode(row.driver), row.driver.name, result, row.constructor.name) };
}

function DriverField({ race, driver, choose }: { race: string; driver: string | null; choose: (driver: string) => void }) {
  const query = useQuery(results(race));
  return (
    <Answer query={query} height={FIELD_PX} isEmpty={(rows) => rows.length === 0} empty={messages.lab.noResult}>
      {(rows) => {
        const known = rows.some((row) => row.driver.driver_id === driver);
        return <Field label={words.driver} value={known ? (driver ?? "") : ""} empty={words.pickDriver} options={rows.map(optionOf)} choose={choose} />;
      }}
    </Answer>
  );
}

/** An address may name a season without laps: it is shown as what it is. */
function seasonsWith(chosen: number, listed: readonly number[]): number[] {
  return [...new Set([...listed, chosen])].sort((a, b) => b - a);
}

type Props = { season: number | null; race: string | null; driver: string | null; pickSeason: (season: number) => void; pickRace: (race: string) => void; pickDriver: (driver: string) => void };

export function RacePicker({ season, race, driver, pickSeason, pickRace, pickDriver }: Props) {
  const query = useQuery(seasons);
  return (
    <Panel id="pick" title={words.title} aside={race === null ? undefined : <Link to={racePath(race)}>{words.page}</Link>}>
      <Answer query={query} height={FIELD_PX + 20}>
        {(rows) => {
          const withLaps = rows.filter((row) => row.has_laps && row.season >= FIRST_PLANNED_SEASON);
          const chosen = season ?? withLaps[0]?.season;
          if (chosen === undefined) return <Empty>{messages.lab.noSeasons}</Empty>;
          return (
            <div className={`${panel.padded ?? ""} ${styles.pick ?? ""}`}>
              <Field
                label={words.season} value={String(chosen)} empty={null} choose={(value) => pickSeason(Number(value))}
                options={seasonsWith(chosen, withLaps.map((row) => row.season)).map((value) => ({ value: String(value), text: String(value) }))}
              />
              <RaceField season={chosen} race={race} choose={pickRace} />
              {race !== null && <DriverField race={race} driver={driver} choose={pickDriver} />}
            </div>
          );
        }}
      </Answer>
    </Panel>
  );
}
