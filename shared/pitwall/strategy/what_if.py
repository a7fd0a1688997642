"""What if: other weather, another safety car, a rival's other stop, more pace, a slower pit lane.

The change and the baseline are played with the same random numbers, so that the difference is the change's doing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pitwall.calibration.race_setup import Provenance, RaceSetup
from pitwall.domain.race_state import RaceState, TrackStatus
from pitwall.domain.tyre_strategy import Stop, Strategy
from pitwall.errors import InvalidRequestError
from pitwall.strategy.field_changes import with_strategy
from pitwall.strategy.objectives import points_of_places
from pitwall.strategy.outcome import Gained, Outcome, car_outcome, gained
from pitwall.strategy.rivals import rival_plans
from pitwall.strategy.situation import situation
from simulator import FieldPlans, FocusPlans, Scenario, simulate

RUNS = 2000
AS_DRAWN = Scenario()
"""Nothing given: all is left to chance."""


@dataclass(frozen=True)
class NeutralisedLaps:
    """A safety car (or VSC) on `laps` laps from `lap` on, and no other neutralisation."""

    lap: int
    laps: int = 4
    status: TrackStatus = TrackStatus.SC


@dataclass(frozen=True)
class WetLaps:
    """A wet track from one lap to another, and a dry one otherwise."""

    from_lap: int
    to_lap: int
    wetness: float = 0.5


@dataclass(frozen=True)
class Change:
    """What is different. `unchanged`: as in the baseline; `none`: it does not happen; `drawn`: left to chance."""

    safety_car: Literal["unchanged", "none", "drawn"] | NeutralisedLaps = "unchanged"
    rain: Literal["unchanged", "none", "drawn"] | WetLaps = "unchanged"
    pace_change_s: Mapping[str, float] = field(default_factory=dict)
    """By driver, on every lap; negative is faster."""
    pit_loss_change_s: float = 0.0
    """On every stop of every car."""
    rival_stops: Mapping[str, tuple[Stop, ...]] = field(default_factory=dict)
    """By driver: the stops still to come, instead of what he would choose."""

    @property
    def new_circumstances(self) -> bool:
        """Whether the race itself is another one, to which the cars answer."""
        return self.safety_car != "unchanged" or self.rain != "unchanged"


UNCHANGED = Change()


@dataclass(frozen=True)
class WhatIf:
    """A car's race with and without the change."""

    driver_id: str
    baseline: Outcome
    changed: Outcome
    gained: Gained
    runs: int
    seed: int
    provenance: Provenance


def what_if(
    setup: RaceSetup,
    state: RaceState,
    driver_id: str,
    change: Change,
    *,
    strategy: Strategy | None = None,
    scenario: Scenario = AS_DRAWN,
    rivals: FieldPlans | None = None,
    runs: int = RUNS,
    seed: int = 1,
) -> WhatIf:
    """The car's race with the change against the same race without it.

    Without a `strategy` the car does what it is likely to do, plans drawn like its rivals'. `scenario` is what both
    have in common. Raises InvalidRequestError for a change that lies outside the rest of the race.
    """
    car = state.car(driver_id)
    plans = rival_plans(setup, state, None) if rivals is None else rivals
    focus = None if strategy is None else FocusPlans(car, (strategy,))
    base = simulate(setup.parameters, state, plans, runs=runs, seed=seed, scenario=scenario, focus=focus)
    other = simulate(
        setup.parameters,
        state,
        changed_plans(setup, state, plans, change),
        runs=runs,
        seed=seed,
        scenario=changed_scenario(state, scenario, change),
        focus=focus,
    )
    points = points_of_places(setup.rules)
    return WhatIf(
        driver_id=driver_id,
        baseline=car_outcome(base, 0, car, points),
        changed=car_outcome(other, 0, car, points),
        gained=gained(other, 0, base, 0, car, points),
        runs=runs,
        seed=seed,
        provenance=setup.provenance,
    )


def changed_scenario(state: RaceState, scenario: Scenario, change: Change) -> Scenario:
    """The scenario with the change made. Raises InvalidRequestError for laps outside the rest of the race."""
    status, wetness, pace_s = scenario.status_by_lap, scenario.wetness_by_lap, scenario.pace_change_s
    if change.safety_car != "unchanged":
        status = _status_by_lap(state, change.safety_car)
    if change.rain != "unchanged":
        wetness = _wetness_by_lap(state, change.rain)
    if change.pace_change_s:
        pace_s = np.zeros(len(state.cars)) if pace_s is None else pace_s.copy()
        for driver_id, seconds in change.pace_change_s.items():
            pace_s[state.car(driver_id)] += seconds
    return replace(
        scenario,
        status_by_lap=status,
        wetness_by_lap=wetness,
        pace_change_s=pace_s,
        pit_loss_change_s=scenario.pit_loss_change_s + change.pit_loss_change_s,
    )


def changed_plans(setup: RaceSetup, state: RaceState, plans: FieldPlans, change: Change) -> FieldPlans:
    """The field's plans with the change made; cars answer new circumstances even where their plans were fixed."""
    for driver_id, stops in change.rival_stops.items():
        row = state.car(driver_id)
        at = situation(setup.rules, state, row)
        plans = with_strategy(plans, row, at.strategy(state.cars[row].compound, stops))
    return replace(plans, reacts=np.ones_like(plans.reacts)) if change.new_circumstances else plans


def _status_by_lap(state: RaceState, change: str | NeutralisedLaps) -> NDArray[np.int8] | None:
    if change == "drawn":
        return None
    status = np.zeros(state.laps, dtype=np.int8)
    if isinstance(change, NeutralisedLaps):
        _check_laps(state, change.lap, change.lap + change.laps - 1)
        status[change.lap - 1 : change.lap - 1 + change.laps] = int(change.status)
    return status


def _wetness_by_lap(state: RaceState, change: str | WetLaps) -> NDArray[np.float64] | None:
    if change == "drawn":
        return None
    wetness = np.zeros(state.laps)
    if isinstance(change, WetLaps):
        _check_laps(state, change.from_lap, change.to_lap)
        wetness[change.from_lap - 1 : change.to_lap] = change.wetness
    return wetness


def _check_laps(state: RaceState, first: int, last: int) -> None:
    if not state.lap < first <= last:
        raise InvalidRequestError(
            f"laps {first} to {last}: after lap {state.lap} of {state.laps}, from {state.lap + 1} on"
        )
    if first > state.laps:
        raise InvalidRequestError(f"lap {first}: the race has {state.laps}")
