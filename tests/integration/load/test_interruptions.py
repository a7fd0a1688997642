"""A load that is cut short, at whatever statement, leaves nothing half done: the same delivery again mends it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from pitwall.domain.datasets import Batch
from pitwall.errors import StoreUnavailableError
from pitwall.load import derive, loader, staging
from tests import racing
from tests.integration.load.conftest import NewTrack
from tests.integration.load.track import Track

_PAIR = racing.DRIVERS[:2]
_DELIVERED = ("drivers", "race_results", "lap_times", "stints", "driver_standings", "constructor_standings")
_MOMENTS = ("before_cursor_execute", "commit")


class PlugPulledError(Exception):
    """The process ends here."""


class Switch:
    """Counts the moments at which a load could end, and ends it at the one asked for."""

    def __init__(self) -> None:
        self.passed = 0
        self.ends_at: int | None = None

    def pass_moment(self, *_: object) -> None:
        self.passed += 1
        if self.passed == self.ends_at:
            raise PlugPulledError

    def arm(self, ends_at: int | None) -> None:
        self.passed, self.ends_at = 0, ends_at


@pytest.fixture
def based(new_track: NewTrack) -> Track:
    """A store that has places, teams and a calendar, with a delivery of the rest in its lake."""
    track = new_track()
    track.deliver(
        racing.batch("circuits", racing.circuits()),
        racing.batch("constructors", racing.constructors()),
        racing.batch("races", racing.calendar()),
    )
    return track


@pytest.fixture
def switch(based: Track, monkeypatch: pytest.MonkeyPatch) -> Switch:
    """Wired to every statement, commit and COPY of the track."""
    switch = Switch()
    for moment in _MOMENTS:
        event.listen(based.engine, moment, switch.pass_moment)

    def stage(*arguments: Any) -> None:
        switch.pass_moment()
        staging.stage(*arguments)
        switch.pass_moment()

    monkeypatch.setattr(loader, "stage", stage)
    monkeypatch.setattr(derive, "stage", stage)
    return switch


def _delivery() -> list[Batch]:
    spoiled = racing.lap(1, "ann-amber", 2, lap_time_s=-1.0)
    return [
        racing.batch("drivers", racing.drivers(_PAIR)),
        racing.batch("race_results", racing.results(1, [*_PAIR, "eve-ebony"])),
        racing.batch("laps", [*racing.laps(1, [*_PAIR, "eve-ebony"], count=1), spoiled]),
    ]


def _undo(track: Track) -> None:
    """Brings the store back to where it was before the delivery."""
    with track.engine.begin() as connection:
        for name in (*reversed(_DELIVERED), "ingest_rejects"):
            connection.execute(text(f"DELETE FROM {name}"))
        connection.execute(text("DELETE FROM loaded_objects WHERE dataset IN ('drivers', 'race_results', 'laps')"))
        connection.execute(text("DELETE FROM seasons WHERE season NOT IN (SELECT season FROM races)"))
        connection.execute(text("UPDATE races SET status = 'scheduled'"))


def test_a_load_ended_at_any_statement_is_mended_by_the_same_delivery(based: Track, switch: Switch) -> None:
    paths = based.take(*_delivery())
    switch.arm(None)
    based.load(paths)
    moments = switch.passed
    expected = based.contents()
    assert len(expected["ingest_rejects"]) == 3, "two rows wait for their driver, one lap was refused"
    assert moments > 50
    for ends_at in range(1, moments + 1):
        switch.arm(None)
        _undo(based)
        switch.arm(ends_at)
        with pytest.raises(PlugPulledError):
            based.load(paths)
        switch.arm(None)
        based.load(paths)
        assert based.contents() == expected, f"ended at moment {ends_at} of {moments}"


def test_a_load_ended_in_the_middle_leaves_its_data_set_as_it_was(based: Track, switch: Switch) -> None:
    based.load(based.take(*_delivery()))
    before = based.contents()
    corrected = based.take(racing.batch("race_results", racing.results(1, _PAIR[::-1]), revision=2))
    switch.arm(None)
    with pytest.raises(PlugPulledError):
        _ended_at_commit(based, corrected)
    assert based.contents() == before


@pytest.mark.parametrize("statement", ["CREATE TEMP TABLE", "INSERT INTO race_results", "INSERT INTO loaded_objects"])
def test_postgresql_going_away_is_said_so_and_a_later_load_works(based: Track, statement: str) -> None:
    paths = based.take(*_delivery())
    with _going_away_before(based, statement), pytest.raises(StoreUnavailableError):
        based.load(paths)
    based.load(paths)
    assert len(based.rows("race_results")) == len(_PAIR)


def test_postgresql_going_away_while_rows_are_copied_is_said_so(based: Track, monkeypatch: pytest.MonkeyPatch) -> None:
    copy: Callable[..., None] = staging._copy

    def going_away(connection: Connection, *arguments: Any) -> None:
        _terminate(based, connection)
        copy(connection, *arguments)

    paths = based.take(*_delivery())
    monkeypatch.setattr(staging, "_copy", going_away)
    with pytest.raises(StoreUnavailableError):
        based.load(paths)
    monkeypatch.setattr(staging, "_copy", copy)
    based.load(paths)
    assert len(based.rows("lap_times")) == len(_PAIR)


def _ended_at_commit(track: Track, paths: list[str]) -> None:
    def end(_: Connection) -> None:
        raise PlugPulledError

    event.listen(track.engine, "commit", end)
    try:
        track.load(paths)
    finally:
        event.remove(track.engine, "commit", end)


@contextmanager
def _going_away_before(track: Track, beginning: str) -> Iterator[None]:
    """PostgreSQL ends the connection just before its first statement that begins so."""

    def watch(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith(beginning):
            event.remove(track.engine, "before_cursor_execute", watch)
            _terminate(track, connection)

    event.listen(track.engine, "before_cursor_execute", watch)
    yield


def _terminate(track: Track, connection: Connection) -> None:
    driver = connection.connection.driver_connection
    assert driver is not None
    with track.engine.connect() as other:
        other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": driver.info.backend_pid})
