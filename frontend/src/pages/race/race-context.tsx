/** What every section of the race page shares: the race, who is drawn dashed, and the reader's choices in the address. */
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { useSearchParams } from "react-router";

import type { RaceDetail } from "../../api/types";

const RaceContext = createContext<RaceDetail | null>(null);
export const RaceProvider = RaceContext.Provider;

/** The race of this page. */
export function useRace(): RaceDetail {
  const race = useContext(RaceContext);
  if (race === null) throw new Error("useRace needs a RaceProvider above it");
  return race;
}

/** One value of the address, and how to change it; null removes it. Changes do not add history entries. */
export function useAddress(key: string): [string | null, (value: string | null) => void] {
  const [params, setParams] = useSearchParams();
  const set = useCallback(
    (value: string | null) => {
      setParams(
        (previous) => {
          const next = new URLSearchParams(previous);
          if (value === null || value === "") next.delete(key);
          else next.set(key, value);
          return next;
        },
        { replace: true, preventScrollReset: true },
      );
    },
    [key, setParams],
  );
  return [params.get(key), set];
}

/** A list kept in the address, comma-separated. */
export function useAddressList(key: string): [string[], (values: string[]) => void] {
  const [text, setText] = useAddress(key);
  const values = useMemo(() => (text === null ? [] : text.split(",").filter((part) => part !== "")), [text]);
  const set = useCallback((next: string[]) => setText(next.length === 0 ? null : next.join(",")), [setText]);
  return [values, set];
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
