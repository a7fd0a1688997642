"""A data set folder of a handful of rows, hand-made in the real one's layout: three rounds, two cars, some laps."""

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

SEASON = 2024
ROUNDS = 3
CARS = (("anna-quick", "swift", "QUI", 7), ("bert-slow", "red-arrow", "SLO", 22))
LAPS = 4

_TEXT, _WHOLE, _NUMBER, _FLAG = pa.large_string(), pa.int32(), pa.float64(), pa.bool_()
_WRITTEN_AT_S = 1_720_000_000
"""The files' age is part of what a load knows: the same folder twice is the same age twice."""
_WEEKEND = {"free_practice1": 2, "free_practice2": 2, "free_practice3": 1, "qualifying": 1}
_SPRINT = ("sprint_qualifying", "sprint_race")


def write_data_set(folder: Path, run: int = 2) -> Path:
    """Writes the folder as it is after `run` of the three races; files that stay the same stay byte for byte."""
    _reference(folder)
    _calendar(folder, run)
    _classifications(folder, run)
    _timing(folder, run)
    return folder


def _reference(folder: Path) -> None:
    _write(folder, "f1db/countries", [{"id": "ireland", "name": "Ireland", "demonym": "Irish"}])
    circuit = {"circuit_id": "oakfield", "name": "Oakfield", "type": "ROAD", "direction": "CLOCKWISE", "turns": 14}
    place = {"place_name": "Oakfield", "latitude": 53.1, "longitude": -7.2, "length_km": 4.2, "country_id": "ireland"}
    _write(folder, "f1db/circuits", [{**circuit, **place}], full_name=_TEXT)
    drivers = [
        {
            "driver_id": driver,
            "name": driver.replace("-", " ").title(),
            "first_name": driver.split("-")[0].title(),
            "last_name": driver.split("-")[1].title(),
            "driver_code": code,
            "permanent_number": number,
            "date_of_birth": "2000-02-29",
            "nationality_country_id": "ireland",
        }
        for driver, _, code, number in CARS
    ]
    _write(folder, "f1db/drivers", drivers, date_of_death=_TEXT)
    teams = [{"constructor_id": team, "name": team.title(), "country_id": "ireland"} for _, team, *_ in CARS]
    _write(folder, "f1db/constructors", teams, full_name=_TEXT)


def _calendar(folder: Path, run: int) -> None:
    races = []
    for round_ in range(1, ROUNDS + 1):
        sunday = _sunday(round_)
        days = {f"{name}_date": (sunday - timedelta(days=before)).isoformat() for name, before in _WEEKEND.items()}
        races.append(
            {
                "season": SEASON,
                "round": round_,
                "date": sunday.isoformat(),
                "time_utc": "13:00",
                "grand_prix_id": "oakfield",
                "grand_prix_name": f"Oakfield {round_}",
                "circuit_id": "oakfield",
                "course_length_km": 4.2,
                "turns": 14,
                "laps": LAPS if round_ <= run else None,
                **days,
                **{f"{name}_time": "10:30" for name in _WEEKEND},
            }
        )
    absent = dict.fromkeys((f"{name}_{part}" for name in _SPRINT for part in ("date", "time")), _TEXT)
    unknown = {"official_name": _TEXT, "circuit_layout_id": _TEXT, "qualifying_format": _TEXT}
    _write(folder, "f1db/races", races, **absent, **unknown, scheduled_laps=_WHOLE, distance_km=_NUMBER)
    seats = [
        {
            "season": SEASON,
            "entrant_id": team,
            "constructor_id": team,
            "engine_manufacturer_id": team,
            "driver_id": driver,
            "driver_code": code,
            "rounds": f"1-{run}",
        }
        for driver, team, code, _ in CARS
    ]
    _write(folder, "f1db/season_entrant_drivers", seats)


def _classifications(folder: Path, run: int) -> None:
    rows = [
        {
            "season": SEASON,
            "round": round_,
            "driver_id": driver,
            "constructor_id": team,
            "engine_manufacturer_id": team,
            "driver_number": str(number),
            "display_order": place,
            "position": place,
            "position_text": str(place),
            "laps": LAPS,
            "time_s": 360.0 + place,
            "points": {1: 25.0, 2: 18.0}[place],
            "grid_position": place,
            "grid_position_text": str(place),
        }
        for round_ in range(1, run + 1)
        for place, (driver, team, _, number) in enumerate(CARS, start=1)
    ]
    unknown = dict.fromkeys(("time_penalty_s", "gap_s"), _NUMBER)
    _write(folder, "f1db/race_results", rows, **unknown, laps_behind=_WHOLE, reason_retired=_TEXT)
    grid = ("season", "round", "driver_id", "constructor_id", "driver_number", "display_order", "position")
    places = [{name: row[name] for name in (*grid, "position_text")} for row in rows]
    _write(folder, "f1db/starting_grid", places, grid_penalty=_TEXT, time_s=_NUMBER)


def _timing(folder: Path, run: int) -> None:
    laps = [_lap(round_, car, lap) for round_ in range(1, run + 1) for car in CARS for lap in range(1, LAPS + 1)]
    texts = ("compound_name", "deleted_reason", "tyre_source", "source")
    numbers = ("sector1_s", "sector2_s", "sector3_s", "pit_in_time_s", "pit_out_time_s", "lap_start_time_s")
    speeds = ("speed_i1", "speed_i2", "speed_fl", "speed_st")
    flags = ("fresh_tyre", "pit_in", "pit_out", "is_accurate", "is_personal_best", "deleted")
    kinds = ((texts, _TEXT), ((*numbers, *speeds), _NUMBER), (flags, _FLAG))
    _write(folder, f"laps/{SEASON}", laps, **{name: kind for names, kind in kinds for name in names})
    changes = [
        {"season": SEASON, "round": round_, "session": "R", "time_s": 100.0, "status": "1", "message": "AllClear"}
        for round_ in range(1, run + 1)
    ]
    _write(folder, "track_status", changes)


def _lap(round_: int, car: tuple[str, str, str, int], lap: int) -> dict[str, Any]:
    driver, team, code, number = car
    return {
        "season": SEASON,
        "round": round_,
        "driver": code,
        "driver_number": number,
        "driver_id": driver,
        "constructor_id": team,
        "lap_number": lap,
        "lap_time_s": 90.0 + lap / 10 + number / 1000,
        "lap_time_source": "timing",
        "stint": 1,
        "compound": "MEDIUM",
        "tyre_life": lap,
        "lap_end_time_s": 100.0 + 90 * lap,
        "track_status": "1",
        "position": 1 if number == CARS[0][3] else 2,
    }


def _sunday(round_: int) -> date:
    return date(SEASON, 3, 3) + timedelta(weeks=2 * (round_ - 1))


def _write(folder: Path, name: str, rows: Sequence[Mapping[str, Any]], **unknown: pa.DataType) -> None:
    """Rows as the data set's types have them, and columns of which nothing is known."""
    table = pa.Table.from_pylist([dict(row) for row in rows])
    columns: Iterable[pa.Field] = table.schema
    wide = pa.schema([pa.field(field.name, _TEXT if field.type == pa.string() else field.type) for field in columns])
    table = table.cast(wide)
    for column, kind in unknown.items():
        table = table.append_column(column, pa.nulls(table.num_rows, kind))
    file = folder / f"{name}.parquet"
    file.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, file)
    os.utime(file, (_WRITTEN_AT_S, _WRITTEN_AT_S))
