"""What really happened in a race, in the terms of the simulator: strategies, neutralisations, who dropped out when.

The truth that simulated races are compared with, and what "my strategy against the real one" starts from.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pitwall.domain.race_state import CarState, RaceState, TrackStatus
from pitwall.domain.tyre_strategy import Stop
from pitwall.domain.vocabulary import Compound, RaceKey
from pitwall.errors import InvalidStateError


@dataclass(frozen=True)
class DrivenCar:
    """One car's race."""

    driver_id: str
    constructor_id: str
    grid: int
    pit_lane_start: bool
    start: Compound
    start_tyre_life: int
    stops: tuple[Stop, ...]
    """In order, changes under a red flag included; drive-throughs and retirements in the pits are not."""
    position: int
    """In the classification; cars not classified after those that were, by distance."""
    finished: bool
    """Took the chequered flag; classified retirements did not."""
    laps: int
    """Completed."""
    retirement_lap: int
    """The lap it dropped out on; 0 where it finished."""
    race_time_s: float | None
    """Sum of the lap times of a finisher, penalties after the race excluded; None where unknown."""
    pit_lane_laps: tuple[int, ...] = ()
    """Laps begun or ended in the pit lane, drive-throughs and retirements there included."""


@dataclass(frozen=True)
class DrivenRace:
    """One race as it was driven; cars in grid order, as in `RaceSetup.entries`."""

    race: RaceKey
    laps: int
    """Laps the winner did."""
    scheduled_laps: int
    cars: tuple[DrivenCar, ...]
    status_by_lap: tuple[int, ...]
    """TrackStatus of each lap, lap 1 first."""
    wetness_by_lap: tuple[float, ...]
    """0 dry, as the tyres tell: share of the field on intermediates, and on wets counted double, halved."""
    positions: tuple[tuple[int, ...], ...]
    """[laps, cars] at the end of each lap; 0 where not known or out."""
    gaps_s: tuple[tuple[float | None, ...], ...]
    """[laps, cars] to the first car to end that lap; None where not known or out."""
    dry: bool
    """No lap on intermediates or wets."""

    @property
    def classification(self) -> tuple[int, ...]:
        """Finishing position of each car."""
        return tuple(car.position for car in self.cars)

    @property
    def retirement_lap(self) -> NDArray[np.int64]:
        """[cars] 0 where the car finished."""
        return np.array([car.retirement_lap for car in self.cars], dtype=np.int64)

    @property
    def position_by_lap(self) -> NDArray[np.int64]:
        """[laps, cars] 0 where not known or out."""
        return np.array(self.positions, dtype=np.int64)

    @property
    def gap_by_lap_s(self) -> NDArray[np.float64]:
        """[laps, cars] NaN where not known or out."""
        return np.array(self.gaps_s, dtype=np.float64)

    def driven_stops(self) -> list[tuple[Compound, tuple[Stop, ...]]]:
        """Start compound and stops of each car, as `FieldPlans.driven` takes them."""
        return [(car.start, car.stops) for car in self.cars]

    def state_after(self, lap: int) -> RaceState:
        """The race after `lap` laps of the leader (0: the grid).

        Raises InvalidStateError, for a lap that no car was timed on too.
        """
        if lap == 0:
            return RaceState(
                lap=0, laps=self.laps, cars=tuple(self._on_the_grid(index) for index in range(len(self.cars)))
            )
        if not np.isfinite(self.gap_by_lap_s[lap - 1]).any():
            raise InvalidStateError([self._where_times_end(lap)])
        status = TrackStatus(self.status_by_lap[lap - 1])
        return RaceState(
            lap=lap,
            laps=self.laps,
            cars=self._cars_after(lap),
            track_status=TrackStatus.GREEN if status is TrackStatus.RED else status,
            status_laps=self._status_laps(lap),
            wetness=self.wetness_by_lap[lap - 1],
            raining=self.wetness_by_lap[lap - 1] > 0.0,
        )

    def _on_the_grid(self, index: int) -> CarState:
        car = self.cars[index]
        return CarState(
            car.driver_id,
            car.constructor_id,
            position=index + 1,
            compound=car.start,
            tyre_life=car.start_tyre_life,
            pit_lane_start=car.pit_lane_start,
        )

    def _where_times_end(self, lap: int) -> str:
        timed = (np.flatnonzero(np.isfinite(self.gap_by_lap_s).any(axis=1)) + 1).tolist()
        known = (
            f"of its {self.laps} laps {len(timed)} are timed, the last of them lap {timed[-1]}"
            if timed
            else "no lap is timed"
        )
        return f"where the cars were after lap {lap} of {self.race} is not on record: {known}"

    def _status_laps(self, lap: int) -> int:
        same = 0
        while same < lap and self.status_by_lap[lap - 1 - same] == self.status_by_lap[lap - 1]:
            same += 1
        return same

    def _cars_after(self, lap: int) -> tuple[CarState, ...]:
        positions, gaps = self.position_by_lap[lap - 1], self.gap_by_lap_s[lap - 1]
        running = [index for index in range(len(self.cars)) if positions[index] > 0 and np.isfinite(gaps[index])]
        order = sorted(running, key=lambda index: (gaps[index], positions[index]))
        out = sorted(set(range(len(self.cars))) - set(running), key=lambda index: -self.cars[index].laps)
        place = {index: rank for rank, index in enumerate([*order, *out], start=1)}
        leader_gap = gaps[order[0]] if order else 0.0
        return tuple(
            self._car_after(index, lap, place[index], float(gaps[index] - leader_gap) if index in running else None)
            for index in range(len(self.cars))
        )

    def _car_after(self, index: int, lap: int, position: int, gap_s: float | None) -> CarState:
        car = self.cars[index]
        done = tuple(stop for stop in car.stops if stop.lap <= lap)
        sets = [(car.start, car.start_tyre_life, 0), *((stop.compound, stop.tyre_life, stop.lap) for stop in done)]
        compound, tyre_life, since = sets[-1]
        completed = lap if gap_s is not None else min(car.laps, lap)
        return CarState(
            car.driver_id,
            car.constructor_id,
            position=position,
            compound=compound,
            gap_s=gap_s or 0.0,
            tyre_life=tyre_life + completed - since,
            used=frozenset(used for used, _, _ in sets[:-1]),
            stops_done=min(len(done), lap),
            running=gap_s is not None,
            laps_done=None if gap_s is not None else completed,
            pit_lane_start=car.pit_lane_start,
            driven=(car.start, done),
        )
