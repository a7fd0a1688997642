"""How fast races are simulated, every effect on, and what happens in them.

On the hand-made race, so that no data set is needed; what happens is shown for calibrated races beside history as well.
"""

import time
from collections.abc import Callable
from statistics import median

import numpy as np
from figure import Figure

from pitwall.calibration.archive import Archive, load_archive, newest_version
from pitwall.calibration.driven_race import DrivenRace
from pitwall.calibration.race_setup import race_setup
from pitwall.domain.race_state import TrackStatus
from pitwall.domain.tyre_strategy import Stop, Strategy
from pitwall.domain.vocabulary import Compound, RaceKey
from pitwall.errors import PitwallError
from pitwall.lake.storage import open_storage
from pitwall.settings import Settings
from pitwall.strategy.rivals import rival_plans
from simulator import HAPPENED, FieldPlans, RaceRuns, Scenario, simulate, summarise
from tests.hand_made_race import LAPS, hand_made_parameters, hand_made_rules, hand_made_state
from tests.unit.simulator.naive_order import Twin

_CARS = 20
_RACES = 10_000
_REPETITIONS = 9
_CALIBRATED_RUNS = 200
_EVERY = 2
"""Of the calibrated races one in so many is played for the table of what happens."""


def full_field(cars: int) -> FieldPlans:
    """Four plans per car, one to two stops; every car reacts and covers."""
    medium, hard, soft = Compound.MEDIUM, Compound.HARD, Compound.SOFT
    rules = hand_made_rules()
    plans = [
        (Strategy(rules, medium, (Stop(22, hard),)), 0.4),
        (Strategy(rules, hard, (Stop(34, medium),)), 0.25),
        (Strategy(rules, medium, (Stop(16, hard), Stop(40, medium))), 0.2),
        (Strategy(rules, soft, (Stop(13, hard), Stop(36, medium))), 0.15),
    ]
    return FieldPlans.of([plans] * cars)


def one_race() -> Figure:
    """CPU time of one race on one core, checking and packing included."""
    runs = _play(_CARS, _RACES, 1)
    races = np.array([_cpu_s(lambda: _play(_CARS, _RACES, 1)) / _RACES for _ in range(_REPETITIONS)]) * 1e6
    typical = float(np.median(races))
    return Figure(
        "simulator.1",
        f"one full race, {_CARS} cars x {LAPS} laps, every effect on, CPU per core (median)",
        round(typical, 2),
        "microseconds",
        "<= 7.3; stretch 4",
        f"{_twin_ms():.0f} ms: the same race in plain Python (its twin in the tests)",
        {
            "races_per_s": round(1e6 / typical),
            "least": round(float(races.min()), 2),
            "ns_per_car_lap": round(1e3 * typical / _CARS / LAPS, 2),
            **{name: round(value, 2) for name, value in happenings(runs).items()},
        },
    )


def many_races() -> Figure:
    """Ten thousand races of a field of 22 on two threads, and with the summing up: the customer's question."""
    _play(22, _RACES, 2)
    both = median(_wall_s(lambda: _play(22, _RACES, 2)) for _ in range(_REPETITIONS))
    cpu = median(_cpu_s(lambda: _play(22, _RACES, 2)) for _ in range(_REPETITIONS))
    return Figure(
        "simulator.2",
        f"{_RACES:,} races x 22 cars x {LAPS} laps, two threads, wall",
        round(both * 1e3, 1),
        "ms",
        "<= 60",
        "14 races a second and core: the academic reference, as published",
        {"cpu_ms": round(cpu * 1e3, 1)},
    )


def customers_figure() -> Figure:
    """From parameters in Python to probabilities in Python."""
    whole_s = median(_wall_s(lambda: summarise(_play(_CARS, _RACES, None))) for _ in range(_REPETITIONS))
    traced_s = _wall_s(lambda: summarise(_play(_CARS, 1_000, None, trace=True)))
    return Figure(
        "simulator.3",
        f"{_RACES:,} full-field races from request to probabilities, wall",
        round(whole_s, 3),
        "s",
        "far under 2",
        "2 s asked by the customer",
        {"traced_1000_races_s": round(traced_s, 3)},
    )


