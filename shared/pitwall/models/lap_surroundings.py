"""What was around a car as its lap began: the cars ahead and behind on the road, and the weather station's reading."""

import numpy as np
import pandas as pd

from pitwall.domain.tyre_strategy import WET_COMPOUNDS

FAR_S = 60.0
"""Gaps are known up to here; beyond it a car drives alone."""


def with_gaps(laps: pd.DataFrame) -> pd.DataFrame:
    """With `gap_ahead_s` and `gap_behind_s`: time to whoever crossed the line before and after, as the lap began.

    `gap_ahead_end_s` and `gap_behind_end_s`: as it ended. At most FAR_S; NaN where unknown. `laps` are by race, driver
    and lap number.
    """
    timed = laps.loc[laps["lap_end_time_s"].notna(), ["race", "lap_end_time_s"]]
    order = timed.sort_values(["race", "lap_end_time_s"], kind="stable")
    between = order["lap_end_time_s"].diff().where(order["race"].eq(order["race"].shift()), FAR_S)
    ahead = between.clip(upper=FAR_S).reindex(laps.index)
    behind = between.shift(-1).fillna(FAR_S).clip(upper=FAR_S).reindex(laps.index)
    follows = laps["driver_id"].eq(laps["driver_id"].shift()) & laps["lap_number"].eq(laps["lap_number"].shift() + 1)
    return laps.assign(
        gap_ahead_s=ahead.shift().where(follows),
        gap_behind_s=behind.shift().where(follows),
        gap_ahead_end_s=ahead,
        gap_behind_end_s=behind,
    )


def with_sky(laps: pd.DataFrame, weather: pd.DataFrame) -> pd.DataFrame:
    """With the last reading before each lap (`track_temp_c`, `air_temp_c`, `rain` 0/1) and `wet_share`.

    `wet_share` is how much of the field was on intermediates or wets a lap before. NaN where there is no reading.
    """
    columns = ["track_temp_c", "air_temp_c", "rain"]
    readings = weather.assign(rain=weather["rainfall"].astype(float)).sort_values(["race", "time_s"])
    values = np.vstack([readings[columns].to_numpy(dtype=float), np.full((1, 3), np.nan)])
    # One sorted axis for all races: a race's session time never reaches this far.
    axis = readings["race"].to_numpy() * 1e6 + readings["time_s"].to_numpy(dtype=float)
    starts = laps["lap_start_time_s"].to_numpy(dtype=float)
    place = np.searchsorted(axis, laps["race"].to_numpy() * 1e6 + np.nan_to_num(starts), side="right") - 1
    owner = np.append(readings["race"].to_numpy(), -1)
    place = np.where((owner[place] == laps["race"].to_numpy()) & np.isfinite(starts), place, len(readings))
    sky = pd.DataFrame(values[place], columns=columns, index=laps.index)
    on_wets = laps["compound"].isin(WET_COMPOUNDS).groupby([laps["race"], laps["lap_number"]]).mean()
    before = pd.MultiIndex.from_arrays([laps["race"], laps["lap_number"] - 1])
    return pd.concat([laps, sky], axis=1).assign(wet_share=on_wets.reindex(before).fillna(0.0).to_numpy())
