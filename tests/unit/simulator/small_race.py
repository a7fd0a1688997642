"""A short eventful race, as text: for processes that must agree on it."""

from dataclasses import replace

import numpy as np

from simulator import FieldPlans, simulate
from tests.hand_made_race import hand_made_parameters, hand_made_rules, hand_made_state

_CARS, _LAPS = 6, 9


def play() -> str:
    """Positions, times and what happened in 20 races."""
    from pitwall.domain.tyre_strategy import Stop, Strategy
    from pitwall.domain.vocabulary import Compound

    parameters = hand_made_parameters(_CARS)
    n = replace(parameters.neutralisation, hazard=np.array([0.05, 0.1, 0.03]))
    eventful = replace(parameters, neutralisation=n, weather=replace(parameters.weather, rain_start_hazard=0.05))
    plan = Strategy(hand_made_rules(_LAPS), Compound.MEDIUM, (Stop(4, Compound.HARD),))
    state = hand_made_state(_CARS, _LAPS)
    runs = simulate(eventful, state, FieldPlans.of([[(plan, 1.0)]] * _CARS), runs=20, seed=5, trace=True)
    parts = (runs.position, runs.race_time_s, runs.laps_done, runs.happened, runs.trace_position)
    return " ".join(str(part.tolist()) for part in parts if part is not None)
