"""Small hand-made seasons for tests of features: three seasons of five races, ten drivers, every kind of table.

Values are drawn with a fixed seed around a strength of each car; no real race is behind them.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from itertools import product

import numpy as np
import pandas as pd

from pitwall.features.history import History, history_of_tables

Tables = dict[str, pd.DataFrame]

SEASONS = (2022, 2023, 2024)
ROUNDS = 5
SPRINT_ROUND = 3
DRIVERS = tuple(f"driver-{i}" for i in range(10))
CIRCUITS = ("old-airfield", "town-streets", "forest", "desert", "harbour")
_TEAMS = ("amber", "blue", "copper", "dun", "emerald")
_SESSIONS = ("FP1", "FP2", "FP3")
_SPRINT_PRACTICE = {2022: ("FP1", "FP2"), 2023: ("FP1",), 2024: ("FP1",)}
_REASONS = ("Collision", "Engine", "Gearbox", "Spun off")
_COMPOUNDS = ("SOFT", "MEDIUM", "HARD")


def team_of_driver(driver: str) -> str:
    """Two drivers a team."""
    return _TEAMS[DRIVERS.index(driver) // 2]


def hand_made_history(change: Callable[[Tables], Tables] | None = None, seed: int = 4) -> History:
    """The seasons as history; `change` edits the tables first."""
    tables = hand_made_tables(seed)
    return history_of_tables(change(tables) if change else tables)


def hand_made_tables(seed: int = 4) -> Tables:
    """Tables with the columns that history reads from the lake."""
    random = np.random.default_rng(seed)
    rows: dict[str, list[dict[str, object]]] = {name: [] for name in _EMPTY}
    for season, round_ in product(SEASONS, range(1, ROUNDS + 1)):
        _add_weekend(rows, season, round_, random)
    tables = {name: pd.DataFrame(rows[name], columns=columns) for name, columns in _EMPTY.items()}
    tables["circuits"] = pd.DataFrame(
        {
            "circuit_id": CIRCUITS,
            "circuit_type": ["RACE", "STREET", "RACE", "RACE", "STREET"],
            "latitude": [51.0, 43.5, 50.0, 26.0, 1.2],
        }
    )
    tables["drivers"] = pd.DataFrame(
        {"driver_id": DRIVERS, "date_of_birth": [date(1985 + i, 1 + i, 10) for i in range(len(DRIVERS))]}
    )
    return tables


_KEY = ["season", "round"]
_CAR = [*_KEY, "driver_id"]
_PACE = [*_CAR, "constructor_id", "gap", "gap_sd", "laps"]
_EMPTY: Mapping[str, Sequence[str]] = {
    "races": [
        *_KEY,
        "date",
        "grand_prix_id",
        "circuit_id",
        "qualifying_format",
        "course_length_km",
        "laps",
        "scheduled_laps",
        "cancelled",
    ],
    "sessions": [*_KEY, "session"],
    "seats": [*_CAR, "constructor_id", "engine_manufacturer_id"],
    "nominations": [*_KEY, "soft", "medium", "hard"],
    "results": [
        *_KEY,
        "session",
        "driver_id",
        "entry",
        "constructor_id",
        "engine_manufacturer_id",
        "display_order",
        "position",
        "position_text",
        "laps",
        "time_s",
        "points",
        "reason_retired",
        "grid_position",
        "grid_position_text",
    ],
    "qualifying": [
        *_KEY,
        "session",
        "part",
        "driver_id",
        "entry",
        "constructor_id",
        "display_order",
        "position",
        "q1_s",
        "q2_s",
        "q3_s",
        "time_s",
    ],
    "grids": [*_KEY, "session", "driver_id", "constructor_id", "display_order", "position", "position_text"],
    "practice": [*_KEY, "session", "driver_id", "constructor_id", "position", "time_s", "laps"],
    "fastest_laps": [*_CAR, "entry", "lap_time_s"],
    "pit_stops": [*_CAR, "stop", "compound_before", "compound_after"],
    "neutralisations": [*_KEY, "kind", "estimated"],
    "weather": [*_KEY, "session", "wet_mean", "air_temp_c_mean", "track_temp_c_mean"],
    "sectors": [
        *_KEY,
        "session",
        "driver_id",
        "sector1_s_min",
        "sector2_s_min",
        "sector3_s_min",
        "speed_st_kmh_max",
    ],
    "race_pace": _PACE,
    "sprint_pace": _PACE,
    "long_runs": [*_CAR, "gap", "laps"],
}


def _add_weekend(
    rows: dict[str, list[dict[str, object]]], season: int, round_: int, random: np.random.Generator
) -> None:
    key: dict[str, object] = {"season": season, "round": round_}
    sprint = round_ == SPRINT_ROUND
    rows["races"].append({**key, **_calendar_entry(season, round_)})
    practice = _SPRINT_PRACTICE[season] if sprint else _SESSIONS
    sessions = (*practice, "Q", *(("SQ", "S") if sprint and season > 2022 else ("S",) if sprint else ()), "R")
    rows["sessions"] += [{**key, "session": session} for session in sessions]
    compounds = ("C3", "C2", "C1") if round_ % 2 else ("C5", "C4", "C3")
    rows["nominations"].append({**key, "soft": compounds[0], "medium": compounds[1], "hard": compounds[2]})
    for session in sessions:
        wet = float(random.choice([0.0, 0.0, 0.4]))
        air = float(random.uniform(14, 32))
        rows["weather"].append(
            {**key, "session": session, "wet_mean": wet, "air_temp_c_mean": air, "track_temp_c_mean": air + 9}
        )
    for driver in DRIVERS:
        team = team_of_driver(driver)
        rows["seats"].append(
            {**key, "driver_id": driver, "constructor_id": team, "engine_manufacturer_id": f"{team}-engine"}
        )
    for session in practice:
        _add_practice(rows, key, session, random)
    _add_qualifying(rows, key, "Q", random)
    if sprint and season > 2022:
        _add_qualifying(rows, key, "SQ", random)
    if sprint:
        _add_result(rows, key, "S", random)
        _add_pace(rows, "sprint_pace", key, random)
    _add_result(rows, key, "R", random)
    _add_pace(rows, "race_pace", key, random)
    _add_pace(rows, "long_runs", key, random)
    _add_race_rows(rows, key, random)


def _calendar_entry(season: int, round_: int) -> dict[str, object]:
    sprint = season == 2022 and round_ == SPRINT_ROUND
    return {
        "date": date(season, 3, 6) + timedelta(days=28 * round_),
        "grand_prix_id": CIRCUITS[round_ - 1],
        "circuit_id": CIRCUITS[round_ - 1],
        "qualifying_format": "SPRINT_RACE" if sprint else "KNOCKOUT",
        "course_length_km": 4.0 + 0.3 * round_,
        "laps": 60.0 - round_,
        "scheduled_laps": None,
        "cancelled": False,
    }


def _strengths(random: np.random.Generator, spread: float) -> dict[str, float]:
    return {driver: 0.2 * i + float(random.normal(0, spread)) for i, driver in enumerate(DRIVERS)}


def _add_practice(
    rows: dict[str, list[dict[str, object]]], key: dict[str, object], session: str, random: np.random.Generator
) -> None:
    times = {driver: 91.0 + gap for driver, gap in _strengths(random, 0.5).items()}
    for position, driver in enumerate(sorted(times, key=times.__getitem__), start=1):
        car = {"session": session, "driver_id": driver, "constructor_id": team_of_driver(driver)}
        laps = float(random.integers(12, 30))
        rows["practice"].append({**key, **car, "position": float(position), "time_s": times[driver], "laps": laps})


def _add_qualifying(
    rows: dict[str, list[dict[str, object]]], key: dict[str, object], session: str, random: np.random.Generator
) -> None:
    times = {driver: 89.0 + gap for driver, gap in _strengths(random, 0.4).items()}
    for position, driver in enumerate(sorted(times, key=times.__getitem__), start=1):
        time_s = times[driver]
        car = {"session": session, "driver_id": driver, "constructor_id": team_of_driver(driver)}
        rows["qualifying"].append(
            {
                **key,
                **car,
                "part": "overall",
                "entry": 1,
                "display_order": position,
                "position": float(position),
                "q1_s": time_s + 0.9,
                "q2_s": time_s + 0.4 if position <= 8 else np.nan,
                "q3_s": time_s if position <= 6 else np.nan,
                "time_s": np.nan,
            }
        )
        if session == "Q":
            slot = {"session": "R", "display_order": position, "position": float(position)}
            rows["grids"].append({**key, **car, **slot, "position_text": str(position)})
            sectors = {f"sector{n}_s_min": time_s / 3 + float(random.normal(0, 0.1)) for n in (1, 2, 3)}
            rows["sectors"].append({**key, **car, **sectors, "speed_st_kmh_max": 310.0 + float(random.integers(0, 25))})


def _add_result(
    rows: dict[str, list[dict[str, object]]], key: dict[str, object], session: str, random: np.random.Generator
) -> None:
    strength = _strengths(random, 0.9)
    retired = [driver for driver in DRIVERS if random.uniform() < 0.15]
    order = sorted(strength, key=lambda driver: (driver in retired, strength[driver]))
    for place, driver in enumerate(order, start=1):
        out = driver in retired
        grid = int(random.integers(1, 11))
        rows["results"].append(
            {
                **key,
                "session": session,
                "driver_id": driver,
                "entry": 1,
                "constructor_id": team_of_driver(driver),
                "engine_manufacturer_id": f"{team_of_driver(driver)}-engine",
                "display_order": place,
                "position": np.nan if out else float(place),
                "position_text": "DNF" if out else str(place),
                "laps": float(random.integers(3, 40)) if out else 55.0,
                "time_s": np.nan if out else 5400.0 + 4.0 * place,
                "points": None,
                "reason_retired": str(random.choice(_REASONS)) if out else None,
                "grid_position": float(grid),
                "grid_position_text": str(grid),
            }
        )


def _add_pace(
    rows: dict[str, list[dict[str, object]]], table: str, key: dict[str, object], random: np.random.Generator
) -> None:
    for driver, gap in _strengths(random, 0.3).items():
        pace = {"gap": (gap - 1.0) / 90.0, "gap_sd": 0.0007, "laps": float(random.integers(20, 50))}
        rows[table].append({**key, "driver_id": driver, "constructor_id": team_of_driver(driver), **pace})


def _add_race_rows(
    rows: dict[str, list[dict[str, object]]], key: dict[str, object], random: np.random.Generator
) -> None:
    for driver, gap in _strengths(random, 0.4).items():
        rows["fastest_laps"].append({**key, "driver_id": driver, "entry": 1, "lap_time_s": 92.5 + gap})
        for stop in range(1, int(random.integers(1, 4))):
            before, after = (str(random.choice(_COMPOUNDS)) for _ in range(2))
            rows["pit_stops"].append(
                {**key, "driver_id": driver, "stop": stop, "compound_before": before, "compound_after": after}
            )
    for kind in ("SC", "VSC", "RED"):
        rows["neutralisations"] += [{**key, "kind": kind, "estimated": False}] * int(random.integers(0, 3))
