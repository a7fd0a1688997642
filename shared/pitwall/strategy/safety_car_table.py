"""The safety-car table: for each of the next laps, what to do if a safety car, VSC or red flag comes out then.

In closed form for a whole field at once; for one car also by simulated races, in which the others answer it too.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from pitwall.calibration.race_setup import RaceSetup
from pitwall.domain.race_parameters import NeutralisationParameters, RaceParameters
from pitwall.domain.race_state import RaceState, TrackStatus
from pitwall.domain.regulations import RaceRules
from pitwall.domain.tyre_strategy import DRY_COMPOUNDS, Stop, Strategy
from pitwall.domain.vocabulary import Compound
from pitwall.strategy.continuations import Continuations, continuations
from pitwall.strategy.free_air import IMPOSSIBLE_S, free_air
from pitwall.strategy.free_air_odds import free_air_difference, odds
from pitwall.strategy.paired import EQUAL_POSITIONS, Difference, Strength, paired_difference
from pitwall.strategy.rejoin import Rejoin, rejoin
from pitwall.strategy.rivals import rival_plans
from pitwall.strategy.set_pace import pit_loss_s
from pitwall.strategy.situation import situation
from simulator import FieldPlans, FocusPlans, Scenario, simulate

LAPS_AHEAD = 6
RUNS = 300
STATUSES = (TrackStatus.SC, TrackStatus.VSC, TrackStatus.RED)
EQUAL_S = 1.0
"""Seconds to the flag that are nobody's concern in closed form."""
Action = Literal["BOX", "STAY", "TOSS-UP"]


@dataclass(frozen=True)
class SafetyCarRow:
    """What one car does if the track is neutralised on a lap."""

    driver_id: str
    lap: int
    status: TrackStatus
    action: Action
    strength: Strength
    compound: Compound
    """Fitted if it boxes."""
    pit_loss_s: float
    """Under this status, a penalty and waiting for the team-mate included."""
    green_pit_loss_s: float
    gain_s: float
    """Of boxing against staying out, to the flag in free air."""
    faster_probability: float
    """That boxing is faster in free air, from what the calibration leaves open."""
    flips_at_pit_loss_s: float
    """The pit loss at which boxing and staying out are equal in free air."""
    rejoin: Rejoin
    """By the gaps now."""
    double_stack_with: str | None
    """The team-mate right ahead, if both come in on this lap."""
    gain_positions: Difference | None = None
    """Of boxing against staying out, by simulated races; None where none were played."""
    box_plan: Strategy | None = None
    stay_plan: Strategy | None = None


def safety_car_table(
    setup: RaceSetup,
    state: RaceState,
    driver_id: str,
    *,
    laps_ahead: int = LAPS_AHEAD,
    statuses: Sequence[TrackStatus] = STATUSES,
    rivals: FieldPlans | None = None,
    runs: int = RUNS,
    seed: int = 1,
) -> tuple[SafetyCarRow, ...]:
    """One row for each status on each of the next laps, boxing played against staying out in `runs` races each.

    Raises InvalidStateError for a car out of the race.
    """
    rows = safety_car_rows(setup.parameters, setup.rules, state, driver_id, laps_ahead=laps_ahead, statuses=statuses)
    plans = rival_plans(setup, state, None) if rivals is None else rivals
    return tuple(_played(setup.parameters, state, plans, row, runs, seed) for row in rows)


def safety_car_card(
    parameters: RaceParameters, rules: RaceRules, state: RaceState, status: TrackStatus
) -> tuple[SafetyCarRow, ...]:
    """Box now? For every running car, if the track is neutralised on the next lap; the largest gain first."""
    rows = [
        row
        for car in state.cars
        if car.running
        for row in safety_car_rows(parameters, rules, state, car.driver_id, laps_ahead=1, statuses=(status,))
    ]
    return tuple(sorted(rows, key=lambda row: -row.gain_s))


def safety_car_rows(
    parameters: RaceParameters,
    rules: RaceRules,
    state: RaceState,
    driver_id: str,
    *,
    laps_ahead: int = LAPS_AHEAD,
    statuses: Sequence[TrackStatus] = STATUSES,
) -> tuple[SafetyCarRow, ...]:
    """The table in closed form: no race is played. Raises InvalidStateError for a car out of the race."""
    car = state.car(driver_id)
    green = replace(state, track_status=TrackStatus.GREEN, status_laps=0)
    ways = continuations(free_air(parameters, green, situation(rules, green, car)))
    last = min(state.lap + laps_ahead, state.laps - 1)
    return tuple(
        _row(parameters, state, car, ways, lap, status)
        for lap in range(state.lap + 1, last + 1)
        for status in statuses
        if status is not TrackStatus.GREEN
    )


