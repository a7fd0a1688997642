"""My strategy against what really happened: up to four plans of one driver in a past race, lap by lap.

The others do what they really did; plans and the strategy really driven are played with the same random numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pitwall.calibration.driven_race import DrivenCar, DrivenRace
from pitwall.calibration.race_setup import Provenance, RaceSetup
from pitwall.domain.regulations import RaceRules
from pitwall.domain.tyre_strategy import Strategy
from pitwall.errors import BudgetExceededError, InvalidSimulationError
from pitwall.strategy.field_changes import with_strategy
from pitwall.strategy.objectives import points_of_places
from pitwall.strategy.outcome import Gained, Outcome, car_outcome, gained
from pitwall.strategy.what_if import UNCHANGED, Change, changed_plans, changed_scenario
from simulator import FieldPlans, Scenario, simulate

MOST_PLANS = 4
RUNS = 2000


@dataclass(frozen=True)
class RealLap:
    """Where the car really was at the end of a lap; None where timing does not say or the car was out."""

    lap: int
    position: int | None
    gap_s: float | None
    """To the leader."""


@dataclass(frozen=True)
class PlanAgainstReality:
    """One plan and what it gains on the simulation of the strategy really driven."""

    strategy: Strategy
    outcome: Outcome
    gained: Gained


@dataclass(frozen=True)
class AgainstReality:
    """The real race, its simulation with the strategy really driven, and the plans."""

    driver_id: str
    driven: DrivenCar
    real_laps: tuple[RealLap, ...]
    as_driven: Outcome
    plans: tuple[PlanAgainstReality, ...]
    runs: int
    seed: int
    provenance: Provenance
    notes: tuple[str, ...]
    """What a reader must know to judge the comparison."""


def against_reality(
    setup: RaceSetup,
    driven: DrivenRace,
    driver_id: str,
    plans: Sequence[Strategy],
    *,
    change: Change = UNCHANGED,
    runs: int = RUNS,
    seed: int = 1,
) -> AgainstReality:
    """The driver's plans in the real race: real grid, rivals' real stops, real neutralisations and retirements.

    Construct the plans with `driven_rules`. `setup` should be fitted on the race itself (`pace="race"`). Raises
    BudgetExceededError for more than four plans and InvalidSimulationError where setup and race do not belong together.
    """
    if not 1 <= len(plans) <= MOST_PLANS:
        raise BudgetExceededError(f"{len(plans)} plans: 1 to {MOST_PLANS} are compared at once")
    if setup.race != driven.race:
        raise InvalidSimulationError(f"parameters of {setup.race} for the race {driven.race}")
    state = driven.state_after(0)
    car = state.car(driver_id)
    field = FieldPlans.driven(driven.driven_stops())
    scenario = changed_scenario(state, real_scenario(driven, car), change)
    field = changed_plans(setup, state, field, change)
    points = points_of_places(setup.rules)
    base = simulate(setup.parameters, state, field, runs=runs, seed=seed, scenario=scenario, trace=True)
    compared = []
    for plan in plans:
        other = with_strategy(field, car, plan)
        played = simulate(setup.parameters, state, other, runs=runs, seed=seed, scenario=scenario, trace=True)
        against = gained(played, 0, base, 0, car, points)
        compared.append(PlanAgainstReality(plan, car_outcome(played, 0, car, points), against))
    return AgainstReality(
        driver_id=driver_id,
        driven=driven.cars[car],
        real_laps=_real_laps(driven, car),
        as_driven=car_outcome(base, 0, car, points),
        plans=tuple(compared),
        runs=runs,
        seed=seed,
        provenance=setup.provenance,
        notes=tuple(_notes(setup, driven, car)),
    )


def driven_rules(setup: RaceSetup, driven: DrivenRace) -> RaceRules:
    """The race's rules over the laps really driven, which plans against reality are made for."""
    return replace(setup.rules, laps=driven.laps)


def real_scenario(driven: DrivenRace, car: int | None = None) -> Scenario:
    """Neutralisations, water and retirements as they were; `car` is let off its own retirement."""
    retirement_lap = driven.retirement_lap.copy()
    if car is not None:
        retirement_lap[car] = 0
    return Scenario(
        status_by_lap=np.array(driven.status_by_lap, dtype=np.int8),
        retirement_lap=retirement_lap,
        wetness_by_lap=np.array(driven.wetness_by_lap, dtype=np.float64),
    )


def _real_laps(driven: DrivenRace, car: int) -> tuple[RealLap, ...]:
    laps = []
    for lap, (positions, gaps_s) in enumerate(zip(driven.positions, driven.gaps_s, strict=True), start=1):
        laps.append(RealLap(lap, positions[car] or None, gaps_s[car]))
    return tuple(laps)


def _notes(setup: RaceSetup, driven: DrivenRace, car: int) -> list[str]:
    notes = []
    if driven.cars[car].retirement_lap:
        notes.append(
            f"The car really dropped out on lap {driven.cars[car].retirement_lap}; here it is let through to the flag."
        )
    if driven.laps < driven.scheduled_laps:
        notes.append(
            f"The race ended after {driven.laps} of {driven.scheduled_laps} laps, and so do the simulated ones."
        )
    if setup.provenance.pace == "before the race":
        notes.append("Pace and wear are those known before the race, not those of the race itself.")
    return notes
