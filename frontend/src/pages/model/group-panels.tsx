/** How the forecasts did driver by driver and circuit by circuit. */
import { useState, type ReactNode } from "react";

import type { Accuracy } from "../../api/types";
import { decimal, percent } from "../../format/number";
import { messages } from "../../messages";
import { Chance } from "../../strategy/provenance";
import { Scroll } from "../../ui/panel";
import { ShowAll } from "../../ui/show-all";
import table from "../../ui/table.module.css";
import styles from "./model.module.css";
import { RecordPanel, type PartProps } from "./record-panel";

const words = messages.model;
const SHOWN = 12;

function Rows({ label, head, rows }: { label: string; head: ReactNode; rows: readonly ReactNode[] }) {
  const [all, setAll] = useState(false);
  return (
    <>
      <Scroll label={label}>
        <table className={table.table}>
          <thead><tr>{head}</tr></thead>
          <tbody>{all ? rows : rows.slice(0, SHOWN)}</tbody>
        </table>
      </Scroll>
      <ShowAll all={all} hidden={rows.length - SHOWN} toggle={() => setAll(!all)} />
    </>
  );
}

function Num({ children, narrow = false }: { children: ReactNode; narrow?: boolean }) {
  return <td className={`${table.num} ${narrow ? (table.narrow ?? "") : ""}`}><Chance>{children}</Chance></td>;
}

function HeadNum({ children, narrow = false }: { children: ReactNode; narrow?: boolean }) {
  return <th scope="col" className={`${table.num} ${narrow ? (table.narrow ?? "") : ""}`}>{children}</th>;
}

function Drivers({ answer }: { answer: Accuracy }) {
  const of = words.drivers;
  return (
    <Rows
      label={of.title}
      head={
        <>
          <th scope="col">{messages.common.driver}</th>
          <HeadNum narrow>{of.races}</HeadNum>
          <HeadNum>{of.winsExpected}</HeadNum>
          <HeadNum>{of.wins}</HeadNum>
          <HeadNum>{of.podiumsExpected}</HeadNum>
          <HeadNum>{of.podiums}</HeadNum>
          <HeadNum narrow>{of.error}</HeadNum>
        </>
      }
      rows={answer.by_driver.map((row) => (
        <tr key={row.driver.driver_id}>
          <th scope="row" className={table.wide}>{row.driver.name}</th>
          <td className={`${table.num} ${table.narrow}`}>{row.races}</td>
          <Num>{decimal(row.wins_expected, 1)}</Num>
          <td className={table.num}><strong>{row.wins}</strong></td>
          <Num>{decimal(row.podiums_expected, 1)}</Num>
          <td className={table.num}><strong>{row.podiums}</strong></td>
          <Num narrow>{decimal(row.position_error, 2)}</Num>
        </tr>
      ))}
    />
  );
}

function Circuits({ answer }: { answer: Accuracy }) {
  const of = words.circuits;
  return (
    <Rows
      label={of.title}
      head={<><th scope="col">{of.circuit}</th><HeadNum>{of.races}</HeadNum><HeadNum>{of.favourite}</HeadNum><HeadNum>{of.logLoss}</HeadNum><HeadNum narrow>{of.error}</HeadNum></>}
      rows={answer.by_circuit.map((row) => (
        <tr key={row.circuit.circuit_id}>
          <th scope="row" className={table.wide}>{row.circuit.name}</th>
          <td className={table.num}>{row.races}</td>
          <Num>{percent(row.top_1)}</Num>
          <Num>{decimal(row.log_loss, 2)}</Num>
          <Num narrow>{decimal(row.position_error, 2)}</Num>
        </tr>
      ))}
    />
  );
}

export function DriversPanel({ horizon }: PartProps) {
  return (
    <RecordPanel horizon={horizon} id="by-driver" title={words.drivers.title} height={500} isEmpty={(answer) => answer.by_driver.length === 0} empty={words.drivers.empty}>
      {(answer) => <Drivers answer={answer} />}
    </RecordPanel>
  );
}

export function CircuitsPanel({ horizon }: PartProps) {
  return (
    <RecordPanel horizon={horizon} id="by-circuit" title={words.circuits.title} height={500} isEmpty={(answer) => answer.by_circuit.length === 0} empty={words.circuits.empty}>
      {(answer) => <><Circuits answer={answer} /><p className={styles.note}>{words.few}</p></>}
    </RecordPanel>
  );
}
