"""The driving mode: push where tyres are cheap, conserve where they are dear, and a toss-up where it is equal."""

from dataclasses import replace

import numpy as np

from pitwall.calibration.race_setup import RaceSetup
from pitwall.domain.tyre_strategy import PaceMode, Stop, Strategy
from pitwall.domain.vocabulary import Compound
from pitwall.strategy.driving_mode import driving_mode
from pitwall.strategy.paired import Strength
from tests.hand_made_race import hand_made_parameters
from tests.hand_made_setup import hand_made_setup, state_after

M, H = Compound.MEDIUM, Compound.HARD


def _setup(mode_s: tuple[float, float, float], mode_wear: tuple[float, float, float]) -> RaceSetup:
    made = hand_made_parameters()
    lap = replace(made.lap, pace_mode_s=np.array(mode_s), pace_mode_wear=np.array(mode_wear))
    return hand_made_setup(parameters=replace(made, lap=lap))


def _mode(setup: RaceSetup) -> tuple[PaceMode, Strength]:
    plan = Strategy(setup.rules, M, (Stop(30, H),))
    found = driving_mode(setup, state_after(setup, 20), "d6", plan, runs=128)
    return found.mode, found.strength


def test_pushing_that_costs_no_tyres_is_told_to_push() -> None:
    assert _mode(_setup((0.5, 0.0, -0.5), (1.0, 1.0, 1.0))) == (PaceMode.PUSH, Strength.CLEAR)


def test_pushing_that_ruins_the_tyres_is_not() -> None:
    mode, _ = _mode(_setup((0.5, 0.0, -0.02), (1.0, 1.0, 4.0)))
    assert mode is PaceMode.BALANCED


def test_conserving_that_costs_nothing_saves_the_tyres() -> None:
    assert _mode(_setup((0.0, 0.0, 0.0), (0.2, 1.0, 2.0)))[0] is PaceMode.CONSERVE


def test_modes_of_equal_value_are_a_toss_up_and_driven_balanced() -> None:
    assert _mode(_setup((0.0, 0.0, 0.0), (1.0, 1.0, 1.0))) == (PaceMode.BALANCED, Strength.TOSS_UP)
