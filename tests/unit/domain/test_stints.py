"""Stints of hand-made races, and against the naive twin over random ones.

Random laps have gaps, missing stint numbers, missing compounds and tyre lives that jump.
"""

from statistics import median
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pitwall.domain.stints import RaceLapColumns, Stint, race_stints
from pitwall.domain.vocabulary import RaceKey
from pitwall.store import tables
from tests.unit.domain.naive_laps import NaiveLap, by_car, tyre_sets

_RACE = RaceKey(2024, 5)
_COLUMNS = tuple(RaceLapColumns.__dataclass_fields__)
_NUMBERS = ("stint", "tyre_life", "lap_time_s")


def columns(laps: list[NaiveLap]) -> RaceLapColumns:
    def column(name: str) -> np.ndarray[Any, Any]:
        values = [lap[name] for lap in laps]
        if name in _NUMBERS:
            return np.array([np.nan if value is None else value for value in values], dtype=float)
        if name == "lap_number":
            return np.array(values, dtype=int)
        array = np.empty(len(values), dtype=object)
        array[:] = values
        return array

    return RaceLapColumns(**{name: column(name) for name in _COLUMNS})


def lap(lap_number: int, **known: Any) -> NaiveLap:
    return {**dict.fromkeys(_COLUMNS), "driver_id": "a-b", "lap_number": lap_number, **known}


def stints_of(laps: list[NaiveLap]) -> list[Stint]:
    return race_stints(_RACE, "R", columns(laps))


def spans(stints: list[Stint]) -> list[tuple[int, int, int]]:
    return [(one.stint, one.start_lap, one.end_lap) for one in stints]


def test_a_stint_has_the_columns_of_its_table() -> None:
    assert list(Stint.__dataclass_fields__) == [column.name for column in tables.stints.columns]


def test_two_sets_of_tyres_are_two_stints() -> None:
    soft = {"stint": 1, "compound": "SOFT", "compound_name": "C4", "fresh_tyre": False, "valid": True}
    hard = {"stint": 2, "compound": "HARD", "compound_name": "C2", "fresh_tyre": True, "valid": True}
    first, second = stints_of(
        [
            lap(1, **soft, tyre_life=4, lap_time_s=99.0),
            lap(2, **soft, tyre_life=5, lap_time_s=91.0),
            lap(3, **soft, tyre_life=6, lap_time_s=110.0, in_lap=True),
            lap(4, **hard, tyre_life=1, lap_time_s=108.0, out_lap=True),
            lap(5, **hard, tyre_life=2, lap_time_s=90.0),
        ]
    )
    assert first == Stint(2024, 5, "R", "a-b", 1, "SOFT", "C4", False, 1, 3, 3, 4, 6, 95.0)
    assert second == Stint(2024, 5, "R", "a-b", 2, "HARD", "C2", True, 4, 5, 2, 1, 2, 90.0)


def test_neutralised_and_invalid_laps_do_not_count_for_the_median() -> None:
    (stint,) = stints_of(
        [
            lap(1, lap_time_s=90.0, valid=True),
            lap(2, lap_time_s=140.0, valid=True, neutralised=True),
            lap(3, lap_time_s=400.0, valid=False),
            lap(4, lap_time_s=None, valid=False),
        ]
    )
    assert stint.median_lap_time_s == 90.0


def test_a_stint_without_a_clean_lap_has_no_median() -> None:
    assert stints_of([lap(1, lap_time_s=90.0, valid=True, in_lap=True)])[0].median_lap_time_s is None


@pytest.mark.parametrize(
    "change",
    [{"compound": "HARD", "tyre_life": 9}, {"compound": "SOFT", "tyre_life": 1}],
    ids=["compound changes", "tyre life begins again"],
)
def test_without_stint_numbers_the_tyres_tell_the_new_stint(change: dict[str, Any]) -> None:
    laps = [lap(1, compound="SOFT", tyre_life=7), lap(2, compound="SOFT", tyre_life=8), lap(3, **change)]
    assert spans(stints_of(laps)) == [(1, 1, 2), (2, 3, 3)]


