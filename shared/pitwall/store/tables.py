"""Tables of what is known: one per data set that a request needs, the derived ones, and the loader's books."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Computed,
    DateTime,
    Double,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    func,
)
from sqlalchemy.schema import SchemaItem

from pitwall.domain.datasets import DATASETS
from pitwall.store.columns import record_columns
from pitwall.store.references import constructor, driver, metadata, race_reference, reference


def _dataset_table(dataset: str, *items: SchemaItem, name: str | None = None, **options: Any) -> Table:
    return Table(name or dataset, metadata, *record_columns(DATASETS[dataset]), *items, **options)


drivers = _dataset_table("drivers", Column("current_elo", Double))
constructors = _dataset_table("constructors", Column("current_elo", Double))
"""`current_elo` is the newest point of `rating_history`; None before a race."""
circuits = _dataset_table("circuits")

seasons = Table("seasons", metadata, Column("season", SmallInteger, primary_key=True, autoincrement=False))

races = _dataset_table(
    "races",
    Column("race_id", Text, Computed("season::text || '-' || lpad(round::text, 2, '0')", persisted=True)),
    Column("status", Text, nullable=False, server_default="scheduled"),
    reference("season", "seasons", "season"),
    reference("circuit_id", "circuits", "circuit_id"),
    Index("ix_races_date", "date"),
    Index("ix_races_race_id", "race_id", unique=True),
)
"""`status` is derived by the loader: scheduled, completed (a classification is stored) or cancelled."""

sessions = _dataset_table("sessions", race_reference())
session_timings = _dataset_table("session_timings", race_reference())
driver_seats = _dataset_table(
    "seats",
    race_reference(),
    driver(),
    constructor(),
    Index("ix_driver_seats_driver", "driver_id", "season"),
    Index("ix_driver_seats_constructor", "constructor_id", "season"),
    name="driver_seats",
)
race_results = _dataset_table(
    "race_results",
    race_reference(),
    driver(),
    constructor(),
    Index("ix_race_results_driver", "driver_id", "season", "round"),
    Index("ix_race_results_constructor", "constructor_id", "season", "round"),
)
fastest_laps = _dataset_table("fastest_laps", race_reference(), driver())
qualifying_results = _dataset_table(
    "qualifying_results",
    race_reference(),
    driver(),
    constructor(),
    Index("ix_qualifying_results_driver", "driver_id", "season"),
)
starting_grids = _dataset_table("starting_grids", race_reference(), driver(), constructor())
practice_results = _dataset_table("practice_results", race_reference(), driver(), constructor())
pit_stops = _dataset_table("pit_stops", race_reference(), driver())
lap_times = _dataset_table(
    "laps",
    race_reference(),
    driver(),
    Index("ix_lap_times_driver", "driver_id", "season", "round"),
    name="lap_times",
    postgresql_partition_by="LIST (season)",
)
"""Partitioned by season; the loader makes a season's partition when its first lap arrives."""

session_weather = _dataset_table("session_weather", race_reference())
hourly_weather = _dataset_table("hourly_weather", race_reference())
race_control_messages = _dataset_table("race_control", race_reference(), name="race_control_messages")
track_status = _dataset_table("track_status", race_reference())
neutralisations = _dataset_table("neutralisations", race_reference())
compound_nominations = _dataset_table("compound_nominations", race_reference())

stints = Table(
    "stints",
    metadata,
    Column("season", SmallInteger, primary_key=True, autoincrement=False),
    Column("round", SmallInteger, primary_key=True, autoincrement=False),
    Column("session", Text, primary_key=True),
    Column("driver_id", Text, primary_key=True),
    Column("stint", SmallInteger, primary_key=True, autoincrement=False),
    Column("compound", Text),
    Column("compound_name", Text),
    Column("fresh_tyre", Boolean),
    Column("start_lap", SmallInteger, nullable=False),
    Column("end_lap", SmallInteger, nullable=False),
    Column("laps", SmallInteger, nullable=False),
    Column("tyre_life_start", SmallInteger),
    Column("tyre_life_end", SmallInteger),
    Column("median_lap_time_s", Double),
    race_reference(),
    driver(),
)
"""Derived from the laps: one row per set of tyres per car."""

