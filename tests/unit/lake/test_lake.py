"""Versions of partitions: written once per content, named by it, and left out by name where unreadable."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pitwall.domain.datasets import DATASETS, Partition
from pitwall.errors import LakeCorruptError, LakeSchemaError, LakeWriteError
from pitwall.lake.lake import Lake, canonical
from pitwall.lake.objects import LakeObject, parse_path
from pitwall.lake.schema import lake_schema, record_schema
from pitwall.lake.storage import FolderStorage
from tests import racing

_PARTITION = Partition("laps", racing.SEASON, 1, "R")
_SCHEMA = record_schema("laps")


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """An empty lake."""
    return Lake(FolderStorage(tmp_path / "lake"))


def _table(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=_SCHEMA)


def _write(lake: Lake, rows: list[dict[str, Any]], revision: int, source: str = "f1db") -> LakeObject | None:
    known = lake.index(_PARTITION.path).get(_PARTITION, ())
    return lake.write(_PARTITION, _table(rows), source, revision, known)


def _written(lake: Lake, rows: list[dict[str, Any]], revision: int, source: str = "f1db") -> LakeObject:
    version = _write(lake, rows, revision, source)
    assert version is not None
    return version


def _file(lake: Lake, version: LakeObject) -> Path:
    return Path(lake.storage.uri, version.path)


def test_what_is_written_is_read_back_with_who_said_so(lake: Lake) -> None:
    rows = racing.laps(1)
    version = _written(lake, rows, 7)
    merged = lake.read(_PARTITION)
    assert merged.paths == (version.path,)
    read = merged.table.select(_SCHEMA.names).to_pylist()
    key = DATASETS["laps"].key
    expected = sorted(_table(rows).to_pylist(), key=lambda row: [row[name] for name in key])
    assert read == expected
    assert set(merged.table["source"].to_pylist()) == {"f1db"}
    assert set(merged.table["source_rank"].to_pylist()) == {70}
    assert set(merged.table["source_revision"].to_pylist()) == {7}


def test_equal_content_under_a_new_revision_is_not_written_again(lake: Lake) -> None:
    assert _write(lake, racing.laps(1), 1)
    assert _write(lake, racing.laps(1)[::-1], 2) is None
    assert len(lake.storage.paths()) == 1


def test_content_that_comes_back_after_a_correction_is_written_again(lake: Lake) -> None:
    first, second = racing.laps(1), racing.laps(1, count=2)
    versions = [_written(lake, rows, revision) for revision, rows in enumerate((first, second, first), 1)]
    assert [version.revision for version in versions] == [1, 2, 3]
    assert versions[0].content == versions[2].content


def test_equal_content_of_another_source_is_written(lake: Lake) -> None:
    _write(lake, racing.laps(1), 1)
    assert _write(lake, racing.laps(1), 1, "openf1")


def test_a_partition_nobody_wrote_is_empty(lake: Lake) -> None:
    merged = lake.read(_PARTITION)
    assert (merged.table.num_rows, merged.paths, merged.unreadable) == (0, (), ())


def test_a_refused_write_leaves_the_lake_as_it_was_and_works_later(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: str, data: object) -> bool:
        raise LakeWriteError("no space left on device")

    _write(lake, racing.laps(1), 1)
    before = lake.storage.paths()
    with monkeypatch.context() as patched:
        patched.setattr(lake.storage, "put_if_absent", refuse)
        with pytest.raises(LakeWriteError):
            _write(lake, racing.laps(1, count=2), 2)
    assert lake.storage.paths() == before
    assert _write(lake, racing.laps(1, count=2), 2)


@pytest.mark.parametrize("damage", [b"", b"PAR1", b"PAR1 and nothing more PAR1", b"<html>"])
def test_a_corrupt_object_is_left_out_and_named(lake: Lake, damage: bytes) -> None:
    _write(lake, racing.laps(1), 1)
    broken = _written(lake, racing.laps(1, count=2), 2)
    _file(lake, broken).write_bytes(damage)
    merged = lake.read(_PARTITION)
    assert set(merged.table["source_revision"].to_pylist()) == {1}
    assert [item.path for item in merged.unreadable] == [broken.path]
    assert "not readable Parquet" in merged.unreadable[0].reason


def test_a_truncated_object_is_corrupt(lake: Lake) -> None:
    version = _written(lake, racing.laps(1), 1)
    file = _file(lake, version)
    file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(LakeCorruptError):
        lake.read_version(version)


def _stamped(metadata: dict[bytes, bytes] | None, names: list[str]) -> pa.Schema:
    return pa.schema([field for field in lake_schema("laps") if field.name in names], metadata=metadata)


@pytest.mark.parametrize(
    ("metadata", "lacks", "reason"),
    [
        ({b"pitwall.dataset": b"laps", b"pitwall.schema_version": b"99"}, None, "schema version 99"),
        ({b"pitwall.dataset": b"races", b"pitwall.schema_version": b"1"}, None, "holds races"),
        (None, None, "holds none"),
        (dict(lake_schema("laps").metadata), "compound", "lacks the columns compound"),
    ],
)
def test_an_object_of_another_schema_is_left_out_and_named(
    lake: Lake, metadata: dict[bytes, bytes] | None, lacks: str | None, reason: str
) -> None:
    version = LakeObject(_PARTITION, "f1db", 1, "ab")
    schema = _stamped(metadata, [name for name in lake_schema("laps").names if name != lacks])
    file = _file(lake, version)
    file.parent.mkdir(parents=True)
    pq.write_table(schema.empty_table(), file)
    merged = lake.read(_PARTITION)
    assert merged.table.num_rows == 0
    assert reason in merged.unreadable[0].reason


def test_an_object_by_a_source_without_rank_is_left_out_and_named(lake: Lake) -> None:
    _write(lake, racing.laps(1), 1, "somebody")
    merged = lake.read(_PARTITION)
    assert merged.table.num_rows == 0
    assert "'somebody', which this Pitwall does not know" in merged.unreadable[0].reason
    with pytest.raises(LakeSchemaError):
        lake.read_version(LakeObject(_PARTITION, "somebody", 1, "ab"))


_PARTITIONS = st.sampled_from(list(DATASETS.values())).flatmap(
    lambda spec: st.builds(
        lambda season, round_, session: Partition(
            spec.name,
            **{
                name: value
                for name, value in (("season", season), ("round", round_), ("session", session))
                if name in spec.partition_by.columns
            },
        ),
        st.integers(1950, 2100),
        st.integers(1, 40),
        st.sampled_from(["R", "FP1", "SQ"]),
    )
)


@given(
    st.builds(
        LakeObject,
        _PARTITIONS,
        st.sampled_from(["f1db", "openf1", "open_meteo"]),
        st.integers(0, 10**13),
        st.text("0123456789abcdef", min_size=1, max_size=16),
    )
)
def test_a_path_names_its_object(version: LakeObject) -> None:
    assert parse_path(version.path) == version


@pytest.mark.parametrize(
    "path",
    [
        "laps/f1db-000000000001-ab.parquet",
        "laps/season=2024/round=01/f1db-000000000001-ab.parquet",
        "races/season=2024/round=01/f1db-000000000001-ab.parquet",
        "drivers/season=2024/f1db-000000000001-ab.parquet",
        "gossip/f1db-000000000001-ab.parquet",
        "rejected/laps/f1db-ab.parquet",
        "ingested/dataset/laps-ab",
        "laps/season=2024/round=01/session=R/README.md",
    ],
)
def test_foreign_and_misplaced_files_are_no_objects(path: str) -> None:
    assert parse_path(path) is None


_TEXTS = st.none() | st.text(max_size=3)
_LAPS = st.lists(
    st.fixed_dictionaries(
        {
            "driver_id": st.sampled_from(racing.DRIVERS),
            "lap_number": st.integers(1, 5),
            "lap_time_s": st.none() | st.floats(1, 100),
            "tyre_life": st.none() | st.integers(0, 3),
            "compound_name": _TEXTS,
            "fresh_tyre": st.none() | st.booleans(),
        }
    ),
    unique_by=lambda row: (row["driver_id"], row["lap_number"]),
    min_size=1,
    max_size=8,
).map(lambda rows: [{"season": 2024, "round": 1, "session": "R", **row} for row in rows])


def _content(table: pa.Table) -> str:
    version = Lake(_Nowhere()).write(_PARTITION, table, "f1db", 1, ())
    assert version is not None
    return version.content


class _Nowhere:
    """Takes every object and keeps none."""

    uri = "nowhere"

    def paths(self, prefix: str = "") -> list[str]:
        return []

    def read(self, path: str) -> pa.Buffer:
        raise AssertionError(path)

    def put_if_absent(self, path: str, data: bytes | pa.Buffer) -> bool:
        return True

    def put_all_if_absent(self, objects: Sequence[tuple[str, bytes | pa.Buffer]]) -> list[bool]:
        return [True] * len(objects)


def _with_garbage_behind_nulls(table: pa.Table) -> pa.Table:
    """The same values; where a number is null, the buffer holds something."""
    columns = []
    for column in table.columns:
        values = column.combine_chunks()
        if pa.types.is_string(values.type) or pa.types.is_boolean(values.type) or not len(values):
            columns.append(values)
            continue
        filled = values.fill_null(pa.scalar(77).cast(values.type))
        validity = values.is_valid().buffers()[1] if values.null_count else None
        columns.append(pa.Array.from_buffers(values.type, len(values), [validity, filled.buffers()[1]]))
    return pa.table(dict(zip(table.column_names, columns, strict=True)), schema=table.schema)


@settings(max_examples=80, deadline=None)
@given(rows=_LAPS, data=st.data())
def test_content_is_told_by_the_rows_alone(rows: list[dict[str, Any]], data: st.DataObject) -> None:
    table = _table(rows)
    content = _content(table)
    shuffled = _table(data.draw(st.permutations(rows)))
    cut = data.draw(st.integers(0, len(rows)))
    chunked = pa.concat_tables([shuffled.slice(0, cut), shuffled.slice(cut)])
    padded = pa.concat_tables([shuffled, shuffled]).slice(len(rows))
    dirty = _with_garbage_behind_nulls(shuffled)
    assert dirty.to_pylist() == shuffled.to_pylist()
    assert {_content(one) for one in (shuffled, chunked, padded, dirty)} == {content}


@settings(max_examples=80, deadline=None)
@given(first=_LAPS, second=_LAPS)
def test_other_rows_are_other_content(first: list[dict[str, Any]], second: list[dict[str, Any]]) -> None:
    same = canonical("laps", _table(first)).equals(canonical("laps", _table(second)))
    assert (_content(_table(first)) == _content(_table(second))) is same
