"""Measures of forecasts: against values counted by hand and properties that must hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from pitwall.validation.measures import (
    bootstrap_interval,
    coverage,
    kendall_tau,
    mean_absolute_error,
    pit_bounds,
    pit_histogram,
    podium_hits,
    position_probabilities,
    ranked_probability_score,
    ranks,
    spearman,
    whole_coverage,
    winner_log_loss,
)

orders = st.permutations(range(1, 11)).map(np.array)


def test_ranks_start_at_one_and_keep_the_order_of_ties():
    assert ranks(np.array([3.0, 1.0, 1.0, 9.0])).tolist() == [3, 1, 2, 4]


@given(orders, orders)
def test_rank_correlations_agree_with_scipy(first, second):
    assert spearman(first, second) == pytest.approx(stats.spearmanr(first, second).statistic)
    assert kendall_tau(first, second) == pytest.approx(stats.kendalltau(first, second).statistic)


def test_a_swap_of_neighbours_costs_a_position_each():
    assert mean_absolute_error(np.array([2, 1, 3, 4]), np.array([1, 2, 3, 4])) == 0.5


def test_two_of_three_on_the_podium_is_two_thirds():
    assert podium_hits(np.array([1, 2, 4, 3]), np.array([1, 2, 3, 4])) == pytest.approx(2 / 3)


def test_probabilities_are_shares_of_the_runs():
    positions = np.array([[1, 2], [1, 2], [2, 1], [1, 2]])
    assert position_probabilities(positions).tolist() == [[0.75, 0.25], [0.25, 0.75]]


def test_the_score_of_a_sure_forecast_is_its_absolute_error():
    sure = np.eye(5)[[0, 4]]
    assert ranked_probability_score(sure, np.array([3, 5])).tolist() == [2.0, 0.0]


def test_a_winner_never_drawn_costs_a_finite_loss():
    loss = winner_log_loss(np.array([1.0, 0.0]), winner=1, runs=100)
    assert loss == pytest.approx(-np.log(0.5 / 101))


def test_a_calibrated_forecast_covers_its_level_and_has_a_flat_histogram():
    probabilities = np.tile([0.1, 0.2, 0.4, 0.2, 0.1], (20_000, 1))
    actual = np.random.default_rng(3).choice(np.arange(1, 6), size=20_000, p=probabilities[0])
    bounds = pit_bounds(probabilities, actual)
    assert coverage(bounds, 0.5) == pytest.approx(0.5, abs=0.01)
    assert coverage(bounds, 0.8) == pytest.approx(0.8, abs=0.01)
    assert pit_histogram(bounds) == pytest.approx(np.full(10, 0.1), abs=0.01)
    assert whole_coverage(bounds, 0.5) == pytest.approx(0.8, abs=0.01)


def test_an_overconfident_forecast_covers_too_little():
    probabilities = np.tile([0.0, 0.0, 1.0, 0.0, 0.0], (100, 1))
    bounds = pit_bounds(probabilities, np.tile([1, 2, 3, 4], 25))
    assert coverage(bounds, 0.8) < 0.3


@given(orders)
def test_the_histogram_holds_every_forecast_once(order):
    bounds = pit_bounds(np.full((10, 10), 0.1), order)
    assert pit_histogram(bounds).sum() == pytest.approx(1.0)


def test_the_interval_of_equal_races_is_a_point():
    assert bootstrap_interval(np.full(30, 1.7)) == pytest.approx((1.7, 1.7))
