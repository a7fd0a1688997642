/** The table behind a chart: the same values, as text. */
import { messages } from "../messages";
import table from "../ui/table.module.css";
import styles from "./chart.module.css";

export type TableData = { heads: readonly string[]; rows: readonly (readonly (string | number | null)[])[] };

export function ChartTable({ title, data }: { title: string; data: TableData }) {
  return (
    <div className={styles.behind} role="region" aria-label={messages.common.tableOf(title)} tabIndex={0}>
      <table className={table.table}>
        <thead>
          <tr>{data.heads.map((head) => <th key={head} scope="col">{head}</th>)}</tr>
        </thead>
        <tbody>
          {data.rows.map((row, index) => (
            <tr key={index}>{row.map((cell, column) => <td key={column}>{cell}</td>)}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
