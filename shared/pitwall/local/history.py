"""Fills the lake and the store with history: from a data set folder, else from the providers, else an invented season.

Everything done is marked in the lake or booked in the store, so that an interrupted load goes on where it stopped.
"""

import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from sqlalchemy import Engine, text

from pitwall.clock import Clock, now
from pitwall.domain.records import IngestRun
from pitwall.domain.vocabulary import RaceKey
from pitwall.errors import DataSetError, InvalidRecordError, PitwallError, SourceError
from pitwall.ingest.fetch import Request, Sources
from pitwall.ingest.intake import Intake, take_in
from pitwall.ingest.jobs import book, run_job
from pitwall.lake.lake import Lake
from pitwall.lake.storage import open_storage
from pitwall.load.books import loaded_paths
from pitwall.load.loader import LoadReport, Progress, load_new, load_paths
from pitwall.load.reconcile import reconcile
from pitwall.local.load_progress import StoredProgress
from pitwall.observability import logger
from pitwall.settings import Settings
from pitwall.sources.dataset import DataSet, Step
from pitwall.sources.synthetic import synthetic_season
from pitwall.store.migrate import reset

MARKERS = "ingested"
_BOOKS = "ingest_runs"
_LOADING = Lock()
"""One at a time in this process: who ends the invention empties the store, and must not do so twice."""
_RUN_UNDER_WAY = timedelta(days=200)
"""The invented season has run two thirds by the end of May; earlier in a year, last year's is shown."""


@dataclass(frozen=True)
class History:
    """Which history was loaded, said plainly, and what it lacks."""

    kind: str
    sentence: str
    lacks: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
    load: LoadReport = field(default_factory=LoadReport)

    @property
    def fills_up(self) -> bool:
        """Whether laps of earlier races are to be fetched: a data set has them; an invented season may end any hour."""
        return self.kind != "dataset"


def load_history(engine: Engine, lake: Lake, settings: Settings, progress: Progress, clock: Clock = now) -> History:
    """Brings lake and store up to date with the best history at hand.

    Raises DataSetError where `settings.data` names a folder that lacks a required table or holds a corrupt one, before
    anything is written; StoreUnavailableError and LakeError.
    """
    with StoredProgress(engine, progress) as shown:
        if settings.data is not None:
            return _from_data_set(engine, lake, DataSet(settings.data), shown, clock)
        return _from_providers(engine, lake, settings, shown, clock)


def _from_data_set(engine: Engine, lake: Lake, data: DataSet, progress: Progress, clock: Clock) -> History:
    marked = set(lake.storage.paths(f"{MARKERS}/dataset"))
    steps = [step for step in data.steps() if _marker(data, step) not in marked]
    for step in steps:
        if data.is_required(step):
            # Read once before anything is written: without it nothing that follows could be loaded.
            data.batch(step)
    _forget_invention(engine)
    # What an interrupted load left in the lake comes first: later steps refer to it.
    started, report = clock(), load_new(engine, lake, progress)
    done = _steps_done(engine, lake, data, steps, progress, report)
    if steps:
        _book_data_set(lake, data, report, done, started, clock)
    _add(report, load_new(engine, lake, progress))
    if steps or report.objects:
        reconcile(engine, lake, clock())
    if done.last is not None:
        # Marked last: killed before here, the next call still comes back to book and reconcile.
        lake.storage.put_if_absent(_marker(data, done.last), b"")
    sentence = f"History comes from the data set in {data.folder}."
    return History("dataset", sentence, tuple(data.absent()), tuple(done.failures), report)


@dataclass
class _Done:
    """How the steps of a data set went. `last` is the newest that was taken in, not marked yet."""

    refused: int = 0
    last: Step | None = None
    failures: list[str] = field(default_factory=list)


def _steps_done(
    engine: Engine, lake: Lake, data: DataSet, steps: list[Step], progress: Progress, report: LoadReport
) -> _Done:
    """Takes in and loads `steps`; an optional one that cannot be understood is left for the next call to try."""
    done = _Done()
    with ThreadPoolExecutor(1, "intake") as intake:
        for number, (step, future) in enumerate(_taken_in(intake, lake, data, steps)):
            progress("history", number, len(steps))
            try:
                taken = future.result()
            except DataSetError as error:
                if data.is_required(step):
                    raise
                done.failures.append(str(error))
                continue
            done.refused += taken.refused
            _add(report, load_paths(engine, lake, taken.paths))
            if done.last is not None:
                lake.storage.put_if_absent(_marker(data, done.last), b"")
            done.last = step
    if steps:
        progress("history", len(steps), len(steps))
    return done


def _taken_in(
    intake: ThreadPoolExecutor, lake: Lake, data: DataSet, steps: list[Step]
) -> Iterator[tuple[Step, "Future[Intake]"]]:
    """Takes steps in one ahead of the loader: the lake is written while PostgreSQL works."""
    futures = [(step, intake.submit(_take_in, data, step, lake)) for step in steps]
    try:
        yield from futures
    finally:
        for _, future in futures:
            future.cancel()


