"""What the other cars are likely to do: weighted plans for every car, from which the simulator draws one per race.

Half the weight from what teams did at the circuit, half from what is fastest for the car itself: teams plan like the
second and have driven like the first, and which of the two holds today is not known beforehand. Crews know today's
tyres from practice and we do not: a plan is the likelier theirs the better its odds of being the fastest, as far as
the calibration leaves that open.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import erfc, sqrt

import numpy as np

from pitwall.calibration.race_setup import RaceSetup
from pitwall.calibration.usual_strategies import MOST_STRATEGIES, UsualStrategy
from pitwall.domain.race_parameters import RaceParameters
from pitwall.domain.race_state import RaceState
from pitwall.domain.regulations import RaceRules
from pitwall.domain.tyre_strategy import Stop, Strategy
from pitwall.domain.vocabulary import Compound
from pitwall.errors import IllegalStrategyError
from pitwall.strategy.dynamic_programming import TimedPlan, optimal_plans
from pitwall.strategy.free_air import IMPOSSIBLE_S, FreeAir, free_air
from pitwall.strategy.free_air_odds import on_tyres
from pitwall.strategy.set_pace import SetPace
from pitwall.strategy.situation import Situation, situation
from simulator import FieldPlans, Scenario

Weighted = tuple[Strategy, float]

MOST_ALTERNATIVES = 32
_MOST_OWN = 12
_USUAL_SHARE = 0.5
_USUAL_TOLERANCE_S = 20.0
"""Free-air loss of the best usual strategy at which all of them keep 37 % of their weight: about one stop. Rain moves
them far beyond."""
_SLOWER_TOLERANCE_S = 12.0
"""Free-air loss on the best usual strategy at which another one keeps 37 % of its weight. Chosen by the winner's log
loss on 2018 and 2019 (none 1.352, 20 s 1.341, 12 s 1.328, 8 s 1.336). What was driven is likeliest at 40 s: a plan that
our tables call slow is less so for who chooses it."""
_FREE_AIR_SD_S = 3.0
"""What free air does not tell of a plan, tyres apart: traffic, and whom it undercuts."""
_LEAST_ODDS = 0.01
"""Against the best own plan, below which one is left out."""
_SPREAD = ((0.0, 0.5), (-1.0, 0.25), (1.0, 0.25))
"""A usual stop is driven at its mean lap, or one standard deviation to either side."""
_AT_THE_MEAN = ((0.0, 1.0),)
_OVERDUE_LAPS = 2
"""A car that has stayed out beyond its usual stop is expected in after so many laps."""


def rival_plans(
    setup: RaceSetup,
    state: RaceState,
    driver_id: str | None = None,
    *,
    scenario: Scenario | None = None,
    reacts: bool = True,
) -> FieldPlans:
    """Every car's likely plans from a state on; all legal, where a car still has a legal plan.

    `driver_id` is a car whose plans are chosen elsewhere: it gets its own optimum only.
    """
    q2_compounds = {entry.driver_id: entry.q2_compound for entry in setup.entries}
    alternatives, pace = [], SetPace(setup.parameters)
    for car, at in enumerate(state.cars):
        usual = () if at.driver_id == driver_id else setup.usual
        q2_compound = q2_compounds.get(at.driver_id)
        alternatives.append(likely_plans(pace, setup.rules, state, car, usual, q2_compound, scenario))
    return FieldPlans.of(alternatives, reacts=reacts)


def likely_plans(
    pace: SetPace,
    rules: RaceRules,
    state: RaceState,
    car: int,
    usual: Sequence[UsualStrategy] = (),
    q2_compound: Compound | None = None,
    scenario: Scenario | None = None,
) -> tuple[Weighted, ...]:
    """One car's plans with weights that sum to 1, likeliest first.

    `pace` is that of the race's parameters: one for all cars. A car out of the race or past every legal plan has one
    plan: to drive on as it is.
    """
    if not state.cars[car].running:
        return ((_driving_on(rules, state, car), 1.0),)
    tables = tables_in(pace.parameters, rules, state, car, q2_compound, scenario)
    try:
        own = optimal_plans(tables)
    except IllegalStrategyError:
        own = ()
    if not own:
        return ((_driving_on(rules, state, car), 1.0),)
    of_own = _own(pace, tables, own)
    usual_here = list(_usual_here(tables, usual[:MOST_STRATEGIES], MOST_ALTERNATIVES - len(of_own)))
    times_s = np.array([tables.race_s(plan) for plan, _ in usual_here])
    # Where no usual strategy is feasible today (rain, a limit on stints), the car's own optimum has all the weight.
    best_s = float(times_s.min(initial=IMPOSSIBLE_S))
    usual_share = _USUAL_SHARE * float(np.exp(-max(0.0, best_s - own[0].time_s) / _USUAL_TOLERANCE_S))
    likely = np.exp((best_s - times_s) / _SLOWER_TOLERANCE_S).tolist()
    seen = [(plan, weight * odds) for (plan, weight), odds in zip(usual_here, likely, strict=True)]
    weights: dict[Strategy, float] = {}
    for group, group_share in ((of_own, 1.0 - usual_share), (seen, usual_share)):
        for (plan, _), share in zip(group, _shares([weight for _, weight in group]), strict=True):
            weights[plan] = weights.get(plan, 0.0) + group_share * share
    return tuple(sorted(((plan, weight) for plan, weight in weights.items() if weight > 0.0), key=lambda one: -one[1]))


def _own(pace: SetPace, tables: FreeAir, own: Sequence[TimedPlan]) -> list[Weighted]:
    """A car's own optima, weighted by the odds that today's tyres make them as fast as the best."""
    lap, here = pace.parameters.lap, tables.situation
    wear_factor = float(pace.parameters.cars.wear_factor[here.car])
    laps, worn_s = np.array([on_tyres(pace, plan.strategy, here.lap) for plan in own]).swapaxes(0, 1)
    offset_s = (laps - laps[0]) * lap.compound_offset_sd_s
    wear_s = wear_factor * (worn_s - worn_s[0]) * lap.wear_spread
    variance = _FREE_AIR_SD_S**2 + (offset_s**2 + wear_s**2).sum(axis=1)
    odds = [
        erfc((plan.time_s - own[0].time_s) / sqrt(2.0 * square)) for plan, square in zip(own, variance, strict=True)
    ]
    found = [(plan.strategy, one) for plan, one in zip(own, odds, strict=True) if one >= _LEAST_ODDS]
    return found[:_MOST_OWN]


def tables_in(
    parameters: RaceParameters,
    rules: RaceRules,
    state: RaceState,
    car: int,
    q2_compound: Compound | None = None,
    scenario: Scenario | None = None,
) -> FreeAir:
    """A car's free-air tables where a scenario says what will be."""
    known = scenario or Scenario()
    return free_air(
        parameters,
        state,
        situation(rules, state, car, q2_compound),
        status_by_lap=known.status_by_lap,
        wetness_by_lap=known.wetness_by_lap,
        pit_loss_change_s=known.pit_loss_change_s,
    )


