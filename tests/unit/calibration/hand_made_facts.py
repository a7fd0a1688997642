"""Facts of a hand-made race weekend: constant paces and known losses, to compare a measurement with what was put in.

No data, circuit or season is behind it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from types import MappingProxyType

import numpy as np
import pandas as pd

from pitwall.calibration.race_facts import RaceFacts
from pitwall.domain.vocabulary import RaceKey

FIRST_SECTOR_SHARE = 0.3
STATIONARY_S = 2.5


def hand_made_facts(
    lap_s: Sequence[float],
    *,
    laps: int = 40,
    season: int = 2024,
    grid_gap_s: float = 4.0,
    noise_s: float = 0.0,
    stops: Mapping[int, Sequence[int]] = MappingProxyType({}),
    lane_loss_s: float = 20.0,
    off_s: Mapping[tuple[int, int], float] = MappingProxyType({}),
    status: Mapping[int, str] = MappingProxyType({}),
    compounds: Mapping[tuple[int, int], str] = MappingProxyType({}),
    retired: Mapping[int, int] = MappingProxyType({}),
    neutralisations: Sequence[tuple[str, int, int, float, float]] = (),
    messages: Sequence[tuple[int, str]] = (),
    rain_laps: Sequence[int] = (),
) -> RaceFacts:
    """A race of cars `d0`, `d1`, ... (two a team) with clean laps of `lap_s`, which begins at 1000 s of session time.

    `off_s` adds to (car, lap); `compounds` names what is not MEDIUM from (car, lap) on; `retired` gives the laps a car
    completed; half of a stop's lane loss and all standing falls on the in lap, the rest on the first sector after it.
    """
    table = _laps(lap_s, laps, _Driving(grid_gap_s, noise_s, stops, lane_loss_s, off_s, status, compounds, retired))
    known = {
        "neutralisations": pd.DataFrame(list(neutralisations), columns=[*_NEUTRALISATION_COLUMNS]),
        "race_control": pd.DataFrame(list(messages), columns=["lap_number", "message"]),
        "laps": table,
        "weather": _weather(table, laps, rain_laps),
        "pit_stops": _stops(stops, lane_loss_s),
        "results": _results(len(lap_s), laps, retired),
    }
    return _facts(RaceKey(season, 5), laps, len(lap_s), known)


@dataclass(frozen=True)
class _Driving:
    grid_gap_s: float
    noise_s: float
    stops: Mapping[int, Sequence[int]]
    lane_loss_s: float
    off_s: Mapping[tuple[int, int], float]
    status: Mapping[int, str]
    compounds: Mapping[tuple[int, int], str]
    retired: Mapping[int, int]


def _laps(lap_s: Sequence[float], laps: int, how: _Driving) -> pd.DataFrame:
    draws = np.random.default_rng(7).normal(0.0, 1.0, (len(lap_s), laps + 1))
    rows = []
    for car, clean_s in enumerate(lap_s):
        end_s, life, compound = 1000.0 + how.grid_gap_s * car, 0, "MEDIUM"
        for lap in range(1, how.retired.get(car, laps) + 1):
            stopping, leaving = lap in how.stops.get(car, ()), lap - 1 in how.stops.get(car, ())
            life = 1 if leaving else life + 1
            compound = how.compounds.get((car, lap), compound)
            time_s = clean_s + how.off_s.get((car, lap), 0.0) + how.noise_s * draws[car, lap]
            half_s = how.lane_loss_s / 2
            first_s = FIRST_SECTOR_SHARE * time_s + half_s * leaving
            time_s += (half_s + STATIONARY_S) * stopping + half_s * leaving
            end_s += time_s
            rows.append(
                (
                    *(f"d{car}", f"t{car // 2}", lap, time_s, first_s, compound, float(life), end_s, stopping, leaving),
                    *(how.status.get(lap, "1"), 310.0 + car % 3),
                )
            )
    return pd.DataFrame(rows, columns=[*_LAP_COLUMNS])


def _facts(key: RaceKey, laps: int, cars: int, known: Mapping[str, pd.DataFrame]) -> RaceFacts:
    """The tables known, every other one empty."""
    given: dict[str, object] = {
        **known,
        "key": key,
        "grand_prix_id": "nowhere",
        "circuit_id": "nowhere",
        "course_length_km": 5.0,
        "counted_laps": laps,
        "scheduled_laps": laps,
        "nominations": None,
        "session_laps": {},
        "grid": pd.DataFrame(
            [(f"d{car}", car + 1, str(car + 1)) for car in range(cars)],
            columns=["driver_id", "position", "position_text"],
        ),
        "track_status": pd.DataFrame(columns=["time_s", "status"]),
        "start_time_s": 1000.0,
    }
    nothing = {field.name: pd.DataFrame() for field in fields(RaceFacts) if field.name not in given}
    return RaceFacts(**nothing, **given)  # type: ignore[arg-type]


_NEUTRALISATION_COLUMNS = ("kind", "start_lap", "end_lap", "start_time_s", "end_time_s")
_LAP_COLUMNS = (
    "driver_id",
    "constructor_id",
    "lap_number",
    "lap_time_s",
    "sector1_s",
    "compound",
    "tyre_life",
    "lap_end_time_s",
    "in_lap",
    "out_lap",
    "track_status",
    "speed_st_kmh",
)


def _stops(stops: Mapping[int, Sequence[int]], lane_loss_s: float) -> pd.DataFrame:
    rows = [
        (f"d{car}", f"t{car // 2}", lap, STATIONARY_S, lane_loss_s + STATIONARY_S + 2.0)
        for car, laps in stops.items()
        for lap in laps
    ]
    return pd.DataFrame(
        rows, columns=["driver_id", "constructor_id", "lap_number", "stationary_s", "pit_lane_time_s"]
    ).astype({"stationary_s": float, "pit_lane_time_s": float})


def _results(cars: int, laps: int, retired: Mapping[int, int]) -> pd.DataFrame:
    rows = [
        (f"d{car}", f"t{car // 2}", str(car + 1), float(retired.get(car, laps)))
        + (("DNF", "Engine") if car in retired else (str(car + 1), None))
        for car in range(cars)
    ]
    columns = ["driver_id", "constructor_id", "driver_number", "laps", "position_text", "reason_retired"]
    return pd.DataFrame(rows, columns=columns)


def _weather(laps: pd.DataFrame, count: int, rain_laps: Sequence[int]) -> pd.DataFrame:
    if laps.empty:
        return pd.DataFrame(columns=["time_s", "rainfall"])
    ends = laps.groupby("lap_number")["lap_end_time_s"].min()
    readings = [
        (float(ends[lap]) - share * 80.0, lap in rain_laps) for lap in range(1, count + 1) for share in (0.9, 0.5, 0.1)
    ]
    return pd.DataFrame(readings, columns=["time_s", "rainfall"])
