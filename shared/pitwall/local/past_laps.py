"""Laps of earlier races in the background, newest first: hours of asking, at the providers' pace.

A lake that already has any source's laps of a race is left as it is; the jobs see to what is new.
"""

from collections.abc import Iterator
from threading import Event

from sqlalchemy import Engine

from pitwall.clock import Clock, now
from pitwall.domain.vocabulary import FIRST_LAP_SEASON, SessionCode
from pitwall.errors import PitwallError, SourceError, SourceRateLimitedError
from pitwall.ingest.asking import Asking
from pitwall.ingest.calendar import PlannedSession, planned_season, stored_sessions
from pitwall.ingest.fetch import Sources, session_laps
from pitwall.ingest.intake import take_in
from pitwall.lake.lake import Lake
from pitwall.load.loader import Progress, load_paths
from pitwall.local.history import shows_invention
from pitwall.local.load_progress import StoredProgress
from pitwall.observability import logger
from pitwall.settings import Settings

PASS_EVERY_S = 900.0


def keep_filling_laps(
    engine: Engine,
    lake: Lake,
    settings: Settings,
    progress: Progress,
    stopped: Event,
    pass_every_s: float = PASS_EVERY_S,
) -> None:
    """Fills laps backwards, pass after pass, until `stopped` is set: made for a thread of its own.

    A pass that finds nothing missing costs a look at the lake. A provider that asks for a longer pause gets it.
    """
    while not stopped.is_set():
        wait_s = pass_every_s
        try:
            fill_laps_backwards(engine, lake, settings, progress, stopped)
        except SourceRateLimitedError as error:
            wait_s = error.retry_after_s or pass_every_s
            logger().info("laps wait for a provider", extra={"reason": str(error), "wait_s": wait_s})
        except Exception:  # noqa: BLE001 (the thread's outermost function: told here or nowhere)
            logger().exception("a pass of filling laps ended early")
        stopped.wait(wait_s)


def fill_laps_backwards(engine: Engine, lake: Lake, settings: Settings, progress: Progress, stopped: Event) -> int:
    """Fetches the laps of races and sprints that the lake lacks, newest first, loading each as it comes.

    Returns how many sessions came when `stopped` is set or nothing is left. A provider that fails is skipped over for
    that session and asked again in the next pass. Raises SourceRateLimitedError, after loading what came until then.
    """
    if shows_invention(engine):
        return 0
    sources = Sources(settings, now)
    missing = list(_sessions_without_laps(lake, now))
    if not missing:
        return 0
    came = 0
    with StoredProgress(engine, progress) as shown:
        for number, session in enumerate(missing):
            if stopped.is_set():
                break
            shown("laps of earlier races", number, len(missing))
            came += _fetch_session(engine, lake, sources, session)
    return came


def _fetch_session(engine: Engine, lake: Lake, sources: Sources, session: PlannedSession) -> bool:
    written: list[str] = []
    failures: list[PitwallError] = []
    try:
        for answer in session_laps(sources, session, Asking()):
            if isinstance(answer, SourceError):
                failures.append(answer)
            else:
                written += [version.path for version in take_in(answer, lake).written]
        load_paths(engine, lake, written)
    except PitwallError as error:
        failures.append(error)
    if failures:
        told = {"laps_of": f"{session.race} {session.session}", "failures": [*map(str, failures)], "new": written}
        logger().warning("providers failed for laps", extra=told)
    for failure in failures:
        if isinstance(failure, SourceRateLimitedError):
            raise failure
    return bool(written)


def _sessions_without_laps(lake: Lake, clock: Clock) -> Iterator[PlannedSession]:
    today = clock()
    for season in range(today.year, FIRST_LAP_SEASON - 1, -1):
        stored = stored_sessions(lake, "laps", season)
        for race in reversed(planned_season(lake, season)):
            for session in race.sessions:
                raced = session.session in (SessionCode.R, SessionCode.S) and session.end_utc <= today
                if raced and not race.cancelled and (race.race, session.session) not in stored:
                    yield session
