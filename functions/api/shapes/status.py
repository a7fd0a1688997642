"""Health and the state of the data."""

from datetime import date, datetime
from typing import Literal

from functions.api.shapes.references import Shape

Origin = Literal["real", "synthetic", "none"]


class Live(Shape):
    """The process answers."""

    status: Literal["up"]
    version: str


class DatabaseHealth(Shape):
    """Whether PostgreSQL answers, and what it said where it does not."""

    reachable: bool
    detail: str | None


class LakeHealth(Shape):
    """Whether the lake can be seen, and when it last took in an object."""

    reachable: bool
    newest_object_at: datetime | None


class NewestResult(Shape):
    """The newest race with a result."""

    race_id: str
    name: str
    date: date


class DataHealth(Shape):
    """How old the data are, and what is known to be missing."""

    origin: Origin
    newest_result: NewestResult | None
    age_days: int | None
    stale: bool
    stale_reason: str | None
    missing: list[str]
    last_ingest_at: datetime | None


class NewestForecast(Shape):
    """The last word on the race that is foretold, and how long ago it was said."""

    race_id: str
    horizon: str
    computed_at: datetime
    age_hours: float
    source: str
    model_version: str


class ModelHealth(Shape):
    """What speaks about the next race, and what it learned from."""

    in_use: int
    """How many models have a version in use."""
    learned_up_to: str | None
    """Oldest of the newest races that the models in use learned from."""
    newest_forecast: NewestForecast | None


class Ready(Shape):
    """Whether answers can be trusted: degraded means they can be given, with something old or missing."""

    status: Literal["ready", "degraded", "down"]
    database: DatabaseHealth
    lake: LakeHealth
    data: DataHealth
    models: ModelHealth | None = None
    """Null where the store is away."""


class SyncProgress(Shape):
    """How far the running load is."""

    step: str
    done: int
    total: int


class SourceRun(Shape):
    """The newest run of a job; `source` names whom it asked, `detail` says once each what failed."""

    source: str
    job: str
    outcome: Literal["succeeded", "unchanged", "partial", "failed"]
    finished_at: datetime
    rows_accepted: int
    rows_rejected: int
    detail: str | None


class RejectCount(Shape):
    """How many rows a reason kept out."""

    dataset: str
    reason: str
    rows: int


class Gap(Shape):
    """A race of which the store holds another number of rows than the lake."""

    race_id: str
    dataset: str
    lake_rows: int
    store_rows: int


class MissingData(Shape):
    """Data that a race should have and no source gave."""

    race_id: str
    dataset: str
    reason: str


class SyncStatus(Shape):
    """What ingestion and loading are doing and have done."""

    is_syncing: bool
    progress: SyncProgress | None
    last_sync: datetime | None
    origin: Origin
    sources: list[SourceRun]
    rejects: list[RejectCount]
    gaps: list[Gap]
    missing: list[MissingData]
