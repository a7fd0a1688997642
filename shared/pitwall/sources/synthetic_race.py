"""Runs one invented race lap by lap: pace, fuel, tyres, stops, a neutralisation, a retirement.

Times are whole milliseconds, so that laps add up to the race exactly.
"""

from dataclasses import dataclass, field
from random import Random

from pitwall.domain.vocabulary import Compound
from pitwall.sources.synthetic_cast import DRIVERS, Circuit, Driver, Event

RACE_START_S = 3_600.0
"""Session time of the start: the feed begins an hour before."""

_TYRES = {Compound.SOFT: (-0.55, 0.085), Compound.MEDIUM: (0.0, 0.045), Compound.HARD: (0.42, 0.026)}
"""Seconds to a new medium, and seconds lost per lap of age."""
_FUEL_GAIN_S = 0.032
_GRID_SLOT_S = 0.25
_STANDING_START_S = 4.0
_SAFETY_CAR_FACTOR = 1.45
_VIRTUAL_SAFETY_CAR_FACTOR = 1.3
_PIT_ENTRY_S = 4.0
"""From the pit entry to the line."""
_FASTEST_PIT_LANE_SHARE = 0.96


@dataclass(frozen=True)
class TyreSet:
    """A set of tyres; `age` are the laps it had run before the race."""

    compound: Compound
    age: int


@dataclass(frozen=True)
class DrivenLap:
    """A lap of a car, in milliseconds since the start."""

    lap_number: int
    start_ms: int
    end_ms: int
    stint: int
    tyres: TyreSet
    tyre_life: int
    pit_in_ms: int | None = None
    pit_out_ms: int | None = None

    @property
    def time_ms(self) -> int:
        """The lap time."""
        return self.end_ms - self.start_ms


@dataclass
class Car:
    """A car in the race."""

    driver: Driver
    grid: int
    sets: tuple[TyreSet, ...]
    stops: tuple[int, ...]
    """The lap at whose end each stop is made."""
    retires_after: int | None = None
    laps: list[DrivenLap] = field(default_factory=list)

    @property
    def total_ms(self) -> int:
        """The sum of its lap times."""
        return self.laps[-1].end_ms if self.laps else 0


@dataclass(frozen=True)
class SlowLaps:
    """The leader's laps run behind the safety car (or its virtual sister)."""

    first: int
    last: int
    factor: float


@dataclass(frozen=True)
class Race:
    """A race that was run; `classified` in finishing order, then `retired`, longest first."""

    classified: tuple[Car, ...]
    retired: tuple[Car, ...]
    slow: SlowLaps | None

    @property
    def winner(self) -> Car:
        """Who won."""
        return self.classified[0]

    @property
    def cars(self) -> tuple[Car, ...]:
        """All cars, in the order of the classification."""
        return self.classified + self.retired


