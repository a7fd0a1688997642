"""What each dry stop cost over its in and out lap, stationary time apart: under green against the car's own pace.

Under a neutralisation against the cars near it that stayed out.
"""

import numpy as np
import pandas as pd

from pitwall.domain.tyre_strategy import DRY_COMPOUNDS
from pitwall.models.lap_columns import CAR
from pitwall.models.lap_table import LapTable

_PLAUSIBLE_GREEN_S, _PLAUSIBLE_S = (8.0, 40.0), (-5.0, 40.0)
"""Beyond these something else happened: a new nose, a penalty served, a spin."""
_NEAR_S = 15.0
"""Cars within this meet a neutralisation at the same part of the lap."""
_LAPS_AROUND = 4
USUAL_STATIONARY_S = 2.6
"""Where no stop of a race is timed; a tyre change takes between two and three seconds."""
_LONGEST_ROUTINE_S = 8.0


def pit_stops(table: LapTable) -> pd.DataFrame:
    """race, circuit_id, status, loss_s (stationary time apart), stationary_s (NaN where unknown); plausible ones."""
    laps = _two_laps(table.laps)
    stops = table.stops.drop_duplicates([*CAR, "lap_number"]).merge(laps, on=[*CAR, "lap_number"])
    dry = (
        stops["compound"].isin(DRY_COMPOUNDS) & stops["compound_out"].isin(DRY_COMPOUNDS) & (stops["wet_share"] == 0.0)
    )
    routine = ~(stops["stationary_s"] > _LONGEST_ROUTINE_S)
    stops = stops.loc[dry & routine & (stops["lap_number"] > 1)].reset_index(drop=True)
    stops["status"] = _status(stops)
    against = np.where(stops["status"].eq("GREEN"), 2.0 * stops["pace_s"], _stayed_out(stops, laps))
    usual = stops.groupby("race")["stationary_s"].transform("median").fillna(USUAL_STATIONARY_S)
    stops["loss_s"] = stops["two_s"] - against - stops["stationary_s"].fillna(usual)
    told = stops["status"].notna() & stops["loss_s"].between(*_PLAUSIBLE_S)
    told &= stops["status"].ne("GREEN") | stops["loss_s"].between(*_PLAUSIBLE_GREEN_S)
    return stops.loc[told, ["race", "circuit_id", "status", "loss_s", "stationary_s"]].reset_index(drop=True)


def _two_laps(laps: pd.DataFrame) -> pd.DataFrame:
    """Each lap with the next one of the car, and the car's green pace around them."""
    cars = [laps[name] for name in CAR]
    later = (
        laps[["lap_number", "lap_time_s", "compound", "in_lap", "neutralised", "track_status"]].groupby(cars).shift(-1)
    )
    follows = later["lap_number"].eq(laps["lap_number"] + 1)
    green = laps["lap_time_s"].where(laps["green"])
    shifted = [green.groupby(cars).shift(step) for step in (*range(1, _LAPS_AROUND + 1), *range(-1 - _LAPS_AROUND, -1))]
    began_s = laps["lap_end_time_s"].groupby(cars).shift(1)
    return laps.assign(
        two_s=(laps["lap_time_s"] + later["lap_time_s"]).where(follows),
        compound_out=later["compound"],
        stops_again=later["in_lap"].eq(True),
        neutralised_out=later["neutralised"].eq(True),
        status_out=later["track_status"],
        pace_s=pd.concat(shifted, axis=1).median(axis=1),
        began_s=began_s,
    )


def _status(stops: pd.DataFrame) -> pd.Series:
    """GREEN, VSC or SC of the in lap; None where a red flag fell on the stop or a neutralisation began after it."""
    told = stops["track_status"].fillna("")
    red = told.str.contains("5") | stops["status_out"].fillna("").str.contains("5")
    kinds = [told.str.contains("4"), told.str.contains("[67]"), ~stops["neutralised_out"]]
    status = pd.Series(np.select(kinds, ["SC", "VSC", "GREEN"], default=""), index=stops.index)
    return status.where(~red & ~stops["stops_again"] & status.ne(""))


def _stayed_out(stops: pd.DataFrame, laps: pd.DataFrame) -> np.ndarray:
    """Median time over the two laps of the cars near each neutralised stop that stayed out; NaN where few did."""
    wanted = stops.loc[stops["status"].isin(["SC", "VSC"])]
    stayed = laps.loc[~laps["in_lap"] & ~laps["out_lap"] & ~laps["stops_again"] & laps["two_s"].notna()]
    by_lap = {key: rows[["began_s", "two_s"]].to_numpy() for key, rows in stayed.groupby(["race", "lap_number"])}
    found = np.full(len(stops), np.nan)
    for row, (race, lap, began_s) in zip(
        wanted.index, wanted[["race", "lap_number", "began_s"]].to_numpy(), strict=True
    ):
        others = by_lap.get((race, lap), np.zeros((0, 2)))
        near = others[np.abs(others[:, 0] - began_s) < _NEAR_S, 1]
        if len(near) >= 2:
            found[int(row)] = np.median(near)
    return found
