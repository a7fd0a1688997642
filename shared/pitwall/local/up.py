"""`pitwall up`: the whole product on this machine, serving within seconds and loading history meanwhile.

Ctrl-C stops everything in order; kill -9 at any point leaves a home from which the next start continues.
"""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType
from typing import TYPE_CHECKING

from rich.console import Console
from sqlalchemy import Engine

from pitwall.clock import now
from pitwall.local.aws import AwsStandIn
from pitwall.local.gateway import STRATEGY_PATHS, OneApi
from pitwall.local.home import announce_store, embedded_postgres
from pitwall.local.lock import FolderLock
from pitwall.local.postgres import EmbeddedPostgres
from pitwall.local.progress import StepProgress
from pitwall.local.report import read_report
from pitwall.local.server import WebServer, local_app
from pitwall.local.terminal import ask_nobody, only_for
from pitwall.local.work_pool import WorkPool
from pitwall.settings import Settings, settings
from pitwall.store.engine import open_engine
from pitwall.store.migrate import migrate

if TYPE_CHECKING:
    from fastapi import FastAPI

    from pitwall.lake.lake import Lake
    from pitwall.local.history import History
    from pitwall.local.scheduler import LocalScheduler

_WATCH_INTERVAL_S = 1.0
_CHORES_END_WITHIN_S = 5.0


def run(chosen: Settings, console: Console) -> None:
    """Serve until Ctrl-C or SIGTERM.

    Raises FolderInUseError where another `pitwall up` has this home, ConfigurationError where the port is taken and
    StoreUnavailableError where PostgreSQL does not start.
    """
    ask_nobody()
    chosen.home.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        stack.enter_context(FolderLock(chosen.home / "up.lock", "another `pitwall up`"))
        stack.enter_context(_ended_by_signals())
        server = None if chosen.database_url else stack.enter_context(embedded_postgres(chosen))
        url = server.url if server else str(chosen.database_url)
        announce_store(url)
        stack.enter_context(only_for(console, chosen.home / "pitwall.log"))
        engine = open_engine(url, statement_timeout_s=None)
        stack.callback(engine.dispose)
        migrate(engine)
        aws = stack.enter_context(AwsStandIn())
        pool = stack.enter_context(WorkPool())
        web = stack.enter_context(_web_server(settings(), aws, pool))
        console.print(f"Pitwall answers at [bold]{web.url}[/bold] (Ctrl-C stops it)")
        if server:
            stack.enter_context(_kept_running(server))
        lake = _lake()
        history = _load(engine, lake, console)
        if history.fills_up:
            stack.enter_context(_laps_filled_backwards(engine, lake))
        something_came = stack.enter_context(_chores(lake, console))
        stack.enter_context(_schedules(engine, lake, aws, something_came))
        threading.Thread(target=_compile_ahead, name="compile", daemon=True).start()
        threading.Event().wait()


def _web_server(chosen: Settings, aws: AwsStandIn, pool: WorkPool) -> WebServer:
    # Imported here: it reads the settings that point to the store just started.
    from functions.api.app import create_app

    api = OneApi(create_app(), lambda: _strategy(aws, pool), STRATEGY_PATHS)
    return WebServer(local_app(api, chosen), chosen.host, chosen.port)


def _strategy(aws: AwsStandIn, pool: WorkPool) -> "FastAPI":
    """The strategy application, whose jobs are worked on this machine."""
    from functions.strategy.app import create_app
    from functions.strategy.job_desk import JobDesk

    return create_app(jobs=JobDesk(pool.work), prepare_aws=aws.ensure)


def _compile_ahead() -> None:
    # After an update the compiled simulator is made anew, half a minute that the first question should not wait.
    from functions.strategy.warm_up import warm_up_searches

    warm_up_searches()


def _lake() -> "Lake":
    # This and what fills the lake is imported once the site is served: Arrow and its friends cost seconds.
    from pitwall.lake.opening import open_lake

    return open_lake(settings())


