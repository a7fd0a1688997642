"""A small hand-made simulation as the container's doors get it."""

from typing import Any

import pytest

from pitwall.domain.tyre_strategy import Stop, Strategy
from pitwall.domain.vocabulary import Compound
from simulator import FieldPlans
from simulator.played import Simulation
from simulator.wire import to_json
from tests.hand_made_race import hand_made_parameters, hand_made_rules, hand_made_state

CARS = 4
LAPS = 20


def hand_made_simulation() -> Simulation:
    """Four cars, twenty laps, one stop each."""
    plan = Strategy(hand_made_rules(LAPS), Compound.MEDIUM, (Stop(10, Compound.HARD),))
    plans = FieldPlans.of([[(plan, 1.0)]] * CARS)
    return Simulation(hand_made_parameters(CARS), hand_made_state(CARS, LAPS), plans)


@pytest.fixture
def event() -> dict[str, Any]:
    """What the Lambda door is asked."""
    return {"simulation": to_json(hand_made_simulation()), "runs": 300, "seed": 5}
