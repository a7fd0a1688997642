/** Every figure over all judged seasons, beside its target and the baselines. */
import type { Accuracy, Figure } from "../../api/types";
import { decimal, isKnown } from "../../format/number";
import { messages } from "../../messages";
import { Chance } from "../../strategy/provenance";
import { Scroll } from "../../ui/panel";
import table from "../../ui/table.module.css";
import { BASELINES, FIGURES, figureText, find, isAtLeastAsGood, wholeSpan, type FigureName } from "./figures";
import styles from "./model.module.css";
import { RecordPanel, type PartProps } from "./record-panel";

const words = messages.model;
const PAIRED_WITH = ["grid frequencies", "elo"];

function Target({ name, row }: { name: FigureName; row: Figure }) {
  if (!isKnown(row.target)) return null;
  const isMet = isAtLeastAsGood(name, row.value, row.target);
  return (
    <>
      {figureText(name, row.target)}{" "}
      <span className={isMet ? table.gain : table.loss}><span aria-hidden="true">{isMet ? "✓" : "✕"} </span>{isMet ? words.scores.met : words.scores.missed}</span>
    </>
  );
}

function Interval({ name, row }: { name: FigureName; row: Figure }) {
  if (row.low === row.high) return null;
  return <Chance className={styles.interval}>{figureText(name, row.low)}–{figureText(name, row.high)}</Chance>;
}

function Row({ name, figures, ours, span }: { name: FigureName; figures: readonly Figure[]; ours: string; span: string }) {
  const own = find(figures, ours, span, name);
  if (own === null) return null;
  return (
    <tr data-figure={name}>
      <th scope="row"><span>{words.figures[name].name}</span> <span className={`${table.muted} ${table.small} ${table.desk}`}>{words.figures[name].says}</span></th>
      <td className={table.num}><Chance value={own.value}><strong>{figureText(name, own.value)}</strong></Chance></td>
      <td className={`${table.num} ${table.muted}`}><Interval name={name} row={own} /></td>
      <td className={table.num}><Target name={name} row={own} /></td>
      {BASELINES.map((model) => {
        const row = find(figures, model, span, name);
        return <td key={model} className={table.num}>{row !== null && <Chance value={row.value}>{figureText(name, row.value)}</Chance>}</td>;
      })}
    </tr>
  );
}

/** Paired race by race, so that easy and hard races weigh alike on both sides. */
function Paired({ figures, ours, span }: { figures: readonly Figure[]; ours: string; span: string }) {
  return PAIRED_WITH.map((model) => {
    const row = find(figures, ours, span, `log_loss less ${model}`);
    if (row === null) return null;
    const text = (value: number) => (decimal(value, 3) ?? "").replace("-", "−");
    return <p key={model} className={styles.note}><Chance value={row.value}>{words.scores.beats(words.baselines[model] ?? model, text(row.value), text(row.low), text(row.high))}</Chance></p>;
  });
}

function Scores({ answer, ours }: { answer: Accuracy; ours: string }) {
  const figures = answer.figures.filter((row) => row.horizon === answer.horizon);
  const span = wholeSpan(figures);
  if (span === null) return <p className={styles.note}>{words.scores.empty}</p>;
  const races = find(figures, ours, span, "log_loss")?.races;
  return (
    <>
      <p className={styles.note}>{words.scores.span(span)}{races === undefined ? "" : `, ${words.races(races)}`}</p>
      <Scroll label={words.scores.title}>
        <table className={`${table.table} ${styles.scores}`}>
          <thead>
            <tr>
              <th scope="col">{words.scores.figure}</th>
              <th scope="col" className={table.num}>{words.ours}</th>
              <th scope="col" className={table.num}>{words.interval}</th>
              <th scope="col" className={table.num}>{words.scores.target}</th>
              {BASELINES.map((model) => <th key={model} scope="col" className={table.num}>{words.baselines[model]}</th>)}
            </tr>
          </thead>
          <tbody>{FIGURES.map((name) => <Row key={name} name={name} figures={figures} ours={ours} span={span} />)}</tbody>
        </table>
      </Scroll>
      <Paired figures={figures} ours={ours} span={span} />
    </>
  );
}

export function ScoresPanel({ horizon }: PartProps) {
  return (
    <RecordPanel horizon={horizon} id="scores" title={words.scores.title} height={520} isEmpty={(answer) => answer.figures.every((row) => row.horizon !== horizon)} empty={words.scores.empty}>
      {(answer, ours) => <Scores answer={answer} ours={ours} />}
    </RecordPanel>
  );
}
