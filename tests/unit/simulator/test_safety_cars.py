"""What a safety car does to a race: the queue, and what becomes of cars that are lapped."""

import numpy as np
import pytest

from pitwall.domain.race_state import TrackStatus
from pitwall.domain.tyre_strategy import Stop, Strategy
from pitwall.domain.vocabulary import Compound
from simulator import FieldPlans, RaceRuns, Scenario, simulate
from tests.hand_made_race import LAPS, hand_made_parameters, hand_made_rules, hand_made_state, without_chance

_CARS = 12
_ONE_STOP = Strategy(hand_made_rules(), Compound.MEDIUM, (Stop(26, Compound.HARD),))


def _plans() -> FieldPlans:
    return FieldPlans.of([[(_ONE_STOP, 1.0)]] * _CARS, reacts=False)


def test_a_safety_car_never_makes_a_race_faster() -> None:
    parameters = without_chance(hand_made_parameters(_CARS))
    clear = np.zeros(LAPS, np.int8)
    behind = clear.copy()
    behind[29:34] = TrackStatus.SC
    plans = _plans()
    fast, slow = (
        simulate(parameters, hand_made_state(_CARS), plans, runs=50, seed=3, scenario=Scenario(status_by_lap=status))
        for status in (clear, behind)
    )
    assert np.all(slow.race_time_s[0, :, 0] > fast.race_time_s[0, :, 0])


def test_behind_the_safety_car_the_field_closes_up_and_nobody_passes() -> None:
    status = np.zeros(LAPS, np.int8)
    status[29:36] = TrackStatus.SC
    runs = simulate(
        hand_made_parameters(_CARS), hand_made_state(_CARS), _plans(), runs=100, seed=3, trace=True,
        scenario=Scenario(status_by_lap=status, retirement_lap=np.zeros(_CARS, np.int64)),
    )  # fmt: skip
    assert runs.trace_gap_s is not None
    assert runs.trace_position is not None
    numbers = hand_made_parameters(_CARS).neutralisation
    last_s = runs.trace_gap_s[0, :, 34].max(axis=1)
    assert np.all(last_s <= numbers.queue_gap_s * (_CARS - 1) + 1e-3)
    assert np.all(last_s >= numbers.queue_gap_s * (_CARS - 2))
    gaps_s = np.diff(np.sort(runs.trace_gap_s[0, :, 35], axis=1), axis=1)
    assert gaps_s.mean() == pytest.approx(numbers.restart_gap_s, rel=0.03)
    assert gaps_s.std() == pytest.approx(numbers.restart_gap_sd_s, rel=0.1)
    assert np.array_equal(runs.trace_position[0, :, 29], runs.trace_position[0, :, 35])


def _with_a_safety_car(first: int, last: int) -> RaceRuns:
    """A spread-out field without stops or retirements, and a safety car on laps `first` to `last`."""
    status = np.zeros(LAPS, np.int8)
    status[first - 1 : last] = TrackStatus.SC
    parameters = without_chance(hand_made_parameters(_CARS, pace_step_s=0.3))
    plans = FieldPlans.driven([(Compound.MEDIUM, ())] * _CARS)
    scenario = Scenario(status_by_lap=status)
    return simulate(parameters, hand_made_state(_CARS), plans, runs=20, seed=3, trace=True, scenario=scenario)


def test_who_is_lapped_when_the_safety_car_comes_out_for_good_stays_lapped() -> None:
    runs = _with_a_safety_car(50, LAPS)
    assert runs.trace_gap_s is not None
    lapped = runs.trace_gap_s[0, :, 48] > 95.0
    assert np.all(lapped.sum(axis=1) > 2)
    assert np.all(runs.laps_done[0][lapped] < LAPS)
    assert np.all(runs.laps_done[0][runs.trace_gap_s[0, :, 48] < 85.0] == LAPS)


def test_who_is_lapped_gets_a_lap_back_as_the_safety_car_comes_in() -> None:
    gaps_s = _with_a_safety_car(45, 50).trace_gap_s
    assert gaps_s is not None
    lapped = gaps_s[0, :, 43] > 95.0
    assert np.all(gaps_s[0, :, 48][lapped] > 100.0)
    assert np.all(gaps_s[0, :, 49][lapped] < 40.0)
