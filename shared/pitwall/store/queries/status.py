"""What the store knows about itself: origin, version, age, running load, gaps and rejected rows."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from pitwall.domain.vocabulary import FIRST_LAP_SEASON
from pitwall.store.queries.fragments import race_id_of
from pitwall.store.reader import Reader, Statement

Origin = Literal["real", "synthetic", "none"]

# The books of runs come every few minutes, failed or not, and say nothing about the data.
_WHAT_ANSWERS_SAY = "FROM loaded_objects WHERE dataset <> 'ingest_runs'"

# Forecasts are documents of our own: that one was made says nothing about how fresh the lake is.
_DATA_OBJECTS = f"{_WHAT_ANSWERS_SAY} AND dataset NOT LIKE 'published/%'"

# The count too: of two loads at once, the one that began first may be the last to commit.
_STATE = f"""SELECT
    (SELECT max(loaded_at) {_WHAT_ANSWERS_SAY}) AS newest_object,
    (SELECT count(*) {_WHAT_ANSWERS_SAY}) AS objects,
    (SELECT updated_at FROM load_progress WHERE id = 1) AS load_step,
    coalesce((SELECT active FROM load_progress WHERE id = 1), false) AS loading,
    EXISTS (SELECT FROM races WHERE source <> 'synthetic') AS real_races,
    EXISTS (SELECT FROM races) AS any_races"""

_NEWEST_RESULT = "SELECT race_id, name, date FROM races WHERE status = 'completed' ORDER BY date DESC LIMIT 1"

_OVERDUE = "SELECT count(*) FROM races WHERE status = 'scheduled' AND date < CAST(:today AS date) - 1"

# A scalar subquery, since PostgreSQL would turn NOT EXISTS into a join that reads every lap.
_WITHOUT = f"""SELECT r.race_id, r.name FROM races r
    WHERE r.season >= {FIRST_LAP_SEASON} AND r.status = 'completed' AND (SELECT x.lap_number FROM {{table}} x
        WHERE x.season = r.season AND x.round = r.round AND x.session = 'R' LIMIT 1) IS NULL
    ORDER BY r.season, r.round"""

_WITHOUT_LAPS = _WITHOUT.format(table="lap_times")
_WITHOUT_PIT_STOPS = _WITHOUT.format(table="pit_stops")

_NEWEST_LAKE_OBJECT = f"""SELECT greatest((SELECT max(loaded_at) {_DATA_OBJECTS}),
    (SELECT max(finished_at) FROM ingest_runs WHERE objects_written > 0))"""

_LAST_INGEST = "SELECT max(finished_at) FROM ingest_runs WHERE outcome <> 'failed'"

# By job alone: which providers a run asked, and so its source's name, depends on which of them failed.
_SOURCES = """SELECT DISTINCT ON (job) source_name AS source, job, outcome, finished_at, rows_accepted,
    rows_rejected, detail FROM ingest_runs ORDER BY job, finished_at DESC, started_at DESC"""

_REJECTS = (
    "SELECT dataset, reason, count(*) AS rows FROM ingest_rejects GROUP BY dataset, reason ORDER BY dataset, reason"
)

_GAPS = f"""SELECT {race_id_of("reconcile_gaps")} AS race_id, dataset, lake_rows, store_rows
    FROM reconcile_gaps WHERE lake_rows <> store_rows ORDER BY season, round, dataset"""

_NEWEST_FORECAST = f"""SELECT {race_id_of("forecasts")} AS race_id, horizon, computed_at, source,
        model_version
    FROM forecasts WHERE kind = 'race' ORDER BY season DESC, round DESC, computed_at DESC LIMIT 1"""

_MODELS = "SELECT count(*) AS in_use, min(data_cut_off) AS learned_up_to FROM model_metadata WHERE is_production"

_PROGRESS = "SELECT step, done, total, active, updated_at FROM load_progress WHERE id = 1"


@dataclass(frozen=True)
class StoreState:
    """What every answer depends on. `version` differs whenever a load has changed anything."""

    version: str
    origin: Origin
    loading: bool


@dataclass(frozen=True)
class NewestResult:
    """The newest race with a result."""

    race_id: str
    name: str
    date: date


@dataclass(frozen=True)
class NewestForecast:
    """The last word on the newest race that was foretold."""

    race_id: str
    horizon: str
    computed_at: datetime
    source: str
    model_version: str


@dataclass(frozen=True)
class ModelsInUse:
    """How many models have a version in use, and the oldest of the newest races they learned from."""

    in_use: int
    learned_up_to: str | None


@dataclass(frozen=True)
class Progress:
    """How far a load is: `done` of `total` units of `step`."""

    step: str
    done: int
    total: int
    active: bool
    updated_at: datetime


def store_state(reader: Reader) -> StoreState:
    """The store's version, where its data come from, and whether a load is under way."""
    row = reader.rows(Statement(_STATE))[0]
    origin: Origin = "real" if row.real_races else "synthetic" if row.any_races else "none"
    return StoreState(f"{row.newest_object}/{row.objects}/{row.load_step}/{origin}", origin, row.loading)


def newest_result(reader: Reader) -> NewestResult | None:
    """The newest race with a result; None where no race has one."""
    row = reader.first(Statement(_NEWEST_RESULT))
    return None if row is None else NewestResult(row.race_id, row.name, row.date)


def overdue_races(reader: Reader, today: date) -> int:
    """How many races should have been run more than a day ago and have no result."""
    count: int = reader.rows(Statement(_OVERDUE, {"today": today}))[0][0]
    return count


def races_without_laps(reader: Reader) -> list[tuple[str, str]]:
    """Race id and name of each completed race since lap timing exists that has no laps."""
    return [(row.race_id, row.name) for row in reader.rows(Statement(_WITHOUT_LAPS))]


def races_without_pit_stops(reader: Reader) -> list[tuple[str, str]]:
    """Race id and name of each completed race since lap timing exists that has no pit stops."""
    return [(row.race_id, row.name) for row in reader.rows(Statement(_WITHOUT_PIT_STOPS))]


def newest_lake_object_at(reader: Reader) -> datetime | None:
    """When the lake last took in an object, as far as the store has heard."""
    found: datetime | None = reader.rows(Statement(_NEWEST_LAKE_OBJECT))[0][0]
    return found


def last_ingest_at(reader: Reader) -> datetime | None:
    """When a job of ingestion last ended without failing."""
    found: datetime | None = reader.rows(Statement(_LAST_INGEST))[0][0]
    return found


def newest_forecast(reader: Reader) -> NewestForecast | None:
    """The last word on the newest race that was foretold; None where none was."""
    row = reader.first(Statement(_NEWEST_FORECAST))
    if row is None:
        return None
    return NewestForecast(row.race_id, row.horizon, row.computed_at, row.source, row.model_version)


def models_in_use(reader: Reader) -> ModelsInUse:
    """What is known of the models in use."""
    row = reader.rows(Statement(_MODELS))[0]
    return ModelsInUse(row.in_use, row.learned_up_to)


def progress(reader: Reader) -> Progress | None:
    """The running load, or where the last one ended; None where there was none."""
    row = reader.first(Statement(_PROGRESS))
    return None if row is None else Progress(row.step, row.done, row.total, row.active, row.updated_at)


def newest_runs() -> Statement:
    """The newest run of every job."""
    return Statement(_SOURCES)


def rejects() -> Statement:
    """How many rows were refused, by data set and reason."""
    return Statement(_REJECTS)


def gaps() -> Statement:
    """Races for which store and lake hold different numbers of rows."""
    return Statement(_GAPS)
