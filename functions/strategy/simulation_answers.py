"""Simulated races as the shapes that callers get: one driver against reality, or the whole field."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from functions.strategy.cars import car_of
from functions.strategy.plan_answers import driven_fields, plan_fields, probabilities
from functions.strategy.shapes.parts import Car, TimeQuantiles
from functions.strategy.shapes.simulations import (
    CarOutcome,
    DrivenLap,
    FieldSimulation,
    Happenings,
    Original,
    Outcome,
    PairedMean,
    PlanOutcome,
    Simulated,
    SimulatedLap,
)
from pitwall.calibration.race_setup import RaceSetup
from pitwall.domain.regulations import RaceRules
from pitwall.domain.tyre_strategy import illegal_reasons
from pitwall.strategy.against_reality import AgainstReality
from pitwall.strategy.objectives import Array
from pitwall.strategy.outcome import Outcome as EngineOutcome
from pitwall.strategy.outcome import Quantiles, car_outcome
from pitwall.strategy.outcome import SimulatedLap as EngineLap
from pitwall.strategy.paired import Difference
from simulator import RaceRuns
from simulator.race_runs import HAPPENED


def against_reality_told(
    setup: RaceSetup, rules: RaceRules, found: AgainstReality, common: Mapping[str, Any]
) -> Simulated:
    """One driver's plans beside what really happened."""
    driven = found.driven
    fields = driven_fields(rules.laps, driven.start, driven.stops, driven.start_tyre_life)
    legal = not illegal_reasons(rules, driven.start, driven.stops, driven.start_tyre_life)
    return Simulated(
        **{**common, "quality": [*common["quality"], *found.notes]},
        driver=car_of(setup, found.driver_id),
        original=Original(
            **fields,
            position=driven.position,
            retired=not driven.finished,
            race_time_s=driven.race_time_s,
            laps=[DrivenLap(lap=lap.lap, position=lap.position, gap_s=lap.gap_s) for lap in found.real_laps],
        ),
        as_driven=Outcome(**fields, legal=legal, **_outcome_fields(found.as_driven)),
        plans=[
            PlanOutcome(
                **plan_fields(plan.strategy),
                legal=True,
                **_outcome_fields(plan.outcome),
                positions_gained=_paired(plan.gained.positions),
                time_gained_s=None if plan.gained.time_s is None else _paired(plan.gained.time_s),
            )
            for plan in found.plans
        ],
    )


def field_told(cars: Sequence[Car], points: Array, runs: RaceRuns, common: Mapping[str, Any]) -> FieldSimulation:
    """The whole field; `cars` in the order of the state, `points` by place, none for place 0."""
    outcomes = [
        CarOutcome(
            driver=car,
            **_chances(car_outcome(runs, 0, row, points)),
            stops=float(runs.stops[0, :, row].mean()),
        )
        for row, car in enumerate(cars)
    ]
    means = runs.happened[0].mean(axis=0, dtype=np.float64)
    return FieldSimulation(
        **common,
        lap=runs.first_lap - 1,
        cars=sorted(outcomes, key=lambda one: (one.expected_position, one.driver.driver_id)),
        happenings=Happenings(**{name: float(mean) for name, mean in zip(HAPPENED, means, strict=True)}),
    )


def _outcome_fields(found: EngineOutcome) -> dict[str, Any]:
    return {**_chances(found), "laps": [_lap(lap) for lap in found.laps]}


def _chances(found: EngineOutcome) -> dict[str, Any]:
    return {
        "position_probabilities": probabilities(found.position_probabilities),
        "expected_position": found.expected_position,
        "expected_points": found.expected_points,
        "p_win": found.p_win,
        "p_podium": found.p_podium,
        "p_points": found.p_points,
        "p_retired": found.p_retired,
        "race_time_s": _times(found.race_time_s),
    }


def _times(found: Quantiles | None) -> TimeQuantiles:
    low, middle, high = found or (None, None, None)
    return TimeQuantiles(p10=low, p50=middle, p90=high)


def _lap(found: EngineLap) -> SimulatedLap:
    position, gap_s = found.position or (None,) * 3, found.gap_s or (None,) * 3
    return SimulatedLap(
        lap=found.lap,
        position_p10=position[0],
        position_p50=position[1],
        position_p90=position[2],
        gap_p10_s=gap_s[0],
        gap_p50_s=gap_s[1],
        gap_p90_s=gap_s[2],
    )


def _paired(found: Difference) -> PairedMean:
    return PairedMean(mean=found.mean, standard_error=found.standard_error)
