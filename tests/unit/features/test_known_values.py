"""Features worked out by hand on races small enough to be checked on paper."""

from datetime import date
from math import isnan, log

import pandas as pd
import pytest

from pitwall.domain.forecasts import Horizon
from pitwall.domain.vocabulary import RaceKey
from pitwall.features.building import build_features
from pitwall.features.conditions import track_evolution_pct
from pitwall.features.folding import Fading, correlation, ranks
from pitwall.features.groups import FEATURES
from pitwall.features.history import History
from pitwall.features.scales import mate_differences, qualifying_gaps_pct
from pitwall.features.weekend import PracticeLine, QualifyingLine
from tests.hand_made_history import DRIVERS, Tables, hand_made_history

_NAMED = {
    "avg_position_last5",
    "avg_points_last5",
    "qualifying_avg_season",
    "dnf_rate",
    "wins",
    "podiums",
    "circuit_avg_position",
    "circuit_best_finish",
    "circuit_laps_completed_pct",
    "constructor_avg_position_last5",
    "constructor_points_per_race",
    "constructor_reliability",
    "qualifying_position",
    "qualifying_gap_to_pole_s",
    "sector_time_ranks",
    "championship_position",
    "championship_points_gap",
    "constructor_championship_position",
    "expected_temperature_c",
    "rain_probability",
    "grip_level",
    "predicted_stops",
    "predicted_compounds",
}
_NAN = float("nan")


@pytest.fixture(scope="module")
def history() -> History:
    return hand_made_history()


@pytest.fixture(scope="module")
def rows(history: History) -> pd.DataFrame:
    return build_features(history, Horizon.POST_QUALIFYING).rows.set_index(["season", "round", "driver_id"])


def test_the_named_features_are_there_and_many_more() -> None:
    assert len(_NAMED) == 23
    assert set(FEATURES) >= _NAMED
    assert len(FEATURES) >= 30


def test_every_feature_says_its_unit_meaning_and_horizon() -> None:
    assert all(feature.unit and feature.meaning and feature.group for feature in FEATURES.values())
    assert FEATURES["wins"].known_at(Horizon.PRE_WEEKEND)
    assert not FEATURES["long_run_gap_pct"].known_at(Horizon.PRE_WEEKEND)
    assert FEATURES["long_run_gap_pct"].known_at(Horizon.POST_QUALIFYING)
    assert not FEATURES["grid_position"].known_at(Horizon.POST_PRACTICE)


def test_the_mean_place_is_that_of_the_last_five_starts(history: History, rows: pd.DataFrame) -> None:
    earlier = [history.outcome(RaceKey(2023, n)) for n in range(1, 6)]
    for driver in DRIVERS:
        places = [line.order for outcome in earlier for line in outcome.starters if line.driver_id == driver]
        assert rows.loc[(2024, 1, driver), "avg_position_last5"] == pytest.approx(sum(places) / 5)


def test_wins_podiums_and_points_count_what_came_before(history: History, rows: pd.DataFrame) -> None:
    earlier = [history.outcome(RaceKey(2022, n)) for n in range(1, 4)]
    for driver in DRIVERS:
        lines = [line for outcome in earlier for line in outcome.starters if line.driver_id == driver]
        told = rows.loc[(2022, 4, driver)]
        assert told["wins"] == sum(line.position == 1 for line in lines)
        assert told["podiums"] == sum(line.position <= 3 for line in lines)
        assert told["starts"] == 3


def test_the_championship_stands_as_after_the_race_before(history: History, rows: pd.DataFrame) -> None:
    standings = {one.competitor_id: one for one in history.outcome(RaceKey(2024, 3)).driver_standings}
    leader = max(one.points for one in standings.values())
    for driver, standing in standings.items():
        assert rows.loc[(2024, 4, driver), "championship_position"] == standing.position
        assert rows.loc[(2024, 4, driver), "championship_points_gap"] == leader - standing.points
    assert rows.loc[(2024, 1), "championship_position"].isna().all()


def test_the_circuit_remembers_places_there_alone(history: History, rows: pd.DataFrame) -> None:
    visits = [history.outcome(RaceKey(season, 2)) for season in (2022, 2023)]
    for driver in DRIVERS:
        places = [line.order for outcome in visits for line in outcome.starters if line.driver_id == driver]
        assert rows.loc[(2024, 2, driver), "circuit_avg_position"] == pytest.approx(sum(places) / 2)
        assert rows.loc[(2024, 2, driver), "circuit_best_finish"] == min(places)


def test_the_gap_to_pole_is_that_of_best_laps(history: History, rows: pd.DataFrame) -> None:
    lines = history.weekend(RaceKey(2024, 2), Horizon.POST_QUALIFYING).qualifying
    pole_s = min(line.best_s for line in lines)
    for line in lines:
        told = rows.loc[(2024, 2, line.driver_id), "qualifying_gap_to_pole_s"]
        assert told == pytest.approx(line.best_s - pole_s)


