"""The timing tables of a data set, and how each becomes records: laps, stops, weather, race control and flags."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pitwall.domain.vocabulary import FIRST_LAP_SEASON
from pitwall.sources.dataset_columns import as_utc, project, with_constant, with_occurrence

if TYPE_CHECKING:
    from pitwall.sources.dataset import DataSet

Read = Callable[["DataSet", str], pa.Table]

_LAP = (
    "season",
    "round",
    "driver_id",
    "driver_number",
    "constructor_id",
    "lap_number",
    "lap_time_s",
    "sector1_s",
    "sector2_s",
    "sector3_s",
    "stint",
    "compound",
    "compound_name",
    "tyre_life",
    "fresh_tyre",
    "pit_in",
    "pit_out",
    "pit_in_time_s",
    "pit_out_time_s",
    "lap_start_time_s",
    "lap_end_time_s",
    "track_status",
    "is_accurate",
    "is_personal_best",
    "deleted",
    "deleted_reason",
)
_LAP_RENAMED = {
    "driver_code": "driver",
    "speed_i1_kmh": "speed_i1",
    "speed_i2_kmh": "speed_i2",
    "speed_fl_kmh": "speed_fl",
    "speed_st_kmh": "speed_st",
    "provider": "source",
}


def _race_laps(session: str) -> Read:
    def read(data: "DataSet", file: str) -> pa.Table:
        columns = (*_LAP, "position", "lap_time_source", "tyre_source")
        return with_constant(project(data.table(file), columns, _LAP_RENAMED), "session", session)

    return read


def practice_laps(data: "DataSet", file: str) -> pa.Table:
    """Laps of practice and qualifying; these have no race position."""
    return project(data.table(file), (*_LAP, "session"), _LAP_RENAMED)


def ergast_laps(data: "DataSet", file: str) -> pa.Table:
    """Official lap times of earlier seasons: no sectors, no tyres."""
    columns = ("season", "round", "driver_id", "lap_number", "position", "lap_time_s")
    table = with_constant(project(data.table(file), columns, {"driver_code": "driver"}), "session", "R")
    return with_constant(table, "lap_time_source", "official")


def pit_stops(data: "DataSet", file: str) -> pa.Table:
    """Pit stops with tyres before and after and, where known, stationary time."""
    columns = (
        "season",
        "round",
        "driver_id",
        "stop",
        "constructor_id",
        "driver_number",
        "pit_lane_time_s",
        "stationary_s",
        "compound_before",
        "tyre_life_before",
        "compound_after",
        "tyre_life_after",
        "track_status_in_lap",
        "track_status_out_lap",
        "position_in_lap",
        "position_after_out_lap",
    )
    return with_constant(project(data.table(file), columns, {"lap_number": "lap"}), "session", "R")


def session_timings(data: "DataSet", file: str) -> pa.Table:
    """When sessions really began and ended."""
    table = data.table(file)
    kept = project(
        table, ("season", "round", "session", "start_time_s", "finish_time_s"), {"feed_zero_method": "t0_method"}
    )
    return kept.append_column("feed_zero_utc", as_utc(table["t0_utc"])).append_column(
        "started_utc", as_utc(table["start_utc"])
    )


def track_status(data: "DataSet", file: str) -> pa.Table:
    """Changes of the track's status."""
    return project(data.table(file), ("season", "round", "session", "time_s", "status", "message"))


def neutralisations(data: "DataSet", file: str) -> pa.Table:
    """Safety cars, virtual safety cars and red flags; before 2018 from race reports, some of them estimated.

    The table's sources overlap: from 2018 the track-status feed is complete, so the reports are used before only.
    """
    table = data.table(file)
    reported = pc.starts_with(table["source"], "racedata_kaggle")
    table = table.filter(pc.xor(reported, pc.greater_equal(table["season"], FIRST_LAP_SEASON)))
    table = table.sort_by([(column, "ascending") for column in ("season", "round", "start_lap", "type")])
    columns = ("season", "round", "start_lap", "end_lap", "start_time_s", "end_time_s", "cause")
    kept = with_constant(project(table, columns, {"kind": "type"}), "session", "R")
    kept = kept.append_column("estimated", pc.ends_with(table["source"], "_estimate"))
    return with_occurrence(kept, "number", ("season", "round"))


def compound_nominations(data: "DataSet", file: str) -> pa.Table:
    """Which compounds were nominated as soft, medium and hard."""
    return project(data.table(file), ("season", "round", "soft", "medium", "hard"))


def session_weather(data: "DataSet", file: str) -> pa.Table:
    """Weather-station readings; wind direction brought to 0-360 degrees."""
    table = data.table(file)
    columns = ("air_temp_c", "track_temp_c", "humidity_pct", "pressure_mbar", "rainfall", "wind_speed_ms")
    kept = project(table, ("season", "round", "session", "time_s", *columns))
    bearing = np.mod(table["wind_direction_deg"].cast(pa.float64()).to_numpy(), 360.0)
    return kept.append_column("wind_direction_deg", pa.array(bearing, from_pandas=True))


def race_control(data: "DataSet", file: str) -> pa.Table:
    """Race control's messages, numbered as sent."""
    table = data.table(file)
    columns = ("time_s", "category", "message", "status", "flag", "scope", "sector", "driver_number")
    kept = project(table, ("season", "round", "session", *columns), {"lap_number": "lap"})
    kept = kept.append_column("time_utc", as_utc(table["time_utc"]))
    kept = kept.take(
        pc.sort_indices(kept, sort_keys=[(c, "ascending") for c in ("season", "round", "session", "time_utc")])
    )
    return with_occurrence(kept, "message_number", ("season", "round", "session"))


TABLES: tuple[tuple[str, str, str, Read, str], ...] = (
    ("session times", "session_timings", "sessions.parquet", session_timings, "dataset"),
    ("track status", "track_status", "track_status.parquet", track_status, "dataset"),
    ("neutralisations", "neutralisations", "neutralisations.parquet", neutralisations, "dataset"),
    ("pit stops", "pit_stops", "pit_stops.parquet", pit_stops, "dataset"),
    (
        "compound nominations",
        "compound_nominations",
        "circuits/compound_nominations.parquet",
        compound_nominations,
        "dataset",
    ),
    ("lap times 1996-2016", "laps", "ergast_lap_times.parquet", ergast_laps, "ergast"),
)
"""Words, data set, file, reader and source of each table."""

SEASON_TABLES: tuple[tuple[str, str, str, Read], ...] = (
    ("laps", "laps", "race laps", _race_laps("R")),
    ("sprint_laps", "laps", "sprint laps", _race_laps("S")),
    ("session_laps", "laps", "practice and qualifying laps", practice_laps),
    ("weather", "session_weather", "weather", session_weather),
    ("race_control", "race_control", "race control", race_control),
)
"""Folder of one file per season, data set, words and reader."""
