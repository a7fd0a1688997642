"""The best strategy against the simulated field: what theory says holds, and every kind of race is answered."""

from dataclasses import replace

import numpy as np
import pytest

from pitwall.calibration.race_setup import RaceSetup
from pitwall.domain.race_state import CarState, TrackStatus
from pitwall.domain.tyre_strategy import Stop, Strategy, illegal_reasons
from pitwall.domain.vocabulary import Compound
from pitwall.errors import BudgetExceededError, IllegalStrategyError, InvalidRequestError, InvalidStateError
from pitwall.strategy.objectives import Objective
from pitwall.strategy.optimal import StrategyAnswer, compare, field_answers, optimal
from pitwall.strategy.situation import situation
from simulator import Scenario
from tests.hand_made_race import hand_made_parameters, without_chance
from tests.hand_made_setup import hand_made_setup, state_after

S, M, H, INTERMEDIATE, WET = Compound
SETUP = hand_made_setup()


def plan(setup: RaceSetup, start: Compound, *stops: Stop) -> Strategy:
    return Strategy(setup.rules, start, stops)


def differences(answer: StrategyAnswer) -> dict[str, float]:
    return {str(one.strategy): one.difference_to_best for one in answer.ranked}


def test_an_answer_is_ranked_legal_and_adds_up() -> None:
    answer = optimal(SETUP, SETUP.start_state(), "d4", runs=256)
    assert answer.ranked[0].difference_to_best == 0.0
    assert [one.difference_to_best for one in answer.ranked] == sorted(one.difference_to_best for one in answer.ranked)
    assert sum(one.p_best for one in answer.ranked) == pytest.approx(1.0)
    assert answer.p_best == answer.ranked[0].p_best
    assert answer.runs_played == sum(one.runs for one in answer.ranked)
    for one in answer.ranked:
        assert illegal_reasons(one.strategy.rules, one.strategy.start, one.strategy.stops) == []
        assert sum(one.position_probabilities) == pytest.approx(1.0)
        places = np.arange(1, 21)
        assert one.expected_position == pytest.approx(places @ np.array(one.position_probabilities))
        assert one.position_low <= one.expected_position <= one.position_high
        assert one.p_win <= one.p_podium <= one.p_points <= 1.0
        assert len(one.stop_windows) == len(one.strategy.stops)
        assert all(
            low <= stop.lap <= high for stop, (low, high) in zip(one.strategy.stops, one.stop_windows, strict=True)
        )
    assert min(one.free_air_loss_s for one in answer.ranked) == pytest.approx(0.0, abs=1e-6)


def test_the_same_question_has_the_same_answer() -> None:
    first, second = (optimal(SETUP, SETUP.start_state(), "d4", runs=128, seed=3) for _ in range(2))
    assert first == second
    assert optimal(SETUP, SETUP.start_state(), "d4", runs=128, seed=4) != first


def test_in_free_air_the_simulated_best_is_the_optimum_of_the_dynamic_programme() -> None:
    # Given two cars so far apart that neither ever sees the other, and nothing left to chance
    parameters = without_chance(hand_made_parameters(cars=2))
    racing = replace(
        parameters, traffic=replace(parameters.traffic, easing_s=0.0)
    )  # the programme's cars never ease off
    setup = hand_made_setup(cars=2, parameters=racing)
    state = state_after(setup, 10, gap_s=70.0)
    # When the leader's plans are ranked by the time they take
    answer = optimal(setup, state, "d0", runs=4)
    times = {str(one.strategy): (one.race_time_s, one.free_air_loss_s) for one in answer.ranked}
    # Then simulated and free-air times differ by the same amount for all plans
    offsets = [time_s - loss_s for time_s, loss_s in times.values() if time_s is not None]
    assert np.ptp(offsets) < 0.05


def test_a_costlier_pit_lane_favours_fewer_stops() -> None:
    plans = [plan(SETUP, M, Stop(26, H)), plan(SETUP, M, Stop(19, H), Stop(38, S))]
    gains = []
    for change_s in (-8.0, 8.0):
        answer = compare(
            SETUP, SETUP.start_state(), "d6", plans, runs=256, scenario=Scenario(pit_loss_change_s=change_s)
        )
        by_plan = {str(one.strategy): one.expected_position for one in answer.ranked}
        gains.append(by_plan[str(plans[1])] - by_plan[str(plans[0])])
    assert gains[0] < 0.0 < gains[1]


def test_without_wear_one_stop_beats_two() -> None:
    made = hand_made_parameters()
    unworn = replace(
        made.lap,
        wear_linear_s=np.zeros(5),
        wear_quadratic_s=np.zeros(5),
        cliff_s=np.zeros(5),
        compound_offset_s=np.zeros(5),
        compound_offset_sd_s=np.zeros(5),
    )
    setup = hand_made_setup(parameters=replace(made, lap=unworn))
    plans = [plan(setup, M, Stop(26, H)), plan(setup, M, Stop(19, H), Stop(38, S))]
    answer = compare(setup, setup.start_state(), "d6", plans, runs=256)
    assert str(answer.ranked[0].strategy) == str(plans[0])
    assert answer.ranked[1].difference_to_best > 5 * answer.ranked[1].standard_error


