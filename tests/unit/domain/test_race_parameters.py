"""Race parameters: complete and finite ones are accepted, anything else is refused by name."""

from dataclasses import fields, replace
from math import inf, nan
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pitwall.domain.race_parameters import COMPOUNDS, STATUSES, RaceParameters
from pitwall.domain.race_state import TrackStatus
from pitwall.domain.regulations import MOST_CARS
from pitwall.domain.vocabulary import Compound
from pitwall.errors import InvalidSimulationError
from tests.hand_made_race import hand_made_parameters

_MADE = hand_made_parameters(cars=3)
_NUMBERS = [
    (group.name, part.name)
    for group in fields(_MADE)
    if group.name != "penalty_s"
    for part in fields(getattr(_MADE, group.name))
]


def spoilt(group: str, name: str, value: float) -> RaceParameters:
    old: Any = getattr(getattr(_MADE, group), name)
    new = np.array(old, dtype=float)
    new.flat[-1] = value
    return replace(_MADE, **{group: replace(getattr(_MADE, group), **{name: new if new.ndim else value})})


@given(st.integers(2, MOST_CARS))
def test_two_to_thirty_cars_are_accepted(cars: int) -> None:
    parameters = hand_made_parameters(cars=cars)
    assert parameters.validate() is parameters


@pytest.mark.parametrize("cars", [1, MOST_CARS + 1])
def test_one_car_or_thirty_one_are_refused(cars: int) -> None:
    with pytest.raises(InvalidSimulationError, match=f"{cars} cars: a race is simulated with 2 to 30"):
        hand_made_parameters(cars=cars).validate()


@pytest.mark.parametrize("value", [nan, inf, -inf])
@pytest.mark.parametrize(("group", "name"), _NUMBERS)
def test_a_number_that_is_none_is_refused_by_name(group: str, name: str, value: float) -> None:
    with pytest.raises(InvalidSimulationError, match=f"{group}.{name} must be finite"):
        spoilt(group, name, value).validate()


def test_a_penalty_that_is_no_number_is_refused() -> None:
    with pytest.raises(InvalidSimulationError, match="penalty_s must be finite"):
        replace(_MADE, penalty_s=nan).validate()


@pytest.mark.parametrize("name", [part.name for part in fields(_MADE.cars) if part.name != "base_pace_s"])
def test_a_row_too_few_for_a_car_is_refused_by_name(name: str) -> None:
    short = replace(_MADE, cars=replace(_MADE.cars, **{name: getattr(_MADE.cars, name)[:-1]}))
    with pytest.raises(InvalidSimulationError, match=f"cars.{name} has shape"):
        short.validate()


@pytest.mark.parametrize(("group", "name"), [one for one in _NUMBERS if one[0] != "cars"])
def test_an_array_of_another_length_is_refused_by_name(group: str, name: str) -> None:
    value = np.asarray(getattr(getattr(_MADE, group), name))
    longer = np.concatenate([value, value[..., -1:]], axis=-1) if value.ndim else np.array([value, value])
    longer_group = replace(getattr(_MADE, group), **{name: longer})
    with pytest.raises(InvalidSimulationError, match=f"{group}.{name} has shape"):
        replace(_MADE, **{group: longer_group}).validate()


def test_rows_are_in_the_order_the_kernel_counts_on() -> None:
    assert [compound.value for compound in COMPOUNDS] == [compound.value for compound in Compound]
    assert list(STATUSES) == list(TrackStatus) == [0, 1, 2, 3]