def scaling() -> Figure:
    """The same work on one and on two threads, wall time, medians."""
    one = median(_wall_s(lambda: _play(_CARS, _RACES, 1)) for _ in range(_REPETITIONS))
    two = median(_wall_s(lambda: _play(_CARS, _RACES, 2)) for _ in range(_REPETITIONS))
    return Figure(
        "simulator.4",
        "scaling from one to two threads",
        round(one / two, 2),
        "x",
        ">= 1.8 when idle",
        f"{one * 1e3:.0f} ms on one thread",
    )


def happenings(runs: RaceRuns) -> dict[str, float]:
    """Mean per race of everything that is counted."""
    return dict(zip(HAPPENED, runs.happened.mean(axis=(0, 1)).tolist(), strict=True))


def happenings_table(settings: Settings) -> list[tuple[str, float, float]]:
    """(what, simulated, in history) per race, of what history tells, for dry races since 2019 with nothing given.

    Empty where no calibration is stored. Passes in history are counted as the kernel counts them.
    """
    storage = open_storage(settings.artefacts)
    version = newest_version(storage)
    if version is None:
        return []
    archive = load_archive(storage, version)
    known = [race for race in archive.races if race.season >= 2019 and _is_dry(archive, race)][::_EVERY]
    simulated, history = [], []
    for race in known:
        played = _calibrated(archive, archive.driven(race))
        if played is not None:
            simulated.append(played)
            history.append(_happened_in(archive.driven(race)))
    rows = zip(np.mean(simulated, axis=0), np.mean(history, axis=0), strict=True)
    named = zip(HAPPENED, rows, strict=True)
    return [(name, float(ours), float(real)) for name, (ours, real) in named if np.isfinite(real)]


def _is_dry(archive: Archive, race: RaceKey) -> bool:
    driven = archive.driven_race(race)
    return driven is not None and driven.dry


def _calibrated(archive: Archive, driven: DrivenRace) -> list[float] | None:
    try:
        setup = race_setup(archive, driven.race)
    except PitwallError:  # too early in the archive for a calibration
        return None
    state = setup.start_state()
    runs = simulate(setup.parameters, state, rival_plans(setup, state, None), runs=_CALIBRATED_RUNS, seed=1)
    return list(happenings(runs).values())


def _happened_in(driven: DrivenRace) -> list[float]:
    status = np.array([int(TrackStatus.GREEN), *driven.status_by_lap])
    began = {kind: int(np.sum((status[1:] == kind) & (status[:-1] != kind))) for kind in TrackStatus}
    return [
        _passes(driven, status),
        sum(not stop.under_red_flag for car in driven.cars for stop in car.stops),
        began[TrackStatus.SC],
        began[TrackStatus.VSC],
        began[TrackStatus.RED],
        sum(not car.finished for car in driven.cars),
        sum(wetness > 0 for wetness in driven.wetness_by_lap),
        float("nan"),
    ]


def _passes(driven: DrivenRace, status: np.ndarray) -> int:
    """Pairs of cars in another order than a lap before, on green laps after the first, neither of them in the pits.

    A stop costs places on the lap it ends and on the next: the line is somewhere along the pit lane.
    """
    positions = driven.position_by_lap
    stops = {
        (index, lap) for index, car in enumerate(driven.cars) for stop in car.stops for lap in (stop.lap, stop.lap + 1)
    }
    passes = 0
    for lap in range(2, len(positions) + 1):
        if status[lap] != TrackStatus.GREEN or status[lap - 1] == TrackStatus.RED:
            continue
        before, after = positions[lap - 2], positions[lap - 1]
        racing = [c for c in range(len(after)) if before[c] > 0 and after[c] > 0 and (c, lap) not in stops]
        earlier, later = before[racing], after[racing]
        passes += int(np.sum((earlier[:, None] < earlier) & (later[:, None] > later)))
    return passes


def _play(cars: int, runs: int, threads: int | None, *, trace: bool = False) -> RaceRuns:
    parameters, state = hand_made_parameters(cars), hand_made_state(cars)
    return simulate(parameters, state, full_field(cars), runs=runs, seed=1, threads=threads, trace=trace)


def _twin_ms() -> float:
    twin = Twin(hand_made_parameters(_CARS), hand_made_state(_CARS), full_field(_CARS), Scenario(), 1, 0)
    return _cpu_s(twin.drive) * 1e3


def _cpu_s(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _wall_s(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
