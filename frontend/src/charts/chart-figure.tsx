/** What every chart has around its marks: sentence, tools, keyboard cursor, readout, and the table behind it. */
import { memo, useId, useRef, useState, type ReactNode } from "react";

import { messages } from "../messages";
import { ChartTable, type TableData } from "./chart-table";
import { ChartTools } from "./chart-tools";
import styles from "./chart.module.css";
import { CursorArea, type CursorSpec } from "./cursor-area";
import { CursorLine } from "./marks/cursor-line";
import { frameOf, type Frame, type Margins } from "./frame";
import { useWidth } from "./use-width";

export type ChartFigureProps = {
  /** Names the saved files. */
  name: string;
  title: string;
  summary: string;
  height: number;
  margins: (width: number) => Margins;
  table: () => TableData;
  cursor: CursorSpec;
  legend?: ReactNode;
  /** Draws the marks; keep it stable (useCallback), so that moving the cursor does not draw them again. */
  draw: (frame: Frame) => ReactNode;
};

const Marks = memo(function Marks({ draw, ...frame }: Frame & { draw: (frame: Frame) => ReactNode }) {
  return draw(frame);
});

/** The readout says in words what stands under the cursor; the slider announces the same. */
export function ChartFigure(props: ChartFigureProps) {
  const { name, title, summary, height, cursor, legend, draw } = props;
  const [asTable, setAsTable] = useState(false);
  const [hovered, setHovered] = useState<number | null>(null);
  const [plotRef, width] = useWidth();
  const svgRef = useRef<SVGSVGElement>(null);
  const summaryId = useId();
  const frame = frameOf(width, height, props.margins(width));
  const at = hovered ?? cursor.value;
  return (
    <figure className={styles.figure} aria-label={title} aria-describedby={summaryId}>
      <div className={styles.caption}>
        <figcaption id={summaryId} className={styles.summary}>{summary}</figcaption>
        <ChartTools name={name} title={title} asTable={asTable} setAsTable={setAsTable} table={props.table} svg={svgRef} />
      </div>
      {asTable ? <ChartTable title={title} data={props.table()} /> : (
        <>
          {legend !== undefined && <div className={styles.legend}>{legend}</div>}
          <div ref={plotRef} className={styles.plot} style={{ height }}>
            {width > 0 && (
              <>
                <svg ref={svgRef} width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`${title}. ${summary}`} fontFamily="var(--font)">
                  <Marks draw={draw} {...frame} />
                  {at !== null && <CursorLine frame={frame} x={cursor.pxAt(at, frame)} />}
                </svg>
                <CursorArea frame={frame} title={title} spec={cursor} at={at} setHovered={setHovered} />
              </>
            )}
          </div>
          <p className={styles.readout} aria-hidden="true">{at === null ? messages.charts.hint : cursor.readout(at)}</p>
        </>
      )}
    </figure>
  );
}
