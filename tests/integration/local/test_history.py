"""History from a data set folder, from providers, or invented: loaded once, gone on with after a kill, never mixed."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from sqlalchemy import Engine, text

from pitwall.errors import DataSetError, StoreUnavailableError
from pitwall.load.loader import load_new
from pitwall.load.reconcile import reconcile
from pitwall.local.history import load_what_came
from pitwall.local.load_progress import StoredProgress
from pitwall.settings import Settings
from pitwall.store.engine import open_engine
from tests.contract.provider_server import ProviderServer
from tests.integration.local.machine import NOW, Machine
from tests.integration.local.tiny_data_set import LAPS, write_data_set
from tests.provider_season import SEASON, provider_addresses, quick_pace, serve_season
from tests.store_state import checksum, count, row_versions

__all__ = ["quick_pace"]
pytestmark = pytest.mark.database

RACE_EVENING = datetime(SEASON, 3, 10, 18, tzinfo=UTC)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A tiny data set: two races of three are run."""
    return write_data_set(tmp_path / "data")


@pytest.fixture
def machine(tmp_path: Path, database_url: str, data: Path) -> Iterator[Machine]:
    """A machine whose settings name the tiny data set."""
    made = Machine(tmp_path / "home", database_url, data=data)
    yield made
    made.engine.dispose()


@pytest.fixture
def bare(tmp_path: Path, database_url: str, quick_pace: None) -> Iterator[Machine]:
    """A machine without a data set, on the evening of the invented provider's first race."""
    made = Machine(tmp_path / "home", database_url, RACE_EVENING, data=None)
    yield made
    made.engine.dispose()


@pytest.fixture
def provider() -> Iterator[ProviderServer]:
    """A provider of this test's own."""
    with ProviderServer() as running:
        yield running


def _progress(engine: Engine) -> tuple[str, int, int, bool]:
    with engine.connect() as connection:
        row = connection.execute(text("SELECT step, done, total, active FROM load_progress")).one()
    return row.step, row.done, row.total, row.active


def _sources(engine: Engine, table: str = "races") -> set[str]:
    with engine.connect() as connection:
        return set(connection.execute(text(f"SELECT DISTINCT source FROM {table}")).scalars())


def test_a_data_set_is_loaded_booked_and_reconciled(machine: Machine, data: Path) -> None:
    history = machine.load()
    assert (history.kind, history.sentence) == ("dataset", f"History comes from the data set in {data}.")
    assert "pit_stops.parquet" in history.lacks
    counted = {name: count(machine.engine, name) for name in ("races", "race_results", "lap_times", "stints")}
    assert counted == {"races": 3, "race_results": 4, "lap_times": 2 * 2 * LAPS, "stints": 4}
    assert count(machine.engine, "races", "status = 'completed'") == 2
    with machine.engine.connect() as connection:
        run = connection.execute(text("SELECT job, outcome, target, objects_written FROM ingest_runs")).one()
    assert tuple(run) == ("data set", "succeeded", "results up to 2024-02", history.load.objects - 1)
    assert count(machine.engine, "reconcile_gaps") == 0
    assert reconcile(machine.engine, machine.lake, NOW) == []


def test_a_second_call_loads_nothing_and_writes_no_row(machine: Machine) -> None:
    machine.load()
    objects, before, versions = machine.lake.storage.paths(), checksum(machine.engine), row_versions(machine.engine)
    again = machine.load()
    assert (again.load.objects, again.load.changed) == (0, 0)
    assert machine.lake.storage.paths() == objects
    assert (checksum(machine.engine), row_versions(machine.engine)) == (before, versions)
    assert count(machine.engine, "ingest_runs") == 1


