"""Places gained on the road, and laps against their stint's own expectation: what profiles and modes are made of."""

import numpy as np
import pandas as pd

from pitwall.models.lap_columns import CAR
from pitwall.models.lap_table import LapTable

_FEWEST_LAPS = 8
_SAME_STINT = (*CAR, "stint")
_LARGEST_PCT = 2.0
"""A lap this far off its stint's line was a mistake or a fight, not a pace."""


def attacks(table: LapTable, reach_s: float) -> pd.DataFrame:
    """Green laps begun within `reach_s` of the car ahead that was neither stopping nor just out of the pits.

    race, driver_id, circuit_id, passed: whether the car ended the lap ahead of that one. Lap 1 is no such lap.
    """
    laps = table.laps
    place = laps["position"].groupby([laps[name] for name in CAR]).shift(1)
    rows = laps.assign(place_before=place)
    ahead = rows[["race", "lap_number", "place_before", "driver_id", "position", "in_lap", "out_lap"]]
    ahead = ahead.dropna(subset=["place_before"]).drop_duplicates(["race", "lap_number", "place_before"])
    chasing = rows.loc[rows["green"] & (rows["gap_ahead_s"] < reach_s) & (rows["place_before"] > 1)]
    chasing = chasing.assign(place_before=chasing["place_before"] - 1.0)
    both = chasing.merge(ahead, on=["race", "lap_number", "place_before"], suffixes=("", "_ahead"))
    both = both.loc[~both["in_lap_ahead"] & ~both["out_lap_ahead"]]
    return both.assign(passed=both["position"] < both["position_ahead"])[
        ["race", "driver_id", "circuit_id", "lap_number", "passed"]
    ]


def stint_laps(table: LapTable) -> pd.DataFrame:
    """Clean laps of stints that are long enough, with what the stint as a whole says of them.

    On top of the lap's columns: stint_id, corrected_s (freed of fuel), wear_pct (the stint's change per lap of tyre
    life in per cent of a lap), off_pct (the lap off the stint's straight line over tyre life; negative is faster).
    """
    laps = table.laps
    rows = laps.loc[laps["clean"] & laps["stint"].notna() & (laps["tyre_life"] >= 2)].copy()
    rows["stint_id"] = rows.groupby(list(_SAME_STINT), sort=False).ngroup()
    rows = rows.loc[rows.groupby("stint_id")["stint_id"].transform("size") >= _FEWEST_LAPS]
    rows["corrected_s"] = rows["lap_time_s"] - rows["fuel_s"]
    stints = rows["stint_id"]
    level = rows.groupby("stint_id")["corrected_s"].transform("median")
    pace = 100.0 * (rows["corrected_s"] / level - 1.0)
    kept = pace.abs() < _LARGEST_PCT
    life = rows["tyre_life"] - rows["tyre_life"].where(kept).groupby(stints).transform("mean")
    centred = pace - pace.where(kept).groupby(stints).transform("mean")
    sums = pd.DataFrame({"both": (life * centred).where(kept), "square": (life**2).where(kept)}).groupby(stints).sum()
    slope = (sums["both"] / sums["square"].clip(lower=1.0)).clip(-0.3, 0.3)
    rows["wear_pct"] = slope.reindex(stints).to_numpy()
    rows["off_pct"] = centred - rows["wear_pct"] * life
    chosen: pd.DataFrame = rows.loc[kept & np.isfinite(rows["off_pct"])]
    return chosen