def run_race(event: Event, grid: list[Driver], random: Random) -> Race:
    """The race of `event` from `grid` (pole first)."""
    circuit = event.circuit
    slow = _slow_laps(event, random)
    cars = [_car(driver, slot, circuit, random) for slot, driver in enumerate(grid, start=1)]
    unlucky = random.choice(cars[len(cars) // 2 :])
    unlucky.retires_after = slow.first - 1 if slow else random.randint(circuit.laps // 3, round(circuit.laps * 0.85))
    for car in cars:
        _drive(car, circuit, slow, random)
    flag_ms = min(car.total_ms for car in cars if car.retires_after is None)
    for car in cars:
        car.laps = [lap for lap in car.laps if lap.start_ms < flag_ms]
    finished = [car for car in cars if car.retires_after is None]
    retired = [car for car in cars if car.retires_after is not None]
    finished.sort(key=lambda car: (-len(car.laps), car.total_ms))
    return Race(tuple(finished), tuple(retired), slow)


def qualifying_laps(event: Event, random: Random) -> list[tuple[Driver, tuple[int | None, ...]]]:
    """Each driver with the times of Q1, Q2 and Q3 (ms, None where not taken part), in the order of the result."""
    remaining: list[Driver] = list(DRIVERS)
    result: list[Driver] = []
    times: dict[str, list[int | None]] = {driver.driver_id: [None, None, None] for driver in DRIVERS}
    for part, through in enumerate((8, 6, 0)):
        for driver in remaining:
            times[driver.driver_id][part] = _qualifying_ms(event.circuit, driver, part, random)
        remaining.sort(key=lambda driver: times[driver.driver_id][part] or 0)
        result = remaining[through:] + result
        remaining = remaining[:through]
    return [(driver, tuple(times[driver.driver_id])) for driver in result]


def _qualifying_ms(circuit: Circuit, driver: Driver, part: int, random: Random) -> int:
    pace_s = circuit.lap_time_s * 0.955 - 0.3 * part + driver.pace_s + driver.constructor.pace_s
    return round(1_000 * (pace_s + abs(random.gauss(0, 0.25))))


def _slow_laps(event: Event, random: Random) -> SlowLaps | None:
    if not (event.safety_car or event.virtual_safety_car):
        return None
    first = random.randint(event.circuit.laps // 4, event.circuit.laps // 2)
    if event.safety_car:
        return SlowLaps(first, first + 3, _SAFETY_CAR_FACTOR)
    return SlowLaps(first, first + 1, _VIRTUAL_SAFETY_CAR_FACTOR)


def _car(driver: Driver, slot: int, circuit: Circuit, random: Random) -> Car:
    """A car with a legal plan: one stop from mediums to hards, or two with softs at the end or the start."""
    medium, hard = TyreSet(Compound.MEDIUM, 0), TyreSet(Compound.HARD, 0)
    soft = TyreSet(Compound.SOFT, random.choice((0, 3)))
    plans = ((medium, hard), (hard, medium), (soft, hard, medium), (medium, hard, soft))
    sets = random.choices(plans, weights=(5, 2, 2, 2))[0]
    shares = (0.42,) if len(sets) == 2 else (0.27, 0.68)
    stops = tuple(round(circuit.laps * share) + random.randint(-3, 3) for share in shares)
    return Car(driver, slot, sets, stops)


def _drive(car: Car, circuit: Circuit, slow: SlowLaps | None, random: Random) -> None:
    clock_ms, stint, set_since, out_ms = 0, 0, 0, None
    for lap_number in range(1, (car.retires_after or circuit.laps) + 1):
        tyres = car.sets[stint]
        tyre_life = tyres.age + lap_number - set_since
        lap_s = _pace_s(car, circuit, lap_number, tyres, tyre_life, random)
        if slow and slow.first <= lap_number <= slow.last:
            lap_s *= slow.factor
        if out_ms is not None:
            lap_s += out_ms / 1_000 - clock_ms / 1_000
        stops = lap_number in car.stops and lap_number != car.retires_after
        end_ms = clock_ms + round(1_000 * (lap_s + (_PIT_ENTRY_S if stops else 0)))
        pit_in_ms = end_ms - round(1_000 * _PIT_ENTRY_S) if stops else None
        car.laps.append(DrivenLap(lap_number, clock_ms, end_ms, stint + 1, tyres, tyre_life, pit_in_ms, out_ms))
        clock_ms, out_ms = end_ms, None
        if pit_in_ms is not None:
            lane_s = circuit.pit_lane_time_s * (_FASTEST_PIT_LANE_SHARE + abs(random.gauss(0, 0.04)))
            out_ms = pit_in_ms + round(1_000 * lane_s)
            stint, set_since = stint + 1, lap_number


def _pace_s(car: Car, circuit: Circuit, lap_number: int, tyres: TyreSet, tyre_life: int, random: Random) -> float:
    offset_s, wear_s = _TYRES[tyres.compound]
    pace_s = circuit.lap_time_s + car.driver.pace_s + car.driver.constructor.pace_s
    pace_s += offset_s + wear_s * tyre_life - _FUEL_GAIN_S * (lap_number - 1) + random.gauss(0, 0.18)
    if lap_number == 1:
        pace_s += _STANDING_START_S + _GRID_SLOT_S * car.grid
    return pace_s
