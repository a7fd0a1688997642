"""The best strategy of one car, or of every car, against the simulated field: ranked plans with what each brings.

Exact optima in free air, a diverse set of candidates around them, and common random numbers to tell them apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pitwall.calibration.race_setup import Provenance, RaceSetup
from pitwall.domain.race_parameters import RaceParameters
from pitwall.domain.race_state import RaceState, TrackStatus
from pitwall.domain.tyre_strategy import Strategy
from pitwall.errors import BudgetExceededError, InvalidRequestError
from pitwall.strategy.candidates import MOST_PLANS, candidates, stop_windows
from pitwall.strategy.dynamic_programming import TimedPlan, optimal_plans
from pitwall.strategy.evaluation import Evaluated, Play, PlayedRaces, evaluate
from pitwall.strategy.free_air import FreeAir
from pitwall.strategy.objectives import EXPECTED_POSITION, Objective, points_of_places
from pitwall.strategy.rivals import rival_plans, tables_in
from simulator import MOST_RUNS, FieldPlans, FocusPlans, Scenario, simulate

RUNS = 1_000
INTERVAL = 0.8
"""Probability that a position's low and high span."""
_PODIUM = 3
_NOTHING_GIVEN = Scenario()


@dataclass(frozen=True)
class RankedPlan:
    """A plan and what it brings; positions of races the car dropped out of count as classified."""

    strategy: Strategy
    expected_position: float
    expected_points: float
    p_win: float
    p_podium: float
    p_points: float
    position_probabilities: tuple[float, ...]
    """Of first, second, ... place."""
    position_low: int
    position_high: int
    race_time_s: float | None
    """Mean from the state to the flag over the races the car finishes; None where it never does."""
    difference_to_best: float
    """In the objective's unit, 0 or worse than the best plan."""
    standard_error: float
    """Of the difference, from paired races."""
    p_best: float
    stop_windows: tuple[tuple[int, int], ...]
    """For each stop to come, the laps that cost next to nothing more in free air."""
    free_air_loss_s: float
    """Against the fastest plan alone on the track."""
    runs: int
    """Races this plan has played: fewer where it was clearly worse early."""


@dataclass(frozen=True)
class StrategyAnswer:
    """One car's plans, best first."""

    driver_id: str
    objective: Objective
    ranked: tuple[RankedPlan, ...]
    p_best: float
    """That the first plan really is the best of them, as far as the races played can tell."""
    runs_played: int
    """Simulated races of all plans together."""
    seed: int
    provenance: Provenance


def optimal(
    setup: RaceSetup,
    state: RaceState,
    driver_id: str,
    *,
    objective: Objective = EXPECTED_POSITION,
    runs: int = RUNS,
    seed: int = 1,
    scenario: Scenario = _NOTHING_GIVEN,
    rivals: FieldPlans | None = None,
    most_plans: int = MOST_PLANS,
) -> StrategyAnswer:
    """The plans of a car from a state on, best first by the objective.

    `runs` are those of the plans that stay in contention. `rivals` are the field's plans where the caller has them.
    Raises InvalidStateError for a car that is not there or out of the race, IllegalStrategyError where no plan is legal
    any more, BudgetExceededError for more runs than the simulator takes.
    """
    _check_budget(runs, most_plans)
    tables = _tables(setup, state, driver_id, scenario)
    plans = candidates(tables, most_plans)
    return _answer(setup, state, driver_id, tables, plans, objective, runs, seed, scenario, rivals)


def compare(
    setup: RaceSetup,
    state: RaceState,
    driver_id: str,
    plans: Sequence[Strategy],
    *,
    objective: Objective = EXPECTED_POSITION,
    runs: int = RUNS,
    seed: int = 1,
    scenario: Scenario = _NOTHING_GIVEN,
    rivals: FieldPlans | None = None,
) -> StrategyAnswer:
    """The given plans of a car ranked on the same simulated races, as `optimal` ranks its own; all play all runs."""
    if not plans:
        raise InvalidRequestError("no plans to compare")
    _check_budget(runs, len(plans))
    tables = _tables(setup, state, driver_id, scenario)
    timed = [TimedPlan(plan, tables.race_s(plan)) for plan in plans]
    return _answer(setup, state, driver_id, tables, timed, objective, runs, seed, scenario, rivals, halving=False)


