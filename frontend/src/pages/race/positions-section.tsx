/** Position chart: every car's place at every line, from the grid (lap 0) to the flag. */
import { messages } from "../../messages";
import { Answer, Panel } from "../../ui/panel";
import { DriverChips, useChosen } from "./driver-chips";
import { PositionChart } from "./position-chart";
import { useRace } from "./race-context";
import { useTraces } from "./use-traces";

const words = messages.charts.position;

function Loaded({ raceId }: { raceId: string }) {
  const { query, all, bands } = useTraces(raceId, 0);
  const chosen = useChosen(all);
  return (
    <Answer query={query} height={640} isEmpty={(rows) => rows.length === 0} empty={messages.race.noLapsHere}>
      {() => (
        <>
          <DriverChips all={all} chosen={chosen} />
          <PositionChart all={all} bands={bands} chosen={chosen} />
        </>
      )}
    </Answer>
  );
}

export function PositionsSection() {
  const race = useRace();
  return (
    <Panel id="positions" title={words.title}>
      <Loaded raceId={race.race_id} />
    </Panel>
  );
}