def test_a_field_that_is_faster_as_a_whole_ranks_plans_alike() -> None:
    made = hand_made_parameters()
    faster = replace(made, cars=replace(made.cars, base_pace_s=made.cars.base_pace_s - 0.5))
    plans = [plan(SETUP, M, Stop(lap, H)) for lap in (10, 25, 45)]
    orders = []
    for parameters in (made, faster):
        setup = hand_made_setup(parameters=parameters)
        answer = compare(setup, setup.start_state(), "d6", plans, runs=256)
        orders.append([str(one.strategy) for one in answer.ranked])
    assert orders[0] == orders[1]


def test_common_random_numbers_make_neighbours_comparable() -> None:
    plans = [plan(SETUP, M, Stop(lap, H)) for lap in (25, 26)]
    answer = compare(SETUP, SETUP.start_state(), "d6", plans, runs=512)
    alone = np.sqrt(2 * _position_variance(answer) / 512)
    assert answer.ranked[1].standard_error < 0.5 * alone


def _position_variance(answer: StrategyAnswer) -> float:
    shares = np.array(answer.ranked[0].position_probabilities)
    places = np.arange(1, len(shares) + 1)
    return float(shares @ places**2 - (shares @ places) ** 2)


@pytest.mark.parametrize(("status", "better"), [(TrackStatus.SC, 17), (TrackStatus.GREEN, 26)])
def test_stopping_at_once_beats_waiting_under_a_safety_car_only(status: TrackStatus, better: int) -> None:
    state = state_after(SETUP, 16, status=status)
    here = situation(SETUP.rules, state, 3)
    plans = [here.strategy(M, [Stop(17, H)]), here.strategy(M, [Stop(26, H)])]
    answer = compare(SETUP, state, "d3", plans, runs=256)
    assert answer.ranked[0].strategy.stops[0].lap == better


def test_on_a_wet_track_the_plan_is_on_intermediates() -> None:
    state = replace(SETUP.start_state(), wetness=0.5, raining=True, weather_known=True)
    answer = optimal(SETUP, state, "d3", runs=64)
    assert answer.ranked[0].strategy.start is INTERMEDIATE


@pytest.mark.parametrize("cars", [2, 30])
def test_any_size_of_field_is_answered(cars: int) -> None:
    setup = hand_made_setup(cars=cars)
    answer = optimal(setup, setup.start_state(), f"d{cars - 1}", runs=64)
    assert len(answer.ranked[0].position_probabilities) == cars


def test_with_one_lap_left_the_plan_is_to_drive_on() -> None:
    answer = optimal(SETUP, state_after(SETUP, 56, stopped_on=30), "d3", runs=64)
    assert [one.strategy.stops for one in answer.ranked] == [(Stop(30, H),)]
    assert answer.p_best == 1.0


def test_with_one_lap_left_and_the_rule_open_there_is_no_legal_plan() -> None:
    with pytest.raises(IllegalStrategyError, match="1 lap left"):
        optimal(SETUP, state_after(SETUP, 56), "d3", runs=64)


def test_a_driver_who_is_not_there_or_out_of_the_race_is_refused() -> None:
    state = state_after(SETUP, 20)
    out = CarState("d19", "t9", position=20, compound=M, running=False, laps_done=3)
    state = replace(state, cars=(*state.cars[:19], out))
    with pytest.raises(InvalidStateError, match="no car of d77"):
        optimal(SETUP, state, "d77")
    with pytest.raises(InvalidStateError, match="d19 is out of the race"):
        optimal(SETUP, state, "d19")


def test_nothing_to_compare_is_refused() -> None:
    with pytest.raises(InvalidRequestError):
        compare(SETUP, SETUP.start_state(), "d1", [])


def test_the_winner_by_points_is_named_with_its_objective() -> None:
    answer = optimal(SETUP, SETUP.start_state(), "d0", objective=Objective("win"), runs=128)
    best = answer.ranked[0]
    assert all(best.p_win >= other.p_win for other in answer.ranked if other.runs == best.runs)


def test_every_running_car_of_the_field_has_an_answer() -> None:
    setup = hand_made_setup(cars=6)
    state = state_after(setup, 20)
    out = CarState("d5", "t2", position=6, compound=M, running=False, laps_done=3)
    answers = field_answers(setup, replace(state, cars=(*state.cars[:5], out)), runs=64)
    assert [answer.driver_id for answer in answers] == [f"d{i}" for i in range(5)]


def test_an_absurd_number_of_runs_is_refused_before_any_work() -> None:
    with pytest.raises(BudgetExceededError, match="at most 1,000,000 races"):
        optimal(SETUP, SETUP.start_state(), "d4", runs=10**9)
    with pytest.raises(BudgetExceededError):
        compare(SETUP, SETUP.start_state(), "d4", [plan(SETUP, M, Stop(25, H))], runs=10**9)
    with pytest.raises(BudgetExceededError):
        field_answers(SETUP, SETUP.start_state(), runs=10**9)
    with pytest.raises(InvalidRequestError, match="at least one"):
        optimal(SETUP, SETUP.start_state(), "d4", runs=0)
