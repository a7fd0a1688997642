/** A season: who can still be champion, its calendar and both championships, with a picker over every year since 1950. */
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "react-router";

import { championship, constructorStandings, driverStandings, races, seasons } from "../../api/queries";
import { messages } from "../../messages";
import { Answer, Panel } from "../../ui/panel";
import { useTitle } from "../../ui/use-title";
import { NotFoundPage } from "../not-found";
import { CalendarTable } from "./calendar-table";
import styles from "./season.module.css";
import { ConstructorStandingsTable, DriverStandingsTable } from "./standings-tables";
import { Titles } from "./titles";

const words = messages.season;
const FIRST_SEASON = 1950;
const FIRST_CONSTRUCTORS_SEASON = 1958;
/** The first season that titles were forecast in while it ran. */
const FIRST_FORECAST_SEASON = 2026;
const CALENDAR_PX = 780;
const STANDINGS_PX = 700;
const TEAMS_PX = 380;

function SeasonPicker({ year }: { year: number }) {
  const navigate = useNavigate();
  const { data } = useQuery(seasons);
  const newest = Math.max(year, new Date().getFullYear(), ...(data ?? []).map((row) => row.season));
  const years = Array.from({ length: newest - FIRST_SEASON + 1 }, (_, index) => newest - index);
  return (
    <div className={styles.picker}>
      {year > FIRST_SEASON && <Link to={`/season/${year - 1}`} aria-label={words.previous(year - 1)}>‹</Link>}
      <label>
        <span className="visually-hidden">{words.pick}</span>
        <select value={year} onChange={(event) => void navigate(`/season/${event.target.value}`)}>
          {years.map((option) => <option key={option}>{option}</option>)}
        </select>
      </label>
      {year < newest && <Link to={`/season/${year + 1}`} aria-label={words.previous(year + 1)}>›</Link>}
    </div>
  );
}

function CalendarSection({ year }: { year: number }) {
  const query = useQuery(races(year));
  return (
    <Panel title={words.calendar}>
      <Answer query={query} height={CALENDAR_PX} isEmpty={(rows) => rows.length === 0} empty={words.noRaces(year)}>
        {(rows) => <CalendarTable races={rows} />}
      </Answer>
    </Panel>
  );
}

/** `after round 8`, or `final` where every race of the year has its result. */
function useStandingsNote(year: number): (rows: readonly { round: number }[] | undefined) => string | undefined {
  const { data } = useQuery(races(year));
  const pending = data?.some((race) => race.status === "scheduled");
  return (rows) => {
    const round = rows?.[0]?.round;
    if (round === undefined || pending === undefined) return undefined;
    return pending ? words.afterRound(round) : words.final;
  };
}

function Drivers({ year }: { year: number }) {
  const query = useQuery(driverStandings(year));
  const note = useStandingsNote(year);
  return (
    <Panel title={words.drivers} aside={note(query.data)}>
      <Answer query={query} height={STANDINGS_PX} isEmpty={(rows) => rows.length === 0} empty={words.noStandings}>
        {(rows) => <DriverStandingsTable rows={rows} season={year} />}
      </Answer>
    </Panel>
  );
}

function Constructors({ year }: { year: number }) {
  const query = useQuery({ ...constructorStandings(year), enabled: year >= FIRST_CONSTRUCTORS_SEASON });
  const note = useStandingsNote(year);
  if (year < FIRST_CONSTRUCTORS_SEASON) return null;
  return (
    <Panel title={words.constructors} aside={note(query.data)}>
      <Answer query={query} height={TEAMS_PX} isEmpty={(rows) => rows.length === 0} empty={words.noStandings}>
        {(rows) => <ConstructorStandingsTable rows={rows} season={year} />}
      </Answer>
    </Panel>
  );
}

function Summary({ year }: { year: number }) {
  const { data } = useQuery(races(year));
  if (data === undefined || data.length === 0) return null;
  const done = data.filter((race) => race.status === "completed").length;
  return <p className={styles.summary}>{words.summary(year, done, data.length)}</p>;
}

/** Of a season that is over, odds are shown only where some were published while it ran; the champions are known. */
function PastTitles({ year }: { year: number }) {
  const { data } = useQuery(championship(year));
  return data === undefined || (data.drivers === null && data.constructors === null) ? null : <Titles year={year} />;
}

export default function SeasonPage() {
  const year = Number(useParams().year);
  const valid = Number.isInteger(year) && year >= FIRST_SEASON && year <= new Date().getFullYear() + 1;
  const isCurrent = year >= new Date().getFullYear();
  useTitle(valid ? words.title(year) : null);
  if (!valid) return <NotFoundPage text={words.notASeason} />;
  return (
    <>
      <div className={styles.head}>
        <h1>{words.title(year)}</h1>
        <SeasonPicker year={year} />
      </div>
      <Summary year={year} />
      {isCurrent && <Titles year={year} />}
      <div className={styles.grid}>
        <div className={styles.column}>
          <CalendarSection year={year} />
          <Constructors year={year} />
        </div>
        <Drivers year={year} />
      </div>
      {!isCurrent && year >= FIRST_FORECAST_SEASON && <PastTitles year={year} />}
    </>
  );
}
