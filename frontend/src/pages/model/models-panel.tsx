/** The models in use with their versions, what they are known not to do, and how old the data are. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";

import { accuracy, health, modelsInUse } from "../../api/queries";
import type { ModelVersion } from "../../api/types";
import { decimal } from "../../format/number";
import { localTime } from "../../format/time";
import { messages } from "../../messages";
import { DataFacts, Facts } from "../../ui/facts";
import { Answer, Panel, Scroll } from "../../ui/panel";
import table from "../../ui/table.module.css";
import styles from "./model.module.css";
import type { PartProps } from "./record-panel";

const words = messages.model;

function ModelRow({ model }: { model: ModelVersion }) {
  return (
    <tr data-model={model.version} data-as-of={model.data_cut_off}>
      <th scope="row" className={table.wide}>{model.model_name}</th>
      <td>{model.version}</td>
      <td className={table.narrow}>{model.model_type}</td>
      <td className={table.narrow}>{localTime(model.training_date) ?? model.training_date}</td>
      <td>{model.data_cut_off}</td>
      <td className={`${table.num} ${table.narrow}`}>{decimal(model.training_races)}</td>
      <td className={table.narrow}>{model.code_version}</td>
    </tr>
  );
}

export function ModelsPanel() {
  const query = useQuery(modelsInUse);
  const of = words.models;
  return (
    <Panel id="models" title={of.title}>
      <Answer query={query} height={200} isEmpty={(models) => models.length === 0} empty={of.empty}>
        {(models) => (
          <Scroll label={of.title}>
            <table className={table.table}>
              <thead>
                <tr>
                  <th scope="col">{of.model}</th>
                  <th scope="col">{of.version}</th>
                  <th scope="col" className={table.narrow}>{of.kind}</th>
                  <th scope="col" className={table.narrow}>{of.trained}</th>
                  <th scope="col">{of.upTo}</th>
                  <th scope="col" className={`${table.num} ${table.narrow}`}>{of.races}</th>
                  <th scope="col" className={table.narrow}>{of.code}</th>
                </tr>
              </thead>
              <tbody>{models.map((model) => <ModelRow key={`${model.model_name} ${model.version}`} model={model} />)}</tbody>
            </table>
          </Scroll>
        )}
      </Answer>
    </Panel>
  );
}

/** Of the back-test and of the models in use, each limit once. */
export function LimitsPanel({ horizon }: PartProps) {
  const query = useQuery(accuracy(horizon));
  const { data: models } = useQuery(modelsInUse);
  const own = (models ?? []).flatMap((model) => model.known_limits);
  const limitsOf = (trial: readonly string[]) => [...new Set([...trial, ...own])];
  return (
    <Panel id="limits" title={words.limits.title}>
      <Answer query={query} height={200} isEmpty={(answer) => limitsOf(answer.trial?.known_limits ?? []).length === 0} empty={words.limits.empty}>
        {(answer) => <ul className={styles.limits}>{limitsOf(answer.trial?.known_limits ?? []).map((limit) => <li key={limit}>{limit}</li>)}</ul>}
      </Answer>
    </Panel>
  );
}

export function FreshnessPanel() {
  const query = useQuery(health);
  return (
    <Panel id="freshness" title={words.freshness.title} aside={<Link to="/status">{words.freshness.status}</Link>}>
      <Answer query={query} height={200}>{(report) => <Facts><DataFacts data={report.data} /></Facts>}</Answer>
    </Panel>
  );
}