def test_progress_is_shown_stored_and_at_rest_in_the_end(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pitwall.local.load_progress._EVERY_S", 0.0)
    stored: list[tuple[str, int, int, bool]] = []
    monkeypatch.setattr(machine, "_show", lambda *_: stored.append(_progress(machine.engine)))
    machine.load()
    assert stored[0] == ("starting", 0, 0, True)
    assert all(active for *_, active in stored)
    history = [(done, total) for step, done, total, _ in stored if step == "history"]
    assert history == sorted(history)
    assert history[-1][0] == history[-1][1] > 5
    assert _progress(machine.engine)[3] is False


def test_a_data_set_without_a_table_it_needs_is_refused_and_nothing_changes(bare: Machine, data: Path) -> None:
    bare.load()
    before, versions, objects = checksum(bare.engine), row_versions(bare.engine), bare.lake.storage.paths()
    (data / "f1db" / "circuits.parquet").unlink()
    with pytest.raises(DataSetError, match=r"is no complete data set: it lacks f1db/circuits\.parquet"):
        bare.load(data=data)
    assert (checksum(bare.engine), row_versions(bare.engine)) == (before, versions)
    assert bare.lake.storage.paths() == objects
    assert _progress(bare.engine)[3] is False


def test_a_table_without_a_column_it_needs_is_named(machine: Machine, data: Path) -> None:
    laps = data / "laps" / "2024.parquet"
    pq.write_table(pq.read_table(laps).drop_columns(["lap_number"]), laps)
    (failure,) = machine.load().failures
    assert re.search(r"laps/2024\.parquet cannot be understood: .*lap_number", failure)
    assert _progress(machine.engine)[3] is False
    shutil.rmtree(data)
    write_data_set(data)
    machine.load()
    assert count(machine.engine, "lap_times") == 2 * 2 * LAPS


def test_a_data_set_that_gained_a_race_brings_that_race_only(machine: Machine, data: Path) -> None:
    machine.load()
    known, versions = set(machine.lake.storage.paths()), row_versions(machine.engine)
    write_data_set(data, run=3)
    history = machine.load()
    new = {path.rsplit("/", 1)[0] for path in set(machine.lake.storage.paths()) - known if path.endswith(".parquet")}
    of_round_3 = {f"{name}/season=2024/round=03/session=R" for name in ("race_results", "starting_grids", "laps")}
    assert new == {
        *of_round_3,
        "track_status/season=2024/round=03/session=R",
        "races/season=2024",
        "seats/season=2024",
    } | {"ingest_runs"}
    after = row_versions(machine.engine)
    for table in ("race_results", "starting_grids", "lap_times", "stints", "sessions", "drivers"):
        assert set(versions[table]) <= set(after[table]), f"a row of {table} that was there was written again"
    season_again = 3 + 6  # its races and seats name the newer release as their source
    assert history.load.changed == 2 + 2 + 2 * LAPS + 1 + season_again + 1, "results, grid, laps, status, season, run"
    assert count(machine.engine, "races", "status = 'completed'") == 3
    assert reconcile(machine.engine, machine.lake, NOW) == []


def test_a_store_that_was_lost_is_built_again_from_the_lake(
    machine: Machine, empty_database_url: str, tmp_path: Path, data: Path
) -> None:
    from pitwall.store.migrate import migrate

    machine.load()
    other = Machine(tmp_path / "home", empty_database_url, data=data)
    migrate(other.engine)
    assert other.load().load.objects > 0
    assert checksum(other.engine) == checksum(machine.engine)
    other.engine.dispose()


def test_without_data_and_providers_a_season_is_invented_and_says_so(bare: Machine) -> None:
    history = bare.load()
    assert (history.kind, len(history.failures)) == ("synthetic", 3), "without a calendar no result is due"
    assert "invented season, labelled synthetic everywhere" in history.sentence
    assert _sources(bare.engine) == _sources(bare.engine, "lap_times") == {"synthetic"}
    assert count(bare.engine, "races", "status = 'completed'") == 4
    assert bare.lake.index("races") == {}, "nothing invented lies beside what happened"
    again = bare.load()
    assert (again.kind, again.load.objects) == ("synthetic", 0)


def test_when_providers_answer_the_invented_season_goes(bare: Machine, provider: ProviderServer) -> None:
    bare.load()
    history = bare.load(jolpica_url=serve_season(provider, rounds=[1, 2], classified=[1]))
    assert history.kind == "providers"
    assert "1 of 4 questions to the providers failed" in history.sentence, "f1db is still away"
    assert _sources(bare.engine) == {"jolpica"}
    assert (count(bare.engine, "races"), count(bare.engine, "race_results"), count(bare.engine, "lap_times")) == (
        2,
        2,
        0,
    )
    assert count(bare.engine, "drivers") == 2
    assert reconcile(bare.engine, bare.lake, RACE_EVENING) == []
    assert bare.load().kind == "providers", "providers that are away again take nothing away"
    assert count(bare.engine, "race_results") == 2


def test_a_data_set_takes_the_place_of_the_invented_season(bare: Machine, data: Path) -> None:
    bare.load()
    assert bare.load(data=data).kind == "dataset"
    assert _sources(bare.engine) == {"f1db"}
    assert count(bare.engine, "races") == 3


def test_a_scheduled_job_that_failed_leaves_the_invented_season_without_false_gaps(bare: Machine) -> None:
    bare.load()
    before = checksum(bare.engine)
    report = load_what_came(bare.engine, bare.lake)
    assert report.rows == {"ingest_runs": 3}
    assert checksum(bare.engine) == before
    assert count(bare.engine, "reconcile_gaps") == 0


def test_the_first_real_calendar_from_a_schedule_ends_the_invention(
    bare: Machine, tmp_path: Path, provider: ProviderServer
) -> None:
    from pitwall.ingest.fetch import Request, Sources
    from pitwall.ingest.jobs import run_job

    bare.load()
    address = provider_addresses(serve_season(provider, rounds=[1, 2]))
    sources = Sources(Settings(home=tmp_path, **address), lambda: RACE_EVENING)
    run_job("calendar", Request(), sources, bare.lake, lambda: RACE_EVENING)
    load_what_came(bare.engine, bare.lake)
    assert _sources(bare.engine) == {"jolpica"}
    assert count(bare.engine, "lap_times") == 0
    assert load_new(bare.engine, bare.lake).objects == 0


def test_progress_that_cannot_be_stored_stops_nothing() -> None:
    away = open_engine("postgresql://nobody@127.0.0.1:9/nothing")
    with pytest.raises(StoreUnavailableError), away.connect():
        pass
    shown: list[str] = []
    with StoredProgress(away, lambda step, *_: shown.append(step)) as progress:
        progress("laps", 1, 2)
    assert shown == ["laps"]
    away.dispose()