def usual_laps(parameters: NeutralisationParameters, status: TrackStatus) -> int:
    """The median length of a VSC or safety car; 1 for a red flag."""
    if status is TrackStatus.RED:
        return 1
    lengths = np.cumsum(parameters.duration_pmf[0 if status is TrackStatus.VSC else 1])
    return int(np.searchsorted(lengths, 0.5 * lengths[-1])) + 1


def _row(
    parameters: RaceParameters, state: RaceState, car: int, ways: Continuations, lap: int, status: TrackStatus
) -> SafetyCarRow:
    here = state.cars[car]
    mate = _mate_ahead(parameters, state, car)
    stacked = mate is not None and status is not TrackStatus.RED
    waiting_s = parameters.pit.double_stack_loss_s if stacked else 0.0
    penalty_s = 0.0 if status is TrackStatus.RED else here.penalty_s
    green_s, loss_s = pit_loss_s(parameters, car, TrackStatus.GREEN), pit_loss_s(parameters, car, status)
    compound, box_s = ways.best_on(lap)
    box_s += loss_s + waiting_s - green_s
    stay_lap, stay_compound, stay_s = ways.best_after(lap + usual_laps(parameters.neutralisation, status) - 1)
    no_stop = ways.no_stop_s <= stay_s
    box_plan = _boxing(ways, compound, lap, status) if box_s < IMPOSSIBLE_S else None
    stay_plan = _staying(ways, no_stop, stay_lap, stay_compound, min(ways.no_stop_s, stay_s))
    gain_s = min(ways.no_stop_s, stay_s) - box_s
    gain = odds(gain_s, 0.0)
    if box_plan is not None and stay_plan is not None:
        gain = free_air_difference(parameters, car, lap, (box_plan, stay_plan), gain_s)
    action, strength = _call(gain, EQUAL_S)
    return SafetyCarRow(
        driver_id=here.driver_id,
        lap=lap,
        status=status,
        action=action,
        strength=strength,
        compound=compound,
        pit_loss_s=loss_s + waiting_s + penalty_s,
        green_pit_loss_s=green_s,
        gain_s=gain_s,
        faster_probability=gain.probability,
        flips_at_pit_loss_s=loss_s + waiting_s + gain_s,
        rejoin=rejoin(parameters, state, car, status, double_stacked=stacked),
        double_stack_with=mate if stacked else None,
        box_plan=box_plan,
        stay_plan=stay_plan,
    )


def _boxing(ways: Continuations, compound: Compound, lap: int, status: TrackStatus) -> Strategy:
    first, *later = ways.stops(compound, lap)
    stop = Stop(first.lap, first.compound, under_red_flag=status is TrackStatus.RED)
    return ways.tables.situation.strategy(ways.start, (stop, *later))


def _staying(ways: Continuations, no_stop: bool, lap: int, compound: Compound, time_s: float) -> Strategy | None:
    if time_s >= IMPOSSIBLE_S:
        return None
    return ways.no_stop() if no_stop else ways.strategy(compound, lap)


def _mate_ahead(parameters: RaceParameters, state: RaceState, car: int) -> str | None:
    """The team-mate ahead who would still be in the box when the car arrives."""
    here = state.cars[car]
    occupied_s = float(parameters.cars.stationary_median_s[car]) + parameters.pit.double_stack_loss_s
    for other in state.cars:
        near = other.running and other.position < here.position and here.gap_s - other.gap_s < occupied_s
        if near and other.constructor_id == here.constructor_id:
            return other.driver_id
    return None


def _call(gain: Difference, equal_value: float) -> tuple[Action, Strength]:
    """Box or stay, whichever the gain of boxing speaks for, and how strongly."""
    better = gain if gain.mean >= 0.0 else Difference(-gain.mean, gain.standard_error, 1.0 - gain.probability)
    strength = better.strength(equal_value)
    return "TOSS-UP" if strength is Strength.TOSS_UP else "BOX" if gain.mean > 0.0 else "STAY", strength


def _played(
    parameters: RaceParameters, state: RaceState, plans: FieldPlans, row: SafetyCarRow, runs: int, seed: int
) -> SafetyCarRow:
    """The row with boxing and staying out played; as it is where the rules leave only one of them."""
    if row.box_plan is None or row.stay_plan is None or row.compound not in DRY_COMPOUNDS:
        return row
    car = state.car(row.driver_id)
    status = np.zeros(state.laps, dtype=np.int8)
    status[: state.lap] = int(state.track_status)
    last = row.lap - 1 + usual_laps(parameters.neutralisation, row.status)
    status[row.lap - 1 : last] = int(row.status)
    focus = FocusPlans(car, (row.box_plan, row.stay_plan), reacts=False)
    races = simulate(
        parameters, state, plans, runs=runs, seed=seed, scenario=Scenario(status_by_lap=status), focus=focus
    )
    position = races.position[:, :, car].astype(float)
    gain = paired_difference(position[1], position[0])
    action, strength = _call(gain, EQUAL_POSITIONS)
    return replace(row, action=action, strength=strength, gain_positions=gain)
