/** The races that surprised the forecast most, and how it did in the newest ones. */
import { Link } from "react-router";

import type { RaceMark } from "../../api/types";
import { frequency } from "../../forecast/chances";
import { driverCode } from "../../format/drivers";
import { chance, decimal } from "../../format/number";
import { racePath, shortRaceName } from "../../format/race";
import { messages } from "../../messages";
import { Chance } from "../../strategy/provenance";
import { Scroll } from "../../ui/panel";
import table from "../../ui/table.module.css";
import styles from "./model.module.css";
import { RecordPanel, type PartProps } from "./record-panel";

const words = messages.model;
const SHOWN = 15;

const seasonOf = (mark: RaceMark) => mark.race_id.slice(0, 4);

function Miss({ mark }: { mark: RaceMark }) {
  return (
    <li>
      <p><Link to={racePath(mark.race_id)}>{shortRaceName(mark.race_name)} {seasonOf(mark)}</Link> <span className={styles.basis}>{words.misses[mark.basis]}</span></p>
      {mark.winner === null ? <p>{words.misses.noWinner}</p> : (
        <p>
          <b>{mark.winner.name}</b> {words.misses.won} <Chance value={mark.winner_probability}>{frequency(mark.winner_probability)}</Chance>{" "}
          (<Chance>{chance(mark.winner_probability)}</Chance>, {words.misses.rank(mark.winner_rank)}).
        </p>
      )}
    </li>
  );
}

export function MissesPanel({ horizon }: PartProps) {
  return (
    <RecordPanel horizon={horizon} id="misses" title={words.misses.title} height={420} isEmpty={(answer) => answer.misses.length === 0} empty={words.misses.empty}>
      {(answer) => <ol className={styles.misses}>{answer.misses.map((mark) => <Miss key={mark.race_id} mark={mark} />)}</ol>}
    </RecordPanel>
  );
}

function MarkRow({ mark }: { mark: RaceMark }) {
  return (
    <tr>
      <th scope="row" className={table.wide}><Link to={racePath(mark.race_id)}>{shortRaceName(mark.race_name)} {seasonOf(mark)}</Link></th>
      <td>{mark.winner !== null && <span title={mark.winner.name}>{driverCode(mark.winner)}</span>}</td>
      <td className={table.num}><Chance value={mark.winner_probability}>{chance(mark.winner_probability)}</Chance></td>
      <td className={table.num}><Chance>{mark.winner_rank}</Chance></td>
      <td className={table.num}><Chance>{words.marks.ofThree(mark.podium_hits)}</Chance></td>
      <td className={`${table.num} ${table.narrow}`}><Chance>{decimal(mark.log_loss, 2)}</Chance></td>
      <td className={`${table.num} ${table.narrow}`}><Chance>{decimal(mark.position_error, 2)}</Chance></td>
      <td className={table.narrow}>{words.misses[mark.basis]}</td>
    </tr>
  );
}

function MarksTable({ marks }: { marks: readonly RaceMark[] }) {
  return (
    <Scroll label={words.marks.title} maxHeight={SHOWN * 34}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{words.marks.race}</th>
            <th scope="col">{words.marks.winner}</th>
            <th scope="col" className={table.num}>{words.marks.said}</th>
            <th scope="col" className={table.num} title={words.marks.rankLong}>{words.marks.rank}</th>
            <th scope="col" className={table.num} title={words.marks.podiumLong}>{words.marks.podium}</th>
            <th scope="col" className={`${table.num} ${table.narrow}`}>{words.marks.logLoss}</th>
            <th scope="col" className={`${table.num} ${table.narrow}`} title={words.marks.errorLong}>{words.marks.error}</th>
            <th scope="col" className={table.narrow}>{words.marks.basis}</th>
          </tr>
        </thead>
        <tbody>{marks.map((mark) => <MarkRow key={mark.race_id} mark={mark} />)}</tbody>
      </table>
    </Scroll>
  );
}

export function MarksPanel({ horizon }: PartProps) {
  return (
    <RecordPanel horizon={horizon} id="marks" title={words.marks.title} height={560} isEmpty={(answer) => answer.marks.length === 0} empty={words.marks.empty}>
      {(answer) => <MarksTable marks={answer.marks} />}
    </RecordPanel>
  );
}
