"""How hard to drive the present stint: push, balanced or conserve, by simulating all three with the same races.

The stops stay those of the plan; what a mode saves or costs in tyres and seconds is calibrated.
"""

from dataclasses import dataclass, replace

import numpy as np

from pitwall.calibration.race_setup import Provenance, RaceSetup
from pitwall.domain.race_state import RaceState
from pitwall.domain.tyre_strategy import PaceMode, Strategy
from pitwall.strategy.moment import Moment
from pitwall.strategy.objectives import EXPECTED_POSITION, Objective
from pitwall.strategy.paired import Difference, Strength, paired_difference
from simulator import FieldPlans, Scenario

RUNS = 500
_MODES = (PaceMode.BALANCED, PaceMode.PUSH, PaceMode.CONSERVE)
_NOTHING_GIVEN = Scenario()


@dataclass(frozen=True)
class ModeValue:
    """One mode over the simulated races."""

    mode: PaceMode
    expected_position: float
    expected_points: float
    gain: Difference
    """On driving balanced, in the objective's unit."""
    time_s: Difference | None
    """Gained on driving balanced, over races finished in both; None where there are none."""


@dataclass(frozen=True)
class DrivingMode:
    """The mode to drive the present stint in. A toss-up means balanced: nothing is won by another."""

    driver_id: str
    mode: PaceMode
    strength: Strength
    probability: float
    """That it is best; of a toss-up, that no other mode gains anything that matters."""
    values: tuple[ModeValue, ...]
    runs: int
    seed: int
    provenance: Provenance


def driving_mode(
    setup: RaceSetup,
    state: RaceState,
    driver_id: str,
    strategy: Strategy,
    *,
    objective: Objective = EXPECTED_POSITION,
    scenario: Scenario = _NOTHING_GIVEN,
    rivals: FieldPlans | None = None,
    runs: int = RUNS,
    seed: int = 1,
) -> DrivingMode:
    """How to drive the present stint of `strategy`. Raises as the simulator does."""
    return best_mode(Moment(setup, state, driver_id, objective, runs, seed, scenario, rivals), strategy)


def best_mode(moment: Moment, strategy: Strategy) -> DrivingMode:
    """The same for a moment already at hand."""
    stint = sum(stop.lap <= moment.state.lap for stop in strategy.stops)
    modes = strategy.modes or (PaceMode.BALANCED,) * len(strategy.stints)
    plans = [replace(strategy, modes=(*modes[:stint], mode, *modes[stint + 1 :])) for mode in _MODES]
    races = moment.play(plans, moment.runs, 0)
    points = np.where(races.retired, 0.0, moment.points[races.position])
    losses = [moment.objective.losses(races.position[row], points[row]) for row in range(len(_MODES))]
    values = []
    for row, mode in enumerate(_MODES):
        both = ~races.retired[row] & ~races.retired[0]
        time_s = paired_difference(races.race_time_s[0, both], races.race_time_s[row, both]) if both.any() else None
        gain = paired_difference(losses[0], losses[row])
        values.append(ModeValue(mode, float(races.position[row].mean()), float(points[row].mean()), gain, time_s))
    best = max(values, key=lambda value: value.gain.mean)
    others = [paired_difference(loss, losses[_MODES.index(best.mode)]) for loss in losses]
    lead = min((one for one, value in zip(others, values, strict=True) if value is not best), key=lambda one: one.mean)
    strength, mode, probability = lead.strength(moment.equal_value), best.mode, lead.probability
    if strength is Strength.TOSS_UP:
        mode, probability = PaceMode.BALANCED, 1.0 - best.gain.exceeds(moment.equal_value)
    return DrivingMode(
        moment.driver_id, mode, strength, probability, tuple(values), moment.runs, moment.seed, moment.setup.provenance
    )
