/** Who will win a race: the sentence, what changed, and every car's chances with their reasons. */
import type { Horizon, RacePrediction } from "../api/types";
import { daysUntil, longDay } from "../format/time";
import { messages } from "../messages";
import { Panel } from "../ui/panel";
import { ChanceTable } from "./chance-table";
import { Changes } from "./changes";
import styles from "./forecast.module.css";
import { ForecastAnswer, FromForecast, SourceTag } from "./from-forecast";
import { Headline } from "./headline";
import { HorizonSwitch } from "./horizon-switch";
import { useForecast } from "./use-forecast";

const words = messages.forecast;
const HEIGHT_PX = 1010;

/** The store may lack results that the calendar should have: then the race foretold is not the one of this weekend. */
function Overdue({ answer }: { answer: RacePrediction }) {
  const days = daysUntil(answer.race.date, new Date());
  if (answer.race.status !== "scheduled" || days === null || days >= 0) return null;
  return <p className={styles.overdue} data-overdue>{words.overdue(longDay(answer.race.date) ?? answer.race.date)}</p>;
}

function Forecast({ answer, title, choose }: { answer: RacePrediction; title: string; choose: (horizon: Horizon) => void }) {
  return (
    <FromForecast head={answer.head} competitors={answer.drivers.map(({ driver }) => ({ id: driver.driver_id, name: driver.name }))}>
      <Overdue answer={answer} />
      <div className={styles.top}>
        <Headline cars={answer.drivers} />
        <Changes answer={answer} />
      </div>
      <div className={styles.tools}>
        <HorizonSwitch horizons={answer.horizons} current={answer.head.horizon} choose={choose} />
        <SourceTag head={answer.head} />
      </div>
      <ChanceTable answer={answer} label={title} />
      <p className={styles.note}>{words.rounding}</p>
    </FromForecast>
  );
}

/** `raceId` null is the next race. */
export function ForecastPanel({ raceId, className }: { raceId: string | null; className?: string | undefined }) {
  const [query, choose] = useForecast(raceId);
  const title = query.data === undefined ? words.title : words.titleOf(query.data.race.name);
  return (
    <Panel id="forecast" title={title} className={className}>
      <ForecastAnswer query={query} height={HEIGHT_PX} isEmpty={(answer) => answer.drivers.length === 0} empty={words.empty}>
        {(answer) => <Forecast answer={answer} title={title} choose={choose} />}
      </ForecastAnswer>
    </Panel>
  );
}
