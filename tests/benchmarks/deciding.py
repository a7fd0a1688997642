"""From a question to a strategy: all plans screened, the best resolved, one car's live decision, the whole field's.

On the hand-made race, so that every effect is on and no data set is needed; CPU time of all threads beside wall time.
"""

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from figure import Figure, median

from pitwall.calibration.race_setup import RaceSetup
from pitwall.domain.race_state import TrackStatus
from pitwall.strategy.candidates import candidates
from pitwall.strategy.evaluation import CLEARLY_WORSE, Evaluated, evaluate
from pitwall.strategy.free_air import FreeAir
from pitwall.strategy.objectives import EXPECTED_POSITION, points_of_places
from pitwall.strategy.optimal import field_answers, focus_play, optimal
from pitwall.strategy.resolving import ResolvedPlan
from pitwall.strategy.rivals import rival_plans, tables_in
from pitwall.strategy.screening import screen
from pitwall.strategy.top_plans import RESOLUTION, TOP, top_plans
from simulator import Scenario
from tests.hand_made_setup import hand_made_setup, state_after

_HALF_RACE = 28
_DECISIONS = 100
_RUNS = 1_000
_CANDIDATES = 8
_PYTHON_PLANS = 20_000


@dataclass(frozen=True)
class _Timed:
    wall_ms: float
    cpu_ms: float


def _timed(work: Callable[[], object]) -> _Timed:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return _Timed((time.perf_counter() - wall) * 1e3, (time.process_time() - cpu) * 1e3)


def live_decision() -> Figure:
    """One car half-way through the race: rivals planned, eight plans chosen, each played 1,000 times."""
    setup = hand_made_setup()
    _decide(setup, 0, seed=0)
    every = [_timed(lambda n=n: _decide(setup, n % 20, seed=n)) for n in range(_DECISIONS)]
    halved = [_timed(lambda n=n: _halved(setup, n % 20, seed=n)) for n in range(20)]
    common, independent = _standard_errors(setup)
    cpu = [one.cpu_ms for one in every]
    return Figure(
        "simulator.5",
        "single-car live decision, 8 candidates x 1,000 runs with common random numbers, half a race left, p99 CPU",
        round(float(np.quantile(cpu, 0.99)), 1),
        "ms",
        "<= 100 ms",
        f"independent random numbers need {round((independent / common) ** 2)} times the runs for the same error",
        {
            "median_cpu_ms": median(cpu),
            "p99_wall_ms": round(float(np.quantile([one.wall_ms for one in every], 0.99)), 1),
            "optimal_16_candidates_halving_cpu_ms": median([one.cpu_ms for one in halved]),
        },
    )


def field_refresh() -> Figure:
    """Every car's best plans, half-way through a race of 22 cars."""
    setup = hand_made_setup(cars=22)
    state = state_after(setup, _HALF_RACE)
    field_answers(setup, state, runs=64)
    times = [_timed(lambda: field_answers(setup, state)) for _ in range(5)]
    alone = [_timed(lambda n=n: optimal(setup, state, f"d{n}")) for n in range(0, 22, 7)]
    return Figure(
        "simulator.6",
        "whole-field refresh, 22 cars, CPU",
        round(median([one.cpu_ms for one in times]) / 1e3, 3),
        "s",
        "<= 2 s",
        f"{22 * median([one.cpu_ms for one in alone]) / 1e3:.2f} s: 22 single answers",
        {"wall_s": round(median([one.wall_ms for one in times]) / 1e3, 3)},
    )


def screening() -> Figure:
    """Every legal plan of one to three stops in free air."""
    setup = hand_made_setup()
    tables = tables_in(setup.parameters, setup.rules, setup.start_state(), 0)
    found = screen(tables)
    times = [_timed(lambda: screen(tables)).cpu_ms for _ in range(30)]
    vectorised = [_timed(lambda: _numpy_screen(tables)).cpu_ms for _ in range(3)]
    plain_s = _python_plan_s(tables) * found.plans
    return Figure(
        "simulator.7",
        f"all {found.plans:,} legal 1-3-stop plans, free-air, best {TOP} named, CPU",
        median(times),
        "ms",
        "<= 10 ms",
        f"{median(vectorised):.0f} ms: NumPy over the same plans; {plain_s:.0f} s: plain Python (from a sample)",
        {"ns_per_plan": round(median(times) * 1e6 / found.plans, 2)},
    )