def field_answers(
    setup: RaceSetup,
    state: RaceState,
    *,
    objective: Objective = EXPECTED_POSITION,
    runs: int = 300,
    seed: int = 1,
    scenario: Scenario = _NOTHING_GIVEN,
    most_plans: int = 10,
) -> tuple[StrategyAnswer, ...]:
    """The answer for every car still running, in the order of the state; cars without a legal plan are left out.

    Raises BudgetExceededError for more runs than the simulator takes.
    """
    _check_budget(runs, most_plans)
    rivals = rival_plans(setup, state, scenario=scenario)
    answers = []
    for at in state.cars:
        if not at.running:
            continue
        tables = _tables(setup, state, at.driver_id, scenario)
        if optimal_plans(tables):
            plans = candidates(tables, most_plans)
            answers.append(_answer(setup, state, at.driver_id, tables, plans, objective, runs, seed, scenario, rivals))
    return tuple(answers)


def focus_play(
    parameters: RaceParameters, state: RaceState, rivals: FieldPlans, car: int, *, seed: int, scenario: Scenario
) -> Play:
    """Plays plans of one car against the field's, the same races for all of them."""
    reacts = not _is_decided_now(state)

    def play(plans: Sequence[Strategy], runs: int, first_run: int) -> PlayedRaces:
        played = simulate(
            parameters,
            state,
            rivals,
            runs=runs,
            seed=seed,
            scenario=scenario,
            focus=FocusPlans(car, tuple(plans), reacts=reacts),
            first_run=first_run,
        )
        return PlayedRaces(played.position[:, :, car], played.retired[:, :, car], played.race_time_s[:, :, car])

    return play


def _check_budget(runs: int, plans: int) -> None:
    if runs < 1:
        raise InvalidRequestError(f"{runs} runs of each plan: ask for at least one")
    if runs * plans > MOST_RUNS:
        raise BudgetExceededError(f"{runs:,} runs of {plans} plans: at most {MOST_RUNS:,} races at once")


def _is_decided_now(state: RaceState) -> bool:
    """Whether a neutralisation has just begun: to stop in it or not is what the plans differ by.

    The car then keeps to its plan; were it to react by chance, staying out would often be stopping after all.
    """
    begun = state.track_status in (TrackStatus.VSC, TrackStatus.SC) and state.status_laps <= 1
    return begun and not state.raining and state.wetness == 0.0


def _tables(setup: RaceSetup, state: RaceState, driver_id: str, scenario: Scenario) -> FreeAir:
    car = state.car(driver_id)
    q2_compound = next((entry.q2_compound for entry in setup.entries if entry.driver_id == driver_id), None)
    return tables_in(setup.parameters, setup.rules, state, car, q2_compound, scenario)


def _answer(
    setup: RaceSetup,
    state: RaceState,
    driver_id: str,
    tables: FreeAir,
    plans: Sequence[TimedPlan],
    objective: Objective,
    runs: int,
    seed: int,
    scenario: Scenario,
    rivals: FieldPlans | None,
    *,
    halving: bool = True,
) -> StrategyAnswer:
    field = rival_plans(setup, state, driver_id, scenario=scenario) if rivals is None else rivals
    play = focus_play(setup.parameters, state, field, tables.situation.car, seed=seed, scenario=scenario)
    places = points_of_places(setup.rules)
    strategies = [plan.strategy for plan in plans]
    found = evaluate(play, strategies, objective, places, runs=runs, seed=seed, halving=halving)
    times_s = {plan.strategy: plan.time_s for plan in plans}
    fastest_s = min([*times_s.values(), *(plan.time_s for plan in optimal_plans(tables)[:1])])
    ranked = tuple(
        _ranked(one, stop_windows(tables, one.strategy), times_s[one.strategy] - fastest_s, len(state.cars))
        for one in found
    )
    played = sum(one.runs for one in found)
    return StrategyAnswer(driver_id, objective, ranked, ranked[0].p_best, played, seed, setup.provenance)


def _ranked(one: Evaluated, windows: tuple[tuple[int, int], ...], free_air_loss_s: float, cars: int) -> RankedPlan:
    position = one.races.position
    shares = np.bincount(position, minlength=cars + 1)[1:] / len(position)
    finished = one.races.race_time_s[~one.races.retired]
    return RankedPlan(
        strategy=one.strategy,
        expected_position=float(position.mean()),
        expected_points=float(one.points.mean()),
        p_win=float(shares[0]),
        p_podium=float(shares[:_PODIUM].sum()),
        p_points=float((one.points > 0.0).mean()),
        position_probabilities=tuple(shares.tolist()),
        position_low=_quantile(position, (1.0 - INTERVAL) / 2),
        position_high=_quantile(position, (1.0 + INTERVAL) / 2),
        race_time_s=float(finished.mean(dtype=np.float64)) if len(finished) else None,
        difference_to_best=one.difference_to_best,
        standard_error=one.standard_error,
        p_best=one.p_best,
        stop_windows=windows,
        free_air_loss_s=free_air_loss_s,
        runs=one.runs,
    )


def _quantile(position: NDArray[np.uint8], share: float) -> int:
    return int(np.quantile(position, share, method="inverted_cdf"))
