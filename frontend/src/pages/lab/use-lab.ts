/** The lab's state is its address; this reads it and changes it. */
import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";

import { readLab, writeLab, type LabState } from "./lab-address";

/** The state in the address, and how to change parts of it. Changes do not add history entries. */
export function useLab(): [LabState, (part: Partial<LabState>) => void] {
  const [params, setParams] = useSearchParams();
  const state = useMemo(() => readLab(params), [params]);
  const change = useCallback(
    (part: Partial<LabState>) => setParams((previous) => writeLab({ ...readLab(previous), ...part }), { replace: true, preventScrollReset: true }),
    [setParams],
  );
  return [state, change];
}
