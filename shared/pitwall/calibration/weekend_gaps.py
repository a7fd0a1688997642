"""Gaps between drivers before the race, as shares of a lap: qualifying, long and short runs of practice.

Robust and unexciting on purpose; what each is worth is learnt in `pace_pooling`.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pitwall.calibration.robust_fit import robust_ridge
from pitwall.domain.vocabulary import SessionCode

Gaps = Mapping[str, float]

PRACTICE = (SessionCode.FP1, SessionCode.FP2, SessionCode.FP3)
_WET = ("INTERMEDIATE", "WET")
_CHAINING_CARS = 4
_NO_LAP_IN_ANGER = 0.045
"""A best lap so far from the session's best was not a fast lap but an installation run or a broken car."""
_LONG_RUN_LAPS = 5
_LONG_RUN_RANGE = (1.025, 1.10)
"""Of the session's best lap: slower than a qualifying simulation, faster than a cooling lap."""
_WITHIN_RUN = 0.015
_FEWEST_LAPS, _FEWEST_DRIVERS = 60, 8


def qualifying_gaps(qualifying: pd.DataFrame) -> Gaps:
    """Last part taken part in, freed of the track's evolution from part to part, against the best of all (log ratio).

    Parts are chained by the median change of the drivers who took part in both.
    """
    rows = qualifying.loc[qualifying["part"] == "overall"] if "part" in qualifying else qualifying
    if rows.empty:
        return {}
    parts = np.log(rows[["q1_s", "q2_s", "q3_s"]].to_numpy(dtype=float))
    if np.isnan(parts).all():
        parts = np.log(rows[["time_s"]].to_numpy(dtype=float))
    for part in range(1, parts.shape[1]):
        change = parts[:, part] - parts[:, part - 1]
        both = ~np.isnan(change)
        if both.sum() >= _CHAINING_CARS:
            parts[:, part:] -= np.median(change[both])
    last = np.array([known[-1] if len(known := row[~np.isnan(row)]) else np.nan for row in parts])
    if np.isnan(last).all():
        return {}
    gaps = last - np.nanmin(last)
    return {str(driver): float(gap) for driver, gap in zip(rows["driver_id"], gaps, strict=True) if not np.isnan(gap)}


def short_run_gaps(practice: pd.DataFrame) -> Gaps:
    """Best lap of each practice session against the session's best (log ratio), mean over the sessions."""
    if practice.empty:
        return {}
    log_time = practice["time_s"].astype(float).map(np.log)
    gap = log_time - log_time.groupby(practice["session"]).transform("min")
    kept = practice.assign(gap=gap).loc[gap <= _NO_LAP_IN_ANGER]
    return {str(driver): float(value) for driver, value in kept.groupby("driver_id")["gap"].mean().items()}


def long_run_gaps(session_laps: Mapping[SessionCode, pd.DataFrame]) -> tuple[Gaps, Mapping[str, int]]:
    """Pace in long runs against the field's median (log ratio), and how many laps it rests on; empty without laps."""
    found = [_long_runs(session_laps[code]) for code in PRACTICE if code in session_laps]
    runs = pd.concat(found, ignore_index=True) if found else pd.DataFrame({"driver_id": []})
    if len(runs) < _FEWEST_LAPS or runs["driver_id"].nunique() < _FEWEST_DRIVERS:
        return {}, {}
    drivers, row = np.unique(runs["driver_id"].to_numpy(dtype=str), return_inverse=True)
    design, penalty = _design(runs, row, len(drivers))
    fit = robust_ridge(design, np.log(runs["lap_time_s"].to_numpy(dtype=float)), penalty)
    gaps = fit.coefficients[: len(drivers)]
    laps = np.bincount(row, minlength=len(drivers))
    gaps = gaps - np.median(gaps)
    return dict(zip(drivers, gaps.tolist(), strict=True)), dict(zip(drivers, laps.tolist(), strict=True))


def _long_runs(laps: pd.DataFrame) -> pd.DataFrame:
    timed = laps.loc[laps["valid"] & ~laps["in_lap"] & ~laps["out_lap"] & ~laps["neutralised"]]
    timed = timed.loc[~timed["compound"].isin(_WET)]
    best = timed["lap_time_s"].min()
    slow_enough, fast_enough = (best * share for share in _LONG_RUN_RANGE)
    runs = timed.loc[timed["lap_time_s"].between(slow_enough, fast_enough)].copy()
    broken = runs.groupby(["driver_id", "stint"])["lap_number"].diff().fillna(1) != 1
    runs["run"] = broken.groupby(runs["driver_id"]).cumsum()
    of_run = runs.groupby(["driver_id", "stint", "run"])["lap_time_s"]
    even = (runs["lap_time_s"] / of_run.transform("median") - 1).abs() < _WITHIN_RUN
    return runs.loc[even & (of_run.transform("size") >= _LONG_RUN_LAPS)]


def _design(runs: pd.DataFrame, row: NDArray[np.intp], drivers: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Drivers, then sessions, compounds (by the name of 2018 where there is no role) and tyre life; and penalties."""
    names = runs["compound"].where(runs["compound"].notna(), runs["compound_name"]).fillna("UNKNOWN").astype(str)
    sessions = [runs["session"].eq(code).to_numpy(dtype=float) for code in sorted(runs["session"].unique())]
    compounds = [names.eq(name).to_numpy(dtype=float) for name in sorted(names.unique())]
    tyre_life = runs["tyre_life"].fillna(8.0).to_numpy(dtype=float) / 20.0
    design = np.column_stack([np.eye(drivers)[row], *sessions, *compounds, tyre_life])
    # A driver is shrunk as if one more lap of his were the field's; compounds hardly differ in practice, sessions do.
    penalty = np.concatenate([np.ones(drivers), np.full(len(sessions), 1e-3), np.full(len(compounds), 30.0), [10.0]])
    return design, penalty
