"""Where a stop brings a car back."""

from dataclasses import replace

import pytest

from pitwall.domain.race_state import TrackStatus
from pitwall.strategy.rejoin import rejoin
from pitwall.strategy.set_pace import pit_loss_s
from tests.hand_made_race import hand_made_parameters
from tests.hand_made_setup import hand_made_setup, state_after

PARAMETERS = hand_made_parameters()
SETUP = hand_made_setup()


def test_the_car_drops_behind_all_within_the_pit_loss() -> None:
    state = state_after(SETUP, 20, gap_s=4.0)
    back = rejoin(PARAMETERS, state, 2, TrackStatus.GREEN)
    loss = pit_loss_s(PARAMETERS, 2, TrackStatus.GREEN)
    passed = int(loss // 4.0)
    assert (back.position, back.ahead_id) == (3 + passed, f"d{2 + passed}")
    assert back.gap_ahead_s == pytest.approx(loss - 4.0 * passed)
    assert back.gap_behind_s == pytest.approx(4.0 * (passed + 1) - loss)


def test_the_leader_far_ahead_stays_the_leader() -> None:
    state = state_after(SETUP, 20, gap_s=40.0)
    back = rejoin(PARAMETERS, state, 0, TrackStatus.GREEN)
    assert (back.position, back.ahead_id, back.clear_air) == (1, None, True)


def test_under_a_safety_car_fewer_places_are_lost_and_under_a_red_flag_none() -> None:
    state = state_after(SETUP, 20)
    places = [rejoin(PARAMETERS, state, 4, status).position for status in (TrackStatus.GREEN, TrackStatus.SC)]
    assert places[1] < places[0]
    assert rejoin(PARAMETERS, state, 4, TrackStatus.RED).position == 5


def test_clear_air_ends_where_dirty_air_begins() -> None:
    loss = pit_loss_s(PARAMETERS, 0, TrackStatus.GREEN)
    two = state_after(hand_made_setup(2), 20, gap_s=loss - 1.0)
    assert not rejoin(PARAMETERS, two, 0, TrackStatus.GREEN).clear_air
    far = state_after(hand_made_setup(2), 20, gap_s=loss - 3.0)
    assert rejoin(PARAMETERS, far, 0, TrackStatus.GREEN).clear_air


def test_a_penalty_and_a_team_mate_in_the_box_cost_their_time() -> None:
    state = state_after(SETUP, 20)
    late = replace(state, cars=(*state.cars[:4], replace(state.cars[4], penalty_s=5.0), *state.cars[5:]))
    plain = rejoin(PARAMETERS, state, 4, TrackStatus.GREEN).pit_loss_s
    both = rejoin(PARAMETERS, late, 4, TrackStatus.GREEN, double_stacked=True).pit_loss_s
    assert both - plain == pytest.approx(5.0 + PARAMETERS.pit.double_stack_loss_s)
