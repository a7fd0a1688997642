"""Simulations as JSON: what goes out comes back the same, and what is wrong is refused with its place."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from pitwall.domain.race_parameters import RaceParameters
from pitwall.domain.race_state import RaceState
from pitwall.domain.tyre_strategy import Stop, Strategy
from pitwall.domain.vocabulary import Compound
from pitwall.errors import IllegalStrategyError, InvalidSimulationError, InvalidStateError
from simulator.wire import from_json, to_json
from tests.hand_made_race import hand_made_parameters, hand_made_rules, hand_made_state


def _through_text(value: object) -> Any:
    return json.loads(json.dumps(to_json(value)))


def test_parameters_come_back_with_every_number_and_type() -> None:
    sent = hand_made_parameters()
    back = from_json(RaceParameters, _through_text(sent))
    for group, values in vars(sent).items():
        if isinstance(values, float):
            assert getattr(back, group) == values
            continue
        for name, value in vars(values).items():
            found = getattr(getattr(back, group), name)
            assert np.array_equal(found, value), name
            assert np.asarray(found).dtype == np.asarray(value).dtype, name


def test_a_state_comes_back_with_sets_of_compounds_and_stops_driven() -> None:
    sent = hand_made_state(cars=4)
    driven = (Compound.SOFT, (Stop(9, Compound.MEDIUM),))
    first = replace(sent.cars[0], used=frozenset({Compound.SOFT}), stops_done=1, driven=driven)
    sent = replace(sent, lap=12, cars=(first, *sent.cars[1:]))
    assert from_json(RaceState, _through_text(sent)) == sent


def test_a_strategy_comes_back_and_is_judged_again() -> None:
    sent = Strategy(hand_made_rules(), Compound.MEDIUM, (Stop(20, Compound.HARD),))
    data = _through_text(sent)
    assert from_json(Strategy, data) == sent
    data["stops"][0]["lap"] = 57
    with pytest.raises(IllegalStrategyError, match="the last lap to stop on is 56 of 57"):
        from_json(Strategy, data)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (["lap"], "three", "RaceState.lap must be of type int, not str"),
        (["lap"], True, "RaceState.lap must be of type int, not bool"),
        (["lap"], None, "RaceState.lap must be of type int, not nothing"),
        (["wetness"], float("nan"), "RaceState.wetness must be a finite number"),
        (["cars"], {}, "RaceState.cars must be a list, not dict"),
        (["cars", 1], 7, "RaceState.cars[1] must be an object, not int"),
        (["cars", 1, "compound"], "HYPERSOFT", "RaceState.cars[1].compound is 'HYPERSOFT'; it is one of SOFT"),
        (["cars", 1, "driven"], ["SOFT"], "RaceState.cars[1].driven must have 2 entries, not 1"),
        (["cars", 0, "tyres"], 1, "RaceState.cars[0] has no tyres; it has driver_id"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(path: list[Any], value: object, said: str) -> None:
    data = _through_text(hand_made_state(cars=2))
    part = data
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    with pytest.raises(InvalidSimulationError) as refused:
        from_json(RaceState, data)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("base_pace_s", [90.0, float("nan")], "must hold finite numbers only"),
        ("base_pace_s", ["fast", "slow"], "must hold numbers only"),
        ("base_pace_s", [[90.0], [90.0, 91.0]], "must have rows of one length"),
        ("team", [0.5, 1.0], "must hold whole numbers"),
        ("team", [0, float("inf")], "must hold whole numbers"),
    ],
)
def test_an_array_of_anything_else_is_refused(name: str, value: object, said: str) -> None:
    data = _through_text(hand_made_parameters(cars=2))
    data["cars"][name] = value
    with pytest.raises(InvalidSimulationError) as refused:
        from_json(RaceParameters, data)
    assert f"RaceParameters.cars.{name} {said}" in str(refused.value)


def test_an_absent_field_is_named_and_a_contradiction_is_the_states_own_error() -> None:
    data = _through_text(hand_made_state(cars=2))
    with pytest.raises(InvalidSimulationError, match=r"RaceState lacks laps"):
        from_json(RaceState, {name: value for name, value in data.items() if name != "laps"})
    with pytest.raises(InvalidStateError, match="0 \\(the grid\\) to 56"):
        from_json(RaceState, {**data, "lap": 57})
