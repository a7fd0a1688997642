"""The f1db tables of a data set, and how each becomes records: calendar, people, places and classifications."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from pitwall.sources.dataset_columns import instant, project, with_constant, with_occurrence

if TYPE_CHECKING:
    from pitwall.sources.dataset import DataSet

Read = Callable[["DataSet", str], pa.Table]

_ENTRY = (
    "season",
    "round",
    "driver_id",
    "constructor_id",
    "driver_number",
    "display_order",
    "position",
    "position_text",
)
_RACE = ("season", "round", "driver_id")


def _countries(data: "DataSet", column: str) -> dict[str, str]:
    table = data.table("f1db/countries.parquet")
    return dict(zip(table["id"].to_pylist(), table[column].to_pylist(), strict=True))


def _looked_up(ids: pa.ChunkedArray, names: dict[str, str]) -> pa.Array:
    return pa.array([names.get(key) for key in ids.to_pylist()], pa.string())


def drivers(data: "DataSet", file: str) -> pa.Table:
    """Drivers, their nationality as a demonym."""
    table = data.table(file)
    kept = project(
        table,
        ("driver_id", "name", "first_name", "last_name", "driver_code", "permanent_number"),
    )
    for column in ("date_of_birth", "date_of_death"):
        kept = kept.append_column(column, table[column].cast(pa.date32()))
    return kept.append_column("nationality", _looked_up(table["nationality_country_id"], _countries(data, "demonym")))


def constructors(data: "DataSet", file: str) -> pa.Table:
    """Constructors with their country's name."""
    table = data.table(file)
    kept = project(table, ("constructor_id", "name", "full_name"))
    return kept.append_column("country", _looked_up(table["country_id"], _countries(data, "name")))


def circuits(data: "DataSet", file: str) -> pa.Table:
    """Circuits with their country's name."""
    table = data.table(file)
    kept = project(
        table,
        ("circuit_id", "name", "full_name", "direction", "place_name", "latitude", "longitude", "length_km", "turns"),
        {"circuit_type": "type"},
    )
    return kept.append_column("country", _looked_up(table["country_id"], _countries(data, "name")))


def races(data: "DataSet", file: str) -> pa.Table:
    """The calendar of every season."""
    table = data.table(file)
    kept = project(
        table,
        (
            "season",
            "round",
            "official_name",
            "grand_prix_id",
            "circuit_id",
            "circuit_layout_id",
            "qualifying_format",
            "course_length_km",
            "turns",
            "laps",
            "scheduled_laps",
            "distance_km",
        ),
        {"name": "grand_prix_name"},
    )
    if "cancelled" in table.column_names:
        kept = kept.append_column("cancelled", table["cancelled"].cast(pa.bool_()).fill_null(False))
    starts = map(instant, table["date"].to_pylist(), table["time_utc"].to_pylist())
    return kept.append_column("date", table["date"].cast(pa.date32())).append_column(
        "start_time_utc", pa.array(starts, pa.timestamp("us", "UTC"))
    )


_SESSION_COLUMNS = {
    "FP1": ("free_practice1_date", "free_practice1_time"),
    "FP2": ("free_practice2_date", "free_practice2_time"),
    "FP3": ("free_practice3_date", "free_practice3_time"),
    "Q": ("qualifying_date", "qualifying_time"),
    "SQ": ("sprint_qualifying_date", "sprint_qualifying_time"),
    "S": ("sprint_race_date", "sprint_race_time"),
    "R": ("date", "time_utc"),
}


def sessions(data: "DataSet", file: str) -> pa.Table:
    """The sessions each weekend announced, as far as the calendar dates them."""
    rows = [
        {
            "season": race["season"],
            "round": race["round"],
            "session": session,
            "date": date.fromisoformat(race[day]),
            "start_time_utc": instant(race[day], race[clock]),
        }
        for race in data.table(file).to_pylist()
        for session, (day, clock) in _SESSION_COLUMNS.items()
        if race[day]
    ]
    return pa.Table.from_pylist(rows)


def seats(data: "DataSet", file: str) -> pa.Table:
    """One row per driver, constructor and round entered; test drivers without a round have no seat."""
    return pa.Table.from_pylist(list(_seats(data.table(file).to_pylist())))


