"""Pairs of laps to learn lap times from: a green lap just done, and one of the ten that followed it.

What is learned is the later lap against the car's recent pace, both freed of fuel, in per cent of a lap.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pitwall.domain.vocabulary import Compound
from pitwall.models.lap_columns import CAR
from pitwall.models.lap_table import LapTable
from pitwall.models.lap_time_answers import COLUMNS, FURTHEST, RECENT_LAPS

_ROLES = {compound.value: number for number, compound in enumerate(Compound)}
_BEGINS_EVERY = 5
"""Neighbouring laps say the same of what follows."""
_OLDEST = 6
"""Laps: what was driven longer ago is no recent pace."""


@dataclass(frozen=True)
class LapPairs:
    """Rows of the model."""

    columns: np.ndarray
    """[rows, COLUMNS]."""
    target: np.ndarray
    """[rows] per cent of the recent pace."""
    race: np.ndarray
    recent_s: np.ndarray
    """Recent pace freed of fuel."""
    fuel_s: np.ndarray
    """What the fuel on board costs on the later lap."""
    last_s: np.ndarray
    """The lap just done: what persistence foretells."""
    lap_time_s: np.ndarray
    """Of the later lap."""
    circuit: np.ndarray
    ahead: np.ndarray
    """Laps from the one to the other."""
    clean: np.ndarray

    def only(self, chosen: np.ndarray) -> "LapPairs":
        """The rows chosen by a mask or by numbers."""
        return LapPairs(**{name: getattr(self, name)[chosen] for name in self.__dataclass_fields__})


def lap_pairs(table: LapTable) -> LapPairs:
    """Pairs of green laps at most FURTHEST laps apart, in order of race, car and lap; every fifth lap begins some."""
    green = _origins(table.laps)
    parts = [_following(green, step) for step in range(1, FURTHEST + 1)]
    rows = pd.concat(parts, ignore_index=True).sort_values(["race", "driver_id", "lap_number", "ahead"], kind="stable")
    return LapPairs(
        columns=rows[list(COLUMNS)].to_numpy(dtype=np.float32),
        target=(100.0 * (rows["later_corrected_s"] / rows["recent_s"] - 1.0)).to_numpy(),
        race=rows["race"].to_numpy(),
        recent_s=rows["recent_s"].to_numpy(),
        fuel_s=rows["later_fuel_s"].to_numpy(),
        last_s=rows["lap_time_s"].to_numpy(),
        lap_time_s=rows["later_s"].to_numpy(),
        circuit=rows["circuit_id"].to_numpy(dtype=str),
        ahead=rows["ahead"].to_numpy(dtype=np.int64),
        clean=rows["later_clean"].to_numpy(dtype=bool),
    )


def _origins(laps: pd.DataFrame) -> pd.DataFrame:
    """Green laps with the recent pace as known at their end."""
    green = laps.loc[laps["green"] & laps["tyre_life"].notna() & laps["compound"].isin(list(_ROLES))].copy()
    green["role"] = green["compound"].map(_ROLES).astype(float)
    green["corrected_s"] = green["lap_time_s"] - green["fuel_s"]
    cars = [green[name] for name in CAR]
    held = {}
    for name in ("corrected_s", "tyre_life", "gap_ahead_s", "role"):
        earlier = np.column_stack([green[name].groupby(cars).shift(step) for step in range(RECENT_LAPS)])
        held[name] = earlier
    age = np.column_stack(
        [green["lap_number"] - green["lap_number"].groupby(cars).shift(s) for s in range(RECENT_LAPS)]
    )
    # A pace on other tyres is another pace: only laps on the compound of the last one count.
    usable = (age < _OLDEST) & (held["role"] == held["role"][:, :1])
    mean = {name: _mean(values, usable) for name, values in held.items()}
    deviation = held["corrected_s"] - mean["corrected_s"][:, None]
    green["recent_s"] = mean["corrected_s"]
    green["recent_laps"] = usable.sum(axis=1)
    green["recent_spread_pct"] = 100.0 * np.sqrt(_mean(deviation**2, usable)) / mean["corrected_s"]
    green["last_to_recent_pct"] = 100.0 * deviation[:, 0] / mean["corrected_s"]
    green["recent_tyre_life"] = mean["tyre_life"]
    green["recent_gap_ahead_s"] = mean["gap_ahead_s"]
    return green


def _mean(values: np.ndarray, usable: np.ndarray) -> np.ndarray:
    known = usable & np.isfinite(values)
    count = known.sum(axis=1)
    total = np.where(known, values, 0.0).sum(axis=1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _following(green: pd.DataFrame, step: int) -> pd.DataFrame:
    """The pairs of a lap and the `step`-th green one after it."""
    names = ["lap_number", "lap_time_s", "corrected_s", "fuel_s", "tyre_life", "role", "hardness", "stint", "clean"]
    later = green[names].groupby([green[name] for name in CAR]).shift(-step)
    ahead = later["lap_number"] - green["lap_number"]
    rows = green.assign(
        ahead=ahead,
        later_s=later["lap_time_s"],
        later_corrected_s=later["corrected_s"],
        later_fuel_s=later["fuel_s"],
        later_clean=later["clean"].eq(True),
        tyre_life_then=later["tyre_life"],
        compound=later["role"],
        recent_compound=green["role"],
        hardness_then=later["hardness"],
        recent_hardness=green["hardness"],
        stops_between=later["stint"].ne(green["stint"]).astype(float),
        laps_left=green["total_laps"] - later["lap_number"],
        lap_share=later["lap_number"] / green["total_laps"],
        gap_ahead_now_s=green["gap_ahead_end_s"],
        gap_behind_now_s=green["gap_behind_end_s"],
        circuit_drift=np.nan,
    )
    return rows.loc[ahead.le(FURTHEST) & ((green["lap_number"] + green["race"]) % _BEGINS_EVERY == 0)]
