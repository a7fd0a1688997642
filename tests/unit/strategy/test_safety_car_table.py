"""The safety-car table: who boxes, what it brings, and when the team-mate is in the way."""

from dataclasses import replace

import pytest

from pitwall.domain.race_state import RaceState, TrackStatus
from pitwall.domain.tyre_strategy import illegal_reasons
from pitwall.domain.vocabulary import Compound
from pitwall.errors import InvalidStateError
from pitwall.strategy.paired import Strength
from pitwall.strategy.safety_car_table import safety_car_card, safety_car_rows, safety_car_table, usual_laps
from tests.hand_made_setup import hand_made_setup, state_after

SETUP = hand_made_setup()


def _rows(state: RaceState, driver_id: str = "d4", **asked: object):  # type: ignore[no-untyped-def]
    return safety_car_rows(SETUP.parameters, SETUP.rules, state, driver_id, **asked)  # type: ignore[arg-type]


def test_there_is_a_row_for_every_status_on_each_of_the_next_laps() -> None:
    rows = _rows(state_after(SETUP, 20), laps_ahead=4)
    assert {(row.lap, row.status) for row in rows} == {
        (lap, status) for lap in range(21, 25) for status in (TrackStatus.SC, TrackStatus.VSC, TrackStatus.RED)
    }
    assert {row.lap for row in _rows(state_after(SETUP, 54, stopped_on=30), laps_ahead=6)} == {55, 56}


def test_in_the_pit_window_a_safety_car_is_boxed_under() -> None:
    row = _rows(state_after(SETUP, 22), laps_ahead=1)[0]
    assert (row.action, row.strength) == ("BOX", Strength.CLEAR)
    assert row.pit_loss_s < row.green_pit_loss_s


def test_right_after_the_stop_a_safety_car_is_stayed_out_under() -> None:
    row = _rows(state_after(SETUP, 40, stopped_on=38), laps_ahead=1)[0]
    assert row.action == "STAY"
    assert row.gain_s < 0.0


def test_the_cheaper_the_stop_the_larger_its_gain() -> None:
    gains = {row.status: row.gain_s for row in _rows(state_after(SETUP, 24), laps_ahead=1)}
    assert gains[TrackStatus.RED] > gains[TrackStatus.SC] > gains[TrackStatus.VSC]


def test_at_the_break_even_pit_loss_boxing_and_staying_are_equal() -> None:
    state = state_after(SETUP, 24)
    row = _rows(state, laps_ahead=1, statuses=(TrackStatus.SC,))[0]
    pit = SETUP.parameters.pit
    dearer = pit.lane_loss_s.copy()
    dearer[int(TrackStatus.SC)] += row.flips_at_pit_loss_s - row.pit_loss_s
    parameters = replace(SETUP.parameters, pit=replace(pit, lane_loss_s=dearer))
    again = safety_car_rows(parameters, SETUP.rules, state, "d4", laps_ahead=1, statuses=(TrackStatus.SC,))[0]
    assert again.gain_s == pytest.approx(0.0, abs=1e-6)
    assert again.action == "TOSS-UP"


def test_the_second_of_two_team_mates_is_warned_of_the_queue() -> None:
    near, far = state_after(SETUP, 24, gap_s=1.5), state_after(SETUP, 24, gap_s=9.0)
    second = _rows(near, "d5", laps_ahead=1, statuses=(TrackStatus.SC,))[0]
    first = _rows(near, "d4", laps_ahead=1, statuses=(TrackStatus.SC,))[0]
    assert (first.double_stack_with, second.double_stack_with) == (None, "d4")
    assert second.pit_loss_s - first.pit_loss_s == pytest.approx(SETUP.parameters.pit.double_stack_loss_s)
    assert _rows(far, "d5", laps_ahead=1)[0].double_stack_with is None


def test_the_card_holds_every_running_car_by_gain() -> None:
    card = safety_car_card(SETUP.parameters, SETUP.rules, state_after(SETUP, 24), TrackStatus.SC)
    assert len(card) == 20
    assert [row.gain_s for row in card] == sorted((row.gain_s for row in card), reverse=True)


def test_played_rows_box_where_the_simulated_races_say_so() -> None:
    rows = safety_car_table(SETUP, state_after(SETUP, 22), "d4", laps_ahead=1, statuses=(TrackStatus.SC,), runs=200)
    assert rows[0].gain_positions is not None
    assert rows[0].gain_positions.mean > 0.0
    assert rows[0].action == "BOX"


def test_both_plans_of_a_row_are_legal() -> None:
    for row in _rows(state_after(SETUP, 22), laps_ahead=3):
        for plan in (row.box_plan, row.stay_plan):
            assert plan is not None
            assert illegal_reasons(plan.rules, plan.start, plan.stops) == []


def test_a_car_out_of_the_race_has_no_table() -> None:
    state = state_after(SETUP, 22)
    out = replace(state.cars[19], running=False, laps_done=10, compound=Compound.MEDIUM)
    with pytest.raises(InvalidStateError, match="out of the race"):
        _rows(replace(state, cars=(*state.cars[:19], out)), "d19")


def test_the_usual_length_is_the_median_of_the_calibrated_ones() -> None:
    pmf = SETUP.parameters.neutralisation.duration_pmf[1]
    laps = usual_laps(SETUP.parameters.neutralisation, TrackStatus.SC)
    assert pmf[: laps - 1].sum() < 0.5 <= pmf[:laps].sum() + 1e-12
