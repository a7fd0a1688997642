"""Which of its plans a car drives: by its own number, or by the race's, which some of the others follow too."""

import numpy as np
import pytest

from pitwall.domain.tyre_strategy import Stop, Strategy
from pitwall.domain.vocabulary import Compound
from simulator import FieldPlans, Scenario, simulate
from tests.hand_made_race import LAPS, hand_made_parameters, hand_made_rules, hand_made_state

_CARS, _RUNS = 12, 2000
_SHARED = 0.4


def _stops(share: float) -> np.ndarray:
    """Stops of each car in each race, where a plan of one stop has this weight and one of two the rest."""
    rules = hand_made_rules()
    one = Strategy(rules, Compound.MEDIUM, (Stop(26, Compound.HARD),))
    two = Strategy(rules, Compound.MEDIUM, (Stop(19, Compound.HARD), Stop(38, Compound.MEDIUM)))
    plans = FieldPlans.of([[(one, share), (two, 1.0 - share)]] * _CARS, reacts=False, covers=False)
    calm = Scenario(
        status_by_lap=np.zeros(LAPS, dtype=np.int8),
        wetness_by_lap=np.zeros(LAPS),
        retirement_lap=np.zeros(_CARS, dtype=np.int64),
    )
    parameters, state = hand_made_parameters(_CARS), hand_made_state(_CARS)
    return np.asarray(simulate(parameters, state, plans, runs=_RUNS, seed=7, scenario=calm).stops[0])


def test_each_car_drives_its_plans_as_often_as_they_weigh() -> None:
    assert np.mean(_stops(0.6) == 1, axis=0) == pytest.approx(0.6, abs=0.04)


def test_pairs_of_cars_agree_as_often_as_the_share_that_follows_the_race_says() -> None:
    single = _stops(0.6) == 1
    pairs = [single[:, a] == single[:, b] for a in range(_CARS) for b in range(a)]
    alone = 0.6**2 + 0.4**2
    assert np.mean(pairs) == pytest.approx(alone + _SHARED**2 * (1.0 - alone), abs=0.01)
