"""`simulate`: checks everything, packs it for the kernel, spreads blocks of races over threads.

The bits of run k depend on the inputs, the seed and k alone, never on threads or on how many runs are asked for.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise

import numpy as np

from pitwall.domain.race_parameters import RaceParameters
from pitwall.domain.race_state import RaceState
from pitwall.errors import BudgetExceededError, InvalidSimulationError
from simulator.field_plans import FieldPlans, FocusPlans
from simulator.inputs import Outputs, Wholes
from simulator.layout import LANES
from simulator.packing import packed
from simulator.plan_packing import packed_plans
from simulator.race_runs import HAPPENED, RaceRuns
from simulator.scenario import Scenario

MOST_RUNS = 1_000_000
"""Races one call may play, candidates times runs: about ten seconds of one core."""
MOST_TRACE_BYTES = 512 * 2**20
_LAP_TIMES_S = (20.0, 170.0)
"""What the kernel's 18 bits of milliseconds hold with a slow stop under a safety car."""
_FEWEST_TASKS_PER_THREAD = 4
_PORTIONS_PER_THREAD = 8
"""So that a thread whose core is busy with something else leaves its share to the others."""

_AS_DRAWN = Scenario()


def simulate(
    parameters: RaceParameters,
    state: RaceState,
    plans: FieldPlans,
    *,
    runs: int,
    seed: int,
    scenario: Scenario = _AS_DRAWN,
    focus: FocusPlans | None = None,
    trace: bool = False,
    first_run: int = 0,
    threads: int | None = None,
) -> RaceRuns:
    """Plays the rest of the race `runs` times, for each candidate of the focus car with the same random numbers.

    `trace` keeps positions and gaps lap by lap; `first_run` shifts the runs: run k is run `first_run` + k of the seed;
    `threads` None: one per core. Raises InvalidSimulationError and BudgetExceededError.
    """
    _check(parameters, state, runs, first_run, threads)
    plans.validate(state)
    scenario.validate(state)
    candidates = None if focus is None else focus.validate(state).as_field_plans()
    versions = 1 if focus is None else len(focus.plans)
    _check_budget(versions, runs, state, trace)
    inputs = packed(parameters, state, None if focus is None else focus.car, scenario)
    rows = packed_plans(plans, candidates, state)
    outputs = _outputs(versions, runs, len(state.cars), state.laps - state.lap if trace else 0)
    _play(inputs, rows, outputs, seed & (2**64 - 1), first_run, versions * -(-runs // int(LANES)), threads)
    return RaceRuns(
        position=outputs.position,
        race_time_s=outputs.race_time_s,
        laps_done=outputs.laps_done,
        retired=outputs.retired.view(np.bool_),
        stops=outputs.stops,
        happened=outputs.happened,
        seed=seed,
        first_run=first_run,
        first_lap=state.lap + 1,
        trace_position=outputs.trace_position if trace else None,
        trace_gap_s=outputs.trace_gap_s if trace else None,
    )


def _check(parameters: RaceParameters, state: RaceState, runs: int, first_run: int, threads: int | None) -> None:
    parameters.validate()
    if len(parameters.cars.base_pace_s) != len(state.cars):
        raise InvalidSimulationError(
            f"parameters of {len(parameters.cars.base_pace_s)} cars; the race has {len(state.cars)}"
        )
    slowest, fastest = parameters.cars.base_pace_s.max(), parameters.cars.base_pace_s.min()
    if fastest < _LAP_TIMES_S[0] or slowest > _LAP_TIMES_S[1]:
        raise InvalidSimulationError(
            f"base pace of {fastest} to {slowest} s a lap; simulated are {_LAP_TIMES_S[0]} to {_LAP_TIMES_S[1]} s"
        )
    if runs < 1 or first_run < 0 or (threads is not None and threads < 1):
        raise InvalidSimulationError(f"{runs} runs from run {first_run} on {threads} threads: ask for at least one")


def _check_budget(versions: int, runs: int, state: RaceState, trace: bool) -> None:
    if versions * runs > MOST_RUNS:
        raise BudgetExceededError(f"{versions} x {runs:,} races; one call may ask for {MOST_RUNS:,}")
    traced_bytes = versions * runs * (state.laps - state.lap) * len(state.cars) * 5
    if trace and traced_bytes > MOST_TRACE_BYTES:
        raise BudgetExceededError(f"a trace of {traced_bytes:,} bytes; one call may ask for {MOST_TRACE_BYTES:,}")


def _outputs(versions: int, runs: int, cars: int, traced_laps: int) -> Outputs:
    shape = (versions, runs, cars)
    return Outputs(
        position=np.empty(shape, np.uint8),
        race_time_s=np.empty(shape, np.float32),
        laps_done=np.empty(shape, np.uint8),
        retired=np.empty(shape, np.uint8),
        stops=np.empty(shape, np.uint8),
        happened=np.empty((versions, runs, len(HAPPENED)), np.uint16),
        trace_position=np.empty((versions, runs, traced_laps, cars), np.uint8),
        trace_gap_s=np.empty((versions, runs, traced_laps, cars), np.float32),
    )


def _play(
    inputs: np.record, plans: Wholes, outputs: Outputs, seed: int, first_run: int, tasks: int, threads: int | None
) -> None:
    from simulator.kernel import play  # Numba takes 0.8 s of CPU to import: who only builds plans does not pay for it

    workers = min(threads or _cores(), max(1, tasks // _FEWEST_TASKS_PER_THREAD))
    key, run = np.uint64(seed), np.int64(first_run)
    bounds = np.linspace(0, tasks, min(workers * _PORTIONS_PER_THREAD, tasks) + 1).astype(np.int64)
    portions = iter(list(pairwise(bounds)) if workers > 1 else [(np.int64(0), np.int64(tasks))])

    def play_portions() -> None:
        for start, end in portions:  # one iterator for all: each portion goes to whoever is free first
            play(inputs, plans, outputs, key, run, start, end)

    others = [_pool(workers - 1).submit(play_portions) for _ in range(workers - 1)]
    play_portions()
    for other in others:
        other.result()


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@cache
def _pool(workers: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(workers, thread_name_prefix="races")


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_pool.cache_clear)  # a forked process has the pool, but none of its threads
