/** The weather during the race, as the track-side station read it. */
import { useQuery } from "@tanstack/react-query";

import { laps, neutralisations, weather } from "../../api/queries";
import { messages } from "../../messages";
import { Answer, Panel } from "../../ui/panel";
import { useRace } from "./race-context";
import { WeatherChart } from "./weather-chart";
import { raceStart } from "./weather-data";

const words = messages.charts.weather;

function Loaded({ raceId, hasLaps }: { raceId: string; hasLaps: boolean }) {
  const query = useQuery(weather(raceId));
  const lapQuery = useQuery({ ...laps(raceId), enabled: hasLaps });
  const neutral = useQuery(neutralisations(raceId));
  return (
    <Answer query={query} height={420} isEmpty={(rows) => rows.length === 0} empty={words.empty}>
      {(rows) => <WeatherChart rows={rows} start_s={raceStart(lapQuery.data ?? [])} neutral={neutral.data ?? []} />}
    </Answer>
  );
}

export function WeatherSection() {
  const race = useRace();
  return (
    <Panel id="weather" title={words.title}>
      <Loaded raceId={race.race_id} hasLaps={race.coverage.laps > 0} />
    </Panel>
  );
}
