"""The undercut played out beside its closed form."""

from dataclasses import replace

import numpy as np
import pytest

from pitwall.domain.race_state import CarState, RaceState
from pitwall.domain.vocabulary import Compound
from pitwall.errors import InvalidRequestError
from pitwall.strategy.duel_check import check_duel
from pitwall.strategy.undercut import undercut
from tests.hand_made_race import hand_made_parameters
from tests.hand_made_setup import hand_made_setup

MADE = hand_made_parameters(2, pace_step_s=0.0)
SETUP = hand_made_setup(2, parameters=replace(MADE, cars=replace(MADE.cars, team=np.array([0, 1]))))


def _state(gap_s: float, lap: int = 24) -> RaceState:
    cars = (
        CarState("d0", "t0", 1, Compound.SOFT, tyre_life=lap),
        CarState("d1", "t1", 2, Compound.SOFT, gap_s=gap_s, tyre_life=lap),
    )
    return RaceState(lap=lap, laps=57, cars=cars)


@pytest.mark.parametrize(("gap_s", "low", "high"), [(0.8, 0.8, 1.0), (15.0, 0.0, 0.2)])
def test_played_and_closed_form_agree_on_what_is_sure(gap_s: float, low: float, high: float) -> None:
    duel = undercut(SETUP.parameters, _state(gap_s), "d1", "d0")
    played = check_duel(SETUP, _state(gap_s), duel, runs=256)
    assert low <= played.probability <= high
    assert low <= duel.success <= high


def test_the_later_the_answer_the_likelier_the_undercut() -> None:
    state = _state(6.0)
    duel = undercut(SETUP.parameters, state, "d1", "d0")
    played = [check_duel(SETUP, state, duel, laps_later=laps, runs=256).probability for laps in (1, 5)]
    assert played[1] > played[0]


def test_a_stop_beyond_the_flag_cannot_be_played() -> None:
    state = _state(2.0, 54)
    duel = undercut(SETUP.parameters, state, "d1", "d0")
    with pytest.raises(InvalidRequestError, match="cannot stop"):
        check_duel(SETUP, state, duel, laps_later=3, runs=16)