def _take_in(data: DataSet, step: Step, lake: Lake) -> Intake:
    try:
        return take_in(data.batch(step), lake)
    except InvalidRecordError as error:
        raise DataSetError(f"{data.folder / step.files[0]} cannot be taken in: {error}") from error


def _marker(data: DataSet, step: Step) -> str:
    name = step.name.replace(" ", "-")
    return f"{MARKERS}/dataset/{name}-{data.fingerprint(step)}"


def _book_data_set(lake: Lake, data: DataSet, report: LoadReport, done: _Done, started: datetime, clock: Clock) -> None:
    season, round_ = data.newest_result
    book(
        lake,
        IngestRun(
            run_id=uuid.uuid4().hex,
            job="data set",
            source_name="dataset",
            target=f"results up to {RaceKey(season, round_)}",
            started_at=started,
            finished_at=clock(),
            outcome="partial" if done.failures else "succeeded",
            rows_accepted=sum(report.rows.values()),
            rows_rejected=done.refused,
            objects_written=report.objects,
            detail="; ".join(done.failures)[:2_000] or None,
        ),
    )


def _from_providers(engine: Engine, lake: Lake, settings: Settings, progress: Progress, clock: Clock) -> History:
    report, failures = LoadReport(), []
    sources = Sources(settings, clock)
    for number, job in enumerate(_FIRST_JOBS):
        progress(f"asking for {job}".replace("_", " "), number, len(_FIRST_JOBS))
        try:
            run_job(job, Request(), sources, lake, clock)
        except SourceError as error:
            failures.append(str(error))
        if lake.index("races"):
            _forget_invention(engine)
            _add(report, load_new(engine, lake, progress))
    if lake.index("races"):
        if report.objects:
            reconcile(engine, lake, clock())
        words = "History comes from the providers (Jolpica, f1db, FastF1); laps fill up backwards."
        if failures:
            words = f"{len(failures)} of {len(_FIRST_JOBS)} questions to the providers failed; what is stored stays."
        return History("providers", words, failures=tuple(failures), load=report)
    _add(report, _invent(engine, settings, progress, clock))
    words = "No data set is set and no provider answers: this is an invented season, labelled synthetic everywhere."
    return History("synthetic", words, failures=tuple(failures), load=report)


_FILLING_JOBS = ("drivers_and_constructors", "history", "results")
_FIRST_JOBS = ("calendar", *_FILLING_JOBS)


def _invent(engine: Engine, settings: Settings, progress: Progress, clock: Clock) -> LoadReport:
    # Its own lake: nothing invented may ever lie beside what happened.
    lake = Lake(open_storage(str(settings.home / "synthetic-lake")))
    season = (clock() - _RUN_UNDER_WAY).year
    for batch in synthetic_season(season):
        take_in(batch, lake)
    return load_new(engine, lake, progress)


def shows_invention(engine: Engine) -> bool:
    """Whether the store holds the invented season. Raises StoreUnavailableError."""
    with engine.connect() as connection:
        found = connection.execute(text("SELECT EXISTS (SELECT 1 FROM races WHERE source = 'synthetic')")).scalar()
    return bool(found)


def _new_books(engine: Engine, lake: Lake) -> list[str]:
    with engine.connect() as connection:
        loaded = loaded_paths(connection)
    return [path for path in lake.storage.paths(_BOOKS) if path not in loaded]


def _forget_invention(engine: Engine) -> None:
    """Empties a store that holds the invented season, now that real history is at hand."""
    if shows_invention(engine):
        reset(engine)


def load_after_job(engine: Engine, lake: Lake, ask: Callable[[str], object]) -> LoadReport:
    """Loads what a job brought. Where that ends the invention, `ask` runs the jobs that fill the product, at once.

    A job that fails is logged with its reason: it has its own schedule. Raises LakeError, StoreUnavailableError.
    """
    was_invented = shows_invention(engine)
    report = load_what_came(engine, lake)
    if was_invented and not shows_invention(engine):
        for job in _FILLING_JOBS:
            try:
                ask(job)
            except PitwallError as error:
                logger().warning("asked in vain after the first calendar", extra={"job": job, "error": str(error)})
            _add(report, load_what_came(engine, lake))
    return report


def load_what_came(engine: Engine, lake: Lake, progress: Progress | None = None) -> LoadReport:
    """Loads what jobs brought to the lake; an invented season makes room for the first real calendar.

    Until then nothing real is loaded beside it but the books of the jobs. Raises LakeError, StoreUnavailableError.
    """
    with _LOADING:
        has_calendar = bool(lake.index("races"))
        if has_calendar:
            _forget_invention(engine)
        elif shows_invention(engine):
            return load_paths(engine, lake, _new_books(engine, lake), progress)
        report = load_new(engine, lake, progress)
        # Before there is a calendar, races that are not there are no gaps.
        if has_calendar and report.objects:
            reconcile(engine, lake, now())
        return report


def _add(total: LoadReport, part: LoadReport) -> None:
    total.objects += part.objects
    total.changed += part.changed
    total.refused += part.refused
    total.unreadable += part.unreadable
    for dataset, rows in part.rows.items():
        total.rows[dataset] = total.rows.get(dataset, 0) + rows
