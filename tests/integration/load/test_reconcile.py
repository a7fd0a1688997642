"""Reconciliation: no gaps after a load; whatever the store lacks, or has too much, is named by race and data set."""

import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from pitwall.ingest.intake import take_in
from pitwall.lake.lake import Lake
from pitwall.lake.storage import FolderStorage
from pitwall.load.loader import load_new
from pitwall.load.reconcile import Gap, reconcile
from tests import racing
from tests.store_state import count

pytestmark = pytest.mark.database

NOW = datetime(2024, 4, 1, 12, tzinfo=UTC)


@pytest.fixture
def season_lake(tmp_path: Path, store: Engine) -> Lake:
    """The tiny season in lake and store."""
    lake = Lake(FolderStorage(tmp_path))
    for batch in racing.season():
        take_in(batch, lake)
    load_new(store, lake)
    return lake


def _execute(store: Engine, statement: str) -> None:
    with store.begin() as connection:
        connection.execute(text(statement))


def _written(store: Engine) -> list[tuple[object, ...]]:
    columns = "season, round, dataset, lake_rows, store_rows"
    with store.connect() as connection:
        return [
            tuple(row) for row in connection.execute(text(f"SELECT {columns} FROM reconcile_gaps ORDER BY 1, 2, 3"))
        ]


def test_after_a_load_there_is_no_gap(store: Engine, season_lake: Lake) -> None:
    assert reconcile(store, season_lake, NOW) == []
    assert _written(store) == []


def test_rows_deleted_behind_our_back_are_a_gap_until_they_are_back(store: Engine, season_lake: Lake) -> None:
    _execute(store, "DELETE FROM race_results WHERE round = 2 AND position > 2")
    assert reconcile(store, season_lake, NOW) == [Gap(2024, 2, "race_results", 4, 2)]
    assert _written(store) == [(2024, 2, "race_results", 4, 2)]
    _execute(store, "DELETE FROM loaded_objects WHERE dataset = 'race_results'")
    load_new(store, season_lake)
    assert reconcile(store, season_lake, NOW) == []
    assert _written(store) == []


def test_a_row_that_the_lake_does_not_know_is_a_gap(store: Engine, season_lake: Lake) -> None:
    _execute(
        store,
        "INSERT INTO session_weather (season, round, session, time_s, source, source_rank, source_revision) "
        "VALUES (2024, 2, 'R', 1.0, 'dataset', 80, 1)",
    )
    assert reconcile(store, season_lake, NOW) == [Gap(2024, 2, "session_weather", 0, 1)]


def test_rows_refused_for_want_of_a_reference_count_as_missing(store: Engine, season_lake: Lake) -> None:
    with_a_stranger = [*racing.DRIVERS, "eve-emerald"]
    take_in(racing.batch("race_results", racing.results(2, with_a_stranger), revision=2), season_lake)
    assert load_new(store, season_lake).refused == 1
    assert reconcile(store, season_lake, NOW) == [Gap(2024, 2, "race_results", 5, 4)]
    take_in(racing.batch("drivers", racing.drivers(with_a_stranger), revision=2), season_lake)
    load_new(store, season_lake)
    assert reconcile(store, season_lake, NOW) == []


def test_an_object_that_is_not_loaded_yet_is_a_gap(store: Engine, season_lake: Lake) -> None:
    take_in(racing.batch("laps", racing.laps(2), "dataset"), season_lake)
    take_in(racing.batch("laps", racing.laps(1, count=4), "dataset", revision=2), season_lake)
    assert reconcile(store, season_lake, NOW) == [Gap(2024, 1, "laps", 16, 12), Gap(2024, 2, "laps", 12, 0)]


def test_one_season_alone_leaves_what_was_said_of_others(store: Engine, season_lake: Lake) -> None:
    _execute(store, "DELETE FROM lap_times WHERE lap_number = 3")
    _execute(store, "INSERT INTO reconcile_gaps VALUES (2023, 5, 'laps', 9, 8, now())")
    assert reconcile(store, season_lake, NOW, season=2024) == [Gap(2024, 1, "laps", 12, 8)]
    assert _written(store) == [(2023, 5, "laps", 9, 8), (2024, 1, "laps", 12, 8)]
    assert reconcile(store, season_lake, NOW, season=2023) == []
    assert _written(store) == [(2024, 1, "laps", 12, 8)]


def test_the_books_are_not_believed_where_they_do_not_name_every_version(store: Engine, season_lake: Lake) -> None:
    _execute(store, "DELETE FROM loaded_objects WHERE dataset = 'laps'")
    assert reconcile(store, season_lake, NOW) == []


def test_two_reconciliations_at_once_wait_for_each_other(store: Engine, season_lake: Lake) -> None:
    _execute(store, "DELETE FROM lap_times WHERE lap_number = 3")
    found: list[Gap] = []
    second = threading.Thread(target=lambda: found.extend(reconcile(store, season_lake, NOW)))
    with store.begin() as first:
        first.execute(text("INSERT INTO reconcile_gaps VALUES (2024, 1, 'laps', 12, 8, now())"))
        second.start()
        _wait_until_it_waits(store)
    second.join()
    assert found == [Gap(2024, 1, "laps", 12, 8)]
    assert _written(store) == [(2024, 1, "laps", 12, 8)]
    assert count(store, "reconcile_gaps", f"checked_at = '{NOW.isoformat()}'") == 1


def _wait_until_it_waits(store: Engine) -> None:
    waiting = text(
        "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')"
    )
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with store.connect() as connection:
            if connection.execute(waiting).scalar_one():
                return
    pytest.fail("the second reconciliation did not wait for the first")
