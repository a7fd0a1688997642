/** A figure of the reader's choice season by season, beside the baselines. */
import { useMemo } from "react";

import type { Accuracy } from "../../api/types";
import { messages } from "../../messages";
import { useAddress } from "../../ui/use-address";
import { FIGURES, find, seasonsOf, type FigureName } from "./figures";
import styles from "./model.module.css";
import { RecordPanel, type PartProps } from "./record-panel";
import { SeasonChart } from "./season-chart";

const words = messages.model;

function Chosen({ answer, ours }: { answer: Accuracy; ours: string }) {
  const [text, setText] = useAddress("figure");
  const figures = useMemo(() => answer.figures.filter((row) => row.horizon === answer.horizon), [answer]);
  const seasons = seasonsOf(figures);
  const present = FIGURES.filter((name) => seasons.some((season) => find(figures, ours, season, name) !== null));
  const chosen: FigureName | undefined = present.find((name) => name === text) ?? present[0];
  if (chosen === undefined) return <p className={styles.note}>{words.seasons.empty}</p>;
  return (
    <>
      <label className={styles.pick}>
        {words.seasons.pick}{" "}
        <select value={chosen} onChange={(event) => setText(event.target.value)}>
          {present.map((name) => <option key={name} value={name}>{words.figures[name].name}</option>)}
        </select>
      </label>
      <SeasonChart figures={figures} ours={ours} name={chosen} />
    </>
  );
}

export function SeasonsPanel({ horizon }: PartProps) {
  return (
    <RecordPanel horizon={horizon} id="seasons" title={words.seasons.title} height={500} isEmpty={(answer) => seasonsOf(answer.figures).length === 0} empty={words.seasons.empty}>
      {(answer, ours) => <Chosen answer={answer} ours={ours} />}
    </RecordPanel>
  );
}
