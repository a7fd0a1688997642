"""Whom a question means: cars by slug, code or number, race states and plans as the domain holds them."""

from collections.abc import Sequence
from dataclasses import replace

from functions.strategy.shapes.parts import Car
from functions.strategy.shapes.questions import AskedCar, AskedPlan, AskedState
from pitwall.calibration.race_setup import Entry, RaceSetup
from pitwall.domain.race_state import CarState, RaceState, TrackStatus
from pitwall.domain.regulations import RaceRules
from pitwall.domain.tyre_strategy import Stop, Strategy
from pitwall.errors import IllegalStrategyError, InvalidStateError
from pitwall.strategy.past_race import with_cars
from pitwall.strategy.situation import situation


def car_of(setup: RaceSetup, driver_id: str) -> Car:
    """The car as answers name it."""
    entry = setup.entry(driver_id)
    return Car(
        driver_id=entry.driver_id,
        code=entry.driver_code,
        name=entry.name,
        constructor_id=entry.constructor_id,
        grid=entry.grid,
    )


def with_state(setup: RaceSetup, asked: AskedState) -> tuple[RaceSetup, RaceState]:
    """The caller's own state, and the setup of the cars in it in its order. Raises InvalidStateError."""
    entries = [setup.entry(car.driver) for car in asked.cars]
    cars = tuple(_car_state(entry, car) for entry, car in zip(entries, asked.cars, strict=True))
    state = RaceState(
        lap=asked.lap,
        laps=setup.rules.laps,
        cars=cars,
        track_status=TrackStatus[asked.track_status],
        status_laps=asked.status_laps,
        wetness=asked.wetness,
        raining=asked.raining,
    )
    return with_cars(setup, [entry.driver_id for entry in entries]), state


def plan_of(
    setup: RaceSetup, state: RaceState, driver_id: str, asked: AskedPlan, rules: RaceRules | None = None
) -> Strategy:
    """The asked plan as a legal strategy of the car from the state on.

    On the grid it is the whole race; later its stops up to now must be those already made, or be left out. Raises
    IllegalStrategyError and InvalidStateError.
    """
    row = state.car(driver_id)
    stops = tuple(Stop(stop.lap, stop.compound, stop.tyre_life, stop.under_red_flag) for stop in asked.stops)
    entry = setup.entry(driver_id)
    if state.lap == 0:
        return Strategy(
            rules or replace(setup.rules, laps=state.laps),
            asked.start,
            stops,
            modes=asked.pace_modes,
            q2_compound=entry.q2_compound if rules is None else None,
        )
    here = situation(setup.rules, state, row, entry.q2_compound)
    past = tuple(stop for stop in stops if 1 <= stop.lap <= state.lap)
    known = state.cars[row].driven is not None
    if known and past and [stop.lap for stop in past] != [stop.lap for stop in here.past_stops]:
        made = ", ".join(str(stop.lap) for stop in here.past_stops) or "none"
        raise InvalidStateError(
            [f"the plan stops on lap {past[0].lap}; until lap {state.lap} {driver_id} has stopped on: {made}"]
        )
    ahead = tuple(stop for stop in stops if stop not in past)
    return here.strategy(state.cars[row].compound, ahead, asked.pace_modes)


def plans_of(
    setup: RaceSetup, state: RaceState, driver_id: str, asked: Sequence[AskedPlan], rules: RaceRules | None = None
) -> list[Strategy]:
    """As `plan_of` for several; every illegal one is named with its number. Raises IllegalStrategyError."""
    found, reasons = [], []
    for number, plan in enumerate(asked, start=1):
        try:
            found.append(plan_of(setup, state, driver_id, plan, rules))
        except IllegalStrategyError as error:
            reasons += [f"plan {number}: {reason}" for reason in error.reasons]
    if reasons:
        raise IllegalStrategyError(reasons)
    return found


def _car_state(entry: Entry, asked: AskedCar) -> CarState:
    driven = None
    if asked.driven is not None:
        stops = (Stop(stop.lap, stop.compound, stop.tyre_life, stop.under_red_flag) for stop in asked.driven.stops)
        driven = (asked.driven.start, tuple(stops))
    return CarState(
        entry.driver_id,
        entry.constructor_id,
        position=asked.position,
        compound=asked.compound,
        gap_s=asked.gap_s,
        tyre_life=asked.tyre_life,
        used=frozenset(asked.used),
        stops_done=asked.stops_done,
        running=asked.running,
        laps_done=asked.laps_done,
        penalty_s=asked.penalty_s,
        pit_lane_start=asked.pit_lane_start,
        driven=driven,
    )
