"""Neutralisations of a race made by hand: laps of 100 s, the start at 1,000 s of session time."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pitwall.domain.neutralisations import LeaderLaps, StatusChange, leader_laps, race_neutralisations
from pitwall.domain.vocabulary import RaceKey, SessionCode

_START_S = 1_000.0
_LEADER = LeaderLaps(np.arange(1, 11), _START_S + 100.0 * np.arange(1, 11))
_FLAG_S = 2_000.0


def found(*changes: tuple[float, str], leader: LeaderLaps = _LEADER) -> list[tuple[Any, ...]]:
    periods = race_neutralisations(
        RaceKey(2024, 3), SessionCode.R, [StatusChange(*change) for change in changes], leader, _START_S
    )
    return [
        (one.number, one.kind.value, one.start_lap, one.end_lap, one.start_time_s, one.end_time_s) for one in periods
    ]


def test_a_safety_car_runs_from_its_status_to_the_next() -> None:
    assert found((1, "1"), (1_210, "2"), (1_250, "4"), (1_560, "1")) == [(1, "SC", 3, 6, 1_250, 1_560)]


def test_a_virtual_safety_car_that_is_ending_still_holds() -> None:
    assert found((1_110, "6"), (1_180, "7"), (1_190, "1")) == [(1, "VSC", 2, 2, 1_110, 1_190)]


def test_a_safety_car_that_becomes_a_red_flag_is_two_neutralisations() -> None:
    periods = found((1_150, "4"), (1_310, "5"), (1_320, "1"))
    assert periods == [(1, "SC", 2, 4, 1_150, 1_310), (2, "RED", 4, 4, 1_310, 1_320)]


def test_the_order_in_which_changes_arrive_does_not_matter() -> None:
    assert found((1_320, "1"), (1_310, "5"), (1_150, "4")) == found((1_150, "4"), (1_310, "5"), (1_320, "1"))


def test_a_red_flag_before_the_start_is_not_part_of_the_race() -> None:
    assert found((500, "5"), (900, "1")) == []


def test_a_race_that_starts_behind_the_safety_car_is_neutralised_from_lap_one() -> None:
    assert found((950, "4"), (1_150, "1")) == [(1, "SC", 1, 2, 950, 1_150)]


def test_a_safety_car_at_the_flag_ends_with_the_leaders_last_lap() -> None:
    expected = [(1, "SC", 10, 10, 1_950, _FLAG_S)]
    assert found((1_950, "4")) == found((1_950, "4"), (2_090, "1")) == expected


def test_a_red_flag_after_the_finish_is_not_part_of_the_race() -> None:
    assert found((2_010, "5")) == []


def test_without_laps_there_is_no_neutralisation_to_place() -> None:
    empty = np.array([], dtype=float)
    assert found((1_250, "4"), leader=leader_laps(empty.astype(int), empty)) == []


def test_the_leaders_lap_end_is_the_first_of_all_cars() -> None:
    laps = leader_laps(np.array([2, 1, 1, 2, 3]), np.array([205.0, 101.0, 99.0, 201.0, np.nan]))
    assert laps.lap_number.tolist() == [1, 2]
    assert laps.end_time_s.tolist() == [99.0, 201.0]


def test_a_lap_that_would_end_after_a_later_one_is_left_out() -> None:
    laps = leader_laps(np.array([1, 2, 3]), np.array([99.0, 450.0, 300.0]))
    assert laps.lap_number.tolist() == [1, 3]


@given(st.lists(st.tuples(st.integers(0, 2_500), st.sampled_from("124567")), max_size=12, unique_by=lambda one: one[0]))
def test_at_every_instant_of_the_race_the_periods_say_what_the_status_says(changes: list[tuple[int, str]]) -> None:
    periods = found(*((float(time_s), status) for time_s, status in changes))
    assert [one[0] for one in periods] == list(range(1, len(periods) + 1))
    for instant in np.arange(_START_S + 0.5, _FLAG_S, 25.0):
        before = [status for time_s, status in sorted(changes) if time_s <= instant]
        expected = {"4": "SC", "5": "RED", "6": "VSC", "7": "VSC"}.get(before[-1]) if before else None
        within = [kind for _, kind, _, _, start_s, end_s in periods if start_s <= instant < end_s]
        assert within == ([expected] if expected else [])
    for _, _, start_lap, end_lap, start_s, _ in periods:
        assert start_lap == max(1, int(np.ceil((start_s - _START_S) / 100)))
        assert start_lap <= end_lap
