"""Batches on their way into the lake: what is refused and why, and that a refusal never loses a row."""

import json
from collections.abc import Iterable
from itertools import permutations
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from pitwall.domain.datasets import Partition
from pitwall.errors import InvalidRecordError
from pitwall.ingest.intake import Intake, take_in
from pitwall.lake.lake import Lake
from pitwall.lake.rejects import Reject, read_rejects
from pitwall.lake.storage import FolderStorage
from tests import racing

_RACE_LAPS = Partition("laps", racing.SEASON, 1, "R")


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """An empty lake."""
    return Lake(FolderStorage(tmp_path / "lake"))


def _take(lake: Lake, *rows: dict[str, Any], dataset: str = "laps", source: str = "f1db", revision: int = 1) -> Intake:
    return take_in(racing.batch(dataset, rows, source, revision), lake)


def _rejected(lake: Lake) -> list[Reject]:
    paths: Iterable[str] = lake.storage.paths("rejected")
    return [reject for path in paths for reject in read_rejects(lake.storage, path)]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"lap_time_s": 0.0}, "lap_time_s is not above 0"),
        ({"lap_time_s": -80.0}, "lap_time_s is not above 0"),
        ({"lap_time_s": float("nan")}, "lap_time_s is not a finite number"),
        ({"lap_number": 201}, "lap_number is above 200"),
        ({"lap_number": 0}, "lap_number is below 1"),
        ({"lap_number": 2**40}, "lap_number is not of type int"),
        ({"driver_id": None}, "driver_id is missing"),
        ({"driver_id": "Ann Amber"}, "driver_id does not match ^[a-z0-9]+(-[a-z0-9]+)*$"),
        ({"compound": "C3"}, "compound is none of SOFT, MEDIUM, HARD, INTERMEDIATE, WET"),
        ({"session": "FP9"}, "session is none of FP1, FP2, FP3, FP4, WU, Q, SQ, S, R"),
        ({"compound_name": "x" * 2_001}, "compound_name is longer than 2000 characters"),
        ({"compound_name": "C\x003"}, r"compound_name does not match ^[^\x00]*$"),
        ({"season": 40_000}, "season is above 2100"),
    ],
)
def test_a_lap_that_cannot_be_is_refused_with_the_reason(lake: Lake, changed: dict[str, Any], reason: str) -> None:
    intake = _take(lake, racing.lap(1, "bob-blue", 1), racing.lap(1, "ann-amber", 1) | changed)
    assert intake.accepted == 1
    assert [reject.reason for reject in intake.rejects] == [reason]
    assert _rejected(lake) == list(intake.rejects)


def test_a_refused_row_carries_every_reason_and_the_row(lake: Lake) -> None:
    spoiled = racing.lap(1, "ann-amber", 0, lap_time_s=float("inf"), tyre_life=-1)
    (reject,) = _take(lake, spoiled).rejects
    assert reject.reason == (
        "lap_number is below 1; lap_time_s is not a finite number; lap_time_s is above 36000; tyre_life is below 0"
    )
    assert json.loads(reject.row_json) == spoiled | {"lap_time_s": "inf"}
    assert (reject.season, reject.round, reject.session, reject.source) == (2024, 1, "R", "f1db")


def test_a_refused_row_of_no_season_at_all_is_filed_under_none(lake: Lake) -> None:
    (reject,) = _take(lake, racing.lap(1, "ann-amber", 1, season=2**40, round=900, session="?")).rejects
    assert (reject.season, reject.round, reject.session) == (None, None, None)
    assert _rejected(lake) == [reject]


def test_a_lap_of_ten_minutes_is_accepted_as_no_measure_of_pace(lake: Lake) -> None:
    assert _take(lake, racing.lap(1, "ann-amber", 1, lap_time_s=600.0)).refused == 0
    assert lake.read(_RACE_LAPS).table["valid"].to_pylist() == [False]


def test_laps_without_compound_are_accepted(lake: Lake) -> None:
    untyred = [racing.lap(1, "ann-amber", n, compound=None, tyre_life=None, stint=None) for n in (1, 2)]
    assert _take(lake, *untyred).refused == 0
    assert lake.read(_RACE_LAPS).table["compound"].to_pylist() == [None, None]


