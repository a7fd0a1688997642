"""My strategy against the real one: real circumstances for all, the same races for every plan, honest gains."""

from dataclasses import replace

import numpy as np
import pytest

from pitwall.calibration.driven_race import DrivenCar, DrivenRace
from pitwall.domain.race_state import TrackStatus
from pitwall.domain.tyre_strategy import Stop, Strategy
from pitwall.domain.vocabulary import Compound, RaceKey
from pitwall.errors import BudgetExceededError, InvalidSimulationError
from pitwall.strategy.against_reality import against_reality, driven_rules, real_scenario
from pitwall.strategy.what_if import Change, NeutralisedLaps
from tests.hand_made_setup import hand_made_setup

M, H = Compound.MEDIUM, Compound.HARD
CARS, LAPS = 6, 40
SETUP = hand_made_setup(CARS, LAPS)


def _driven(*, laps: int = LAPS, retirement_lap: int = 0) -> DrivenRace:
    """Six cars in grid order throughout, all stopping on lap 18 for hards; the last may drop out."""
    cars = tuple(
        DrivenCar(
            driver_id=f"d{row}",
            constructor_id=f"t{row // 2}",
            grid=row + 1,
            pit_lane_start=False,
            start=M,
            start_tyre_life=0,
            stops=(Stop(18, H),),
            position=row + 1,
            finished=not (row == CARS - 1 and retirement_lap),
            laps=retirement_lap - 1 if row == CARS - 1 and retirement_lap else laps,
            retirement_lap=retirement_lap if row == CARS - 1 else 0,
            race_time_s=None,
        )
        for row in range(CARS)
    )
    status = [int(TrackStatus.GREEN)] * laps
    status[29:32] = [int(TrackStatus.SC)] * 3
    out = [
        [retirement_lap and row == CARS - 1 and lap >= retirement_lap for row in range(CARS)]
        for lap in range(1, laps + 1)
    ]
    return DrivenRace(
        race=RaceKey(2024, 5),
        laps=laps,
        scheduled_laps=LAPS,
        cars=cars,
        status_by_lap=tuple(status),
        wetness_by_lap=(0.0,) * laps,
        positions=tuple(tuple(0 if gone else row + 1 for row, gone in enumerate(lap)) for lap in out),
        gaps_s=tuple(tuple(None if gone else 2.0 * row for row, gone in enumerate(lap)) for lap in out),
        dry=True,
    )


def _plan(*stops: Stop, driven: DrivenRace | None = None) -> Strategy:
    return Strategy(driven_rules(SETUP, driven or _driven()), M, stops)


def test_the_plan_really_driven_gains_nothing_on_itself() -> None:
    found = against_reality(SETUP, _driven(), "d3", [_plan(Stop(18, H))], runs=64)
    plan = found.plans[0]
    assert plan.outcome == found.as_driven
    assert (plan.gained.positions.mean, plan.gained.positions.standard_error) == (0.0, 0.0)
    assert plan.gained.time_s is not None
    assert plan.gained.time_s.mean == 0.0


def test_a_needless_stop_loses_time_and_no_place_is_gained() -> None:
    found = against_reality(SETUP, _driven(), "d2", [_plan(Stop(18, H), Stop(24, H))], runs=128)
    gained = found.plans[0].gained
    assert gained.positions.mean < 0.0
    assert gained.time_s is not None
    assert gained.time_s.mean < 0.0


def test_each_of_four_plans_is_the_same_alone_as_beside_the_others() -> None:
    plans = [_plan(Stop(lap, H)) for lap in (15, 18, 21, 31)]
    together = against_reality(SETUP, _driven(), "d3", plans, runs=64)
    alone = against_reality(SETUP, _driven(), "d3", plans[2:3], runs=64)
    assert together.plans[2] == alone.plans[0]
    assert together.as_driven == alone.as_driven


def test_there_is_one_row_for_every_real_lap() -> None:
    found = against_reality(SETUP, _driven(), "d3", [_plan(Stop(20, H))], runs=64)
    assert [lap.lap for lap in found.real_laps] == list(range(1, LAPS + 1))
    assert [lap.lap for lap in found.plans[0].outcome.laps] == list(range(1, LAPS + 1))
    assert (found.real_laps[0].position, found.real_laps[0].gap_s) == (4, 6.0)
    for lap in found.plans[0].outcome.laps:
        assert lap.position is not None
        assert 1 <= lap.position[0] <= lap.position[1] <= lap.position[2] <= CARS


def test_the_real_neutralisations_and_retirements_are_given() -> None:
    scenario = real_scenario(_driven(retirement_lap=12), 5)
    assert scenario.status_by_lap is not None
    assert scenario.retirement_lap is not None
    assert np.flatnonzero(scenario.status_by_lap).tolist() == [29, 30, 31]
    assert scenario.retirement_lap.tolist() == [0] * CARS
    others = real_scenario(_driven(retirement_lap=12), 2)
    assert others.retirement_lap is not None
    assert others.retirement_lap.tolist() == [0, 0, 0, 0, 0, 12]


def test_a_driver_who_dropped_out_is_let_through_and_it_is_said() -> None:
    found = against_reality(SETUP, _driven(retirement_lap=12), "d5", [_plan(Stop(18, H))], runs=64)
    assert "dropped out on lap 12" in found.notes[0]
    assert found.real_laps[20].position is None
    assert found.plans[0].outcome.p_retired == 0.0


def test_a_race_that_ended_early_is_simulated_as_long_as_it_was() -> None:
    driven = _driven(laps=35)
    found = against_reality(SETUP, driven, "d3", [_plan(Stop(18, H), driven=driven)], runs=64)
    assert len(found.plans[0].outcome.laps) == 35
    assert any("ended after 35 of 40 laps" in note for note in found.notes)


def test_another_safety_car_is_another_race_for_all_plans() -> None:
    plans = [_plan(Stop(18, H)), _plan(Stop(11, H))]
    change = Change(safety_car=NeutralisedLaps(10, 3))
    real = against_reality(SETUP, _driven(), "d3", plans, runs=128)
    other = against_reality(SETUP, _driven(), "d3", plans, change=change, runs=128)
    assert other.as_driven != real.as_driven
    assert other.plans[1].gained.positions.mean > real.plans[1].gained.positions.mean


def test_none_and_five_plans_are_refused() -> None:
    for count in (0, 5):
        with pytest.raises(BudgetExceededError, match="1 to 4"):
            against_reality(SETUP, _driven(), "d3", [_plan(Stop(18, H))] * count, runs=64)


def test_parameters_of_another_race_are_refused() -> None:
    with pytest.raises(InvalidSimulationError, match="2024-06"):
        against_reality(replace(SETUP, race=RaceKey(2024, 6)), _driven(), "d3", [_plan(Stop(18, H))], runs=64)