def _load(engine: Engine, lake: "Lake", console: Console) -> "History":
    """Bring lake and store up to date with the history at hand, and say what there is now."""
    from pitwall.local.history import load_history

    with StepProgress(console) as progress:
        history = load_history(engine, lake, settings(), progress)
    _take_in_published(engine, console)
    console.print(history.sentence, markup=False)
    for failure in history.failures:
        console.print(f"Not to be had: {failure}", markup=False)
    if history.lacks:
        console.print(f"Absent from it: {', '.join(history.lacks)}.", markup=False)
    for line in read_report(engine).lines(now().date()):
        console.print(line, markup=False)
    return history


def _take_in_published(engine: Engine, console: Console) -> None:
    """Forecasts and models that the store does not know: all of them, where it was dropped and filled again."""
    from pitwall.lake.opening import open_artefacts
    from pitwall.local.documents import take_in_published

    for problem in take_in_published(engine, open_artefacts(settings())).unreadable:
        console.print(f"Not loaded: {problem}", markup=False)


@contextmanager
def _laps_filled_backwards(engine: Engine, lake: "Lake") -> Iterator[None]:
    """Fetch the laps of earlier races in the background; the status page shows how far that is."""
    from pitwall.local.past_laps import keep_filling_laps

    stopped = threading.Event()

    def quiet(_step: str, _done: int, _total: int) -> None: ...

    arguments = (engine, lake, settings(), quiet, stopped)
    threading.Thread(target=keep_filling_laps, args=arguments, name="laps", daemon=True).start()
    try:
        yield
    finally:
        stopped.set()


@contextmanager
def _chores(lake: "Lake", console: Console) -> Iterator[Callable[[], None]]:
    """Forecasts, calibration, models and their trial in the background; what it gives makes them look at once."""
    from pitwall.local.background import keep_doing
    from pitwall.local.chores import CHORES, TRIAL

    stopped, woken, trial_due = threading.Event(), threading.Event(), threading.Event()

    def say(words: str) -> None:
        console.print(words, markup=False)

    # The trial takes many minutes, for which a new forecast should not wait: it has a thread of its own.
    first = (CHORES, lake, settings(), stopped, say, woken, trial_due.set)
    last = ((TRIAL,), lake, settings(), stopped, say, trial_due)
    watchers = [
        threading.Thread(target=keep_doing, args=arguments, name=name, daemon=True)
        for name, arguments in (("chores", first), ("trial", last))
    ]
    for watcher in watchers:
        watcher.start()
    try:
        yield woken.set
    finally:
        for event in (stopped, woken, trial_due):
            event.set()
        for watcher in watchers:
            watcher.join(_CHORES_END_WITHIN_S)


def _schedules(engine: Engine, lake: "Lake", aws: AwsStandIn, something_came: Callable[[], object]) -> "LocalScheduler":
    """The ingest jobs through their Lambda handler, each followed by a load, and by what is due then."""
    from pitwall.local.history import load_after_job
    from pitwall.local.scheduler import LocalContext, LocalScheduler, schedule_event

    def ingest(event: dict[str, object], context: object) -> object:
        aws.ensure()
        # Imported after the stand-in is there: it makes its AWS clients from the settings.
        from functions.ingest.handler import handler

        return handler(event, context)

    def ask(job: str) -> object:
        return ingest(schedule_event(job), LocalContext("pitwall-ingest"))

    return LocalScheduler(ingest, lambda: load_after_job(engine, lake, ask), something_came)


@contextmanager
def _kept_running(server: EmbeddedPostgres) -> Iterator[None]:
    """Start PostgreSQL again on the same port when somebody kills it."""
    stopping = threading.Event()

    def watch() -> None:
        while not stopping.wait(_WATCH_INTERVAL_S):
            server.revive()

    watcher = threading.Thread(target=watch, name="store watch", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        stopping.set()
        watcher.join()


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """SIGTERM unwinds the blocks as Ctrl-C does, and Ctrl-C does so even where a shell had us ignore it."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