driver_standings = Table(
    "driver_standings",
    metadata,
    Column("season", SmallInteger, primary_key=True, autoincrement=False),
    Column("round", SmallInteger, primary_key=True, autoincrement=False),
    Column("driver_id", Text, primary_key=True),
    Column("position", SmallInteger),
    Column("position_text", Text, nullable=False),
    Column("points", Double, nullable=False),
    Column("wins", SmallInteger, nullable=False),
    Column("podiums", SmallInteger, nullable=False),
    Column("basis", Text, nullable=False),
    race_reference(),
    driver(),
    Index("ix_driver_standings_season_position", "season", "round", "position"),
)
"""After each round. `basis`: `computed` from positions and the season's rules, or `published` (older seasons)."""

constructor_standings = Table(
    "constructor_standings",
    metadata,
    Column("season", SmallInteger, primary_key=True, autoincrement=False),
    Column("round", SmallInteger, primary_key=True, autoincrement=False),
    Column("constructor_id", Text, primary_key=True),
    Column("engine_manufacturer_id", Text, primary_key=True),
    Column("position", SmallInteger),
    Column("position_text", Text, nullable=False),
    Column("points", Double, nullable=False),
    Column("wins", SmallInteger, nullable=False),
    Column("podiums", SmallInteger, nullable=False),
    Column("basis", Text, nullable=False),
    race_reference(),
    constructor(),
    Index("ix_constructor_standings_season_position", "season", "round", "position"),
)

published_driver_standings = _dataset_table("published_driver_standings", race_reference(), driver())
published_constructor_standings = _dataset_table("published_constructor_standings", race_reference(), constructor())

ingest_runs = _dataset_table("ingest_runs", Index("ix_ingest_runs_started", "started_at"))

ingest_rejects = Table(
    "ingest_rejects",
    metadata,
    Column("reject_id", Text, primary_key=True),
    Column("stage", Text, nullable=False),
    Column("dataset", Text, nullable=False),
    Column("season", SmallInteger),
    Column("round", SmallInteger),
    Column("session", Text),
    Column("source", Text, nullable=False),
    Column("source_revision", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("row_json", Text, nullable=False),
    Index("ix_ingest_rejects_partition", "dataset", "season", "round"),
)
"""Rows refused at a door, with the reason. `reject_id` hashes all the rest, so that a row is recorded once."""

loaded_objects = Table(
    "loaded_objects",
    metadata,
    Column("path", Text, primary_key=True),
    Column("dataset", Text, nullable=False),
    Column("season", SmallInteger),
    Column("round", SmallInteger),
    Column("session", Text),
    Column("rows", Integer, nullable=False),
    Column("outcome", Text, nullable=False, server_default="loaded"),
    Column("detail", Text),
    Column("loaded_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Index("ix_loaded_objects_partition", "dataset", "season", "round", "session"),
    Index("ix_loaded_objects_loaded_at", "loaded_at"),
)
"""Which lake objects the store has taken in; what is listed in the lake and not here is still to load."""

load_progress = Table(
    "load_progress",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("step", Text, nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("active", Boolean, nullable=False),
)
"""One row, id 1: how far the running load is, or where the last one ended."""

reconcile_gaps = Table(
    "reconcile_gaps",
    metadata,
    Column("season", SmallInteger, primary_key=True, autoincrement=False),
    Column("round", SmallInteger, primary_key=True, autoincrement=False),
    Column("dataset", Text, primary_key=True),
    Column("lake_rows", Integer, nullable=False),
    Column("store_rows", Integer, nullable=False),
    Column("checked_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)
"""Where the store holds another number of rows than the lake, as of the last reconciliation."""
