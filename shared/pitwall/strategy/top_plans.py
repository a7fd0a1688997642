"""A car's fastest few hundred plans alone on the track, told apart by simulated races against the field.

The widest search there is: nothing but free-air time chooses what is played, and every plan ends up resolved.
"""

from pitwall.calibration.race_setup import RaceSetup
from pitwall.domain.race_state import RaceState
from pitwall.strategy.objectives import EXPECTED_POSITION, Objective, points_of_places
from pitwall.strategy.optimal import focus_play
from pitwall.strategy.resolving import ResolvedPlan, resolve
from pitwall.strategy.rivals import rival_plans, tables_in
from pitwall.strategy.screening import screen
from simulator import Scenario

TOP = 300
RESOLUTION = 0.02
"""Positions: less than anybody can notice, a tenth of what a lap more or less on a set of tyres is worth."""
_NOTHING_GIVEN = Scenario()


def top_plans(
    setup: RaceSetup,
    state: RaceState,
    driver_id: str,
    *,
    objective: Objective = EXPECTED_POSITION,
    plans: int = TOP,
    to: float = RESOLUTION,
    seed: int = 1,
    scenario: Scenario = _NOTHING_GIVEN,
) -> tuple[ResolvedPlan, ...]:
    """The `plans` fastest plans of one to three stops, best first by the objective; see `resolve` for what `to` says.

    Raises InvalidStateError for a car that is not there or out of the race, InvalidRequestError as `resolve` does.
    """
    car = state.car(driver_id)
    q2_compound = next((entry.q2_compound for entry in setup.entries if entry.driver_id == driver_id), None)
    tables = tables_in(setup.parameters, setup.rules, state, car, q2_compound, scenario)
    fastest = [plan.strategy for plan in screen(tables, keep=plans).timed_plans()]
    rivals = rival_plans(setup, state, driver_id, scenario=scenario)
    play = focus_play(setup.parameters, state, rivals, car, seed=seed, scenario=scenario)
    return resolve(play, fastest, objective, points_of_places(setup.rules), to=to)
