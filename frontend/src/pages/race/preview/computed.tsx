/** What a computed section shows: its numbers with their origin, or why this race has none. */
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { ProblemError } from "../../../api/problem";
import type { Computed as Origin } from "../../../api/types";
import { messages } from "../../../messages";
import { FromModel } from "../../../strategy/provenance";
import { Answer, Empty } from "../../../ui/panel";

type Props<T> = { query: UseQueryResult<T>; height: number; empty: string; isEmpty: (data: T) => boolean; slowly?: string; remarks?: boolean; children: (data: T) => ReactNode };

/** A race that cannot be simulated, for want of cars or of races before it, is no failure: the API says why. */
export function ComputedAnswer<T extends Origin>({ query, remarks = true, children, ...shown }: Props<T>) {
  const { error } = query;
  if (query.data === undefined && error instanceof ProblemError && error.problem.status === 422) {
    return <Empty>{messages.preview.unplayable} {error.problem.detail}.</Empty>;
  }
  return <Answer query={query} {...shown}>{(data) => <FromModel origin={data} remarks={remarks}>{children(data)}</FromModel>}</Answer>;
}