def _shares(weights: Sequence[float]) -> list[float]:
    total = sum(weights)
    return [float(weight / total) for weight in weights] if total > 0.0 else [0.0 for _ in weights]


def _usual_here(tables: FreeAir, usual: Sequence[UsualStrategy], most: int) -> Iterator[Weighted]:
    """The usual strategies this car can still follow, at their mean stop laps; the most usual to either side of them
    as well, so that there are no more than `most`.
    """
    here = tables.situation
    done = len(here.past_stops)
    possible = [one for one in usual if done < 1 + len(one.compounds) and _set(one, done) in here.start_options]
    spread = (most - len(possible)) // (len(_SPREAD) - 1)
    for number, one in enumerate(possible):
        for deviations, weight in _SPREAD if number < spread else _AT_THE_MEAN:
            laps = _stop_laps(here, one, deviations, done)
            stops = [Stop(lap, compound) for lap, compound in zip(laps, one.compounds[done:], strict=True)]
            try:
                yield here.strategy(one.start, stops), one.weight * weight
            except IllegalStrategyError:
                continue


def _set(one: UsualStrategy, stops: int) -> Compound:
    """What a car on this strategy is on after so many stops."""
    return (one.start, *one.compounds)[stops]


def _stop_laps(here: Situation, one: UsualStrategy, deviations: float, done: int) -> list[int]:
    """Laps of the stops still to come, in this race's distance; overdue ones soon."""
    laps: list[int] = []
    since = here.lap
    for share, spread in zip(one.stop_shares[done:], one.stop_share_sds[done:], strict=True):
        lap = round((share + deviations * spread) * here.rules.laps)
        since = max(lap, since + (_OVERDUE_LAPS if since == here.lap and lap <= since else 1))
        laps.append(since)
    return laps


def _driving_on(rules: RaceRules, state: RaceState, car: int) -> Strategy:
    """To the flag on the present tyres, whatever the rules say of it."""
    at = state.cars[car]
    lenient = replace(
        rules, laps=state.laps, dry_compounds=0, tyre_sets=1, longest_stint_laps=None, q2_start_tyres=False
    )
    return Strategy(lenient, at.compound, start_tyre_life=at.tyre_life)
