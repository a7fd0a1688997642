"""Marks of a forecast, baselines and their intervals, worked out by hand."""

import numpy as np
import pytest

from pitwall.domain.forecasts import Horizon
from pitwall.domain.vocabulary import RaceKey
from pitwall.models.baselines import BASELINES, GRID, fit_baselines
from pitwall.models.bootstrap import calibration_bins, calibration_error, calibration_floor, interval, wilson
from pitwall.models.rule import PlaceRule, fit_rule
from pitwall.models.scoring import Said, podium_hits, score_race, spearman
from pitwall.models.targets import Target
from tests.hand_made_outcomes import made_up_races

ORDER = np.array([2.0, 1.0, 3.0, 4.0])
SAID = Said(
    win=np.array([0.5, 0.25, 0.25, 0.0]),
    podium=np.array([0.9, 0.8, 0.7, 0.6]),
    points=np.ones(4),
    expected_position=np.array([1.0, 2.0, 3.0, 4.0]),
)


def test_marks_are_those_worked_out_by_hand() -> None:
    score = score_race(RaceKey(2024, 1), Horizon.POST_QUALIFYING, "m", SAID, ORDER)
    assert score.log_loss == pytest.approx(np.log(4))
    assert score.winner_rank == 3  # the car given as much counts as given more
    assert score.podium_hits == 3
    assert score.brier_win == pytest.approx((0.25 + 0.5625 + 0.0625) / 4)
    assert score.position_error == pytest.approx(0.5)
    assert score.spearman == pytest.approx(0.8)


def test_a_winner_nobody_expected_costs_a_lot_and_not_everything() -> None:
    said = Said(np.array([1.0, 0.0]), np.ones(2), np.ones(2), np.array([1.0, 2.0]))
    assert score_race(RaceKey(2024, 1), Horizon.PRE_WEEKEND, "m", said, np.array([2.0, 1.0])).log_loss < 14


def test_podium_hits_count_the_three_likeliest_only() -> None:
    assert podium_hits(np.array([0.1, 0.2, 0.9, 0.8]), np.array([1.0, 2.0, 3.0, 4.0])) == 2


def test_everybody_at_the_same_place_has_no_rank_correlation() -> None:
    assert spearman(np.full(4, 2.5), ORDER) == 0.0


def test_baselines_add_up_and_grid_frequencies_need_a_grid() -> None:
    told = made_up_races(seasons=4)
    said = fit_baselines(told.part(0, 39)).said(told.part(39, 40))
    assert set(said) == set(BASELINES)
    for one in said.values():
        assert one.win.sum() == pytest.approx(1.0)
        assert one.podium.sum() == pytest.approx(3.0)
        assert one.points.sum() == pytest.approx(10.0)
    before = made_up_races(Horizon.PRE_WEEKEND, seasons=4)
    assert GRID not in fit_baselines(before.part(0, 39)).said(before.part(39, 40))


def test_frequencies_are_smoothed_counts_and_come_back_from_their_file() -> None:
    told = made_up_races(seasons=4)
    rule = fit_rule(told, "grid_position")
    pole = told.matrix(("grid_position",))[:, 0] == 1
    wins = float((told.order[pole] == 1).sum())
    assert rule.frequencies[Target.WIN][0] == pytest.approx((wins + 0.5) / (40 + 0.5 * 12))
    assert 0 < rule.frequencies[Target.WIN][25] < 1
    again = PlaceRule.from_bytes(rule.to_bytes())
    np.testing.assert_array_equal(again.frequencies[Target.WIN], rule.frequencies[Target.WIN])


def test_an_interval_holds_its_mean_and_is_the_same_each_time() -> None:
    held = interval([1.0, 2.0, 3.0, 4.0], seed=1)
    assert held.low < held.mean == 2.5 < held.high
    assert held == interval([1.0, 2.0, 3.0, 4.0], seed=1)


def test_wilson_of_no_hit_is_not_certain() -> None:
    low, high = wilson(0, 20)
    assert low == 0
    assert high == pytest.approx(0.161, abs=1e-3)


def test_bins_count_every_chance_once() -> None:
    chances = np.random.default_rng(1).random(500)
    bins = calibration_bins(chances, (chances > 0.5).astype(float), Horizon.PRE_WEEKEND, "m", "win")
    assert sum(one.n for one in bins) == 500
    assert all(one.low - 1e-9 <= one.mean_predicted <= one.high + 1e-9 for one in bins)


def test_calibration_error_sees_overconfidence_above_the_floor() -> None:
    rng = np.random.default_rng(2)
    honest = rng.random(2000)
    came = (rng.random(2000) < honest).astype(float)
    floor = calibration_floor(honest, seed=1)
    assert calibration_error(honest, came) < 2.5 * floor
    assert calibration_error(np.clip(honest * 1.5, 0, 1), came) > 4 * floor
