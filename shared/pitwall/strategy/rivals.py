"""What the other cars are likely to do: weighted plans for every car, from which the simulator draws one per race.

Half the weight from what teams did at the circuit, half from what is fastest for the car itself: teams plan like the
second and have driven like the first, and which of the two holds today is not known beforehand.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from pitwall.calibration.race_setup import RaceSetup
from pitwall.calibration.usual_strategies import UsualStrategy
from pitwall.domain.race_parameters import RaceParameters
from pitwall.domain.race_state import RaceState
from pitwall.domain.regulations import RaceRules
from pitwall.domain.tyre_strategy import Stop, Strategy
from pitwall.domain.vocabulary import Compound
from pitwall.errors import IllegalStrategyError
from pitwall.strategy.dynamic_programming import optimal_plans
from pitwall.strategy.free_air import FreeAir, free_air
from pitwall.strategy.situation import Situation, situation
from simulator import FieldPlans, Scenario

Weighted = tuple[Strategy, float]

MOST_ALTERNATIVES = 12
_USUAL_SHARE = 0.5
_USUAL_TOLERANCE_S = 20.0
"""Free-air loss at which a usual strategy keeps 37 % of its weight: about one stop. Rain moves it far beyond."""
_OWN_TOLERANCE_S = 3.0
"""The same for a car's own optima: about what today's wear is uncertain by over a race."""
_NEGLIGIBLE = 5.0
"""Tolerances behind the best at which a plan has less than 1 % of its weight and is left out."""
_SPREAD = ((0.0, 0.5), (-1.0, 0.25), (1.0, 0.25))
"""A usual stop is driven at its mean lap, or one standard deviation to either side."""
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
    alternatives = []
    for car, at in enumerate(state.cars):
        usual = () if at.driver_id == driver_id else setup.usual
        q2_compound = q2_compounds.get(at.driver_id)
        alternatives.append(likely_plans(setup.parameters, setup.rules, state, car, usual, q2_compound, scenario))
    return FieldPlans.of(alternatives, reacts=reacts)


def likely_plans(
    parameters: RaceParameters,
    rules: RaceRules,
    state: RaceState,
    car: int,
    usual: Sequence[UsualStrategy] = (),
    q2_compound: Compound | None = None,
    scenario: Scenario | None = None,
) -> tuple[Weighted, ...]:
    """One car's plans with weights that sum to 1, likeliest first.

    A car out of the race or past every legal plan has one: to drive on as it is.
    """
    if not state.cars[car].running:
        return ((_driving_on(rules, state, car), 1.0),)
    tables = tables_in(parameters, rules, state, car, q2_compound, scenario)
    try:
        own = optimal_plans(tables, within_s=_NEGLIGIBLE * _OWN_TOLERANCE_S)
    except IllegalStrategyError:
        own = ()
    if not own:
        return ((_driving_on(rules, state, car), 1.0),)
    best_s = own[0].time_s
    weights: dict[Strategy, float] = {}
    of_own = _shares([np.exp((best_s - plan.time_s) / _OWN_TOLERANCE_S) for plan in own])
    seen = list(_usual_here(tables, usual))
    of_usual = [weight * np.exp((best_s - tables.race_s(plan)) / _USUAL_TOLERANCE_S) for plan, weight in seen]
    # Where no usual strategy is feasible today (rain, a limit on stints), the car's own optimum has all the weight.
    seen_weight = sum(weight for _, weight in seen)
    usual_share = _USUAL_SHARE * min(1.0, sum(of_usual) / seen_weight) if seen_weight > 0.0 else 0.0
    for plan, share in zip(own, of_own, strict=True):
        weights[plan.strategy] = weights.get(plan.strategy, 0.0) + (1.0 - usual_share) * share
    for (strategy, _), share in zip(seen, _shares(of_usual), strict=True):
        weights[strategy] = weights.get(strategy, 0.0) + usual_share * share
    kept = sorted(weights.items(), key=lambda item: -item[1])[:MOST_ALTERNATIVES]
    return tuple(zip([plan for plan, _ in kept], _shares([weight for _, weight in kept]), strict=True))


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


def _usual_here(tables: FreeAir, usual: Sequence[UsualStrategy]) -> Iterator[Weighted]:
    """The usual strategies this car can still follow, each at its mean stop laps and to either side of them."""
    here = tables.situation
    done = len(here.past_stops)
    for one in usual:
        sets = (one.start, *one.compounds)
        if len(sets) <= done or sets[done] not in here.start_options:
            continue
        for deviations, weight in _SPREAD:
            laps = _stop_laps(here, one, deviations, done)
            stops = [Stop(lap, compound) for lap, compound in zip(laps, one.compounds[done:], strict=True)]
            try:
                yield here.strategy(one.start, stops), one.weight * weight
            except IllegalStrategyError:
                continue


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
