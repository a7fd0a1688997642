"""Laps of earlier races in the background: newest first, until told to stop, and on from there the next time.

FastF1 and OpenF1 run for real and find nothing; Jolpica's lap times are hand-made.
"""

from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from sqlalchemy import Engine, text

from pitwall.lake.lake import Lake
from pitwall.lake.storage import FolderStorage
from pitwall.local import past_laps
from pitwall.local.history import load_history
from pitwall.local.past_laps import fill_laps_backwards, keep_filling_laps
from pitwall.observability import logger
from pitwall.settings import Settings
from tests.contract.provider_server import ProviderServer, Reply, Request
from tests.function_cloud import log_lines
from tests.provider_season import (
    SEASON,
    laps,
    provider_addresses,
    quick_pace,
    serve_season,
    without_live_timing,
)
from tests.store_state import count

__all__ = ["log_lines", "quick_pace"]
pytestmark = pytest.mark.database

ROUNDS = (1, 2, 3, 4)
AFTER_ROUND_3 = f"{SEASON}-04-09T12:00:00Z"


class Filler:
    """A store with a calendar and no laps, and what fills it."""

    def __init__(self, engine: Engine, home: Path, provider: ProviderServer) -> None:
        self.engine = engine
        self.provider = provider
        self.lake = Lake(FolderStorage(home / "lake"))
        self.stopped = Event()
        address = provider_addresses(serve_season(provider, ROUNDS), f"{provider.url}/openf1")
        self._settings = Settings(home=home, data=None, **address)
        load_history(engine, self.lake, self._settings, lambda *_: None)

    def fill(self) -> int:
        """How many sessions came."""
        return fill_laps_backwards(self.engine, self.lake, self._settings, lambda *_: None, self.stopped)

    def keep_filling(self) -> None:
        """Passes seven seconds apart."""
        keep_filling_laps(self.engine, self.lake, self._settings, lambda *_: None, self.stopped, 7.0)

    def asked(self) -> list[int]:
        """The rounds whose laps Jolpica was asked for, in that order."""
        paths = [request.path for request in self.provider.requests if request.path.endswith("/laps.json")]
        return [int(path.split("/")[3]) for path in paths]

    def stored(self) -> dict[int, int]:
        """Laps by round."""
        with self.engine.connect() as connection:
            rows = connection.execute(text("SELECT round, count(*) FROM lap_times GROUP BY round"))
            return {row[0]: row[1] for row in rows}


@pytest.fixture
def filler(store: Engine, tmp_path: Path, quick_pace: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Filler]:
    """Three races are run, the fourth is to come; Jolpica has the laps of all three."""
    monkeypatch.setenv("PITWALL_NOW", AFTER_ROUND_3)
    logger()
    with ProviderServer() as provider:
        made = Filler(store, tmp_path, provider)
        without_live_timing(provider, monkeypatch)
        for round_ in ROUNDS:
            provider.route(f"/jolpica/{SEASON}/{round_}/laps.json", laps(round_))
        yield made


def test_the_newest_race_comes_first_and_what_is_not_run_is_not_asked_for(filler: Filler) -> None:
    assert filler.fill() == 3
    assert filler.asked() == [3, 2, 1]
    assert filler.stored() == {1: 6, 2: 6, 3: 6}
    assert count(filler.engine, "lap_times", "source = 'jolpica'") == 18
    assert count(filler.engine, "load_progress", "NOT active") == 1
    assert filler.fill() == 0
    assert filler.asked() == [3, 2, 1], "what is there is not asked for again"


def test_it_stops_when_told_and_goes_on_from_there(filler: Filler) -> None:
    def last_answer(_: Request) -> object:
        filler.stopped.set()
        return laps(3)

    filler.provider.route(f"/jolpica/{SEASON}/3/laps.json", last_answer)
    assert filler.fill() == 1
    assert filler.stored() == {3: 6}, "what had come was loaded"
    filler.stopped.clear()
    assert filler.fill() == 2
    assert (filler.asked(), filler.stored()) == ([3, 2, 1], {1: 6, 2: 6, 3: 6})


def test_told_to_stop_before_it_starts_it_asks_nobody(filler: Filler) -> None:
    filler.stopped.set()
    assert (filler.fill(), filler.asked()) == (0, [])


def test_a_race_that_nobody_has_is_passed_over_named_and_asked_for_again(
    filler: Filler, log_lines: list[dict[str, object]]
) -> None:
    path = f"/jolpica/{SEASON}/2/laps.json"
    filler.provider.script(path, *[Reply("", 503)] * 3, laps(2))
    assert filler.fill() == 2
    assert filler.stored() == {1: 6, 3: 6}
    (line,) = [line for line in log_lines if line.get("laps_of") == f"{SEASON}-02 R" and line["new"] == []]
    failures = line["failures"]
    assert isinstance(failures, list)
    assert [failure.split(":")[0] for failure in failures] == ["fastf1", "openf1", "jolpica"]
    assert "answered 503" in failures[2]
    assert filler.fill() == 1
    assert filler.stored() == {1: 6, 2: 6, 3: 6}


class _Passes(Event):
    """Set after so many waits, each of which is noted and over at once."""

    def __init__(self, passes: int) -> None:
        super().__init__()
        self.waits_s: list[float | None] = []
        self._passes = passes

    def wait(self, timeout: float | None = None) -> bool:
        self.waits_s.append(timeout)
        if len(self.waits_s) == self._passes:
            self.set()
        return self.is_set()


def test_a_provider_that_wants_a_pause_ends_the_pass_and_gets_it(filler: Filler) -> None:
    filler.provider.script(f"/jolpica/{SEASON}/3/laps.json", Reply("", 429, {"Retry-After": "120"}), laps(3))
    filler.stopped = passes = _Passes(3)
    filler.keep_filling()
    assert passes.waits_s == [120.0, 7.0, 7.0]
    assert filler.asked() == [3, 3, 2, 1], "nobody else was asked in the meantime, and nothing twice"
    assert filler.stored() == {1: 6, 2: 6, 3: 6}


def test_what_nobody_foresaw_is_logged_whole_and_ends_that_pass_only(
    filler: Filler, monkeypatch: pytest.MonkeyPatch, log_lines: list[dict[str, object]]
) -> None:
    real, calls = past_laps.session_laps, iter([RuntimeError("a bug")])

    def buggy(*arguments: Any) -> Any:
        for error in calls:
            raise error
        return real(*arguments)

    monkeypatch.setattr(past_laps, "session_laps", buggy)
    filler.stopped = _Passes(2)
    filler.keep_filling()
    (line,) = [line for line in log_lines if line["level"] == "ERROR"]
    assert "a bug" in str(line["exception"])
    assert "Traceback" in str(line["exception"])
    assert filler.stored() == {1: 6, 2: 6, 3: 6}