def top_plans_resolved() -> Figure:
    """The 300 fastest plans in free air, each proven not to beat the best by 0.02 positions or known to 0.02."""
    setup = hand_made_setup()
    state = setup.start_state()
    top_plans(setup, state, "d7", plans=20)
    answers: list[tuple[ResolvedPlan, ...]] = []
    times = [_timed(lambda n=n: answers.append(top_plans(setup, state, "d7", seed=n))) for n in range(1, 6)]
    played = [sum(one.runs for one in found) for found in answers]
    most = [max(one.runs for one in found) for found in answers]
    cpu_s = median([one.cpu_ms for one in times]) / 1e3
    return Figure(
        "simulator.8",
        f"top {TOP} plans resolved to {RESOLUTION} positions: each proven, at {CLEARLY_WORSE:.0f} standard errors, "
        "not to beat the best by more, or its difference known to that standard error, CPU",
        round(cpu_s, 3),
        "s",
        "<= 2 s",
        f"{cpu_s * TOP * median(most) / median(played):.1f} s: every plan played as often as the closest ones",
        {
            "wall_s": round(median([one.wall_ms for one in times]) / 1e3, 3),
            "races": median(played),
            "most_runs": median(most),
            "unresolved_plans": sum(not one.resolved for found in answers for one in found),
        },
    )


def _decide(setup: RaceSetup, car: int, seed: int) -> tuple[Evaluated, ...]:
    status = TrackStatus.SC if seed % 4 == 0 else TrackStatus.GREEN
    state = state_after(setup, _HALF_RACE, status=status)
    tables = tables_in(setup.parameters, setup.rules, state, car)
    plans = [plan.strategy for plan in candidates(tables, _CANDIDATES)]
    rivals = rival_plans(setup, state, f"d{car}")
    play = focus_play(setup.parameters, state, rivals, car, seed=seed, scenario=Scenario())
    places = points_of_places(setup.rules)
    return evaluate(play, plans, EXPECTED_POSITION, places, runs=_RUNS, seed=seed, halving=False)


def _halved(setup: RaceSetup, car: int, seed: int) -> None:
    optimal(setup, state_after(setup, _HALF_RACE), f"d{car}", runs=_RUNS, seed=seed)


def _standard_errors(setup: RaceSetup) -> tuple[float, float]:
    """Of the difference between the two best plans: paired, and as if played with different random numbers."""
    best, second = _decide(setup, 7, seed=1)[:2]
    variances = [float(one.races.position.var(ddof=1)) / one.runs for one in (best, second)]
    return second.standard_error, float(np.sqrt(sum(variances)))


def _numpy_screen(tables: FreeAir) -> float:
    """The best of the same plans, one vectorised sum per order of compounds."""
    laps = tables.situation.rules.laps
    best_s = np.inf
    for stops in range(1, 4):
        chosen = np.array(list(itertools.combinations(range(1, laps), stops))) if stops < 3 else _triples(laps)
        for order in itertools.product(tables.options, repeat=stops + 1):
            if len(set(order)) > 1:
                total = tables.first_s[order[0], chosen[:, 0]] + tables.stop_s[chosen].sum(axis=1)
                for number, compound in enumerate(order[1:]):
                    until = chosen[:, number + 1] if number + 1 < stops else laps
                    total = total + tables.stint_s[compound, chosen[:, number], until]
                best_s = min(best_s, float(total.min()))
    return best_s


def _triples(laps: int) -> np.ndarray:
    first, second, third = np.ogrid[1:laps, 1:laps, 1:laps]
    return np.argwhere((first < second) & (second < third)) + 1


def _python_plan_s(tables: FreeAir) -> float:
    """Seconds per plan of a plain Python loop over lists."""
    laps = tables.situation.rules.laps
    stint, stop, first = tables.stint_s.tolist(), tables.stop_s.tolist(), tables.first_s.tolist()
    best, begin = 1e18, time.process_time()
    for a, b, c in itertools.islice(itertools.combinations(range(1, laps), 3), _PYTHON_PLANS):
        total = first[1][a] + stop[a] + stint[2][a][b] + stop[b] + stint[0][b][c] + stop[c] + stint[1][c][laps]
        best = min(best, total)
    return (time.process_time() - begin) / _PYTHON_PLANS
