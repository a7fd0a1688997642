"""Scores of simulated races against a driven one, on runs written by hand."""

import numpy as np
import pytest

from pitwall.calibration.driven_race import DrivenCar, DrivenRace
from pitwall.domain.tyre_strategy import Stop
from pitwall.domain.vocabulary import Compound, RaceKey
from pitwall.validation.replay import SlotFrequencies, given_scenario, score_forecast, score_replay
from pitwall.validation.strategy_replay import PlanComparison, sampled_cars, stop_lap_error, top_stops, usual_stop_count
from simulator import HAPPENED, RaceRuns

LAPS = 50
M, H = Compound.MEDIUM, Compound.HARD


def driven(positions: list[int], out: tuple[int, ...] = (), stop: int = 20) -> DrivenRace:
    """Cars in grid order that came in `positions`; those in `out` dropped out on lap 10."""
    cars = tuple(
        DrivenCar(
            f"d{car}",
            f"t{car // 2}",
            car + 1,
            False,
            M,
            0,
            (Stop(stop + car, H),),
            place,
            car not in out,
            9 if car in out else LAPS,
            10 if car in out else 0,
            None if car in out else 4500.0 + place,
        )
        for car, place in enumerate(positions)
    )
    nobody = ((0,) * len(cars),) * LAPS
    return DrivenRace(RaceKey(2024, 1), LAPS, LAPS, cars, (0,) * LAPS, (0.0,) * LAPS, nobody, nobody, dry=True)


def runs_of(positions: list[list[int]], retired: tuple[int, ...] = ()) -> RaceRuns:
    """A run per row: the position of each car."""
    table = np.array([positions], dtype=np.uint8)
    dropped = np.zeros(table.shape, dtype=bool)
    dropped[..., list(retired)] = True
    return RaceRuns(
        position=table,
        race_time_s=(4500.0 + table).astype(np.float32),
        laps_done=np.where(dropped, 9, LAPS).astype(np.uint8),
        retired=dropped,
        stops=np.ones(table.shape, dtype=np.uint8),
        happened=np.zeros((1, table.shape[1], len(HAPPENED)), dtype=np.uint16),
        seed=1,
        first_run=0,
        first_lap=1,
    )


def test_a_race_foreseen_exactly_has_no_error():
    score = score_replay(runs_of([[2, 1, 3, 4]] * 5), driven([2, 1, 3, 4]), "here")
    assert (score.position_error, score.spearman, score.kendall_tau, score.winner_hit) == (0.0, 1.0, 1.0, True)
    assert (score.grid_error, score.grid_winner_hit, score.time_error_s, score.laps_match) == (0.5, False, 0.0, 1.0)


def test_cars_that_dropped_out_do_not_count():
    score = score_replay(runs_of([[4, 1, 2, 3]] * 5, retired=(0,)), driven([4, 1, 2, 3], out=(0,)), "here")
    assert (score.cars, score.position_error, score.grid_error) == (3, 0.0, 0.0)


def test_the_predicted_winner_is_who_wins_most_runs_not_who_is_best_on_average():
    played = runs_of([[1, 2, 3, 4], [1, 2, 3, 4], [4, 1, 2, 3]])
    score = score_replay(played, driven([1, 2, 3, 4]), "here")
    assert score.winner_hit


def test_what_really_happened_is_what_is_given():
    scenario = given_scenario(driven([1, 2, 3, 4], out=(3,)))
    assert scenario.retirement_lap is not None
    assert scenario.retirement_lap.tolist() == [0, 0, 0, 10]
    assert scenario.status_by_lap is not None
    assert len(scenario.status_by_lap) == LAPS


def test_a_forecast_is_scored_beside_the_grid():
    race = driven([2, 1, 3, 4])
    score = score_forecast(runs_of([[2, 1, 3, 4]] * 100), race, SlotFrequencies.before([race] * 10), "here")
    assert (score.crps, score.grid_crps, score.winner_hit, score.grid_winner_hit) == (0.0, 0.5, True, False)
    assert 0.0 < score.frequency_crps < 1.0
    assert score.log_loss < score.frequency_log_loss


def test_slot_frequencies_are_probabilities():
    table = SlotFrequencies.before([driven([2, 1, 3, 4])]).probabilities(4)
    assert table.sum(axis=1) == pytest.approx(np.ones(4))
    assert table[0, 1] == table[0].max()


def test_sampled_cars_are_spread_from_the_front_to_the_back():
    chosen = sampled_cars(driven(list(range(1, 19))), 3)
    assert len(chosen) == 3
    assert chosen[0] < 6 <= chosen[1] < 12 <= chosen[2]


def test_stops_of_the_first_five_are_compared_with_plans_of_as_many_stops():
    race = driven([1, 2, 3, 4, 5, 6])
    comparison = PlanComparison(
        race.race, "here", "d0", 1, "M 24 H", "M 20 H", (24,), (20,), top_stops(race), False, 0.1, 0.2, 0.05
    )
    assert top_stops(race) == ((20,), (21,), (22,), (23,), (24,))
    assert stop_lap_error(comparison) == pytest.approx(2.0)
    assert comparison.verdict == 1


def test_a_plan_of_more_stops_than_anyone_made_has_no_stop_lap_error():
    race = driven([1, 2, 3, 4, 5, 6])
    comparison = PlanComparison(
        race.race, "here", "d0", 1, "", "", (15, 30), (20,), top_stops(race), False, 0.1, 0.05, 0.05
    )
    assert stop_lap_error(comparison) is None
    assert comparison.verdict == 0


def test_the_usual_number_of_stops_is_the_most_frequent_one():
    assert usual_stop_count([(1,), (1, 2), (3, 4), (5,)]) == 1
    assert usual_stop_count([(1, 2), (3, 4), (5,)]) == 2
