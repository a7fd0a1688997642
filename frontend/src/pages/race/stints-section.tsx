/** The tyres of every car: one row per car in finishing order, one bar per set. */
import { useQuery } from "@tanstack/react-query";

import { neutralisations, results, stints } from "../../api/queries";
import { messages } from "../../messages";
import { Answer, Panel } from "../../ui/panel";
import { lapBands } from "./lap-data";
import { useRace } from "./race-context";
import { StintChart, stintRows } from "./stint-chart";

const words = messages.charts.stints;

function Loaded({ raceId }: { raceId: string }) {
  const query = useQuery(stints(raceId));
  const result = useQuery(results(raceId));
  const neutral = useQuery(neutralisations(raceId));
  return (
    <Answer query={query} height={600} isEmpty={(rows) => rows.length === 0} empty={words.empty}>
      {(rows) => <StintChart cars={stintRows(rows, result.data ?? [])} bands={lapBands(neutral.data, 0)} />}
    </Answer>
  );
}

export function StintsSection() {
  const race = useRace();
  return (
    <Panel id="stints" title={words.title}>
      <Loaded raceId={race.race_id} />
    </Panel>
  );
}