def test_of_a_repeated_key_the_last_sound_row_counts(lake: Lake) -> None:
    rows = [racing.lap(1, "ann-amber", 1, lap_time_s=seconds) for seconds in (81.0, 82.0, -1.0)]
    intake = _take(lake, *rows)
    assert lake.read(_RACE_LAPS).table["lap_time_s"].to_pylist() == [82.0]
    assert [reject.reason for reject in intake.rejects] == [
        "the same season, round, session, driver_id, lap_number stands again further down; the last row counts",
        "lap_time_s is not above 0",
    ]


def test_minus_zero_is_the_same_key_as_zero(lake: Lake) -> None:
    at = [racing.weather(1, 1)[0] | {"time_s": seconds} for seconds in (-0.0, 0.0)]
    assert _take(lake, *at, dataset="session_weather").accepted == 1


def test_a_batch_of_nothing_but_refusals_writes_no_version(lake: Lake) -> None:
    intake = _take(lake, racing.lap(1, "ann-amber", 1, lap_time_s=0.0))
    assert (intake.accepted, intake.refused, intake.written) == (0, 1, ())


def test_a_batch_without_rows_writes_nothing(lake: Lake) -> None:
    empty = racing.batch("laps", [racing.lap(1, "ann-amber", 1)]).table.slice(0, 0)
    intake = take_in(racing.Batch("laps", "f1db", 1, empty), lake)
    assert (intake.accepted, intake.refused, intake.written) == (0, 0, ())
    assert lake.storage.paths() == []


def test_a_batch_without_a_required_column_is_refused_whole(lake: Lake) -> None:
    table = pa.table({"season": [2024], "round": [1]})
    with pytest.raises(InvalidRecordError, match="laps needs the columns session, driver_id, lap_number"):
        take_in(racing.Batch("laps", "f1db", 1, table), lake)


def test_the_same_batch_again_adds_no_version_and_notes_that_it_was_said_again(lake: Lake) -> None:
    rows = [*racing.laps(1), racing.lap(1, "ann-amber", 1, lap_time_s=0.0)]
    _take(lake, *rows)
    paths = lake.storage.paths()
    assert _take(lake, *rows).paths == ()
    again = _take(lake, *rows, revision=2)
    assert again.written == ()
    assert set(lake.storage.paths()) - set(paths) == set(again.paths)
    assert [path.rsplit(".")[-1] for path in again.paths] == ["same"]


def test_batches_in_any_order_make_the_same_lake(tmp_path: Path) -> None:
    said = [(1, 70.0), (2, 71.0), (3, 70.0)]
    for number, order in enumerate(permutations(said)):
        lake = Lake(FolderStorage(tmp_path / str(number)))
        for revision, seconds in order:
            _take(lake, racing.lap(1, "ann-amber", 1, lap_time_s=seconds), revision=revision)
        assert lake.read(_RACE_LAPS).table["lap_time_s"].to_pylist() == [70.0], order


def test_rows_of_many_races_are_written_race_by_race(lake: Lake) -> None:
    intake = _take(lake, *racing.laps(2), *racing.laps(1), *racing.laps(3))
    assert [version.partition.round for version in intake.written] == [1, 2, 3]


def test_a_calendar_that_lost_most_of_its_races_is_kept_but_doubted(lake: Lake) -> None:
    _take(lake, *racing.calendar(), dataset="races")
    (cut,) = _take(lake, racing.race(3), dataset="races", revision=2).written
    merged = lake.read(Partition("races", racing.SEASON))
    assert (merged.table.num_rows, merged.doubted) == (3, (cut.path,))
    _take(lake, racing.race(3), dataset="races", revision=3)
    assert lake.read(Partition("races", racing.SEASON)).table.num_rows == 1


def test_a_calendar_that_lost_one_race_is_believed(lake: Lake) -> None:
    _take(lake, *racing.calendar(), dataset="races")
    assert _take(lake, *racing.calendar((1, 3)), dataset="races", revision=2).accepted == 2


def test_another_source_may_name_fewer_races(lake: Lake) -> None:
    _take(lake, *racing.calendar(), dataset="races")
    assert _take(lake, racing.race(3), dataset="races", source="jolpica", revision=2).accepted == 1


def test_a_corrupt_calendar_does_not_keep_the_next_one_out(lake: Lake) -> None:
    (version,) = _take(lake, *racing.calendar(), dataset="races").written
    Path(lake.storage.uri, version.path).write_bytes(b"PAR1 and then nothing")
    assert _take(lake, racing.race(3), dataset="races", revision=2).accepted == 1
