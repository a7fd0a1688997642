"""The situation in a past race at the end of a lap, knowing what was known then and nothing that came later.

What `strategy` on the command line and every `lap` of the interface start from.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pitwall.calibration.driven_race import DrivenCar, DrivenRace
from pitwall.calibration.race_setup import RaceSetup
from pitwall.domain.race_state import CarState, RaceState, TrackStatus
from pitwall.errors import InvalidStateError
from pitwall.strategy.set_pace import pit_loss_s

_TREND_LAPS = 3
_TREND_WETNESS = 0.05
"""More than one car of twenty changing for wetter tyres and back."""
_WETS_WETNESS = 0.75
"""From which most of the field is on wets, which nobody fits without heavy rain."""


def situation_at(setup: RaceSetup, driven: DrivenRace, lap: int) -> tuple[RaceSetup, RaceState]:
    """The race after `lap` laps over its scheduled distance, and the setup with its cars in the order of the state.

    A race that was cut short is not known to be: it is planned to its scheduled end. A car that has just come in has
    the rest of its stop before it. It rains where the field is changing to wetter tyres or is on wets: a field that has
    been on intermediates for a while says that the track is wet, not that it gets wetter. Raises InvalidStateError for
    a lap that was not driven and cars not entered.
    """
    if not 1 <= lap < driven.laps:
        raise InvalidStateError([f"after lap {lap} of {driven.laps}: 0 (the grid) to {driven.laps - 1}"])
    state = driven.state_after(lap)
    setup = with_cars(setup, [car.driver_id for car in state.cars])
    rest_s = _rest_of_stops_s(setup, driven, state)
    return setup, replace(
        state, laps=setup.rules.laps, cars=_later_by(state.cars, rest_s), raining=_is_raining(driven, lap)
    )


def with_cars(setup: RaceSetup, driver_ids: Sequence[str]) -> RaceSetup:
    """The setup of these cars alone, in this order. Raises InvalidStateError for one that is not entered."""
    rows = [setup.car(driver_id) for driver_id in driver_ids]
    if rows == list(range(len(setup.entries))):
        return setup
    cars = setup.parameters.cars
    chosen = replace(cars, **{name: np.asarray(values)[rows] for name, values in vars(cars).items()})
    return replace(
        setup,
        entries=tuple(setup.entries[row] for row in rows),
        parameters=replace(setup.parameters, cars=chosen),
    )


def _is_raining(driven: DrivenRace, lap: int) -> bool:
    now, before = driven.wetness_by_lap[lap - 1], driven.wetness_by_lap[max(0, lap - 1 - _TREND_LAPS)]
    return now >= _WETS_WETNESS or now > before + _TREND_WETNESS


def _rest_of_stops_s(setup: RaceSetup, driven: DrivenRace, state: RaceState) -> NDArray[np.float64]:
    """[cars] what a stop at the end of the lap just done has still to cost.

    Most lanes have the timing line before the boxes: the gaps of that lap hold the way in only. What the whole stop
    is expected to cost less what the car has lost on the lap beside those that stayed out is still to come.
    """
    lap, gaps_s = state.lap, driven.gap_by_lap_s
    rest_s = np.zeros(len(state.cars))
    stopped = [car.running and _stopped_on(past, lap) for car, past in zip(state.cars, driven.cars, strict=True)]
    if not any(stopped):
        return rest_s
    lap_s = gaps_s[lap - 1] - (gaps_s[lap - 2] if lap > 1 else 0.0)
    stayed = [row for row in range(len(stopped)) if not stopped[row] and np.isfinite(lap_s[row])]
    usual_s = float(np.median(lap_s[stayed])) if stayed else float(np.nanmin(lap_s))
    status = TrackStatus(driven.status_by_lap[lap - 1])
    for row in np.flatnonzero(stopped).tolist():
        whole_s = pit_loss_s(setup.parameters, row, status)
        lost_s = lap_s[row] - usual_s if np.isfinite(lap_s[row]) else 0.0
        rest_s[row] = min(max(whole_s - lost_s, 0.0), whole_s)
    return rest_s


def _stopped_on(car: DrivenCar, lap: int) -> bool:
    return any(stop.lap == lap and not stop.under_red_flag for stop in car.stops)


def _later_by(cars: Sequence[CarState], rest_s: NDArray[np.float64]) -> tuple[CarState, ...]:
    """The cars with that much more on their gaps, and the places that follow from it."""
    if not rest_s.any():
        return tuple(cars)
    gaps_s = [car.gap_s + float(more_s) for car, more_s in zip(cars, rest_s, strict=True)]
    running = sorted(
        (row for row, car in enumerate(cars) if car.running), key=lambda row: (gaps_s[row], cars[row].position)
    )
    place = {row: rank for rank, row in enumerate(running, start=1)}
    leader_s = gaps_s[running[0]]
    return tuple(
        replace(car, gap_s=gaps_s[row] - leader_s, position=place[row]) if row in place else car
        for row, car in enumerate(cars)
    )
