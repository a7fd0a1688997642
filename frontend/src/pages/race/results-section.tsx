/** The race's classification. */
import { useQuery } from "@tanstack/react-query";

import { results } from "../../api/queries";
import { messages } from "../../messages";
import { Answer, Panel, Scroll } from "../../ui/panel";
import { useRace } from "./race-context";
import { ResultTable } from "./result-table";

const words = messages.race.results;

function Loaded({ raceId }: { raceId: string }) {
  const query = useQuery(results(raceId));
  return (
    <Answer query={query} height={660} isEmpty={(rows) => rows.length === 0} empty={words.empty}>
      {(rows) => <Scroll label={words.title}><ResultTable rows={rows} /></Scroll>}
    </Answer>
  );
}

export function ResultsSection() {
  const race = useRace();
  return (
    <Panel id="results" title={words.title}>
      <Loaded raceId={race.race_id} />
    </Panel>
  );
}
