"""An undercut or overcut played out: how often the attacker really is ahead once both have stopped.

Beside the closed form it has the whole field in it: traffic, slow stops, covers, safety cars.
"""

from dataclasses import dataclass, replace
from math import sqrt

import numpy as np

from pitwall.calibration.race_setup import RaceSetup
from pitwall.domain.race_state import RaceState
from pitwall.domain.tyre_strategy import Strategy
from pitwall.domain.vocabulary import Compound
from pitwall.errors import InvalidRequestError
from pitwall.strategy.continuations import continuations
from pitwall.strategy.field_changes import with_strategy
from pitwall.strategy.free_air import IMPOSSIBLE_S
from pitwall.strategy.rivals import rival_plans, tables_in
from pitwall.strategy.undercut import Duel
from simulator import FieldPlans, FocusPlans, simulate

RUNS = 1_000


@dataclass(frozen=True)
class DuelCheck:
    """The share of simulated races in which the attacker is ahead at the end of the later car's out lap."""

    probability: float
    standard_error: float
    runs: int
    seed: int


def check_duel(
    setup: RaceSetup,
    state: RaceState,
    duel: Duel,
    *,
    laps_later: int = 1,
    rivals: FieldPlans | None = None,
    runs: int = RUNS,
    seed: int = 1,
) -> DuelCheck:
    """The first car stops at the end of the next lap, the other `laps_later` laps later; nobody of the two reacts.

    Raises InvalidRequestError where one of these stops is against the rules.
    """
    first = state.lap + 1
    attacks = duel.kind == "undercut"
    laps = (first, first + laps_later) if attacks else (first + laps_later, first)
    attacker, target = state.car(duel.attacker_id), state.car(duel.target_id)
    plans = rival_plans(setup, state, None) if rivals is None else rivals
    plans = with_strategy(plans, target, _stopping(setup, state, target, duel.target_compound, laps[1]))
    others = np.arange(len(state.cars)) != target
    plans = replace(plans, reacts=plans.reacts & others, covers=plans.covers & others)
    plan = _stopping(setup, state, attacker, duel.attacker_compound, laps[0])
    races = simulate(
        setup.parameters,
        state,
        plans,
        runs=runs,
        seed=seed,
        focus=FocusPlans(attacker, (plan,), reacts=False),
        trace=True,
    )
    row = max(laps) + 1 - races.first_lap
    order = np.asarray(races.trace_position)[0, :, row]
    ahead = order[:, attacker] < order[:, target]
    share = float(np.mean(ahead))
    return DuelCheck(share, sqrt(share * (1.0 - share) / runs), runs, seed)


def _stopping(setup: RaceSetup, state: RaceState, car: int, compound: Compound, lap: int) -> Strategy:
    ways = continuations(tables_in(setup.parameters, setup.rules, state, car))
    if lap >= state.laps or ways.best_on(lap)[1] >= IMPOSSIBLE_S:
        raise InvalidRequestError(f"{state.cars[car].driver_id} cannot stop on lap {lap}")
    return ways.strategy(compound, lap)
