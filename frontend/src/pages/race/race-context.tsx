/** What every section of the race page shares: the race, and the lap under the cursor. */
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from "react";

import type { RaceDetail } from "../../api/types";
import { useAddress } from "../../ui/use-address";

const RaceContext = createContext<RaceDetail | null>(null);
export const RaceProvider = RaceContext.Provider;

/** The race of this page. */
export function useRace(): RaceDetail {
  const race = useContext(RaceContext);
  if (race === null) throw new Error("useRace needs a RaceProvider above it");
  return race;
}

type LapCursor = [number | null, (lap: number | null) => void];

const LapCursorContext = createContext<LapCursor>([null, () => undefined]);
const ADDRESS_DELAY_MS = 250;

/** Keeps the lap under the cursor; keys move it at once, the address follows when they rest. */
export function LapCursorProvider({ children }: { children: ReactNode }) {
  const [text, setText] = useAddress("lap");
  const [lap, setLap] = useState(() => (text !== null && /^\d{1,3}$/.test(text) ? Number(text) : null));
  const write = useRef(setText);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => {
    write.current = setText;
  }, [setText]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const set = useCallback((next: number | null) => {
    setLap(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => write.current(next === null ? null : String(next)), ADDRESS_DELAY_MS);
  }, []);
  const value = useMemo<LapCursor>(() => [lap, set], [lap, set]);
  return <LapCursorContext value={value}>{children}</LapCursorContext>;
}

/** The lap under the cursor, shared by all charts of the page. */
export function useLapCursor(): LapCursor {
  return useContext(LapCursorContext);
}
