"""How fast races are simulated, every effect on: on the hand-made race, so that no data set is needed.

What happens in races of the calibration is in `happening`.
"""

import time
from collections.abc import Callable
from statistics import median

import numpy as np
from figure import Figure

from pitwall.domain.tyre_strategy import Stop, Strategy
from pitwall.domain.vocabulary import Compound
from simulator import HAPPENED, FieldPlans, RaceRuns, Scenario, simulate, summarise
from tests.hand_made_race import LAPS, hand_made_parameters, hand_made_rules, hand_made_state
from tests.unit.simulator.naive_order import Twin

_CARS = 20
_RACES = 10_000
_REPETITIONS = 9


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
