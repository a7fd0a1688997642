"""The benchmark's rows: one per figure to reach, in the order of the table."""

from dataclasses import replace

import pytest

from pitwall.domain.vocabulary import RaceKey
from pitwall.validation.replay import ForecastScore, ReplayScore
from pitwall.validation.summary import benchmark_rows, over_cars

RACE = RaceKey(2024, 1)
REPLAY = ReplayScore(RACE, "here", 10, 1.5, 2.0, 2.5, 0.9, 0.8, 0.7, True, False, 2 / 3, 1 / 3, 5.0, 0.9)
FORECAST = ForecastScore(RACE, "here", True, 2, 0.3, 0.5, 0.4, 1.0, 1.5, True, False, 0.6, (0.0, 0.5), (0.5, 1.0))


def test_rows_are_those_of_the_table_of_figures():
    rows = benchmark_rows([REPLAY], [replace(REPLAY, position_error=1.0)], [FORECAST])
    assert [row.id for row in rows] == [f"simulator.{number}" for number in range(10, 17)]
    assert [row.value for row in rows] == pytest.approx([1.5, 0.9, 1.0, 100.0, 90.0, 80.0, 1.0])
    assert all(row.target and row.baseline for row in rows)


def test_a_race_of_more_finishers_weighs_more():
    few = replace(REPLAY, cars=5, position_error=3.0)
    assert over_cars([REPLAY, few], lambda score: score.position_error).value == pytest.approx(2.0)
