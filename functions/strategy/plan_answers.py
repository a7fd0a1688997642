"""Plans and rankings of the engine as the shapes that callers get."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from functions.strategy.cars import car_of
from functions.strategy.shapes.parts import (
    Plan,
    PlannedStint,
    PlannedStop,
    PositionProbability,
    RankedPlan,
    Window,
)
from functions.strategy.shapes.plans import Alternatives, DriverPlans, PlanRanking
from pitwall.calibration.race_setup import RaceSetup
from pitwall.domain.race_state import RaceState
from pitwall.domain.tyre_strategy import Stop, Strategy, stints_of
from pitwall.domain.vocabulary import Compound, RaceKey
from pitwall.strategy.optimal import INTERVAL, StrategyAnswer
from pitwall.strategy.optimal import RankedPlan as EnginePlan


def header(setup: RaceSetup, now: datetime, newest: RaceKey | None, runs: int, seed: int) -> dict[str, Any]:
    """What every answer says of itself."""
    found = setup.provenance
    return {
        "race_id": str(setup.race),
        "model_version": found.calibration_version,
        "as_of": found.as_of,
        "pace": found.pace,
        "computed_at": now,
        "runs": runs,
        "seed": seed,
        "interval": INTERVAL,
        "source": "model",
        "stale": newest is not None and newest < setup.race and str(newest) > found.as_of,
        "quality": list(found.quality),
    }


def plan_fields(strategy: Strategy) -> dict[str, Any]:
    """The fields of a Plan."""
    return driven_fields(strategy.rules.laps, strategy.start, strategy.stops, strategy.start_tyre_life)


def driven_fields(laps: int, start: Compound, stops: tuple[Stop, ...], start_tyre_life: int) -> dict[str, Any]:
    """The fields of a Plan from start and stops, legal or not."""
    return {
        "label": " ".join([start[0], *(f"{stop.lap} {stop.compound[0]}" for stop in stops)]),
        "start": start,
        "stops": [
            PlannedStop(lap=stop.lap, compound=stop.compound, under_red_flag=stop.under_red_flag) for stop in stops
        ],
        "stints": [
            PlannedStint(
                compound=stint.compound,
                first_lap=stint.first_lap,
                last_lap=stint.last_lap,
                laps=stint.laps,
                tyre_life_at_start=stint.tyre_life_at_start,
            )
            for stint in stints_of(laps, start, stops, start_tyre_life)
        ],
    }


def told_plan(strategy: Strategy) -> Plan:
    """The strategy as a Plan."""
    return Plan(**plan_fields(strategy))


def probabilities(shares: tuple[float, ...]) -> list[PositionProbability]:
    """Of first, second, ... place; places that never came are left out."""
    return [
        PositionProbability(position=place, probability=share) for place, share in enumerate(shares, start=1) if share
    ]


def ranking(
    setup: RaceSetup, state: RaceState, answer: StrategyAnswer, most: int, common: Mapping[str, Any]
) -> PlanRanking:
    """One car's plans, the best `most` of them."""
    return PlanRanking(
        **common,
        driver=car_of(setup, answer.driver_id),
        lap=state.lap,
        objective=answer.objective.name,
        target_position=answer.objective.target_position,
        p_best=answer.p_best,
        plans=_ranked(answer, most),
    )


def alternatives(setup: RaceSetup, answers: tuple[StrategyAnswer, ...], common: Mapping[str, Any]) -> Alternatives:
    """Every car's plans."""
    drivers = [DriverPlans(driver=car_of(setup, one.driver_id), plans=_ranked(one, len(one.ranked))) for one in answers]
    return Alternatives(**common, objective=answers[0].objective.name, drivers=drivers)


def _ranked(answer: StrategyAnswer, most: int) -> list[RankedPlan]:
    return [_plan(rank, plan) for rank, plan in enumerate(answer.ranked[:most], start=1)]


def _plan(rank: int, plan: EnginePlan) -> RankedPlan:
    return RankedPlan(
        **plan_fields(plan.strategy),
        rank=rank,
        stop_windows=[Window(lap_from=first, lap_to=last) for first, last in plan.stop_windows],
        expected_position=plan.expected_position,
        expected_points=plan.expected_points,
        p_win=plan.p_win,
        p_podium=plan.p_podium,
        p_points=plan.p_points,
        position_probabilities=probabilities(plan.position_probabilities),
        position_low=plan.position_low,
        position_high=plan.position_high,
        race_time_s=plan.race_time_s,
        difference_to_best=plan.difference_to_best,
        standard_error=plan.standard_error,
        p_best=plan.p_best,
        free_air_loss_s=plan.free_air_loss_s,
        runs=plan.runs,
    )
