"""The strategy tree of one car now: its choices, what chance may bring, what to do then, and what each is worth.

Made of the races simulated for the choices, so that it says the same as a recommendation and adds up exactly.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pitwall.calibration.race_setup import Provenance, RaceSetup
from pitwall.domain.race_parameters import RaceParameters
from pitwall.domain.race_state import RaceState
from pitwall.domain.tyre_strategy import Strategy
from pitwall.errors import IllegalStrategyError
from pitwall.strategy.choices import choices
from pitwall.strategy.decision_tree import Branch, Choice, Node, Split, decision_tree
from pitwall.strategy.moment import Moment
from pitwall.strategy.objectives import EXPECTED_POSITION, Array, Objective
from pitwall.strategy.outcome import place_points
from simulator import HAPPENED, FieldPlans, FocusPlans, RaceRuns, Scenario, simulate

RUNS = 1_000
MOST_CHOICES = 4
_NEUTRALISED = ("no safety car", "virtual safety car", "safety car", "red flag")
_NOTHING_GIVEN = Scenario()


@dataclass(frozen=True)
class StrategyTree:
    """A tree from now to the flag."""

    driver_id: str
    objective: Objective
    unit: str
    more_is_better: bool
    """Whether the larger value is the better one; False where values are finishing positions."""
    root: Node
    runs: int
    """Simulated races per choice."""
    seed: int
    provenance: Provenance


def strategy_tree(
    setup: RaceSetup,
    state: RaceState,
    driver_id: str,
    *,
    objective: Objective = EXPECTED_POSITION,
    scenario: Scenario = _NOTHING_GIVEN,
    rivals: FieldPlans | None = None,
    runs: int = RUNS,
    seed: int = 1,
) -> StrategyTree:
    """The car's tree; every choice plays `runs` races. Raises InvalidStateError for a car out of the race.

    Raises IllegalStrategyError where no plan is legal any more.
    """
    moment = Moment(setup, state, driver_id, objective, runs, seed, scenario, rivals)
    found = choices(moment.ways, MOST_CHOICES)
    if not found:
        raise IllegalStrategyError([f"{driver_id} has no legal plan left after lap {state.lap} of {state.laps}"])
    plans = [choice.strategy for choice in found]
    reacting = _played(moment, moment.parameters, plans, reacts=True)
    keeping = _played(moment, moment.parameters, plans, reacts=False)
    quick = _played(moment, _without_slow_stops(moment), plans, reacts=True)
    in_tree = [
        Choice(
            label=choice.label,
            keeping=-_losses(moment, keeping, row),
            reacting=-_losses(moment, reacting, row),
            splits=_splits(moment, reacting, quick, row),
        )
        for row, choice in enumerate(found)
    ]
    root = decision_tree(f"{driver_id} after lap {state.lap}", in_tree, most_choices=MOST_CHOICES)
    more_is_better, told = _scale(objective)
    return StrategyTree(
        driver_id, objective, moment.unit, more_is_better, _told(root, told), runs, seed, setup.provenance
    )


def _played(moment: Moment, parameters: RaceParameters, plans: Sequence[Strategy], *, reacts: bool) -> RaceRuns:
    return simulate(
        parameters,
        moment.state,
        moment.rivals,
        runs=moment.runs,
        seed=moment.seed,
        scenario=moment.scenario,
        focus=FocusPlans(moment.car, tuple(plans), reacts=reacts),
    )


def _without_slow_stops(moment: Moment) -> RaceParameters:
    """The same race in which the car's crew is never slow: where a run differs, the crew was slow in it."""
    chance = moment.parameters.cars.slow_stop_probability.copy()
    chance[moment.car] = 0.0
    return replace(moment.parameters, cars=replace(moment.parameters.cars, slow_stop_probability=chance))


def _losses(moment: Moment, races: RaceRuns, row: int) -> Array:
    points = place_points(races, row, moment.car, moment.points)
    return moment.objective.losses(races.position[row, :, moment.car], points)


def _splits(moment: Moment, races: RaceRuns, quick: RaceRuns, row: int) -> tuple[Split, ...]:
    happened = {name: races.happened[row, :, index] > 0 for index, name in enumerate(HAPPENED)}
    neutralised: NDArray[np.int64] = np.zeros(moment.runs, dtype=np.int64)
    for outcome, name in enumerate(("virtual_safety_cars", "safety_cars", "red_flags"), start=1):
        neutralised[happened[name]] = outcome
    slow = races.race_time_s[row, :, moment.car] != quick.race_time_s[row, :, moment.car]
    splits = [Split("Safety car before the flag?", neutralised, _NEUTRALISED)]
    if not moment.state.raining:
        splits.append(Split("Rain?", happened["rain_laps"].astype(np.int64), ("no rain", "rain")))
    splits.append(Split("The stop?", slow.astype(np.int64), ("stops as usual", "a slow stop")))
    return tuple(splits)


def _scale(objective: Objective) -> tuple[bool, Callable[[float], float]]:
    """Whether more is better in the objective's own words, and from `more is better` to them."""
    if objective.name in ("expected_position", "cautious"):
        return False, lambda value: -value
    if objective.name == "expected_points":
        return True, lambda value: value
    return True, lambda value: 1.0 + value


def _told(node: Node, told: Callable[[float], float]) -> Node:
    branches = tuple(
        Branch(branch.label, branch.probability, branch.chosen, _told(branch.node, told)) for branch in node.branches
    )
    return replace(node, value=told(node.value), branches=branches)
