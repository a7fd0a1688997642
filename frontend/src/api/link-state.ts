/** What the last answers said about the link itself: is the API there, and are the data real. */
import { useSyncExternalStore } from "react";

import type { DataOrigin } from "./types";

export type LinkState = { reachable: boolean; lastAnswerAt: number | null; origin: DataOrigin | null };

let state: LinkState = { reachable: true, lastAnswerAt: null, origin: null };
const listeners = new Set<() => void>();

function publish(next: LinkState): void {
  const changed = next.reachable !== state.reachable || next.origin !== state.origin;
  state = changed ? next : Object.assign(state, next);
  if (changed) for (const listener of listeners) listener();
}

/** Record an answer, whatever its status. */
export function answered(origin: string | null, at: number): void {
  const known = origin === "real" || origin === "synthetic" || origin === "none" ? origin : state.origin;
  publish({ reachable: true, lastAnswerAt: at, origin: known });
}

/** Record that nothing answered. */
export function unanswered(): void {
  publish({ ...state, reachable: false });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The link's state; a component using it renders again when it changes. */
export function useLinkState(): LinkState {
  return useSyncExternalStore(subscribe, () => state, () => state);
}
