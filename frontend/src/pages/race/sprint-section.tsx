/** The sprint of this weekend, and the qualifying that set its grid. */
import { useQuery } from "@tanstack/react-query";

import { sprint } from "../../api/queries";
import { messages } from "../../messages";
import { Answer, Panel, Scroll } from "../../ui/panel";
import { useRace } from "./race-context";
import { ResultTable } from "./result-table";
import { whyEmpty } from "./why-empty";

export function SprintSection() {
  const race = useRace();
  const query = useQuery(sprint(race.race_id));
  return (
    <Panel id="sprint" title={messages.race.results.sprintTitle}>
      <Answer query={query} height={660} isEmpty={(rows) => rows.length === 0} empty={whyEmpty(race, messages.race.sprint.empty)}>
        {(rows) => <Scroll label={messages.race.results.sprintTitle}><ResultTable rows={rows} /></Scroll>}
      </Answer>
    </Panel>
  );
}
