"""What is shown changes hands: the invented season holds until a real calendar comes, and never mixes with it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pitwall.cli import load
from pitwall.errors import DataSetError
from pitwall.ingest.fetch import Request, Sources
from pitwall.ingest.intake import take_in
from pitwall.ingest.jobs import JOBS, run_job
from pitwall.local.history import load_after_job, load_what_came
from pitwall.settings import Settings, settings
from tests import racing
from tests.contract.provider_server import ProviderServer
from tests.integration.local.machine import Machine
from tests.integration.local.tiny_data_set import write_data_set
from tests.provider_season import SEASON, provider_addresses, quick_pace, serve_season
from tests.store_state import checksum, count

__all__ = ["quick_pace"]
pytestmark = pytest.mark.database

RACE_EVENING = datetime(SEASON, 3, 10, 18, tzinfo=UTC)


@pytest.fixture
def invented(tmp_path: Path, database_url: str, quick_pace: None) -> Iterator[Machine]:
    """A machine that shows the invented season, since no provider answers."""
    made = Machine(tmp_path / "home", database_url, RACE_EVENING, data=None)
    history = made.load()
    assert (history.kind, history.fills_up) == ("synthetic", True)
    yield made
    made.engine.dispose()


def test_real_drivers_wait_for_a_real_calendar_while_the_invented_season_is_shown(invented: Machine) -> None:
    before = checksum(invented.engine)
    clash = [{**row, "driver_id": f"real-{row['driver_id']}"} for row in racing.drivers()]
    take_in(racing.batch("drivers", clash, "jolpica"), invented.lake)
    take_in(racing.batch("constructors", racing.constructors(), "jolpica"), invented.lake)
    report = load_what_came(invented.engine, invented.lake)
    assert set(report.rows) == {"ingest_runs"}, "only the books of the jobs"
    assert checksum(invented.engine) == before
    assert count(invented.engine, "drivers", "source <> 'synthetic'") == 0
    take_in(racing.batch("circuits", racing.circuits(), "jolpica"), invented.lake)
    take_in(racing.batch("races", racing.calendar(), "jolpica"), invented.lake)
    load_what_came(invented.engine, invented.lake)
    assert (count(invented.engine, "races"), count(invented.engine, "drivers")) == (3, 4)
    assert count(invented.engine, "races", "source = 'synthetic'") == 0


def test_the_load_command_goes_the_same_way(
    invented: Machine, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in(racing.batch("drivers", racing.drivers(), "jolpica"), invented.lake)
    for name, value in (("DATABASE_URL", database_url), ("HOME", str(tmp_path / "home"))):
        monkeypatch.setenv(f"PITWALL_{name}", value)
    settings.cache_clear()
    try:
        load()
    finally:
        settings.cache_clear()
    assert count(invented.engine, "drivers", "source <> 'synthetic'") == 0


def test_the_first_real_calendar_brings_the_rest_of_the_product_at_once(invented: Machine, tmp_path: Path) -> None:
    asked: list[str] = []
    with ProviderServer() as provider:
        address = provider_addresses(serve_season(provider, rounds=[1, 2], classified=[1]))
        sources = Sources(Settings(home=tmp_path, **address), lambda: RACE_EVENING)

        def ask(job: str) -> object:
            asked.append(job)
            return run_job(job, Request(), sources, invented.lake, lambda: RACE_EVENING)

        load_after_job(invented.engine, invented.lake, ask)
        assert asked == [], "the season is still invented"
        run_job("calendar", Request(), sources, invented.lake, lambda: RACE_EVENING)
        load_after_job(invented.engine, invented.lake, ask)
        load_after_job(invented.engine, invented.lake, ask)
    assert asked == ["drivers_and_constructors", "history", "results"], "once, although f1db was away"
    assert (count(invented.engine, "drivers"), count(invented.engine, "race_results")) == (2, 2)


def test_f1db_is_looked_at_every_night() -> None:
    assert JOBS["history"].schedule == "0 3 * * *"


def test_one_corrupt_optional_table_is_named_and_the_rest_is_loaded(tmp_path: Path, database_url: str) -> None:
    data = write_data_set(tmp_path / "data")
    grid = data / "f1db" / "starting_grid.parquet"
    sound = grid.read_bytes()
    grid.write_bytes(b"no parquet")
    machine = Machine(tmp_path / "home", database_url, data=data)
    for _ in range(2):
        (failure,) = machine.load().failures
        assert "f1db/starting_grid.parquet cannot be read" in failure
    assert (count(machine.engine, "race_results"), count(machine.engine, "starting_grids")) == (4, 0)
    assert count(machine.engine, "ingest_runs", "outcome = 'partial' AND detail LIKE '%starting_grid%'") == 2
    markers = machine.lake.storage.paths("ingested/dataset")
    assert not any("starting-grids" in path for path in markers)
    grid.write_bytes(sound)
    assert machine.load().failures == ()
    assert count(machine.engine, "starting_grids") == 4
    assert len(machine.lake.storage.paths("ingested/dataset")) == len(markers) + 1
    machine.engine.dispose()


@pytest.mark.parametrize("table", ["drivers", "races", "race_results", "countries"])
def test_a_corrupt_table_that_is_needed_is_refused_before_anything_is_written(
    table: str, invented: Machine, tmp_path: Path
) -> None:
    data = write_data_set(tmp_path / "data")
    (data / "f1db" / f"{table}.parquet").write_bytes(b"no parquet")
    before, objects = checksum(invented.engine), invented.lake.storage.paths()
    with pytest.raises(DataSetError, match=f"f1db/{table}.parquet cannot be read"):
        invented.load(data=data)
    assert (checksum(invented.engine), invented.lake.storage.paths()) == (before, objects)


def test_an_optional_table_of_which_nothing_is_left_does_not_stop_the_rest(tmp_path: Path, database_url: str) -> None:
    data = write_data_set(tmp_path / "data")
    entrants = data / "f1db" / "season_entrant_drivers.parquet"
    pq.write_table(pq.read_table(entrants).slice(0, 0), entrants)
    machine = Machine(tmp_path / "home", database_url, data=data)
    (failure,) = machine.load().failures
    assert "season_entrant_drivers.parquet cannot be taken in" in failure
    assert count(machine.engine, "race_results") == 4
    machine.engine.dispose()
