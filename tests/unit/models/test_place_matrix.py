"""The joint forecast agrees with the chances it is made of, for any field, and is the same each time."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pitwall.models.field_chances import place_chances
from pitwall.models.place_matrix import expected_places, middle_places, place_matrix


def _made(cars: int, seed: int) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(seed)
    pace, starts = rng.normal(size=cars) * 2, np.array([0, cars])
    chances = [place_chances(pace, starts, places) for places in (1, 3, 10)]
    shares = (np.argsort(np.argsort(-pace)) + 0.5) / cars
    return (*chances, shares, np.full(cars, 0.12))


@settings(max_examples=15, deadline=None)
@given(st.integers(2, 24), st.integers(0, 1000))
def test_rows_and_columns_add_up_and_wins_are_those_asked_for(cars: int, seed: int) -> None:
    wins, podiums, points, shares, retirement = _made(cars, seed)
    matrix = place_matrix(wins, podiums, points, shares, retirement, seed=1)
    np.testing.assert_allclose(matrix.sum(axis=0), 1.0, atol=1e-6)
    np.testing.assert_allclose(matrix.sum(axis=1), 1.0, atol=1e-6)
    np.testing.assert_allclose(matrix[:, 0], wins, atol=5e-3)


def test_podium_and_points_are_those_asked_for() -> None:
    wins, podiums, points, shares, retirement = _made(20, 4)
    matrix = place_matrix(wins, podiums, points, shares, retirement, seed=1)
    np.testing.assert_allclose(matrix[:, :3].sum(axis=1), podiums, atol=5e-3)
    np.testing.assert_allclose(matrix[:, :10].sum(axis=1), points, atol=5e-3)


def test_chances_that_contradict_each_other_are_brought_to_agree() -> None:
    wins, podiums, points, shares, retirement = _made(20, 4)
    matrix = place_matrix(wins, podiums[::-1], points, shares, retirement, seed=1)
    reached = matrix.cumsum(axis=1)
    assert (np.diff(reached, axis=1) >= 0).all()
    np.testing.assert_allclose(matrix.sum(axis=0), 1.0, atol=1e-6)


def test_the_same_seed_gives_the_same_digits() -> None:
    made = _made(20, 7)
    np.testing.assert_array_equal(place_matrix(*made, seed=3), place_matrix(*made, seed=3))


def test_who_is_slower_is_expected_further_back() -> None:
    matrix = place_matrix(*_made(20, 9), seed=3)
    faster = np.argsort(_made(20, 9)[3])
    assert np.diff(expected_places(matrix)[faster]).min() > -0.6
    assert expected_places(matrix).mean() == pytest.approx(10.5, abs=1e-6)


def test_the_middle_place_of_a_sure_car_is_its_place() -> None:
    np.testing.assert_allclose(middle_places(np.eye(5)), [1, 2, 3, 4, 5])


def test_a_field_of_one_wins() -> None:
    one = np.ones(1)
    np.testing.assert_array_equal(place_matrix(one, one, one, one / 2, one * 0.1, seed=1), [[1.0]])
