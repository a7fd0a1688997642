"""Chances of a field add up, keep their order, and are fitted by what came true."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pitwall.models.field_chances import fit_weights, place_chances, win_chances
from pitwall.models.plackett_luce import OrderedRaces, fit_strengths

SCORES = arrays(float, st.integers(11, 24), elements=st.floats(-8, 8))


@settings(max_examples=50, deadline=None)
@given(SCORES, st.sampled_from([1, 3, 10]))
def test_chances_of_a_field_add_up_to_its_places(scores: np.ndarray, places: int) -> None:
    chances = place_chances(scores, np.array([0, len(scores)]), places)
    assert chances.sum() == pytest.approx(places, abs=1e-6)
    assert ((chances >= 0) & (chances <= 1)).all()


@settings(max_examples=30, deadline=None)
@given(SCORES)
def test_a_higher_score_is_never_a_lower_chance(scores: np.ndarray) -> None:
    chances = place_chances(scores, np.array([0, len(scores)]), 3)
    assert (np.diff(chances[np.argsort(scores)]) >= -1e-12).all()


def test_a_field_smaller_than_the_places_is_sure_of_them() -> None:
    np.testing.assert_allclose(place_chances(np.array([1.0, 0.0]), np.array([0, 2]), 3), 1.0, atol=1e-6)


def test_races_do_not_touch_each_other() -> None:
    scores = np.array([0.0, 1.0, 2.0, 5.0, 0.0])
    both = win_chances(scores, np.array([0, 3, 5]))
    np.testing.assert_allclose(both[:3], win_chances(scores[:3], np.array([0, 3])))


def test_weights_are_found_again() -> None:
    rng = np.random.default_rng(1)
    columns, starts = rng.normal(size=(20 * 400, 2)), np.arange(401) * 20
    chances = win_chances(columns @ np.array([1.5, -0.5]), starts).reshape(400, 20)
    winners = [rng.choice(20, p=row / row.sum()) for row in chances]
    won = np.zeros(8000)
    won[np.arange(400) * 20 + winners] = 1
    found = fit_weights(columns, won, starts, 1, np.ones(400), 1.0)
    np.testing.assert_allclose(found, [1.5, -0.5], atol=0.15)


def test_strengths_are_found_again_from_whole_orders() -> None:
    rng = np.random.default_rng(2)
    columns, starts = rng.normal(size=(10 * 300, 2)), np.arange(301) * 10
    drawn = (columns @ np.array([1.0, -0.7]) + rng.gumbel(size=3000)).reshape(300, 10)
    order = (np.argsort(np.argsort(-drawn, axis=1), axis=1) + 1.0).ravel()
    found = fit_strengths(columns, OrderedRaces(order, starts, np.ones(300), 10, 1.0), 1.0)
    np.testing.assert_allclose(found, [1.0, -0.7], atol=0.1)


def test_the_slope_of_plackett_luce_is_that_of_its_loss() -> None:
    rng = np.random.default_rng(3)
    strengths = rng.normal(size=9)
    order = np.array([2.0, 1, 3, 4, 1, 2, 5, 4, 3])
    races = OrderedRaces(order, np.array([0, 4, 9]), np.array([1.0, 0.5]), 3, 0.6)
    slope = races.loss(strengths)[1]
    for row in range(9):
        step = np.zeros(9)
        step[row] = 1e-6
        numeric = (races.loss(strengths + step)[0] - races.loss(strengths - step)[0]) / 2e-6
        assert slope[row] == pytest.approx(numeric, abs=1e-6)
