/** The reader's choices, kept in the address so that a link shows the same. */
import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";

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
