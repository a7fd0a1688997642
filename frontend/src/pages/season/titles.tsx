/** Who can still be champion: the odds over the season, and the arithmetic of every contender. */
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";

import { championship, constructorStandings, driverStandings } from "../../api/queries";
import type { ChampionshipPrediction, TitleContender, TitleOdds, TitlePoint } from "../../api/types";
import { frequency, openChance, withNames } from "../../forecast/chances";
import { ForecastAnswer, FromForecast, SourceTag } from "../../forecast/from-forecast";
import { decimal, percent, points } from "../../format/number";
import { messages } from "../../messages";
import { ZeroBar } from "../../strategy/bar-track";
import { Chance } from "../../strategy/provenance";
import { SeatsContext, TeamStripe } from "../../ui/driver";
import { Empty, Panel, Scroll } from "../../ui/panel";
import { ShowAll } from "../../ui/show-all";
import table from "../../ui/table.module.css";
import { TitleChart } from "./title-chart";
import { looksOfDrivers, looksOfTeams, shortName, titleLines, type Look } from "./title-lines";
import styles from "./titles.module.css";

const words = messages.titles;
const HEIGHT_PX = 1010;
const SHOWN = 8;

type Looks = ReadonlyMap<string, Look>;
type Title = "drivers" | "constructors";

const competitorsOf = (odds: TitleOdds) => odds.contenders.map((one) => ({ id: one.competitor_id, name: one.name }));

function Sentence({ odds }: { odds: TitleOdds }) {
  const [first] = odds.contenders;
  if (first === undefined) return null;
  const able = odds.contenders.filter((one) => one.can_win).length;
  return (
    <p className={styles.sentence}>
      <b>{first.name}</b>{" "}
      {able === 1 ? <Chance value={first.probability}>{words.champion}</Chance> : <>{words.favourite} <Chance value={first.probability}>{frequency(first.probability)}</Chance>.</>}{" "}
      <span>{words.stillOpen(able, odds.contenders.length)} {odds.races_left === 0 ? words.over : words.left(odds.races_left, odds.sprints_left)}</span>
    </p>
  );
}

/** Only the arithmetic makes a title certain or impossible. */
function titleChance(one: TitleContender, odds: TitleOdds): string | null {
  if (!one.can_win) return percent(0);
  return odds.contenders.some((other) => other !== one && other.can_win) ? openChance(one.probability) : percent(1);
}

function Contender({ one, odds, look, isTeam }: { one: TitleContender; odds: TitleOdds; look: Look | undefined; isTeam: boolean }) {
  return (
    <>
      <tr className={styles.numbers} data-contender={one.competitor_id} data-can-win={one.can_win}>
        <th scope="row">
          <span className={table.driver}>
            <TeamStripe constructorId={look?.teamId} dashed={look?.dashed ?? false} />
            {isTeam ? <span>{one.name}</span> : <><span className={table.code}>{shortName(one, false)}</span><span className={`${table.name ?? ""} ${table.desk ?? ""}`}>{one.name}</span></>}
          </span>
        </th>
        <td className={styles.bar}>
          <span className={styles.share}><ZeroBar value={one.probability} end={1} /><Chance value={one.probability}>{titleChance(one, odds)}</Chance></span>
        </td>
        <td className={table.num}>{points(one.points_now)}</td>
        <td className={table.num}><Chance><strong>{decimal(one.expected_points)}</strong></Chance></td>
        <td className={`${table.num} ${table.narrow}`}><Chance>{decimal(one.points_low)}–{decimal(one.points_high)}</Chance></td>
        <td className={`${table.num} ${table.narrow}`}>{points(one.maximum_points)}</td>
        <td>{one.can_win ? <><span aria-hidden="true">✓ </span><span className={styles.word}>{words.yes}</span></> : <span className={table.muted}><span aria-hidden="true">✕ </span><span className={styles.word}>{words.no}</span></span>}</td>
      </tr>
      <tr className={styles.sum}><td colSpan={7}>{withNames(one.arithmetic, competitorsOf(odds))}</td></tr>
    </>
  );
}

function Contenders({ odds, looks, isTeam, label }: { odds: TitleOdds; looks: Looks; isTeam: boolean; label: string }) {
  const [all, setAll] = useState(false);
  const rows = all ? odds.contenders : odds.contenders.slice(0, SHOWN);
  return (
    <>
      <Scroll label={label}>
        <table className={`${table.table} ${styles.table ?? ""}`}>
          <thead>
            <tr>
              <th scope="col">{words.who}</th>
              <th scope="col" className={styles.bar}>{words.chance}</th>
              <th scope="col" className={table.num}>{words.now}</th>
              <th scope="col" className={table.num} title={words.expectedLong}>{words.expected}</th>
              <th scope="col" className={`${table.num} ${table.narrow}`}>{words.range}</th>
              <th scope="col" className={`${table.num} ${table.narrow}`} title={words.maximumLong}>{words.maximum}</th>
              <th scope="col" className={styles.able}>{words.able}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((one) => <Contender key={one.competitor_id} one={one} odds={odds} look={looks.get(one.competitor_id)} isTeam={isTeam} />)}
          </tbody>
        </table>
      </Scroll>
      <ShowAll all={all} hidden={odds.contenders.length - SHOWN} toggle={() => setAll(!all)} />
    </>
  );
}

type OddsProps = { odds: TitleOdds; history: readonly TitlePoint[]; looks: Looks; year: number; title: Title };

function Odds({ odds, history, looks, year, title }: OddsProps) {
  const isTeam = title === "constructors";
  const lines = useMemo(() => titleLines(odds.contenders, history, looks, year, isTeam), [odds, history, looks, year, isTeam]);
  return (
    <FromForecast head={odds.head} competitors={competitorsOf(odds)}>
      <div className={styles.top}><Sentence odds={odds} /><SourceTag head={odds.head} /></div>
      {lines.length > 0 && <TitleChart name={`${year}-${title}-odds`} lines={lines} />}
      <Contenders odds={odds} looks={looks} isTeam={isTeam} label={words[title]} />
    </FromForecast>
  );
}

function useLooks(year: number, title: Title): Looks {
  const drivers = useQuery(driverStandings(year));
  const teams = useQuery(constructorStandings(year));
  return useMemo(() => (title === "drivers" ? looksOfDrivers(drivers.data ?? []) : looksOfTeams(teams.data ?? [])), [title, drivers.data, teams.data]);
}

function TitlePanel({ year, title }: { year: number; title: Title }) {
  const query = useQuery(championship(year));
  const looks = useLooks(year, title);
  return (
    <Panel id={`title-${title}`} title={words[title]}>
      <ForecastAnswer query={query} height={HEIGHT_PX}>
        {(answer: ChampionshipPrediction) => {
          const odds = answer[title];
          if (odds === null || odds.contenders.length === 0) return <Empty><span data-state="no-forecast">{words.empty(year)}</span></Empty>;
          return <Odds odds={odds} history={answer[`${title}_history`]} looks={looks} year={year} title={title} />;
        }}
      </ForecastAnswer>
    </Panel>
  );
}

/** Both titles, side by side where there is room. */
export function Titles({ year }: { year: number }) {
  return (
    <SeatsContext value={{ season: year, second: new Set() }}>
      <div className={styles.grid}>
        <TitlePanel year={year} title="drivers" />
        <TitlePanel year={year} title="constructors" />
      </div>
    </SeatsContext>
  );
}
