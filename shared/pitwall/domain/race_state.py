"""The state of a race at the end of a lap: lap 0 is the grid. What a simulation, live or replayed race starts from.

Checked on construction: a state that contradicts itself is refused with the reason, never repaired.
"""

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from math import isfinite

from pitwall.domain.regulations import FEWEST_CARS, MOST_CARS, MOST_LAPS
from pitwall.domain.tyre_strategy import Stop
from pitwall.domain.vocabulary import Compound
from pitwall.errors import InvalidStateError

_OLDEST_SET_LAPS = 30
"""Laps a set may have done before the race; practice and qualifying together give fewer."""


class TrackStatus(IntEnum):
    """What the marshals show; the numbers are the kernel's."""

    GREEN = 0
    VSC = 1
    SC = 2
    RED = 3


@dataclass(frozen=True)
class CarState:
    """One car at the end of a lap."""

    driver_id: str
    constructor_id: str
    position: int
    """1 for the leader; on lap 0 the grid slot. Cars out of the race come last."""
    compound: Compound
    gap_s: float = 0.0
    """To the leader, measured when each has done as many laps; 0 on the grid. Cars out of the race: as it stood."""
    tyre_life: int = 0
    """Laps on the set."""
    used: frozenset[Compound] = frozenset()
    """Compounds used before the present set."""
    stops_done: int = 0
    running: bool = True
    laps_done: int | None = None
    """Laps completed by a car out of the race; None for a running car, which has done the state's laps."""
    penalty_s: float = 0.0
    """Time penalty still to serve, at its next stop or after the flag."""
    pit_lane_start: bool = False
    driven: tuple[Compound, tuple[Stop, ...]] | None = None
    """Start compound and the stops so far, where it is known on which laps they were."""


@dataclass(frozen=True)
class RaceState:
    """All cars after `lap` laps of the leader. Raises InvalidStateError where it contradicts itself."""

    lap: int
    laps: int
    """The race's scheduled distance."""
    cars: tuple[CarState, ...]
    track_status: TrackStatus = TrackStatus.GREEN
    status_laps: int = 0
    """Laps the present track status has lasted."""
    wetness: float = 0.0
    """0 dry to 1 standing water."""
    raining: bool = False
    weather_known: bool = True
    """False: the day's weather is drawn from what is usual; on the grid only, of a track given as dry."""

    def __post_init__(self) -> None:
        """Refuse a state whose parts do not add up."""
        reasons = [*self._field_reasons(), *(reason for car in self.cars for reason in self._car_reasons(car))]
        if reasons:
            raise InvalidStateError(reasons)

    def car(self, driver_id: str) -> int:
        """The index of a driver's car. Raises InvalidStateError."""
        for index, car in enumerate(self.cars):
            if car.driver_id == driver_id:
                return index
        raise InvalidStateError([f"no car of {driver_id}; there are {', '.join(car.driver_id for car in self.cars)}"])

    def _field_reasons(self) -> Iterator[str]:
        if not FEWEST_CARS <= len(self.cars) <= MOST_CARS:
            yield f"{len(self.cars)} cars: a race is simulated with {FEWEST_CARS} to {MOST_CARS}"
        if not 1 <= self.laps <= MOST_LAPS:
            yield f"a race of {self.laps} laps: 1 to {MOST_LAPS}"
        if not 0 <= self.lap < self.laps:
            yield f"after lap {self.lap} of {self.laps}: 0 (the grid) to {self.laps - 1}"
        for driver_id, times in Counter(car.driver_id for car in self.cars).items():
            if times > 1:
                yield f"{driver_id} is there {times} times"
        positions = sorted(car.position for car in self.cars)
        if positions != list(range(1, len(self.cars) + 1)):
            yield f"positions {positions}: each from 1 to {len(self.cars)} once"
        if not 0.0 <= self.wetness <= 1.0:
            yield f"wetness {self.wetness}: 0 (dry) to 1 (standing water)"
        if not self.weather_known and (self.lap > 0 or self.wetness > 0.0 or self.raining):
            yield "the weather is known once the race runs, and where wetness or rain is given"
        if not 0 <= self.status_laps <= self.lap:
            yield f"track status for {self.status_laps} laps after lap {self.lap}"
        yield from self._order_reasons()

    def _order_reasons(self) -> Iterator[str]:
        running = sorted((car for car in self.cars if car.running), key=lambda car: car.position)
        if not running:
            yield "no car is running"
            return
        if any(not car.running and car.position < running[-1].position for car in self.cars):
            yield "a car out of the race stands before a running one"
        for ahead, behind in itertools.pairwise(running):
            if behind.gap_s < ahead.gap_s:
                yield f"{behind.driver_id} is behind {ahead.driver_id} with the smaller gap to the leader"
        if running[0].gap_s != 0.0:
            yield f"the leader {running[0].driver_id} has a gap of {running[0].gap_s} s to itself"

    def _car_reasons(self, car: CarState) -> Iterator[str]:
        if not isfinite(car.gap_s) or car.gap_s < 0:
            yield f"{car.driver_id}: gap {car.gap_s} s must be 0 or more"
        if not isfinite(car.penalty_s) or car.penalty_s < 0:
            yield f"{car.driver_id}: penalty {car.penalty_s} s must be 0 or more"
        if not 0 <= car.tyre_life <= self.lap + _OLDEST_SET_LAPS:
            yield f"{car.driver_id}: tyre life {car.tyre_life} after lap {self.lap}"
        if not 0 <= car.stops_done <= self.lap:
            yield f"{car.driver_id}: {car.stops_done} stops in {self.lap} laps"
        if car.stops_done == 0 and car.used:
            yield f"{car.driver_id}: used {', '.join(sorted(car.used))} before, without a stop"
        if car.driven is not None and any(stop.lap > self.lap for stop in car.driven[1]):
            yield f"{car.driver_id}: a stop already driven lies after lap {self.lap}"
        if car.running and car.laps_done not in (None, self.lap):
            yield f"{car.driver_id}: {car.laps_done} laps done after lap {self.lap} though running"
        if not car.running and (car.laps_done is None or not 0 <= car.laps_done <= self.lap):
            yield f"{car.driver_id}: out of the race after {car.laps_done} laps; say 0 to {self.lap}"
