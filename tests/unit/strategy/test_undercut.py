"""The undercut calculator: signs that theory fixes, and its probability against drawn stops and laps."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pitwall.domain.race_parameters import RaceParameters
from pitwall.domain.race_state import CarState, RaceState
from pitwall.domain.vocabulary import Compound
from pitwall.errors import InvalidRequestError, InvalidStateError
from pitwall.strategy.undercut import overcut, threats, undercut
from tests.hand_made_race import LAPS, hand_made_parameters, without_chance


def _two_cars(gap_s: float, *, lap: int = 20, tyre_life: int = 20, laps: int = LAPS) -> RaceState:
    cars = (
        CarState("ahead", "t0", 1, Compound.MEDIUM, tyre_life=tyre_life),
        CarState("behind", "t1", 2, Compound.MEDIUM, gap_s=gap_s, tyre_life=tyre_life),
    )
    return RaceState(lap=lap, laps=laps, cars=cars)


def _equal_cars(parameters: RaceParameters) -> RaceParameters:
    return replace(parameters, cars=replace(parameters.cars, team=np.array([0, 1])))


PARAMETERS = _equal_cars(hand_made_parameters(2, pace_step_s=0.0))
CERTAIN = _equal_cars(without_chance(hand_made_parameters(2, pace_step_s=0.0)))


def test_the_margin_adds_up_by_hand() -> None:
    duel = undercut(CERTAIN, _two_cars(1.0), "behind", "ahead", attacker_compound=Compound.HARD)
    # Worn medium on its lap 22 (life 21): 0.06 * 21 + 0.0005 * 21^2; fresh hard on its out lap: offset 0.4, cold 1.0.
    gained = 0.06 * 21 + 0.0005 * 21**2 - 0.4 - 1.0
    assert duel.by_answer[0].tyre_gain_s == pytest.approx(gained)
    assert duel.by_answer[0].margin_s == pytest.approx(gained - 1.0)
    assert duel.by_answer[0].probability == 0.0


def test_the_target_may_wait_as_long_as_the_margin_is_negative() -> None:
    duel = undercut(CERTAIN, _two_cars(1.0), "behind", "ahead", attacker_compound=Compound.HARD)
    ahead = [lap.laps_later for lap in duel.by_answer if lap.margin_s > 0.0]
    assert duel.laps_to_answer == ahead[0] - 1
    assert duel.cover_lap == 21 + ahead[0] - 1


def test_a_target_out_of_reach_need_not_answer() -> None:
    duel = undercut(CERTAIN, _two_cars(18.0), "behind", "ahead")
    assert (duel.laps_to_answer, duel.cover_lap) == (None, None)


@settings(max_examples=40, deadline=None)
@given(gap_s=st.floats(0.8, 15.0), more_s=st.floats(0.1, 5.0), tyre_life=st.integers(2, 20))
def test_a_larger_gap_never_helps_an_undercut(gap_s: float, more_s: float, tyre_life: int) -> None:
    near = undercut(PARAMETERS, _two_cars(gap_s, tyre_life=tyre_life), "behind", "ahead")
    far = undercut(PARAMETERS, _two_cars(gap_s + more_s, tyre_life=tyre_life), "behind", "ahead")
    assert far.success < near.success


@settings(max_examples=40, deadline=None)
@given(gap_s=st.floats(0.8, 8.0), tyre_life=st.integers(4, 20))
def test_a_later_answer_never_hurts_the_attacker(gap_s: float, tyre_life: int) -> None:
    duel = undercut(CERTAIN, _two_cars(gap_s, tyre_life=tyre_life), "behind", "ahead", attacker_compound=Compound.SOFT)
    margins = [lap.margin_s for lap in duel.by_answer]
    assert margins == sorted(margins)


def test_an_overcut_lives_of_cold_tyres() -> None:
    cold = replace(PARAMETERS, lap=replace(PARAMETERS.lap, cold_tyre_s=np.full(5, 4.0)))
    state = _two_cars(1.0, tyre_life=5)
    assert overcut(cold, state, "behind", "ahead").success > overcut(PARAMETERS, state, "behind", "ahead").success


def test_a_penalty_to_serve_spoils_an_undercut() -> None:
    state = _two_cars(1.0)
    late = replace(state, cars=(state.cars[0], replace(state.cars[1], penalty_s=5.0)))
    clean, punished = undercut(PARAMETERS, state, "behind", "ahead"), undercut(PARAMETERS, late, "behind", "ahead")
    assert clean.by_answer[0].margin_s - punished.by_answer[0].margin_s == pytest.approx(5.0)


def test_the_probability_is_that_of_drawn_laps_and_stops() -> None:
    slow = replace(PARAMETERS.cars, slow_stop_probability=np.array([0.3, 0.4]), slow_stop_extra_s=np.array([3.0, 5.0]))
    parameters = replace(PARAMETERS, cars=slow)
    timing = undercut(parameters, _two_cars(1.2), "behind", "ahead").by_answer[0]
    rng = np.random.default_rng(5)
    drawn = rng.normal(timing.margin_s, timing.sd_s, 400_000)
    drawn -= (rng.random(drawn.size) < 0.4) * rng.exponential(5.0, drawn.size)
    drawn += (rng.random(drawn.size) < 0.3) * rng.exponential(3.0, drawn.size)
    assert timing.probability == pytest.approx((drawn > 0.0).mean(), abs=0.003)


def test_threats_are_the_likeliest_first_and_never_between_team_mates() -> None:
    state = RaceState(
        lap=20,
        laps=LAPS,
        cars=tuple(
            CarState(f"d{i}", f"t{i // 2}", i + 1, Compound.MEDIUM, gap_s=1.2 * i, tyre_life=20) for i in range(8)
        ),
    )
    found = threats(hand_made_parameters(8, pace_step_s=0.0), state)
    assert found
    assert [duel.success for duel in found] == sorted((duel.success for duel in found), reverse=True)
    assert all(int(duel.attacker_id[1]) // 2 != int(duel.target_id[1]) // 2 for duel in found)


def test_a_car_ahead_has_nobody_to_undercut_behind_it() -> None:
    with pytest.raises(InvalidStateError, match="not behind"):
        undercut(PARAMETERS, _two_cars(1.0), "ahead", "behind")


def test_a_duel_needs_laps_to_be_fought_on() -> None:
    with pytest.raises(InvalidRequestError, match="needs laps to be fought on"):
        undercut(PARAMETERS, _two_cars(1.0, lap=LAPS - 2), "behind", "ahead")
