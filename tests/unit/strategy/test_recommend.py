"""The recommendation: the right kind for each situation, reasons that are numbers, rules where none can be played."""

from dataclasses import replace

import numpy as np
import pytest

from pitwall.calibration.race_setup import RaceSetup
from pitwall.domain.race_state import CarState, RaceState, TrackStatus
from pitwall.domain.tyre_strategy import illegal_reasons
from pitwall.domain.vocabulary import Compound
from pitwall.errors import BudgetExceededError, InvalidStateError
from pitwall.strategy.actions import Kind, Recommendation
from pitwall.strategy.objectives import Objective
from pitwall.strategy.paired import LEAN, Strength
from pitwall.strategy.recommend import recommend
from tests.hand_made_race import hand_made_parameters, without_chance
from tests.hand_made_setup import hand_made_setup, state_after

SETUP = hand_made_setup()
RUNS = 128


def _call(state: RaceState, driver_id: str = "d4", setup: RaceSetup = SETUP, runs: int = RUNS) -> Recommendation:
    return recommend(setup, state, driver_id, runs=runs)[0]


def _worn(state: RaceState, tyre_life: int) -> RaceState:
    return replace(state, cars=tuple(replace(car, tyre_life=tyre_life) for car in state.cars))


def test_tyres_past_their_cliff_are_boxed_now() -> None:
    call = _call(_worn(state_after(SETUP, 32), 38))
    assert (call.kind, call.strength, call.lap) == (Kind.BOX_NOW, Strength.CLEAR, 33)
    assert call.headline == f"BOX NOW for {call.compound}"
    assert call.rejoin is not None
    assert any("rejoins P" in reason for reason in call.reasons)


def test_fresh_tyres_stay_out() -> None:
    call = _call(state_after(SETUP, 12, stopped_on=8))
    assert call.kind in (Kind.STAY_OUT, Kind.EXTEND)
    assert call.strength is Strength.CLEAR
    assert call.rejoin is None


def test_under_a_safety_car_in_the_window_the_car_boxes() -> None:
    call = _call(state_after(SETUP, 24, status=TrackStatus.SC))
    assert call.kind is Kind.BOX_NOW
    assert call.strength is not Strength.TOSS_UP


def test_options_of_equal_value_are_a_toss_up_and_never_a_box() -> None:
    # Given a leader alone on the track with nothing left to chance, at the lap where a stop now or later is the same
    made = without_chance(hand_made_parameters(2, pace_step_s=3.0))
    flat = replace(
        made.lap,
        wear_linear_s=np.zeros(5),
        wear_quadratic_s=np.zeros(5),
        cliff_s=np.zeros(5),
        compound_offset_s=np.zeros(5),
    )
    setup = hand_made_setup(2, parameters=replace(made, lap=flat))
    call = _call(state_after(setup, 20, gap_s=60.0), "d0", setup, runs=16)
    assert (call.kind, call.strength) == (Kind.TOSS_UP, Strength.TOSS_UP)
    assert call.headline.startswith("TOSS-UP")


def test_options_are_legal_compared_on_the_same_races_and_name_both_actions() -> None:
    call = _call(state_after(SETUP, 22))
    assert call.options[0].lead is None
    labels = [option.label for option in call.options]
    assert any(label.startswith("BOX") for label in labels)
    assert any(label.startswith("STAY") for label in labels)
    assert labels[0].split()[0] != labels[1].split()[0]
    assert sum(option.p_best for option in call.options) == pytest.approx(1.0)
    for option in call.options:
        plan = option.strategy
        assert illegal_reasons(plan.rules, plan.start, plan.stops) == []
        assert option.position_low <= option.expected_position <= option.position_high + 1
        assert option is call.options[0] or option.lead is not None


def test_the_same_question_has_the_same_answer() -> None:
    assert recommend(SETUP, state_after(SETUP, 22), "d4", runs=64) == recommend(
        SETUP, state_after(SETUP, 22), "d4", runs=64
    )


def test_what_would_change_its_mind_lies_where_the_order_flips() -> None:
    call = _call(_worn(state_after(SETUP, 32), 38))
    for one in call.break_evens:
        assert one.low < one.now < one.high
        assert one.flips_at is None or one.low <= one.flips_at <= one.high
    assert {one.quantity for one in call.break_evens} == {"pit loss", "tyre wear"}


def test_slicks_in_the_wet_are_switched_for_intermediates() -> None:
    state = replace(state_after(SETUP, 20), wetness=0.5, raining=True)
    call = _call(state)
    assert (call.kind, call.compound) == (Kind.SWITCH, Compound.INTERMEDIATE)
    assert "INTERMEDIATE are" in call.reasons[0]


def test_the_strength_of_a_switch_is_what_its_races_say() -> None:
    for wetness in (0.25, 0.3, 0.5):
        call = _call(replace(state_after(SETUP, 20), wetness=wetness, raining=True))
        if call.options:
            assert call.probability >= LEAN or call.strength is Strength.TOSS_UP


def test_rain_that_has_begun_announces_the_switch() -> None:
    made = hand_made_parameters()
    setup = hand_made_setup(parameters=replace(made, weather=replace(made.weather, rain_stop_hazard=0.01)))
    state = replace(state_after(setup, 20), wetness=0.02, raining=True)
    found = [one for one in recommend(setup, state, "d4", runs=64) if one.kind is Kind.SWITCH]
    assert found
    assert found[0].lap is not None
    assert found[0].lap > 21
    assert found[0].probability == pytest.approx(0.99 ** (found[0].lap - 21))