def test_without_any_tyre_data_the_lap_after_an_in_lap_starts_a_stint() -> None:
    laps = [lap(1), lap(2, in_lap=True), lap(3), lap(4)]
    stints = stints_of(laps)
    assert spans(stints) == [(1, 1, 2), (2, 3, 4)]
    assert [one.compound for one in stints] == [None, None]


def test_a_missing_compound_takes_that_of_the_stint() -> None:
    laps = [lap(1, stint=1), lap(2, stint=1, compound="SOFT"), lap(3, stint=1, compound="SOFT")]
    assert [one.compound for one in stints_of(laps)] == ["SOFT"]


def test_a_gap_in_the_laps_counts_only_known_laps_but_wears_the_tyre() -> None:
    (stint,) = stints_of([lap(1, stint=1, tyre_life=1), lap(2, stint=1), lap(6, stint=1)])
    assert (stint.laps, stint.end_lap, stint.tyre_life_end) == (3, 6, 6)


def test_a_source_number_that_falls_back_still_gives_rising_stints() -> None:
    laps = [lap(1, stint=1), lap(2, stint=3), lap(3, stint=1)]
    assert [one.stint for one in stints_of(laps)] == [1, 3, 4]


def test_cars_come_in_the_order_of_their_driver_ids() -> None:
    laps = [lap(1, driver_id="z-z"), lap(2, driver_id="a-a"), lap(1, driver_id="a-a")]
    assert [(one.driver_id, one.laps) for one in stints_of(laps)] == [("a-a", 2), ("z-z", 1)]


def test_no_laps_are_no_stints() -> None:
    assert stints_of([]) == []


_flag = st.none() | st.booleans()
_laps = st.lists(
    st.fixed_dictionaries(
        {
            "driver_id": st.sampled_from(["a", "b"]),
            "lap_number": st.integers(1, 25),
            "stint": st.none() | st.integers(1, 3),
            "compound": st.none() | st.sampled_from(["SOFT", "HARD", ""]),
            "compound_name": st.none() | st.sampled_from(["C1", "C5"]),
            "fresh_tyre": _flag,
            "tyre_life": st.none() | st.integers(1, 20),
            "lap_time_s": st.sampled_from([80.0, 90.0, 101.0]),
            "valid": st.booleans(),
            "in_lap": _flag,
            "out_lap": _flag,
            "neutralised": _flag,
        }
    ),
    max_size=40,
    unique_by=lambda one: (one["driver_id"], one["lap_number"]),
)


@given(_laps)
def test_stints_equal_the_naive_tyre_sets(laps: list[NaiveLap]) -> None:
    expected = []
    for car in by_car([{**one, "season": 0, "round": 0, "session": "R"} for one in laps]):
        for tyre_set in tyre_sets([{**one, "pit_in": one["in_lap"], "pit_out": one["out_lap"]} for one in car]):
            clean = [
                one["lap_time_s"]
                for one in tyre_set
                if one["valid"] and True not in (one["in_lap"], one["out_lap"], one["neutralised"])
            ]
            first, last = tyre_set[0], tyre_set[-1]
            middle = median(clean) if clean else None
            expected.append((first["driver_id"], first["lap_number"], last["lap_number"], len(tyre_set), middle))
    found = [(one.driver_id, one.start_lap, one.end_lap, one.laps, one.median_lap_time_s) for one in stints_of(laps)]
    assert found == sorted(expected, key=lambda one: one[:2])


@given(_laps)
def test_every_lap_is_in_one_stint_and_stint_numbers_rise(laps: list[NaiveLap]) -> None:
    stints = stints_of(laps)
    assert sum(one.laps for one in stints) == len(laps)
    for driver in {one["driver_id"] for one in laps}:
        numbers = [one.stint for one in stints if one.driver_id == driver]
        assert numbers == sorted(set(numbers))


@given(_laps, st.randoms(use_true_random=False))
def test_the_order_of_the_laps_changes_nothing(laps: list[NaiveLap], random: Any) -> None:
    shuffled = list(laps)
    random.shuffle(shuffled)
    assert stints_of(shuffled) == stints_of(laps)
