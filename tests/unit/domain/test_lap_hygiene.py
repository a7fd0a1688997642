"""Lap hygiene against its naive twin over random laps, and each rule on a hand-made car.

The speed it promises to the ingest is held here too, on as many laps as nine seasons of races have.
"""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pitwall.domain.lap_hygiene import LapColumns, LapFlags, lap_hygiene
from tests.unit.domain.naive_laps import FLAGS, NaiveLap, naive_lap_hygiene

_NUMBERS = ("lap_time_s", "stint", "tyre_life")
_COLUMNS = tuple(LapColumns.__dataclass_fields__)


def columns(laps: list[NaiveLap]) -> LapColumns:
    def column(name: str) -> np.ndarray[Any, Any]:
        values = [lap[name] for lap in laps]
        if name in _NUMBERS:
            return np.array([np.nan if value is None else value for value in values], dtype=float)
        if name in ("season", "round", "lap_number"):
            return np.array(values, dtype=int)
        array = np.empty(len(values), dtype=object)
        array[:] = values
        return array

    return LapColumns(**{name: column(name) for name in _COLUMNS})


def rows(flags: LapFlags) -> list[tuple[Any, ...]]:
    return list(zip(*(getattr(flags, name).tolist() for name in FLAGS), strict=True))


def lap(lap_number: int, **known: Any) -> NaiveLap:
    unknown = dict.fromkeys(_COLUMNS)
    return {
        **unknown,
        "season": 2024,
        "round": 1,
        "session": "R",
        "driver_id": "a-b",
        "lap_number": lap_number,
        **known,
    }


def flag(laps: list[NaiveLap], name: str) -> list[Any]:
    return list(getattr(lap_hygiene(columns(laps)), name).tolist())


_maybe_flag = st.none() | st.booleans()
_laps = st.lists(
    st.fixed_dictionaries(
        {
            "season": st.sampled_from([2023, 2024]),
            "round": st.sampled_from([1, 2]),
            "session": st.sampled_from(["R", "Q"]),
            "driver_id": st.sampled_from(["a", "b"]),
            "lap_number": st.integers(1, 12),
            "lap_time_s": st.none() | st.sampled_from([29.999, 30.0, 90.0, 300.0, 300.001]),
            "pit_in": _maybe_flag,
            "pit_out": _maybe_flag,
            "track_status": st.none() | st.text("1234567", max_size=4),
            "stint": st.none() | st.integers(1, 3),
            "tyre_life": st.none() | st.integers(1, 9),
            "compound": st.none() | st.sampled_from(["", "SOFT", "HARD"]),
        }
    ),
    max_size=60,
    unique_by=lambda one: (one["season"], one["round"], one["session"], one["driver_id"], one["lap_number"]),
)


@given(_laps)
def test_the_fast_flags_equal_the_naive_ones(laps: list[NaiveLap]) -> None:
    assert rows(lap_hygiene(columns(laps))) == naive_lap_hygiene(laps)


@given(st.data())
def test_the_fast_flags_equal_the_naive_ones_along_one_long_car(data: st.DataObject) -> None:
    numbers = data.draw(st.lists(st.integers(1, 30), unique=True, max_size=25))
    kinds = st.fixed_dictionaries(
        {
            "pit_in": _maybe_flag,
            "pit_out": _maybe_flag,
            "stint": st.none() | st.integers(1, 3),
            "tyre_life": st.none() | st.integers(1, 20),
            "compound": st.none() | st.sampled_from(["SOFT", "HARD"]),
        }
    )
    laps = [lap(number, **data.draw(kinds)) for number in numbers]
    assert rows(lap_hygiene(columns(laps))) == naive_lap_hygiene(laps)


def test_a_lap_is_valid_from_thirty_to_three_hundred_seconds() -> None:
    laps = [lap(i, lap_time_s=t) for i, t in enumerate([29.9, 30.0, 300.0, 300.1, None], start=1)]
    assert flag(laps, "valid") == [False, True, True, False, False]


def test_track_status_four_to_seven_neutralises_a_lap_and_an_unknown_status_stays_unknown() -> None:
    laps = [lap(i, track_status=s) for i, s in enumerate(["1", "12", "24", "5", "671", "", None], start=1)]
    assert flag(laps, "neutralised") == [False, False, True, True, True, None, None]


def test_an_unknown_in_lap_is_told_by_the_next_lap_leaving_the_pits() -> None:
    laps = [lap(1, pit_out=False), lap(2, pit_out=False), lap(3, pit_out=True), lap(5, pit_out=True)]
    assert flag(laps, "in_lap") == [False, True, None, None]


def test_tyre_life_is_counted_from_the_first_known_one_over_missing_laps_and_backwards() -> None:
    laps = [lap(n, stint=1, tyre_life=life) for n, life in [(2, None), (3, 4), (4, 5), (7, 9)]]
    assert flag(laps, "tyre_life_recomputed") == [3, 4, 5, 8]
    assert flag(laps, "tyre_life_consistent") == [None, True, True, False]


def test_a_new_stint_number_starts_the_count_again() -> None:
    laps = [lap(1, stint=1, tyre_life=5), lap(2, stint=2, tyre_life=1), lap(3, stint=2, tyre_life=2)]
    assert flag(laps, "tyre_life_recomputed") == [5, 1, 2]


def test_without_stint_numbers_leaving_the_pits_on_other_tyres_starts_a_set() -> None:
    laps = [lap(1, tyre_life=8), lap(2, pit_out=True), lap(3, tyre_life=2)]
    assert flag(laps, "tyre_life_recomputed") == [8, 1, 2]


def test_without_stint_numbers_a_drive_through_keeps_the_set() -> None:
    laps = [lap(1, tyre_life=8, pit_in=True), lap(2, tyre_life=9, pit_out=True), lap(3, tyre_life=12)]
    assert flag(laps, "tyre_life_consistent") == [True, True, False]


def test_two_cars_and_two_sessions_do_not_mix() -> None:
    laps = [
        lap(1, tyre_life=3),
        lap(1, driver_id="c-d", tyre_life=1),
        lap(2),
        lap(2, session="S"),
        lap(2, driver_id="c-d"),
    ]
    assert flag(laps, "tyre_life_recomputed") == [3, 1, 4, None, 2]


def test_no_laps_give_no_flags() -> None:
    assert rows(lap_hygiene(columns([]))) == []


def test_columns_of_different_lengths_are_refused() -> None:
    one = columns([lap(1)])
    with pytest.raises(ValueError, match="differ in length"):
        lap_hygiene(LapColumns(**{**vars(one), "stint": np.array([1.0, 2.0])}))


def test_masked_flags_become_a_column_with_nulls() -> None:
    flags = lap_hygiene(columns([lap(1, track_status="4"), lap(2)]))
    assert pa.array(flags.neutralised).to_pylist() == [True, None]
    assert pa.array(flags.tyre_life_recomputed).to_pylist() == [None, None]
