/** The buttons of a chart: its table, and saving it as CSV, PNG or SVG. */
import type { RefObject } from "react";

import { messages } from "../messages";
import type { TableData } from "./chart-table";
import styles from "./chart.module.css";
import { saveCsv, savePng, saveSvg } from "./save";

const words = messages.charts;

type Props = {
  name: string;
  title: string;
  asTable: boolean;
  setAsTable: (asTable: boolean) => void;
  table: () => TableData;
  svg: RefObject<SVGSVGElement | null>;
};

export function ChartTools({ name, title, asTable, setAsTable, table, svg }: Props) {
  const withSvg = (save: (element: SVGSVGElement) => void) => () => {
    if (svg.current !== null) save(svg.current);
  };
  return (
    <div className={styles.tools} role="group" aria-label={`${title}: ${words.tools}`}>
      <button type="button" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>{words.table}</button>
      <button type="button" onClick={() => saveCsv(name, table())} aria-label={`${words.exportLabel} ${words.csv}`}>{words.csv}</button>
      {!asTable && <button type="button" onClick={withSvg((element) => void savePng(name, title, element))} aria-label={`${words.exportLabel} ${words.png}`}>{words.png}</button>}
      {!asTable && <button type="button" onClick={withSvg((element) => saveSvg(name, title, element))} aria-label={`${words.exportLabel} ${words.svg}`}>{words.svg}</button>}
    </div>
  );
}
