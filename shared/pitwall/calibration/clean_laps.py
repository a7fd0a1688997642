"""Which laps of a race tell about car and tyres, and how much traffic was in them.

A lap counts if it was timed, green from start to end and not in or out of the pits; a dry one if nobody near it was on
intermediates or wets.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pitwall.calibration.lap_terms import Array, Codes
from pitwall.calibration.race_facts import RaceFacts
from pitwall.domain.tyre_strategy import DRY_COMPOUNDS, WET_COMPOUNDS

AIR_REACH_S = 2.5
"""Nuisance term of dirty air: falls linearly from right behind a car to nothing here."""
CLOSE_S = 1.2
"""Nearer than this a lap time says more about the car ahead."""
_CLOSE_WEIGHT = 0.4
_LAPS_BEFORE_RAIN = 3
_LAPS_AFTER_RAIN = 8
_TYPICAL_SHARE = 0.06
"""A lap this far from the driver's median is no racing lap."""
_FEWEST_LAPS_OF_DRIVER = 8


@dataclass(frozen=True)
class DryLaps:
    """Clean dry laps of a race, one row each."""

    drivers: tuple[str, ...]
    driver: Codes
    """Index in `drivers`."""
    stint: Codes
    """Numbered over the race."""
    role: Codes
    """0 soft, 1 medium, 2 hard."""
    lap: Array
    tyre_life: Array
    lap_time_s: Array
    air: Array
    """0 in clean air to 1 right behind another car, mean of the lap's start and end."""
    weight: Array
    """Less where the car ahead set the pace."""
    free: NDArray[np.bool_]
    """No car near at the start of the lap, ahead or behind, no yellow flag: noise and mistakes are the driver's own."""


def with_gaps(laps: pd.DataFrame) -> pd.DataFrame:
    """The laps with the gaps on the road to the car ahead (`gap_start_s`, `gap_end_s`) and behind (`behind_start_s`).

    At the line where the lap starts or ends; NaN where unknown.
    """
    ends = laps["lap_end_time_s"].dropna().sort_values(kind="stable")
    ahead = ends.diff().reindex(laps.index)
    behind = (-ends.diff(-1)).reindex(laps.index)
    same = laps["driver_id"].eq(laps["driver_id"].shift()) & laps["lap_number"].eq(laps["lap_number"].shift() + 1)
    return laps.assign(
        gap_end_s=ahead, gap_start_s=ahead.shift().where(same), behind_start_s=behind.shift().where(same)
    )


def green_laps(laps: pd.DataFrame) -> pd.Series:
    """Timed laps from lap 2 on, green from start to end with a green lap before, neither in nor out laps."""
    came_from_neutralised = laps["neutralised"].shift(fill_value=False) & laps["driver_id"].eq(
        laps["driver_id"].shift()
    )
    stopped = laps["in_lap"] | laps["out_lap"] | laps["neutralised"] | came_from_neutralised
    return laps["valid"] & ~stopped & (laps["lap_number"] > 1)


def wet_tyre_laps(laps: pd.DataFrame) -> frozenset[int]:
    """Lap numbers on which anybody was on intermediates or wets, and the laps around them."""
    wet = laps.loc[laps["compound"].isin(WET_COMPOUNDS), "lap_number"].unique()
    return frozenset(int(lap) + near for lap in wet for near in range(-_LAPS_BEFORE_RAIN, _LAPS_AFTER_RAIN + 1))


def dry_laps(facts: RaceFacts) -> DryLaps | None:
    """The clean dry laps; None where tyres are not known or no driver has enough of them."""
    if facts.laps.empty or not facts.tyres_reliable:
        return None
    laps = with_gaps(facts.laps)
    usable = green_laps(laps) & laps["compound"].isin(DRY_COMPOUNDS) & (laps["tyre_life"] >= 2)
    usable &= ~laps["lap_number"].isin(wet_tyre_laps(laps))
    return _columns(_typical(laps[usable]))


def _typical(laps: pd.DataFrame) -> pd.DataFrame:
    median = laps.groupby("driver_id")["lap_time_s"].transform("median")
    near = laps[(laps["lap_time_s"] / median - 1.0).abs() < _TYPICAL_SHARE]
    return near[near.groupby("driver_id")["lap_time_s"].transform("size") >= _FEWEST_LAPS_OF_DRIVER]


def _columns(laps: pd.DataFrame) -> DryLaps | None:
    if laps.empty:
        return None
    driver, drivers = pd.factorize(laps["driver_id"])
    stint, _ = pd.factorize(driver * 1_000 + laps["stint"].fillna(0).to_numpy(dtype=np.int64))
    start, end, behind = (
        _nearness(laps[column].to_numpy(dtype=float)) for column in ("gap_start_s", "gap_end_s", "behind_start_s")
    )
    close = np.maximum(start, end) > 1.0 - CLOSE_S / AIR_REACH_S
    yellow = laps["track_status"].fillna("").str.contains("2").to_numpy(dtype=bool)
    return DryLaps(
        drivers=tuple(drivers),
        driver=driver.astype(np.int64),
        stint=stint.astype(np.int64),
        role=pd.Categorical(laps["compound"], categories=list(DRY_COMPOUNDS)).codes.astype(np.int64),
        lap=laps["lap_number"].to_numpy(dtype=float),
        tyre_life=laps["tyre_life"].to_numpy(dtype=float),
        lap_time_s=laps["lap_time_s"].to_numpy(dtype=float),
        air=(start + end) / 2.0,
        weight=np.where(close, _CLOSE_WEIGHT, 1.0),
        free=(start == 0.0) & (behind == 0.0) & ~yellow,
    )


def _nearness(gap_s: Array) -> Array:
    """1 right behind the car ahead, 0 from AIR_REACH_S on or where the gap is unknown."""
    return np.maximum(0.0, 1.0 - np.where(np.isnan(gap_s), AIR_REACH_S, gap_s) / AIR_REACH_S)
