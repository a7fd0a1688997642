"""Versions become one table by rank and revision, against the rule said naively, in whatever order they arrive."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pitwall.domain.datasets import DATASETS, DataSetSpec, Merge, Partition
from pitwall.domain.precedence import source_rank
from pitwall.lake.lake import with_provenance
from pitwall.lake.merge import Version, merge_versions, trusted_versions
from pitwall.lake.objects import LakeObject
from pitwall.lake.schema import record_schema
from tests import racing

Rows = list[dict[str, Any]]

_SOURCES = st.sampled_from(["f1db", "jolpica", "openf1", "dataset"])
_WHERE = {"season": 2024, "round": 1, "session": "R"}
_ROWS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "laps": st.builds(
        lambda driver, seconds: racing.lap(1, driver, 1, lap_time_s=seconds),
        st.sampled_from(racing.DRIVERS),
        st.none() | st.sampled_from([80.0, 81.0]),
    ),
    "pit_stops": st.builds(
        lambda driver, stop, lap: {**_WHERE, "driver_id": driver, "stop": stop, "lap_number": lap},
        st.sampled_from(racing.DRIVERS),
        st.integers(1, 2),
        st.integers(1, 9),
    ),
    "track_status": st.builds(
        lambda time_s, message: {**_WHERE, "time_s": time_s, "status": "1", "message": message},
        st.sampled_from([0.0, 1.0, 2.0]),
        st.sampled_from(["a", "b"]),
    ),
    "races": st.builds(
        lambda round_, circuit, turns, laps: racing.race(round_, circuit_id=circuit, turns=turns, laps=laps),
        st.integers(1, 3),
        st.sampled_from(racing.CIRCUITS),
        st.none() | st.integers(10, 12),
        st.none() | st.integers(50, 52),
    ),
}


def _version(spec: DataSetSpec, source: str, revision: int, rows: Rows) -> Version:
    table = pa.Table.from_pylist(rows, schema=record_schema(spec.name))
    partition = Partition(spec.name, 2024, *([1, "R"] if spec.name != "races" else []))
    return LakeObject(partition, source, revision, "ab"), with_provenance(table, spec.name, source, revision)


@st.composite
def _versions(draw: st.DrawFn, spec: DataSetSpec) -> list[Version]:
    """No source says two things under one revision."""
    rows = st.lists(_ROWS[spec.name], max_size=4, unique_by=lambda row: _key(spec, row))
    named = draw(st.lists(st.tuples(_SOURCES, st.integers(1, 4)), max_size=5, unique=True))
    return [_version(spec, source, revision, draw(rows)) for source, revision in named]


def _key(spec: DataSetSpec, row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in spec.key)


def _naive(spec: DataSetSpec, versions: Sequence[Version]) -> Rows:
    """The rule, row by row, best version first."""
    best_first = sorted(versions, key=lambda v: (source_rank(spec.name, v[0].source), v[0].revision), reverse=True)
    if spec.merge is Merge.BY_SOURCE:
        best_first = [v for v in best_first if v[0].source == best_first[0][0].source]
    if spec.merge is Merge.WHOLE:
        best_first = best_first[:1]
    merged: dict[tuple[Any, ...], dict[str, Any]] = {}
    for place, (version, table) in enumerate(best_first):
        for row in table.to_pylist():
            key = _key(spec, row)
            if key not in merged and (spec.merge is not Merge.SNAPSHOT or place == 0):
                merged[key] = row | {"source_rank": source_rank(spec.name, version.source)}
            elif spec.merge is Merge.SNAPSHOT and key in merged:
                kept = merged[key]
                if all(kept[name] == row[name] for name in spec.same_row):
                    merged[key] = {name: row.get(name) if value is None else value for name, value in kept.items()}
    return list(merged.values())


def _sorted(spec: DataSetSpec, rows: Rows) -> Rows:
    return sorted(rows, key=lambda row: _key(spec, row))


@pytest.mark.parametrize("dataset", _ROWS)
@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_any_order_of_arrival_gives_what_the_rule_says(dataset: str, data: st.DataObject) -> None:
    spec = DATASETS[dataset]
    versions = data.draw(_versions(spec))
    merged = merge_versions(spec, versions)
    assert _sorted(spec, merged.to_pylist()) == _sorted(spec, _naive(spec, versions))
    assert merge_versions(spec, data.draw(st.permutations(versions))).equals(merged)


def test_the_merge_kinds_that_combine_versions_are_all_tried() -> None:
    assert {DATASETS[name].merge for name in _ROWS} == set(Merge) - {Merge.APART}


def _calendar(*races: dict[str, Any], source: str = "f1db", revision: int = 1) -> Version:
    return _version(DATASETS["races"], source, revision, list(races))


def _merged(*versions: Version) -> Rows:
    return _sorted(DATASETS["races"], merge_versions(DATASETS["races"], versions).to_pylist())


def test_a_calendar_fills_what_it_does_not_know_from_the_same_race() -> None:
    (row,) = _merged(_calendar(racing.race(1, turns=20)), _calendar(racing.race(1, turns=None), source="jolpica"))
    assert (row["turns"], row["source"], row["source_rank"]) == (20, "jolpica", 85)


def test_a_calendar_fills_nothing_from_a_race_at_another_circuit() -> None:
    elsewhere = _calendar(racing.race(1, circuit_id="beta-park", turns=20))
    (row,) = _merged(elsewhere, _calendar(racing.race(1), source="jolpica"))
    assert (row["turns"], row["circuit_id"]) == (None, "alpha-ring")


def test_the_newest_calendar_of_the_best_source_says_which_races_there_are() -> None:
    rows = _merged(_calendar(*racing.calendar()), _calendar(*racing.calendar((1, 3)), revision=2))
    assert [row["round"] for row in rows] == [1, 3]


def _trusted(*versions: Version) -> set[int]:
    return {version.revision for version, _ in trusted_versions(DATASETS["races"], versions)}


def test_a_calendar_that_lost_most_of_its_races_is_doubted_whichever_came_first() -> None:
    whole, cut = _calendar(*racing.calendar()), _calendar(racing.race(3), revision=2)
    assert _trusted(whole, cut) == _trusted(cut, whole) == {1}


def test_a_small_calendar_counts_once_its_source_says_so_again() -> None:
    version, table = _calendar(racing.race(3), revision=2)
    confirmed = (replace(version, confirmations=(3,)), table)
    assert _trusted(_calendar(*racing.calendar()), confirmed) == {1, 2}
    assert _trusted(_calendar(*racing.calendar()), (version, table), _calendar(racing.race(2), revision=3)) == {1, 3}


def test_what_was_said_again_outlives_what_was_said_between() -> None:
    version, table = _calendar(racing.race(1, turns=10))
    again = (replace(version, confirmations=(3,)), table)
    (row,) = _merged(_calendar(racing.race(1, turns=11), revision=2), again)
    assert row["turns"] == 10


def test_nothing_merges_to_nothing() -> None:
    empty = merge_versions(DATASETS["races"], [])
    assert empty.num_rows == 0
    assert empty.column_names[-3:] == ["source", "source_rank", "source_revision"]