def test_a_lap_that_took_a_fifth_longer_than_pole_has_no_gap() -> None:
    def mistimed(tables: Tables) -> Tables:
        qualifying = tables["qualifying"].copy()
        slow = (qualifying["season"] == 2024) & (qualifying["round"] == 2) & (qualifying["display_order"] == 10)
        qualifying.loc[slow, "q1_s"] = 400.0
        return tables | {"qualifying": qualifying}

    told = build_features(hand_made_history(mistimed), Horizon.POST_QUALIFYING, 2024).rows
    last = told.loc[(told["round"] == 2) & (told["qualifying_position"] == 10)]
    assert last["qualifying_gap_to_pole_s"].isna().all()


def test_the_temperature_expected_is_first_that_of_earlier_years_and_then_the_weekends_own(history: History) -> None:
    def expected(horizon: Horizon) -> float:
        told = build_features(history, horizon, 2023).rows
        return float(told.loc[(told["season"] == 2023) & (told["round"] == 1), "expected_temperature_c"].iloc[0])

    weather = history.weather
    here = weather.loc[(weather["round"] == 1) & (weather["season"] == 2022), "air_temp_c_mean"]
    assert min(here) < expected(Horizon.PRE_WEEKEND) < max(here)
    now = weather.loc[(weather["round"] == 1) & (weather["season"] == 2023) & weather["session"].str.startswith("FP")]
    assert expected(Horizon.POST_PRACTICE) == pytest.approx(now["air_temp_c_mean"].mean())


def test_a_value_counts_half_after_one_half_life() -> None:
    fading = Fading(half_life=2.0)
    for value in (1.0, 0.0, 0.0):
        fading.add(value)
    assert fading.mean() == pytest.approx(0.5 / (1.0 + 0.5**0.5 + 0.5))
    fading.add(_NAN)
    assert fading.weight == pytest.approx(1.0 + 0.5**0.5 + 0.5)


def test_a_prior_draws_a_mean_and_makes_none_out_of_nothing() -> None:
    fading = Fading(half_life=5.0)
    assert isnan(fading.mean(prior=0.3, prior_weight=4.0))
    fading.add(1.0)
    assert fading.mean(prior=0.0, prior_weight=1.0) == pytest.approx(0.5)


def test_equal_values_share_the_mean_of_their_ranks() -> None:
    told = ranks([3.0, 1.0, 3.0, _NAN, 2.0])
    assert told[:3] == [3.5, 1.0, 3.5]
    assert isnan(told[3])
    assert told[4] == 2.0


def test_what_does_not_vary_correlates_with_nothing() -> None:
    assert correlation([1.0, 2.0, 3.0], [2.0, 4.0, 6.0]) == pytest.approx(1.0)
    assert isnan(correlation([1.0, 2.0], [5.0, 5.0]))


def test_gaps_of_qualifying_are_freed_of_the_tracks_evolution() -> None:
    # The track gains 1 s from part to part; the fifth car was as fast in Q1 as the third.
    lines = [
        QualifyingLine(f"d{i}", "t", i + 1, i + 1.0, 92.0 + gap, 91.0 + gap if i < 4 else _NAN, _NAN, _NAN)
        for i, gap in enumerate((0.0, 0.1, 0.2, 0.3, 0.2))
    ]
    told = qualifying_gaps_pct(lines)
    assert told["d4"] == pytest.approx(told["d2"], abs=0.005)
    assert told["d0"] == 0.0
    assert told["d3"] == pytest.approx(100 * log(91.3 / 91.0), abs=0.005)


def test_a_driver_without_a_team_mate_has_no_difference() -> None:
    told = mate_differences({"a": 1.0, "b": 3.0, "c": 5.0}, {"a": "x", "b": "x", "c": "y"})
    assert told == {"a": -2.0, "b": 2.0}


def test_a_wet_session_says_nothing_of_grip() -> None:
    pole = (QualifyingLine("d0", "t", 1, 1.0, 90.0, 89.0, 88.0, _NAN),)

    def practice(time_s: float) -> tuple[PracticeLine, ...]:
        return (PracticeLine("FP1", "d0", "t", 1.0, time_s, 20.0),)

    assert track_evolution_pct(practice(90.0), pole) == pytest.approx(100 * log(90 / 88))
    assert isnan(track_evolution_pct(practice(120.0), pole))
    assert isnan(track_evolution_pct(practice(87.0), pole))
    assert isnan(track_evolution_pct((), pole))


def test_age_is_that_on_the_day_of_the_race(history: History, rows: pd.DataFrame) -> None:
    raced = history.races.loc[(history.races["season"] == 2024) & (history.races["round"] == 2), "date"].iloc[0].date()
    assert rows.loc[(2024, 2, DRIVERS[0]), "age_years"] == pytest.approx((raced - date(1985, 1, 10)).days / 365.25)
