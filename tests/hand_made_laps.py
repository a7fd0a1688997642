"""Hand-made seasons of laps for tests of lap models: wear, lane and neutralisations were put in at known rates."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from pitwall.models.lap_table import LapTable, table_of
from tests.unit.calibration.hand_made_laps import LAPS, plans, race_laps

SEASONS = (2019, 2020, 2021)
ROUNDS = 6
CIRCUITS = ("old-airfield", "town-streets", "forest")
_TRACK_TEMP_C = 35.0
_STATIONARY_S = 2.5


def hand_made_table(change: Mapping[str, pd.DataFrame] | None = None) -> LapTable:
    """Three seasons of six races with 18 cars; `change` replaces tables."""
    return table_of({**hand_made_tables(), **(change or {})})


def hand_made_tables() -> dict[str, pd.DataFrame]:
    """As the lake gives them."""
    keys = [(season, round_) for season in SEASONS for round_ in range(1, ROUNDS + 1)]
    laps = pd.concat([_laps(season, round_, seed) for seed, (season, round_) in enumerate(keys)], ignore_index=True)
    races = pd.DataFrame(
        [
            {
                "season": season,
                "round": round_,
                "circuit_id": CIRCUITS[round_ % len(CIRCUITS)],
                "course_length_km": 5.0,
                "laps": float(LAPS),
                "scheduled_laps": np.nan,
            }
            for season, round_ in keys
        ]
    )
    kinds = ["RACE", "STREET", "RACE"]
    return {
        "races": races,
        "circuits": pd.DataFrame({"circuit_id": CIRCUITS, "circuit_type": kinds}),
        "laps": laps,
        "stops": _stops(laps),
        "weather": _weather(keys),
        "neutralisations": _neutralisations(keys),
        "results": _results(laps),
    }


def _laps(season: int, round_: int, seed: int) -> pd.DataFrame:
    laps = race_laps(plans(), seed=seed).assign(season=season, round=round_)
    number = laps["driver_id"].str[1:].astype(int)
    names = {"SOFT": "C4", "MEDIUM": "C3", "HARD": "C2"}
    return laps.assign(
        constructor_id="t" + (number // 2).astype(str),
        sector1_s=laps["lap_time_s"] - laps.pop("sector2_s") - laps.pop("sector3_s"),
        compound_name=laps["compound"].map(names),
        tyre_life_recomputed=laps["tyre_life"],
        lap_start_time_s=laps["lap_end_time_s"] - laps["lap_time_s"],
        position=laps.groupby("lap_number")["lap_end_time_s"].rank(),
    )


def _stops(laps: pd.DataFrame) -> pd.DataFrame:
    stopped = laps.loc[laps["in_lap"], ["season", "round", "driver_id", "lap_number"]]
    return stopped.assign(pit_lane_time_s=22.0, stationary_s=_STATIONARY_S).reset_index(drop=True)


def _weather(keys: list[tuple[int, int]]) -> pd.DataFrame:
    rows = [
        {
            "season": s,
            "round": r,
            "time_s": 3_000.0,
            "air_temp_c": 22.0,
            "track_temp_c": _TRACK_TEMP_C,
            "rainfall": False,
        }
        for s, r in keys
    ]
    return pd.DataFrame(rows)


def _neutralisations(keys: list[tuple[int, int]]) -> pd.DataFrame:
    """Every race has a safety car on lap 1, every second one a virtual one later."""
    rows = []
    for number, (season, round_) in enumerate(keys):
        rows.append({"season": season, "round": round_, "kind": "SC", "start_lap": 1, "end_lap": 3})
        lap = 10 + number
        rows.append({"season": season, "round": round_, "kind": "VSC", "start_lap": lap, "end_lap": lap + 1})
    return pd.DataFrame(rows)


def _results(laps: pd.DataFrame) -> pd.DataFrame:
    finish = laps.groupby(["season", "round", "driver_id"])["lap_end_time_s"].max().reset_index()
    finish["display_order"] = finish.groupby(["season", "round"])["lap_end_time_s"].rank().astype(int)
    return finish.drop(columns="lap_end_time_s").assign(laps=float(LAPS), reason_retired=None, grid_position=1.0)
