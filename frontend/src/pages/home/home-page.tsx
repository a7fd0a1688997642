/** The home page: the next race and who will win it, the newest result, the calendar around them. */
import { useQuery } from "@tanstack/react-query";

import { movingRace } from "../../api/queries";
import { ForecastPanel } from "../../forecast/forecast-panel";
import { messages } from "../../messages";
import { useTitle } from "../../ui/use-title";
import { CalendarPanel } from "./calendar-panel";
import styles from "./home.module.css";
import { LastRacePanel } from "./last-race-panel";
import { LeadersPanel } from "./leaders-panel";
import { NextRacePanel } from "./next-race-panel";

export function HomePage() {
  useTitle(null);
  const current = useQuery(movingRace("current"));
  const last = useQuery(movingRace("last"));
  const season = current.data?.season ?? last.data?.season ?? null;
  const why = current.isPending || last.isPending ? null : current.isError && last.isError ? messages.errors.offlineDetail : messages.season.nothing;
  return (
    <>
      <h1>{messages.home.title}</h1>
      <div className={styles.grid}>
        <NextRacePanel query={current} />
        <ForecastPanel raceId={null} className={styles.forecast} />
        <LastRacePanel query={last} />
        <CalendarPanel season={season} why={why} />
        <LeadersPanel season={season} why={why} />
      </div>
    </>
  );
}
