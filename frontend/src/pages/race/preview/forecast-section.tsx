/** Who was or is to win: of a race to come the whole forecast, of one that was run what was said beside what came. */
import { useState } from "react";

import type { DriverChance } from "../../../api/types";
import { byWin, frequency, openChance } from "../../../forecast/chances";
import styles from "../../../forecast/forecast.module.css";
import { ForecastPanel } from "../../../forecast/forecast-panel";
import { ForecastAnswer, FromForecast, SourceTag } from "../../../forecast/from-forecast";
import { HorizonSwitch } from "../../../forecast/horizon-switch";
import { useForecast } from "../../../forecast/use-forecast";
import { decimal, isKnown } from "../../../format/number";
import { messages } from "../../../messages";
import { ZeroBar } from "../../../strategy/bar-track";
import { Chance } from "../../../strategy/provenance";
import { DriverLabel } from "../../../ui/driver";
import { Panel, Scroll } from "../../../ui/panel";
import table from "../../../ui/table.module.css";
import { useRace } from "../race-context";
import preview from "./preview.module.css";

const shared = messages.forecast;
const words = shared.review;
const HEIGHT_PX = 520;
const SHOWN = 8;

function Verdict({ cars }: { cars: readonly DriverChance[] }) {
  const ranked = byWin(cars);
  const winner = ranked.find((car) => car.finished === 1);
  const [favourite] = ranked;
  if (winner === undefined || favourite === undefined) return <p className={styles.headline}>{words.unknown}</p>;
  const rank = 1 + ranked.filter((car) => car.win > winner.win).length;
  return (
    <p className={styles.headline}>
      {words.winner} <b>{winner.driver.name}</b>, {words.given} <Chance value={winner.win}>{frequency(winner.win)}</Chance> {rank === 1 ? words.favourite : words.rank(rank)}{" "}
      {rank > 1 && isKnown(favourite.finished) && <span className={styles.others}>{words.favouriteWas} {favourite.driver.name}, <Chance value={favourite.win}>{frequency(favourite.win)}</Chance>, {words.came(words.place(favourite.finished))}</span>}
    </p>
  );
}

function Car({ car }: { car: DriverChance }) {
  return (
    <tr data-car={car.driver.driver_id}>
      <th scope="row"><DriverLabel driver={car.driver} constructorId={car.constructor.constructor_id} withName className={styles.who} /></th>
      <td className={preview.wide}><span className={styles.share} data-kind="win"><ZeroBar value={car.win} end={1} /><Chance className={styles.figure} value={car.win}>{openChance(car.win)}</Chance></span></td>
      <td className={table.num}><Chance>{openChance(car.podium)}</Chance></td>
      <td className={`${table.num} ${table.narrow}`}><Chance>{openChance(car.points)}</Chance></td>
      <td className={table.num}><Chance>{decimal(car.expected_position, 1)}</Chance></td>
      <td className={table.num}><strong>{isKnown(car.finished) ? words.place(car.finished) : messages.common.noValue}</strong></td>
      <td className={`${table.num} ${table.narrow}`}>{isKnown(car.finished) && <Chance>{decimal(Math.abs(car.expected_position - car.finished), 1)}</Chance>}</td>
    </tr>
  );
}

function Cars({ cars }: { cars: readonly DriverChance[] }) {
  const [all, setAll] = useState(false);
  const ranked = byWin(cars);
  return (
    <>
      <Scroll label={words.title}>
        <table className={`${table.table} ${styles.chances ?? ""}`}>
          <thead>
            <tr>
              <th scope="col">{shared.driver}</th>
              <th scope="col">{shared.win}</th>
              <th scope="col" className={table.num}>{shared.podium}</th>
              <th scope="col" className={`${table.num} ${table.narrow}`}>{shared.points}</th>
              <th scope="col" className={table.num} title={shared.expected}>{shared.expectedShort}</th>
              <th scope="col" className={table.num}>{words.finished}</th>
              <th scope="col" className={`${table.num} ${table.narrow}`}>{words.off}</th>
            </tr>
          </thead>
          <tbody>{(all ? ranked : ranked.slice(0, SHOWN)).map((car) => <Car key={car.driver.driver_id} car={car} />)}</tbody>
        </table>
      </Scroll>
      {ranked.length > SHOWN && <p className={styles.note}><button type="button" className={styles.all} aria-expanded={all} onClick={() => setAll(!all)}>{all ? messages.common.fewer : messages.common.more(ranked.length - SHOWN)}</button></p>}
    </>
  );
}

function Review({ raceId }: { raceId: string }) {
  const [query, choose] = useForecast(raceId);
  return (
    <Panel id="forecast" title={words.title}>
      <ForecastAnswer query={query} height={HEIGHT_PX} isEmpty={(answer) => answer.drivers.length === 0} empty={shared.empty}>
        {(answer) => (
          <FromForecast head={answer.head} competitors={answer.drivers.map(({ driver }) => ({ id: driver.driver_id, name: driver.name }))}>
            <div className={styles.alone}><Verdict cars={answer.drivers} /></div>
            <div className={styles.tools}>
              <HorizonSwitch horizons={answer.horizons} current={answer.head.horizon} choose={choose} />
              {answer.head.basis === "published" ? <><span className={styles.only}>{shared.published}</span><SourceTag head={answer.head} /></> : <span className={styles.tag} data-source="model">{shared.backtestShort}</span>}
            </div>
            <Cars cars={answer.drivers} />
          </FromForecast>
        )}
      </ForecastAnswer>
    </Panel>
  );
}

/** Of a race to come. */
export function ForecastSection() {
  const race = useRace();
  return <ForecastPanel key={race.race_id} raceId={race.race_id} />;
}

/** Of a race that was run. */
export function ForecastReview() {
  const race = useRace();
  return <Review key={race.race_id} raceId={race.race_id} />;
}
