"""The kernel and its slow twin are the same race, to the millisecond, whatever the race.

Both use the same float32 operations in the same order without fused multiply-add, so no decision may differ: none is
excluded for falling near its threshold.
"""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings

from simulator import HAPPENED, RaceRuns, simulate
from tests.unit.simulator.naive_order import Twin
from tests.unit.simulator.random_races import RandomRace, random_races

_RUNS = 3
_REPOSITORY = Path(__file__).parents[3]


def _played(race: RandomRace, runs: int = _RUNS) -> RaceRuns:
    return simulate(
        race.parameters, race.state, race.plans, runs=runs, seed=race.seed, scenario=race.scenario, trace=True
    )


def _compare(race: RandomRace, played: RaceRuns, run: int) -> None:
    twin = Twin(race.parameters, race.state, race.plans, race.scenario, race.seed, run)
    classified = twin.drive()
    assert played.trace_position is not None
    for lap, order in enumerate(twin.trace):
        by_position = np.argsort(played.trace_position[0, run, lap])
        assert [car.index for car in order] == by_position[: len(order)].tolist(), f"lap {race.state.lap + lap + 1}"
    assert [twin.happened[name] for name in HAPPENED] == played.happened[0, run].tolist()
    for place, car in enumerate(classified):
        row = (0, run, car.index)
        assert (played.position[row], played.laps_done[row]) == (place + 1, car.laps_done)
        assert (bool(played.retired[row]), played.stops[row]) == (car.out, car.stops)
        assert played.race_time_s[row] == np.float32(car.finish_ms) * np.float32(0.001)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(random_races())
def test_the_kernel_plays_the_race_its_twin_plays(race: RandomRace) -> None:
    played = _played(race)
    for run in range(_RUNS):
        _compare(race, played, run)


def test_the_kernel_without_the_compiler_plays_the_same_races() -> None:
    program = "from tests.unit.simulator.small_race import play; print(play())"
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONWARNINGS": "ignore"}
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=_REPOSITORY, env=environment, capture_output=True, text=True, check=True
    )
    from tests.unit.simulator.small_race import play

    assert ran.stdout.strip() == play()
