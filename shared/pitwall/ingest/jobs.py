"""The jobs of ingestion: which there are, when they run, and how one is run and booked.

A job asks providers and writes to the lake; it needs the internet and no database. Times are UTC.
"""

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

import pyarrow as pa

from pitwall.clock import Clock
from pitwall.domain.datasets import Batch, Partition
from pitwall.domain.records import IngestRun
from pitwall.errors import InvalidRecordError, InvalidRequestError, SourceError, SourceMalformedError
from pitwall.ingest import fetch
from pitwall.ingest.fetch import Request, Sources
from pitwall.ingest.intake import take_in
from pitwall.ingest.validate import validate_table
from pitwall.lake.lake import Lake
from pitwall.lake.objects import LakeObject
from pitwall.lake.schema import record_schema

Fetched = Iterator[Batch | SourceError]
"""What a job yields: batches as they come, and the failures it went on after."""


@dataclass(frozen=True)
class Job:
    """One scheduled job. `schedule` is a cron expression (minute hour day month weekday, UTC)."""

    name: str
    schedule: str
    summary: str
    fetch: Callable[[Sources, Lake, Request, datetime], Fetched]


JOBS: Mapping[str, Job] = MappingProxyType(
    {
        job.name: job
        for job in (
            Job("calendar", "0 0 * * *", "the running season's races and sessions", fetch.calendar),
            Job("drivers_and_constructors", "0 */6 * * *", "who drives for whom this season", fetch.entries),
            Job("results", "0 2 * * *", "classifications, also those corrected in the last two weeks", fetch.results),
            Job("post_race", "*/10 * * * *", "the classification of a race that is over and has none", fetch.post_race),
            Job("session_laps", "*/15 * * * *", "laps of sessions that ended in the last four days", fetch.laps),
            Job("weather", "*/5 * * * *", "weather at the circuit while sessions run", fetch.weather),
            Job("history", "0 3 * * *", "f1db's newest release: every season since 1950", fetch.history),
        )
    }
)
"""`post_race`, `session_laps` and `weather` look at the calendar first and ask nobody when nothing is due."""


@dataclass
class JobReport:
    """What a job did. `written` are the new lake objects."""

    run: IngestRun
    written: list[LakeObject] = field(default_factory=list)
    failures: list[SourceError] = field(default_factory=list)


def run_job(name: str, request: Request, sources: Sources, lake: Lake, clock: Clock) -> JobReport:
    """Runs the job called `name` and books the run in the lake.

    What came before a provider failed stays. Raises InvalidRequestError for a job that does not exist, the first
    SourceError where nothing at all came, and LakeError.
    """
    if name not in JOBS:
        raise InvalidRequestError(f"there is no job '{name}'; there are {', '.join(JOBS)}")
    started = clock()
    accepted, refused = 0, 0
    written: list[LakeObject] = []
    failures: list[SourceError] = []
    asked: list[str] = []
    for item in JOBS[name].fetch(sources, lake, request, started):
        if isinstance(item, SourceError):
            failures.append(item)
            asked.append(item.source)
            continue
        asked.append(item.source)
        try:
            intake = take_in(item, lake)
        except InvalidRecordError as error:
            failures.append(SourceMalformedError(item.source, str(error)))
            continue
        accepted += intake.accepted
        refused += intake.refused
        written += intake.written
    run = IngestRun(
        run_id=uuid.uuid4().hex,
        job=name,
        source_name=", ".join(dict.fromkeys(asked)) or "none",
        target=str(request),
        started_at=started,
        finished_at=clock(),
        outcome=_outcome(accepted, written, failures),
        rows_accepted=accepted,
        rows_rejected=refused,
        objects_written=len(written),
        detail="; ".join(map(str, failures))[:2_000] or None,
    )
    if asked:
        book(lake, run)
    if failures and not accepted:
        raise failures[0]
    return JobReport(run, written, failures)


def book(lake: Lake, run: IngestRun) -> LakeObject | None:
    """Writes a run into the lake, from where the loader brings it to the store. Raises LakeWriteError."""
    rows = validate_table("ingest_runs", pa.Table.from_pylist([run.model_dump()], schema=record_schema("ingest_runs")))
    revision = int(run.started_at.timestamp() * 1000)
    return lake.write(Partition("ingest_runs"), rows.table, "pitwall", revision, ())


def _outcome(accepted: int, written: list[LakeObject], failures: list[SourceError]) -> str:
    if failures:
        return "partial" if accepted else "failed"
    return "succeeded" if written else "unchanged"
