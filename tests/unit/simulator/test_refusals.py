"""What cannot be simulated is refused with a reason, never repaired."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from pitwall.domain.race_parameters import CarParameters
from pitwall.domain.race_state import RaceState
from pitwall.domain.tyre_strategy import Stop, Strategy
from pitwall.domain.vocabulary import Compound
from pitwall.errors import BudgetExceededError, InvalidSimulationError, InvalidStateError
from simulator import MOST_RUNS, FieldPlans, FocusPlans, Scenario, simulate
from tests.hand_made_race import LAPS, hand_made_parameters, hand_made_rules, hand_made_state

_CARS = 4
_PLAN = Strategy(hand_made_rules(), Compound.MEDIUM, (Stop(26, Compound.HARD),))


def _plans() -> FieldPlans:
    return FieldPlans.of([[(_PLAN, 1.0)]] * _CARS)


def _refused(match: str, error: type[InvalidSimulationError] = InvalidSimulationError, **changes: Any) -> None:
    asked: dict[str, Any] = {
        "parameters": hand_made_parameters(_CARS),
        "state": hand_made_state(_CARS),
        "plans": _plans(),
        "runs": 2,
        "seed": 1,
        **changes,
    }
    with pytest.raises(error, match=match):
        simulate(asked.pop("parameters"), asked.pop("state"), asked.pop("plans"), **asked)


def _with_cars(**changes: Any) -> Any:
    parameters = hand_made_parameters(_CARS)
    cars: CarParameters = replace(parameters.cars, **changes)
    return replace(parameters, cars=cars)


def test_more_races_than_the_budget_are_refused() -> None:
    _refused("1,000,001 races", BudgetExceededError, runs=MOST_RUNS + 1)
    _refused("2 x 600,000", BudgetExceededError, runs=600_000, focus=FocusPlans(0, (_PLAN, _PLAN)))


def test_a_trace_beyond_memory_is_refused() -> None:
    _refused("bytes", BudgetExceededError, runs=900_000, trace=True)


def test_pace_that_is_no_number_is_refused() -> None:
    _refused("base_pace_s", parameters=_with_cars(base_pace_s=np.array([90.0, np.nan, 90.0, 90.0])))


def test_pace_that_no_car_has_is_refused() -> None:
    _refused("base pace", parameters=_with_cars(base_pace_s=np.array([90.0, 90.0, 90.0, 400.0])))


def test_parameters_of_another_field_are_refused() -> None:
    _refused("parameters of 5 cars", parameters=hand_made_parameters(5))


def test_plans_of_another_field_are_refused() -> None:
    _refused("plans for 5 cars", plans=FieldPlans.of([[(_PLAN, 1.0)]] * 5))


def test_a_compound_nobody_makes_is_refused() -> None:
    _refused("stop_compound", plans=replace(_plans(), stop_compound=np.full((_CARS, 1, 1), 5)))
    _refused("start_compound", plans=replace(_plans(), start_compound=np.full((_CARS, 1), -1)))


def test_a_stop_after_the_flag_is_refused() -> None:
    _refused(f"a stop on lap {LAPS}", plans=replace(_plans(), stop_lap=np.full((_CARS, 1, 1), LAPS)))


def test_stops_out_of_order_are_refused() -> None:
    two = Strategy(hand_made_rules(), Compound.MEDIUM, (Stop(10, Compound.HARD), Stop(20, Compound.SOFT)))
    plans = FieldPlans.of([[(two, 1.0)]] * _CARS)
    _refused("in order", plans=replace(plans, stop_lap=plans.stop_lap[:, :, ::-1]))


def test_weights_that_are_no_probabilities_are_refused() -> None:
    _refused("weights", plans=replace(_plans(), weight=np.full((_CARS, 1), 0.7)))
    with pytest.raises(InvalidSimulationError, match="some weight"):
        FieldPlans.of([[(_PLAN, 0.0)]] * _CARS)


@pytest.mark.parametrize("car", [-1, _CARS])
def test_a_focus_on_a_car_that_is_not_there_is_refused(car: int) -> None:
    _refused(f"car {car}", focus=FocusPlans(car, (_PLAN,)))


def test_a_focus_without_plans_or_with_another_distance_is_refused() -> None:
    short = Strategy(hand_made_rules(30), Compound.MEDIUM, (Stop(20, Compound.HARD),))
    _refused("no candidate", focus=FocusPlans(0, ()))
    _refused("30 laps", focus=FocusPlans(0, (short,)))


@pytest.mark.parametrize(
    ("scenario", "match"),
    [
        (Scenario(status_by_lap=np.zeros(3, np.int8)), "status_by_lap"),
        (Scenario(status_by_lap=np.full(LAPS, 7, np.int8)), "no track status"),
        (Scenario(wetness_by_lap=np.full(LAPS, 1.5)), "wetness_by_lap"),
        (Scenario(wetness_by_lap=np.full(LAPS, np.nan)), "wetness_by_lap"),
        (Scenario(retirement_lap=np.full(_CARS, LAPS + 1)), "retirement_lap"),
        (Scenario(pace_change_s=np.array([0.0, np.inf, 0.0, 0.0])), "pace_change_s"),
        (Scenario(pit_loss_change_s=float("nan")), "pit_loss_change_s"),
    ],
)
def test_a_scenario_that_cannot_be_is_refused(scenario: Scenario, match: str) -> None:
    _refused(match, scenario=scenario)


@pytest.mark.parametrize("runs", [0, -1])
def test_no_runs_are_refused(runs: int) -> None:
    _refused("runs", runs=runs)


@pytest.mark.parametrize("cars", [1, 31])
def test_a_field_too_small_or_too_large_is_no_race(cars: int) -> None:
    with pytest.raises(InvalidStateError, match=f"{cars} cars"):
        hand_made_state(cars)


def test_a_plan_is_made_over_the_cars_of_the_state_it_is_played_from() -> None:
    state = hand_made_state(_CARS)
    assert isinstance(state, RaceState)
    assert _plans().validate(state).cars == _CARS
