"""Judges the strategy engine on past races: its plan before the race beside the plan that was driven.

The engine chooses by what was known before the race. Both plans are then scored under parameters fitted on the race
itself, never by those that chose, with the others driving what they drove and flags and retirements as they were.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pitwall.calibration.driven_race import DrivenCar, DrivenRace
from pitwall.calibration.race_setup import RaceSetup
from pitwall.domain.tyre_strategy import Strategy
from pitwall.domain.vocabulary import RaceKey
from pitwall.errors import IllegalStrategyError
from pitwall.strategy.optimal import compare, optimal
from pitwall.validation.replay import given_scenario
from simulator import FieldPlans, FocusPlans, simulate

TOP = 5
_SURE = 2.0
"""Standard errors from which one plan counts as better than the other."""


@dataclass(frozen=True)
class PlanComparison:
    """One car of one race: the engine's plan against the driven one."""

    race: RaceKey
    circuit_id: str
    driver_id: str
    position: int
    """In which it finished."""
    recommended: str
    driven: str
    recommended_stops: tuple[int, ...]
    """Laps."""
    driven_stops: tuple[int, ...]
    top_stops: tuple[tuple[int, ...], ...]
    """Of the first five of the race."""
    neutralised: bool
    """A safety car, virtual safety car or red flag was out."""
    expected_loss: float
    """Positions the driven plan costs against the recommended one, as the engine saw it before the race."""
    gain: float
    """Positions the recommended plan gains on the driven one, scored on the race itself."""
    gain_error: float
    """Standard error, from paired races."""

    @property
    def verdict(self) -> int:
        """1 where the engine's plan was better, -1 where worse, 0 where the runs cannot tell."""
        return 0 if abs(self.gain) <= _SURE * self.gain_error else int(np.sign(self.gain))


def sampled_cars(driven: DrivenRace, count: int) -> list[int]:
    """`count` of the cars that finished, spread evenly from the winner to the last, others from race to race."""
    finishers = sorted(
        (car for car, at in enumerate(driven.cars) if at.finished and at.stops),
        key=lambda car: driven.cars[car].position,
    )
    if len(finishers) <= count:
        return finishers
    step = len(finishers) / count
    offset = (driven.race.round % 5) / 5.0 * step
    return [finishers[int(offset + number * step)] for number in range(count)]


def judge_car(
    before: RaceSetup, own: RaceSetup, driven: DrivenRace, car: int, *, runs: int, seed: int
) -> PlanComparison | None:
    """None where the driven plan is no legal one from the grid (free changes under a red flag, a tyre rule broken)."""
    at = driven.cars[car]
    real = _as_strategy(before, at)
    if real is None:
        return None
    answer = optimal(before, before.start_state(), at.driver_id, runs=runs, seed=seed)
    chosen = answer.ranked[0].strategy
    both = compare(before, before.start_state(), at.driver_id, [chosen, real], runs=runs, seed=seed)
    loss = {plan.strategy: plan.expected_position for plan in both.ranked}
    gain, error = _scored(own, driven, car, chosen, real, runs=runs, seed=seed)
    return PlanComparison(
        race=driven.race,
        circuit_id=before.circuit_id,
        driver_id=at.driver_id,
        position=at.position,
        recommended=str(chosen),
        driven=str(real),
        recommended_stops=tuple(stop.lap for stop in chosen.stops),
        driven_stops=tuple(stop.lap for stop in real.stops),
        top_stops=top_stops(driven),
        neutralised=any(driven.status_by_lap),
        expected_loss=loss[real] - loss[chosen],
        gain=gain,
        gain_error=error,
    )


def top_stops(driven: DrivenRace) -> tuple[tuple[int, ...], ...]:
    """Laps of the stops of the first five."""
    first = sorted((car for car in driven.cars if car.finished), key=lambda car: car.position)[:TOP]
    return tuple(tuple(stop.lap for stop in car.stops if not stop.under_red_flag) for car in first)


def stop_lap_error(comparison: PlanComparison) -> float | None:
    """Mean distance in laps of the recommended stops from those of the first five who stopped as often.

    None where none of the five did.
    """
    alike = [stops for stops in comparison.top_stops if len(stops) == len(comparison.recommended_stops)]
    if not alike:
        return None
    return float(np.mean(np.abs(np.array(alike) - np.array(comparison.recommended_stops))))


def usual_stop_count(stops: Sequence[Sequence[int]]) -> int:
    """The most frequent number of stops; of equally frequent ones the smaller."""
    counts = [len(laps) for laps in stops]
    return min(set(counts), key=lambda count: (-counts.count(count), count))


def _as_strategy(setup: RaceSetup, car: DrivenCar) -> Strategy | None:
    if any(stop.under_red_flag for stop in car.stops):
        return None
    try:
        return Strategy(setup.rules, car.start, car.stops, car.start_tyre_life)
    except IllegalStrategyError:
        return None


def _scored(
    own: RaceSetup, driven: DrivenRace, car: int, chosen: Strategy, real: Strategy, *, runs: int, seed: int
) -> tuple[float, float]:
    """Mean gain in positions and its standard error: the same random numbers for both plans.

    The driven plan already holds what the team did under neutralisations; the chosen one may react to them as teams do.
    """
    state, field = driven.state_after(0), FieldPlans.driven(driven.driven_stops())
    positions = []
    for plan, reacts in ((chosen, True), (real, False)):
        focus = FocusPlans(car, (plan,), reacts=reacts)
        played = simulate(
            own.parameters, state, field, runs=runs, seed=seed, scenario=given_scenario(driven), focus=focus, threads=1
        )
        positions.append(played.position[0, :, car].astype(float))
    difference = positions[1] - positions[0]
    return float(difference.mean()), float(difference.std(ddof=1) / np.sqrt(len(difference)))
