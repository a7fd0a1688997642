"""Paired differences and the words for how strong a case is."""

import numpy as np
import pytest

from pitwall.strategy.paired import Difference, Strength, paired_difference


def test_a_constant_gain_is_certain() -> None:
    noise = np.random.default_rng(1).normal(size=50)
    assert paired_difference(noise + 0.5, noise) == Difference(pytest.approx(0.5), pytest.approx(0.0, abs=1e-12), 1.0)


def test_the_same_values_are_a_toss_up() -> None:
    difference = paired_difference(np.ones(10), np.ones(10))
    assert (difference.probability, difference.strength(0.05)) == (0.5, Strength.TOSS_UP)


def test_the_standard_error_is_that_of_the_pairs() -> None:
    rng = np.random.default_rng(2)
    common, better = rng.normal(size=4000), rng.normal(0.1, 0.5, 4000)
    assert paired_difference(common + better, common).standard_error == pytest.approx(0.5 / np.sqrt(4000), rel=0.05)


@pytest.mark.parametrize(
    ("mean", "probability", "strength"),
    [(0.4, 0.99, Strength.CLEAR), (0.4, 0.85, Strength.LEAN), (0.4, 0.7, "toss-up"), (0.01, 1.0, "toss-up")],
)
def test_a_case_needs_both_a_difference_that_matters_and_certainty(
    mean: float, probability: float, strength: Strength
) -> None:
    assert Difference(mean, 0.1, probability).strength(0.05) == strength
