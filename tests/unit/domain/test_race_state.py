"""Race states: the grid and a race under way stand, and whatever contradicts itself is refused with the reason."""

from dataclasses import replace
from math import inf, nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pitwall.domain.race_state import CarState, RaceState
from pitwall.domain.regulations import MOST_CARS, MOST_LAPS
from pitwall.domain.tyre_strategy import Stop
from pitwall.domain.vocabulary import Compound
from pitwall.errors import InvalidStateError

S, M, H, INTERMEDIATE, WET = Compound


def field(cars: int = 4, gap_s: float = 1.5) -> tuple[CarState, ...]:
    return tuple(
        CarState(f"d{i}", f"t{i // 2}", position=i + 1, compound=M, gap_s=gap_s * i, tyre_life=10) for i in range(cars)
    )


def under_way(**changes: Any) -> RaceState:
    return replace(RaceState(lap=10, laps=57, cars=field()), **changes)


def refused(**changes: Any) -> str:
    with pytest.raises(InvalidStateError) as refusal:
        under_way(**changes)
    return "; ".join(refusal.value.reasons)


def with_car(index: int, **changes: Any) -> tuple[CarState, ...]:
    cars = list(field())
    cars[index] = replace(cars[index], **changes)
    return tuple(cars)


def test_a_grid_and_a_race_under_way_stand() -> None:
    grid = tuple(replace(car, gap_s=0.0, tyre_life=0) for car in field(20))
    assert len(RaceState(lap=0, laps=57, cars=grid).cars) == 20
    assert under_way().car("d2") == 2


@given(cars=st.integers(2, MOST_CARS), laps=st.integers(1, MOST_LAPS), data=st.data())
def test_any_number_of_cars_and_laps_within_the_limits_stands(cars: int, laps: int, data: st.DataObject) -> None:
    lap = data.draw(st.integers(0, laps - 1))
    running = tuple(replace(car, tyre_life=lap, gap_s=car.gap_s if lap else 0.0) for car in field(cars))
    assert RaceState(lap, laps, running).laps == laps


def test_a_driver_who_is_not_there_is_named_with_those_who_are() -> None:
    with pytest.raises(InvalidStateError, match="no car of d9; there are d0, d1, d2, d3"):
        under_way().car("d9")


@pytest.mark.parametrize("cars", [0, 1, MOST_CARS + 1])
def test_one_car_or_thirty_one_are_no_race(cars: int) -> None:
    assert f"{cars} cars: a race is simulated with 2 to 30" in refused(cars=field(cars))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"laps": 0, "lap": 0}, "a race of 0 laps"),
        ({"laps": MOST_LAPS + 1}, f"a race of {MOST_LAPS + 1} laps"),
        ({"lap": 57}, "after lap 57 of 57"),
        ({"lap": -1}, "after lap -1 of 57"),
        ({"wetness": 1.1}, "wetness 1.1"),
        ({"wetness": nan}, "wetness nan"),
        ({"status_laps": 11}, "track status for 11 laps after lap 10"),
        ({"status_laps": -1}, "track status for -1 laps after lap 10"),
    ],
)
def test_a_race_that_does_not_add_up_is_refused(changes: dict[str, Any], reason: str) -> None:
    assert reason in refused(**changes)


@pytest.mark.parametrize(
    ("index", "changes", "reason"),
    [
        (1, {"driver_id": "d0"}, "d0 is there 2 times"),
        (1, {"position": 1}, "positions [1, 1, 3, 4]: each from 1 to 4 once"),
        (3, {"position": 9}, "positions [1, 2, 3, 9]"),
        (2, {"gap_s": 0.5}, "d2 is behind d1 with the smaller gap to the leader"),
        (0, {"gap_s": 0.5}, "the leader d0 has a gap of 0.5 s to itself"),
        (1, {"gap_s": -1.0}, "d1: gap -1.0 s must be 0 or more"),
        (1, {"gap_s": nan}, "d1: gap nan s must be 0 or more"),
        (3, {"gap_s": inf}, "d3: gap inf s must be 0 or more"),
        (1, {"penalty_s": -5.0}, "d1: penalty -5.0 s must be 0 or more"),
        (1, {"penalty_s": nan}, "d1: penalty nan s must be 0 or more"),
        (1, {"tyre_life": -1}, "d1: tyre life -1 after lap 10"),
        (1, {"tyre_life": 41}, "d1: tyre life 41 after lap 10"),
        (1, {"stops_done": 11}, "d1: 11 stops in 10 laps"),
        (1, {"stops_done": -1}, "d1: -1 stops in 10 laps"),
        (1, {"used": frozenset({S})}, "d1: used SOFT before, without a stop"),
        (1, {"laps_done": 9}, "d1: 9 laps done after lap 10 though running"),
        (3, {"running": False}, "d3: out of the race after None laps; say 0 to 10"),
        (3, {"running": False, "laps_done": 11}, "d3: out of the race after 11 laps; say 0 to 10"),
        (1, {"running": False, "laps_done": 4}, "a car out of the race stands before a running one"),
        (1, {"stops_done": 1, "driven": (S, (Stop(11, M),))}, "d1: a stop already driven lies after lap 10"),
    ],
)
def test_a_car_that_contradicts_the_race_is_refused(index: int, changes: dict[str, Any], reason: str) -> None:
    assert reason in refused(cars=with_car(index, **changes))


def test_a_race_in_which_no_car_runs_is_refused() -> None:
    assert refused(cars=tuple(replace(car, running=False, laps_done=3) for car in field())) == "no car is running"


def test_a_car_out_of_the_race_stands_last_with_the_laps_it_did() -> None:
    state = under_way(cars=with_car(3, running=False, laps_done=4, gap_s=0.0))
    assert state.cars[3].laps_done == 4


def test_every_contradiction_is_named_at_once() -> None:
    reasons = refused(lap=60, wetness=2.0, cars=with_car(1, gap_s=-1.0, penalty_s=-1.0))
    assert all(part in reasons for part in ("after lap 60", "wetness 2.0", "gap -1.0", "penalty -1.0"))


def test_a_car_that_used_intermediates_and_stopped_stands() -> None:
    cars = with_car(1, used=frozenset({INTERMEDIATE}), stops_done=1, driven=(INTERMEDIATE, (Stop(4, M),)))
    assert under_way(cars=cars).cars[1].driven == (INTERMEDIATE, (Stop(4, M),))