def test_on_the_last_lap_to_stop_an_open_compound_rule_decides_alone() -> None:
    call = _call(state_after(SETUP, 55))
    assert (call.kind, call.source, call.lap) == (Kind.BOX_NOW, "rule", 56)
    assert any("compound rule is still open" in reason for reason in call.reasons)


def test_with_one_lap_left_the_car_stays_out() -> None:
    call = _call(state_after(SETUP, 56, stopped_on=30))
    assert (call.kind, call.headline, call.source) == (Kind.STAY_OUT, "STAY OUT to the flag", "rule")


def test_without_simulation_the_rules_answer_and_say_so() -> None:
    state = _worn(state_after(SETUP, 32), 38)
    call = recommend(SETUP, state, "d4", simulated=False)[0]
    assert (call.kind, call.source, call.runs, call.options) == (Kind.BOX_NOW, "rule", 0, ())
    assert "no simulation was asked for" in call.reasons[0]
    assert call.strength is Strength.CLEAR


def test_where_the_simulator_refuses_the_rules_answer_with_its_reason() -> None:
    # Given lap times longer than the simulator plays
    made = hand_made_parameters()
    slow = replace(made, cars=replace(made.cars, base_pace_s=made.cars.base_pace_s + 300.0))
    call = _call(state_after(SETUP, 22), setup=hand_made_setup(parameters=slow))
    assert call.source == "rule"
    assert "decided by rules:" in call.reasons[0]


def test_more_runs_than_the_simulator_takes_are_refused_at_once() -> None:
    with pytest.raises(BudgetExceededError):
        recommend(SETUP, state_after(SETUP, 22), "d4", runs=10**6)


def test_a_penalty_to_serve_is_named() -> None:
    state = state_after(SETUP, 22)
    late = replace(state, cars=(*state.cars[:4], replace(state.cars[4], penalty_s=5.0), *state.cars[5:]))
    assert any("a penalty of 5 s" in reason for reason in _call(late, runs=64).reasons)


def test_the_driving_mode_and_the_safety_car_follow_the_call() -> None:
    kinds = [one.kind for one in recommend(SETUP, state_after(SETUP, 22), "d4", runs=64)]
    assert kinds[0] in (Kind.BOX_NOW, Kind.STAY_OUT, Kind.EXTEND, Kind.TOSS_UP)
    assert Kind.SC_READY in kinds
    assert len({Kind.PUSH, Kind.BALANCED, Kind.CONSERVE}.intersection(kinds)) == 1


def test_a_likely_undercut_is_recommended_to_the_one_and_its_cover_to_the_other() -> None:
    cars = (
        CarState("d0", "t0", 1, Compound.SOFT, tyre_life=22),
        CarState("d1", "t1", 2, Compound.SOFT, gap_s=1.0, tyre_life=22),
    )
    made = hand_made_parameters(2, pace_step_s=0.0)
    setup = hand_made_setup(2, parameters=replace(made, cars=replace(made.cars, team=np.array([0, 1]))))
    state = RaceState(lap=22, laps=57, cars=cars)
    attack = [one for one in recommend(setup, state, "d1", runs=64) if one.kind is Kind.UNDERCUT]
    cover = [one for one in recommend(setup, state, "d0", runs=64) if one.kind is Kind.COVER]
    assert (attack[0].target_id, cover[0].target_id) == ("d0", "d1")
    assert attack[0].probability == pytest.approx(cover[0].probability)


def test_a_car_held_up_by_its_team_mate_is_told_as_information() -> None:
    state = state_after(SETUP, 30, gap_s=1.5)
    fresh = replace(state.cars[5], tyre_life=2, compound=Compound.SOFT, stops_done=1, used=frozenset({Compound.MEDIUM}))
    held_up = replace(state, cars=(*state.cars[:5], fresh, *state.cars[6:]))
    swaps = [one for one in recommend(SETUP, held_up, "d5", runs=64) if one.kind is Kind.SWAP]
    assert [one.target_id for one in swaps] == ["d4"]
    assert "s a lap faster than D04" in swaps[0].reasons[0]


@pytest.mark.parametrize("name", ["expected_points", "win", "podium", "cautious"])
def test_every_objective_is_answered_in_its_unit(name: str) -> None:
    call = recommend(SETUP, state_after(SETUP, 22), "d4", objective=Objective(name), runs=64)[0]  # type: ignore[arg-type]
    unit = {"expected_points": "points", "cautious": "positions"}.get(name, "probability")
    assert unit in call.reasons[0]


@pytest.mark.parametrize("lap", [0, 1])
def test_the_first_laps_are_answered_too(lap: int) -> None:
    state = SETUP.start_state() if lap == 0 else state_after(SETUP, lap)
    assert _call(state, runs=64).kind in (Kind.STAY_OUT, Kind.EXTEND, Kind.TOSS_UP)


def test_a_car_out_of_the_race_gets_no_advice() -> None:
    state = state_after(SETUP, 22)
    out = replace(state.cars[19], running=False, laps_done=10)
    with pytest.raises(InvalidStateError, match="nothing left to decide"):
        recommend(SETUP, replace(state, cars=(*state.cars[:19], out)), "d19")
