/** A panel of the record: all of them share one answer. */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { accuracy } from "../../api/queries";
import type { Accuracy, Horizon } from "../../api/types";
import { Answer, Empty, Panel } from "../../ui/panel";
import { championOf } from "./figures";
import { FromTrial } from "./from-trial";

export type PartProps = { horizon: Horizon };

type Props = PartProps & {
  id: string;
  title: string;
  height: number;
  aside?: ReactNode;
  isEmpty: (answer: Accuracy) => boolean;
  empty: string;
  /** `ours` is the name of the model that is on the screens. */
  children: (answer: Accuracy, ours: string) => ReactNode;
};

export function RecordPanel({ horizon, id, title, height, aside, isEmpty, empty, children }: Props) {
  const query = useQuery(accuracy(horizon));
  return (
    <Panel id={id} title={title} aside={aside}>
      <Answer query={query} height={height}>
        {(answer) => {
          const ours = championOf(answer);
          if (answer.trial === null || ours === null || isEmpty(answer)) return <Empty>{empty}</Empty>;
          return <FromTrial trial={answer.trial}>{children(answer, ours)}</FromTrial>;
        }}
      </Answer>
    </Panel>
  );
}
