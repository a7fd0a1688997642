"""Two real seasons, one with lap times and one with shared cars: the store holds as many rows as the files."""

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from pitwall.domain.datasets import Batch
from pitwall.sources.dataset import DataSet, Step
from tests.integration.load.track import Track

pytestmark = pytest.mark.data

SEASONS = (1957, 2020)
_KEYS = {
    "race_results": (("f1db/race_results", "f1db/sprint_results"), ()),
    "qualifying_results": (("f1db/qualifying_results", "f1db/sprint_qualifying_results"), ()),
    "starting_grids": (("f1db/starting_grid", "f1db/sprint_starting_grid"), ()),
    "practice_results": (("f1db/practice_results", "f1db/warming_up_results"), ()),
    "fastest_laps": (("f1db/fastest_laps",), ()),
    "races": (("f1db/races",), ()),
    "drivers": (("f1db/drivers",), ()),
    "constructors": (("f1db/constructors",), ()),
    "circuits": (("f1db/circuits",), ()),
    "published_driver_standings": (("f1db/driver_standings",), ()),
    "published_constructor_standings": (("f1db/constructor_standings",), ()),
    "pit_stops": (("pit_stops",), ()),
    "track_status": (("track_status",), ("season", "round", "session", "time_s", "status")),
    "session_weather": (("weather/2020",), ()),
    "race_control_messages": (("race_control/2020",), ()),
    "lap_times": (("laps/2020", "sprint_laps/2020"), ()),
}
"""Of each table its files, and the key by which repeated rows count once."""


@pytest.fixture
def loaded(track: Track, data_folder: Path) -> Track:
    """Everything of the two seasons but practice laps, taken in and loaded as a whole."""
    data = DataSet(data_folder)
    steps = [step for step in data.steps() if _concerns(step)]
    track.deliver(*(_of_seasons(data.batch(step)) for step in steps))
    return track


def test_the_store_holds_as_many_rows_as_the_files(loaded: Track, data_folder: Path) -> None:
    held = {table: len(loaded.rows(table)) for table in _KEYS}
    assert held == {table: _rows_in_files(data_folder, files, key) for table, (files, key) in _KEYS.items()}
    assert loaded.waiting() == []
    assert all(held.values())


def _concerns(step: Step) -> bool:
    name = Path(step.files[0]).stem
    return "practice and qualifying" not in step.name and (not name.isdigit() or int(name) in SEASONS)


def _of_seasons(batch: Batch) -> Batch:
    return replace(batch, table=_only_seasons(batch.table))


def _only_seasons(table: pa.Table) -> pa.Table:
    if "season" not in table.column_names:
        return table
    return table.filter(pc.is_in(table["season"], pa.array(SEASONS, table["season"].type)))


def _rows_in_files(folder: Path, files: tuple[str, ...], key: tuple[str, ...]) -> int:
    tables = [
        _only_seasons(pq.read_table(path)) for path in (folder / f"{file}.parquet" for file in files) if path.exists()
    ]
    if key:
        return sum(table.group_by(list(key)).aggregate([]).num_rows for table in tables)
    return sum(table.num_rows for table in tables)
