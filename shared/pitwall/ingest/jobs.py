"""The jobs of ingestion: which there are, when they run, and how one is run and booked.

A job asks providers and writes to the lake; it needs the internet and no database. Times are UTC.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

import pyarrow as pa

from pitwall.clock import Clock
from pitwall.domain.datasets import Partition
from pitwall.domain.records import IngestRun
from pitwall.errors import InvalidRecordError, InvalidRequestError, SourceError, SourceMalformedError
from pitwall.ingest import fetch
from pitwall.ingest.asking import Complete, Fetched
from pitwall.ingest.fetch import Request, Sources
from pitwall.ingest.intake import take_in
from pitwall.ingest.validate import validate_table
from pitwall.lake.lake import Lake
from pitwall.lake.objects import LakeObject
from pitwall.lake.schema import record_schema


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
            Job("drivers_and_constructors", "0 */6 * * *", "this season's drivers and constructors", fetch.entries),
            Job("results", "0 2 * * *", "classifications, also those corrected in the last two weeks", fetch.results),
            Job(
                "post_race",
                "*/10 * * * *",
                "the classification of a race, sprint or qualifying that is over and has none",
                fetch.post_race,
            ),
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
    taken = _take_in_all(JOBS[name].fetch(sources, lake, request, started), lake)
    run = IngestRun(
        run_id=uuid.uuid4().hex,
        job=name,
        source_name=", ".join(dict.fromkeys(taken.asked)) or "none",
        target=str(request),
        started_at=started,
        finished_at=clock(),
        outcome=_outcome(taken),
        rows_accepted=taken.accepted,
        rows_rejected=taken.refused,
        objects_written=len(taken.written),
        detail="; ".join(dict.fromkeys(map(str, taken.failures)))[:2_000] or None,
    )
    if taken.asked:
        book(lake, run)
    if taken.failures and not taken.accepted:
        raise taken.failures[0]
    return JobReport(run, taken.written, taken.failures)


@dataclass
class _Taken:
    """What became of everything a job fetched."""

    accepted: int = 0
    refused: int = 0
    written: list[LakeObject] = field(default_factory=list)
    failures: list[SourceError] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


def _take_in_all(fetched: Fetched, lake: Lake) -> _Taken:
    taken = _Taken()
    for item in fetched:
        if isinstance(item, Complete):
            if not taken.failures:
                lake.storage.put_if_absent(item.marker, b"")
            continue
        taken.asked.append(item.source)
        if isinstance(item, SourceError):
            taken.failures.append(item)
            continue
        try:
            intake = take_in(item, lake)
        except InvalidRecordError as error:
            taken.failures.append(SourceMalformedError(item.source, str(error)))
            continue
        taken.accepted += intake.accepted
        taken.refused += intake.refused
        taken.written += intake.written
    return taken


def book(lake: Lake, run: IngestRun) -> LakeObject | None:
    """Writes a run into the lake, from where the loader brings it to the store. Raises LakeWriteError."""
    rows = validate_table("ingest_runs", pa.Table.from_pylist([run.model_dump()], schema=record_schema("ingest_runs")))
    revision = int(run.started_at.timestamp() * 1000)
    return lake.write(Partition("ingest_runs"), rows.table, "pitwall", revision, ())


def _outcome(taken: _Taken) -> str:
    if taken.failures:
        return "partial" if taken.accepted else "failed"
    return "succeeded" if taken.written else "unchanged"
