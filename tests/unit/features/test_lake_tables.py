"""Reading many small objects at once: versions merged, what was read kept, damaged objects left out."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from pitwall.domain.datasets import Partition
from pitwall.features.history import History, read_history
from pitwall.features.lake_reads import READS
from pitwall.features.lake_tables import CACHE_FOLDER, read_tables
from pitwall.lake.lake import Lake
from pitwall.lake.schema import record_schema
from pitwall.lake.storage import FolderStorage


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(FolderStorage(tmp_path / "lake"))


@pytest.fixture
def cache(tmp_path: Path) -> FolderStorage:
    return FolderStorage(tmp_path / "artefacts")


def _write(lake: Lake, partition: Partition, rows: list[dict[str, Any]], revision: int = 1) -> None:
    table = pa.Table.from_pylist(
        [{**partition.columns, **row} for row in rows], schema=record_schema(partition.dataset)
    )
    lake.write(partition, table, "f1db", revision, lake.index(partition.path).get(partition, ()))


def _result(driver: str, place: int, **more: Any) -> dict[str, Any]:
    return {
        "driver_id": driver,
        "entry": 1,
        "constructor_id": "amber",
        "display_order": place,
        "position": place,
        "position_text": str(place),
        "shared_car": False,
        **more,
    }


def _write_race(lake: Lake, season: int, round_: int, order: list[str], revision: int = 1) -> None:
    rows = [_result(driver, place) for place, driver in enumerate(order, start=1)]
    _write(lake, Partition("race_results", season, round_, "R"), rows, revision)


def _write_calendar(lake: Lake, season: int, rounds: int) -> None:
    rows = [
        {"round": n, "date": f"{season}-0{n}-01", "name": "race", "circuit_id": "forest", "cancelled": False}
        for n in range(1, rounds + 1)
    ]
    _write(
        lake,
        Partition("races", season),
        [{**row, "date": pa.scalar(row["date"]).cast(pa.date32()).as_py()} for row in rows],
    )


def _orders(history: History) -> dict[tuple[int, int], list[str]]:
    return {tuple(key): [line.driver_id for line in history.outcome(key).starters] for key in history.finished}


def _read(lake: Lake, cache: FolderStorage | None = None) -> History:
    return read_history(lake, lake.index(), cache=cache)


def test_an_empty_lake_has_a_history_of_nothing(lake: Lake) -> None:
    assert _read(lake).keys == ()


def test_races_of_all_seasons_are_read_in_order_of_time(lake: Lake) -> None:
    for season in (2002, 2001):
        _write_calendar(lake, season, 2)
        _write_race(lake, season, 1, ["b", "a"])
    assert _orders(_read(lake)) == {(2001, 1): ["b", "a"], (2002, 1): ["b", "a"]}
    assert len(_read(lake).keys) == 4


def test_a_corrected_result_is_believed_and_what_was_kept_of_the_old_one_is_not(
    lake: Lake, cache: FolderStorage
) -> None:
    _write_calendar(lake, 2001, 1)
    _write_race(lake, 2001, 1, ["a", "b"])
    assert _orders(_read(lake, cache)) == {(2001, 1): ["a", "b"]}
    _write_race(lake, 2001, 1, ["b", "a"], revision=2)
    assert _orders(_read(lake, cache)) == {(2001, 1): ["b", "a"]}


def test_what_was_kept_is_read_instead_of_the_lake(lake: Lake, cache: FolderStorage) -> None:
    _write_calendar(lake, 2001, 1)
    _write_race(lake, 2001, 1, ["a", "b"])
    index = lake.index()
    first = _read(lake, cache)
    nowhere = Lake(FolderStorage(Path(lake.storage.uri) / "gone"))
    assert _orders(read_history(nowhere, index, cache=cache)) == _orders(first)


def test_a_new_race_leaves_what_was_kept_of_older_seasons(lake: Lake, cache: FolderStorage) -> None:
    for season in (2001, 2002):
        _write_calendar(lake, season, 2)
        _write_race(lake, season, 1, ["a", "b"])
    _read(lake, cache)
    before = set(cache.paths(CACHE_FOLDER))
    _write_race(lake, 2002, 2, ["b", "a"])
    assert _orders(_read(lake, cache))[2002, 2] == ["b", "a"]
    new = set(cache.paths(CACHE_FOLDER)) - before
    assert len([path for path in new if "results" in path]) == len(new) == 1


def test_a_damaged_kept_file_is_read_from_the_lake_again(lake: Lake, cache: FolderStorage) -> None:
    _write_calendar(lake, 2001, 1)
    _write_race(lake, 2001, 1, ["a", "b"])
    first = _read(lake, cache)
    for path in cache.paths(CACHE_FOLDER):
        Path(cache.uri, path).write_bytes(b"not Parquet")
    assert _orders(_read(lake, cache)) == _orders(first)


def test_what_could_not_be_read_is_read_again_the_next_time(lake: Lake, cache: FolderStorage) -> None:
    _write_calendar(lake, 2001, 2)
    _write_race(lake, 2001, 1, ["a", "b"])
    _write_race(lake, 2001, 2, ["b", "a"])
    index = lake.index()
    away = Path(lake.storage.uri, lake.storage.paths("race_results/season=2001/round=02")[0])
    content = away.read_bytes()
    away.unlink()
    assert _orders(read_history(lake, index, cache=cache)) == {(2001, 1): ["a", "b"]}
    away.write_bytes(content)
    assert _orders(read_history(lake, index, cache=cache)) == {(2001, 1): ["a", "b"], (2001, 2): ["b", "a"]}


def test_an_object_that_cannot_be_read_costs_its_race_alone(lake: Lake) -> None:
    _write_calendar(lake, 2001, 2)
    _write_race(lake, 2001, 1, ["a", "b"])
    _write_race(lake, 2001, 2, ["b", "a"])
    damaged = lake.storage.paths("race_results/season=2001/round=02")[0]
    Path(lake.storage.uri, damaged).write_bytes(b"not Parquet")
    assert _orders(_read(lake)) == {(2001, 1): ["a", "b"]}


def test_every_read_names_columns_of_its_data_set() -> None:
    for read in READS.values():
        assert set(read.columns) <= set(record_schema(read.dataset).names)


def test_a_data_set_the_lake_has_nothing_of_has_its_columns(lake: Lake) -> None:
    tables = read_tables(lake, {}, READS)
    assert {name for name, table in tables.items() if not len(table.columns)} == set()
    assert "gap" in tables["race_pace"]
    assert "wet_mean" in tables["weather"]
