"""The trial goes forward only, repeats to the digit, and its page says what was found."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from pitwall.domain.forecasts import Horizon
from pitwall.domain.vocabulary import RaceKey
from pitwall.models import backtest_summary, outcome_walk
from pitwall.models.backtest import CHAMPION, FOREST_AND_XGBOOST, HorizonTrial, trial
from pitwall.models.backtest_page import write_page
from pitwall.models.backtest_summary import backtest_of, misses, sure_favourites
from pitwall.models.baselines import BASELINES
from pitwall.models.outcome_table import OutcomeTable
from pitwall.models.outcome_walk import outcome_memory
from pitwall.models.qualifying_trial import QualifyingScore
from tests.hand_made_outcomes import made_up_races

FIRST = 2018
NOW = datetime(2026, 7, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def table() -> OutcomeTable:
    return made_up_races(first=2011).part(0, 73)


@pytest.fixture(scope="module", autouse=True)
def _a_short_memory() -> Iterator[None]:
    """One season of memory before the first race: the same code in a sixth of the time."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(outcome_walk, "MEMORY_SEASONS", 1)
        yield


@pytest.fixture(scope="module")
def told(table: OutcomeTable) -> HorizonTrial:
    return trial(table, FIRST, seed=1)


def test_every_race_is_scored_for_champion_members_and_baselines(told: HorizonTrial) -> None:
    races = {score.race_id for score in told.scores}
    assert races == {"2018-01", "2018-02", "2018-03"}
    for name in (CHAMPION, FOREST_AND_XGBOOST, "forest", "xgboost", *BASELINES):
        assert sum(score.model == name for score in told.scores) == 3
    assert {car.model for car in told.cars} == {CHAMPION}


def test_the_last_result_does_not_move_what_was_said_before_it(table: OutcomeTable, told: HorizonTrial) -> None:
    scrambled = table.order.copy()
    scrambled[table.starts[-2] :] = scrambled[table.starts[-2] :][::-1]
    again = trial(replace(table, order=scrambled), FIRST, seed=1)
    assert [(car.win, car.expected_position) for car in again.cars] == [
        (car.win, car.expected_position) for car in told.cars
    ]


def test_what_is_known_is_better_than_knowing_nothing(told: HorizonTrial) -> None:
    error = {
        name: np.mean([score.position_error for score in told.scores if score.model == name])
        for name in (CHAMPION, "uniform")
    }
    assert error[CHAMPION] < error["uniform"]


def test_memory_holds_each_race_of_the_last_seasons(table: OutcomeTable) -> None:
    memory = outcome_memory(table, seed=1, seasons=1)
    assert [str(one.race) for one in memory] == ["2018-01", "2018-02", "2018-03"]


def test_the_page_tells_figures_beside_targets_and_baselines(told: HorizonTrial, tmp_path: Path) -> None:
    trials = [replace(told, horizon=horizon, **_renamed(told, horizon)) for horizon in Horizon]
    found = backtest_of(trials, model_version="v", code_version="abc", made_at=NOW, seed=1, known_limits=("a limit",))
    session = QualifyingScore(RaceKey(2018, 1), Horizon.POST_PRACTICE, 12, 2.0, 2.1, 3.0, 1.0, True, 0.8)
    write_page(tmp_path, found, [session], ["something"], "2026-07-01")
    page = (tmp_path / "prediction.md").read_text()
    assert "| log loss of the winner |" in page
    assert "<= 1.18" in page
    assert "paired against grid frequencies" in page
    assert "a limit" in page
    assert (tmp_path / "prediction-calibration.svg").exists()
    assert {one.figure for one in found.summaries} >= {"log_loss", "ece_win", "coverage_80", "position_error_of_mean"}


def test_misses_are_the_winners_given_least(told: HorizonTrial) -> None:
    found = misses(told.cars, 2)
    assert [one.chance for one in found] == sorted(one.chance for one in found)
    races, sure, won = sure_favourites(told.cars)
    assert races == 3
    assert 0 <= won <= sure <= races


def test_2026_does_not_count_to_the_figures_with_targets() -> None:
    assert backtest_summary.judged("2025-24")
    assert not backtest_summary.judged("2026-01")


def _renamed(told: HorizonTrial, horizon: Horizon) -> dict[str, tuple[object, ...]]:
    return {
        "scores": tuple(replace(one, horizon=horizon) for one in told.scores),
        "cars": tuple(replace(one, horizon=horizon) for one in told.cars),
    }
