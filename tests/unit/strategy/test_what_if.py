"""What if: a change moves the result the way theory says, and no change moves nothing at all."""

from dataclasses import replace

import numpy as np
import pytest

from pitwall.domain.race_state import TrackStatus
from pitwall.domain.tyre_strategy import Stop, Strategy
from pitwall.domain.vocabulary import Compound
from pitwall.errors import InvalidRequestError
from pitwall.strategy.field_changes import with_strategy
from pitwall.strategy.rivals import rival_plans
from pitwall.strategy.what_if import Change, NeutralisedLaps, WetLaps, changed_scenario, what_if
from simulator import Scenario
from tests.hand_made_race import hand_made_parameters
from tests.hand_made_setup import hand_made_setup, state_after

SETUP = hand_made_setup()
STATE = state_after(SETUP, 20)
RUNS = 128
M, H = Compound.MEDIUM, Compound.HARD


def test_no_change_changes_nothing() -> None:
    found = what_if(SETUP, STATE, "d4", Change(), runs=64)
    assert found.baseline == found.changed
    assert (found.gained.positions.mean, found.gained.positions.standard_error) == (0.0, 0.0)


def test_more_pace_gains_places_and_time() -> None:
    found = what_if(SETUP, STATE, "d8", Change(pace_change_s={"d8": -0.5}), runs=RUNS)
    assert found.gained.positions.mean > 5 * found.gained.positions.standard_error > 0.0
    assert found.gained.time_s is not None
    assert found.gained.time_s.mean > 0.0


def test_a_safety_car_takes_a_lead_away() -> None:
    setup = hand_made_setup(parameters=hand_made_parameters(pace_step_s=0.0))
    state = state_after(setup, 35, gap_s=8.0, stopped_on=25)
    quiet = Scenario(status_by_lap=np.zeros(state.laps, np.int8), wetness_by_lap=np.zeros(state.laps))
    found = what_if(setup, state, "d0", Change(safety_car=NeutralisedLaps(40, 4)), scenario=quiet, runs=RUNS)
    assert found.gained.positions.mean < -3 * found.gained.positions.standard_error


def test_a_rival_that_stops_once_more_gives_its_place_away() -> None:
    stops = (Stop(24, H), Stop(40, H), Stop(50, H))
    found = what_if(SETUP, STATE, "d4", Change(rival_stops={"d3": stops, "d2": stops}), runs=RUNS)
    assert found.gained.positions.mean > 0.0


def test_a_costlier_pit_lane_costs_time() -> None:
    found = what_if(SETUP, STATE, "d4", Change(pit_loss_change_s=5.0), runs=RUNS)
    assert found.gained.time_s is not None
    assert found.gained.time_s.mean < -3.0


def test_changes_land_on_their_laps_and_leave_the_rest() -> None:
    base = Scenario(pit_loss_change_s=1.0, pace_change_s=np.full(20, 0.1))
    change = Change(
        safety_car=NeutralisedLaps(30, 2, TrackStatus.VSC),
        rain=WetLaps(40, 42, 0.6),
        pace_change_s={"d1": -0.2},
        pit_loss_change_s=2.0,
    )
    made = changed_scenario(STATE, base, change)
    assert made.status_by_lap is not None
    assert made.wetness_by_lap is not None
    assert made.pace_change_s is not None
    assert np.flatnonzero(made.status_by_lap == int(TrackStatus.VSC)).tolist() == [29, 30]
    assert np.flatnonzero(made.wetness_by_lap == 0.6).tolist() == [39, 40, 41]
    assert made.pace_change_s[:3].tolist() == pytest.approx([0.1, -0.1, 0.1])
    assert made.pit_loss_change_s == 3.0
    assert base.pace_change_s is not None
    assert base.pace_change_s[1] == 0.1


def test_none_and_drawn_replace_what_was_given() -> None:
    given = Scenario(status_by_lap=np.full(STATE.laps, 2, np.int8), wetness_by_lap=np.ones(STATE.laps))
    without = changed_scenario(STATE, given, Change(safety_car="none", rain="none"))
    drawn = changed_scenario(STATE, given, Change(safety_car="drawn", rain="drawn"))
    assert without.status_by_lap is not None
    assert not without.status_by_lap.any()
    assert (drawn.status_by_lap, drawn.wetness_by_lap) == (None, None)


@pytest.mark.parametrize("change", [NeutralisedLaps(20), NeutralisedLaps(58), NeutralisedLaps(30, 0)])
def test_a_safety_car_outside_the_rest_of_the_race_is_refused(change: NeutralisedLaps) -> None:
    with pytest.raises(InvalidRequestError):
        changed_scenario(STATE, Scenario(), Change(safety_car=change))


def test_a_replaced_plan_is_the_only_one_of_its_car_and_nobody_elses() -> None:
    plans = rival_plans(SETUP, STATE)
    stops = tuple(Stop(lap, H if lap % 2 else M) for lap in range(21, 26))
    changed = with_strategy(plans, 3, Strategy(SETUP.rules, M, stops))
    changed.validate(STATE)
    assert changed.stop_lap[3, 0, :5].tolist() == [21, 22, 23, 24, 25]
    assert changed.weight[3].tolist() == [1.0, *[0.0] * (changed.weight.shape[1] - 1)]
    width = plans.stop_lap.shape[2]
    assert np.array_equal(np.delete(changed.stop_lap, 3, 0)[:, :, :width], np.delete(plans.stop_lap, 3, 0))


def test_a_changed_track_lets_fixed_plans_react() -> None:
    state = replace(STATE, lap=20)
    plans = replace(rival_plans(SETUP, state), reacts=np.zeros(20, np.bool_))
    change = Change(rain=WetLaps(25, 57, 0.8))
    found = what_if(SETUP, state, "d4", change, rivals=plans, runs=64)
    assert found.changed.expected_position < 20.0
    assert found.gained.time_s is not None
    assert found.gained.time_s.mean < 0.0