def _seats(entries: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    taken = set()
    for entry in entries:
        for round_ in rounds_of(entry["rounds"]):
            seat = (entry["season"], round_, entry["driver_id"], entry["constructor_id"])
            if seat in taken:  # entered by two teams with the same make of car
                continue
            taken.add(seat)
            yield {
                "season": entry["season"],
                "round": round_,
                **{key: entry[key] for key in ("driver_id", "constructor_id", "entrant_id", "driver_code")},
                "engine_manufacturer_id": entry["engine_manufacturer_id"],
            }


def rounds_of(text: str | None) -> list[int]:
    """The rounds that f1db's `1-2,4-8,10` names; none for None. Raises ValueError for other text."""
    rounds: list[int] = []
    for part in text.split(",") if text else ():
        first, _, last = part.partition("-")
        rounds.extend(range(int(first), int(last or first) + 1))
    return rounds


def _results(session: str) -> Read:
    def read(data: "DataSet", file: str) -> pa.Table:
        table = data.table(file).sort_by(
            [("season", "ascending"), ("round", "ascending"), ("display_order", "ascending")]
        )
        optional = [column for column in ("shared_car",) if column in table.column_names]
        kept = project(
            table,
            (
                *_ENTRY,
                "engine_manufacturer_id",
                "laps",
                "time_s",
                "time_penalty_s",
                "gap_s",
                "laps_behind",
                "reason_retired",
                "points",
                "grid_position",
                "grid_position_text",
                *optional,
            ),
        )
        return with_occurrence(with_constant(kept, "session", session), "entry", _RACE)

    return read


def fastest_laps(data: "DataSet", file: str) -> pa.Table:
    """Each driver's best race lap, ranked."""
    table = data.table(file)
    kept = project(table, (*_RACE, "position"), {"lap_number": "lap", "lap_time_s": "time_s"})
    return with_occurrence(with_constant(kept, "session", "R"), "entry", _RACE)


def qualifying(data: "DataSet", file: str) -> pa.Table:
    """Qualifying with its parts where it had several sessions."""
    table = data.table(file)
    kept = project(table, (*_ENTRY, "part", "time_s", "q1_s", "q2_s", "q3_s", "gap_s", "laps"))
    return with_occurrence(with_constant(kept, "session", "Q"), "entry", (*_RACE, "part"))


def sprint_qualifying(data: "DataSet", file: str) -> pa.Table:
    """Sprint qualifying (or shootout)."""
    kept = project(data.table(file), (*_ENTRY, "q1_s", "q2_s", "q3_s", "gap_s", "laps"))
    return with_occurrence(with_constant(kept, "session", "SQ"), "entry", _RACE)


def _grid(session: str) -> Read:
    def read(data: "DataSet", file: str) -> pa.Table:
        return with_constant(project(data.table(file), (*_ENTRY, "grid_penalty", "time_s")), "session", session)

    return read


def practice(data: "DataSet", file: str) -> pa.Table:
    """Practice sessions FP1 to FP4."""
    table = data.table(file)
    kept = project(table, (*_ENTRY, "time_s", "gap_s", "laps"))
    return kept.append_column("session", pc.binary_join_element_wise("FP", table["session"].cast(pa.string()), ""))


def warm_up(data: "DataSet", file: str) -> pa.Table:
    """Sunday warm-ups, until 2002."""
    return with_constant(project(data.table(file), (*_ENTRY, "time_s", "gap_s", "laps")), "session", "WU")


def pit_stops(data: "DataSet", file: str) -> pa.Table:
    """Pit stops with the time in the pit lane; the data set's own table has more about most of them."""
    columns = ("season", "round", "driver_id", "stop", "constructor_id", "driver_number")
    renamed = {"lap_number": "lap", "pit_lane_time_s": "time_s"}
    return with_constant(project(data.table(file), columns, renamed), "session", "R")


def driver_standings(data: "DataSet", file: str) -> pa.Table:
    """The drivers' championship after each round, as published."""
    columns = ("season", "round", "driver_id", "display_order", "position", "position_text", "points")
    return project(data.table(file), columns)


def constructor_standings(data: "DataSet", file: str) -> pa.Table:
    """The constructors' championship after each round, as published."""
    columns = ("constructor_id", "engine_manufacturer_id", "display_order", "position", "position_text", "points")
    return project(data.table(file), ("season", "round", *columns))


TABLES: tuple[tuple[str, str, str, Read, str], ...] = (
    ("circuits", "circuits", "f1db/circuits.parquet", circuits, "f1db"),
    ("drivers", "drivers", "f1db/drivers.parquet", drivers, "f1db"),
    ("constructors", "constructors", "f1db/constructors.parquet", constructors, "f1db"),
    ("calendar", "races", "f1db/races.parquet", races, "f1db"),
    ("weekend schedules", "sessions", "f1db/races.parquet", sessions, "f1db"),
    ("seats", "seats", "f1db/season_entrant_drivers.parquet", seats, "f1db"),
    ("fastest laps", "fastest_laps", "f1db/fastest_laps.parquet", fastest_laps, "f1db"),
    (
        "published driver standings",
        "published_driver_standings",
        "f1db/driver_standings.parquet",
        driver_standings,
        "f1db",
    ),
    (
        "published constructor standings",
        "published_constructor_standings",
        "f1db/constructor_standings.parquet",
        constructor_standings,
        "f1db",
    ),
    ("race results", "race_results", "f1db/race_results.parquet", _results("R"), "f1db"),
    ("sprint results", "race_results", "f1db/sprint_results.parquet", _results("S"), "f1db"),
    ("qualifying", "qualifying_results", "f1db/qualifying_results.parquet", qualifying, "f1db"),
    ("sprint qualifying", "qualifying_results", "f1db/sprint_qualifying_results.parquet", sprint_qualifying, "f1db"),
    ("starting grids", "starting_grids", "f1db/starting_grid.parquet", _grid("R"), "f1db"),
    ("sprint grids", "starting_grids", "f1db/sprint_starting_grid.parquet", _grid("S"), "f1db"),
    ("practice", "practice_results", "f1db/practice_results.parquet", practice, "f1db"),
    ("pit stops of f1db", "pit_stops", "f1db/pit_stops.parquet", pit_stops, "f1db"),
    ("warm-ups", "practice_results", "f1db/warming_up_results.parquet", warm_up, "f1db"),
)
"""Words, data set, file, reader and source of each table, in an order that can be loaded."""

ALSO_READS = {
    "f1db/drivers.parquet": ("f1db/countries.parquet",),
    "f1db/constructors.parquet": ("f1db/countries.parquet",),
    "f1db/circuits.parquet": ("f1db/countries.parquet",),
}
