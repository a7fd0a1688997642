"""Weekends that are not as they should be: each has features, and NaN where nothing is known."""

from collections.abc import Callable
from math import isnan

import numpy as np
import pandas as pd

from pitwall.domain.forecasts import Horizon
from pitwall.domain.vocabulary import RaceKey
from pitwall.features.building import build_features
from pitwall.features.groups import FEATURES
from tests.hand_made_history import DRIVERS, Tables, hand_made_history

_LAST = RaceKey(2024, 5)
_ROOKIE = "rookie"
Change = Callable[[Tables], Tables]


def _of_last_race(table: pd.DataFrame) -> pd.Series:
    return (table["season"] == _LAST.season) & (table["round"] == _LAST.round)


def _features(change: Change | None = None, horizon: Horizon = Horizon.POST_QUALIFYING) -> pd.DataFrame:
    table = build_features(hand_made_history(change), horizon, _LAST.season)
    rows = table.rows
    return rows.loc[(rows["season"] == _LAST.season) & (rows["round"] == _LAST.round)].set_index("driver_id")


def _without(*names: str) -> Change:
    def change(tables: Tables) -> Tables:
        return tables | {name: tables[name].loc[~_of_last_race(tables[name])] for name in names}

    return change


def test_a_race_without_qualifying_has_a_grid_and_no_gaps() -> None:
    rows = _features(_without("qualifying", "sectors"))
    assert rows["grid_position"].tolist() == list(range(1, 11))
    assert rows[["qualifying_position", "qualifying_gap_to_pole_s", "sector_time_ranks"]].isna().all().all()
    assert rows["grid_penalty_places"].isna().all()
    assert rows["avg_position_last5"].notna().all()


def test_before_the_grid_is_out_cars_stand_as_they_qualified() -> None:
    rows = _features(_without("grids"))
    assert (rows["grid_position"] == rows["qualifying_position"]).all()
    assert rows[["grid_penalty_places", "pit_lane_start"]].isna().all().all()


def test_a_start_from_the_pit_lane_is_behind_the_last_slot() -> None:
    def from_the_pit_lane(tables: Tables) -> Tables:
        grids = tables["grids"].copy()
        pole = _of_last_race(grids) & (grids["position"] == 1)
        grids.loc[pole, ["position", "position_text", "display_order"]] = [np.nan, "PL", 10]
        others = _of_last_race(grids) & ~pole
        grids.loc[others, ["position", "display_order"]] -= 1
        return tables | {"grids": grids}

    rows = _features(from_the_pit_lane)
    started_last = rows.loc[rows["pit_lane_start"] == 1]
    assert started_last["grid_position"].tolist() == [10.0]
    assert started_last["grid_penalty_places"].tolist() == [9.0]
    assert (rows["pit_lane_start"] == 0).sum() == 9


def test_a_rookie_has_counts_of_nought_and_no_form() -> None:
    def rookie_instead_of_the_last(tables: Tables) -> Tables:
        changed = dict(tables)
        for name, table in tables.items():
            if "driver_id" in table and "season" in table:
                changed[name] = table.copy()
                here = _of_last_race(table) & (table["driver_id"] == DRIVERS[-1])
                changed[name].loc[here, "driver_id"] = _ROOKIE
        return changed

    rookie = _features(rookie_instead_of_the_last).loc[_ROOKIE]
    assert (rookie["starts"], rookie["wins"], rookie["podiums"], rookie["poles"]) == (0, 0, 0, 0)
    for name in ("avg_position_last5", "dnf_rate", "circuit_best_finish", "age_years", "teammate_qualifying_form"):
        assert isnan(rookie[name]), name
    assert not isnan(rookie["constructor_order_form"])
    assert not isnan(rookie["expected_pace"])
    assert not isnan(rookie["qualifying_gap_pct"])


def test_a_new_team_has_no_form_but_its_drivers_have() -> None:
    def renamed(tables: Tables) -> Tables:
        changed = dict(tables)
        for name, table in tables.items():
            if "constructor_id" in table and "season" in table:
                changed[name] = table.copy()
                here = _of_last_race(table) & (table["constructor_id"] == "amber")
                changed[name].loc[here, "constructor_id"] = "newcomers"
        return changed

    rows = _features(renamed)
    new = rows.loc[rows["constructor_id"] == "newcomers"]
    assert len(new) == 2
    assert (
        new[["constructor_order_form", "constructor_reliability", "constructor_championship_position"]]
        .isna()
        .all()
        .all()
    )
    assert (new["constructor_races"] == 0).all()
    assert new[["order_form", "qualifying_gap_form"]].notna().all().all()


def test_a_new_circuit_has_no_past_and_the_chances_of_all_others() -> None:
    def elsewhere(tables: Tables) -> Tables:
        races = tables["races"].copy()
        races.loc[_of_last_race(races), "circuit_id"] = "never-seen"
        return tables | {"races": races}

    rows = _features(elsewhere, Horizon.PRE_WEEKEND)
    unknown = ["circuit_avg_position", "circuit_best_finish", "circuit_overtaking", "street_circuit", "grip_level"]
    assert rows[unknown].isna().all().all()
    assert (rows["circuit_races"] == 0).all()
    assert rows[["rain_probability", "predicted_stops", "predicted_compounds"]].notna().all().all()


def test_after_a_swap_of_drivers_behind_qualifying_the_one_on_the_grid_is_asked_about() -> None:
    def swapped(tables: Tables) -> Tables:
        grids = tables["grids"].copy()
        grids.loc[_of_last_race(grids) & (grids["driver_id"] == DRIVERS[3]), "driver_id"] = _ROOKIE
        return tables | {"grids": grids}

    rows = _features(swapped)
    assert DRIVERS[3] not in rows.index
    assert isnan(rows.loc[_ROOKIE, "qualifying_position"])
    assert not isnan(rows.loc[_ROOKIE, "grid_position"])
    assert rows.loc[_ROOKIE, "constructor_id"] == "blue"
    assert DRIVERS[3] in _features(swapped, Horizon.PRE_WEEKEND).index


def test_a_race_that_was_called_off_has_no_rows_and_does_not_count() -> None:
    def called_off(tables: Tables) -> Tables:
        races = tables["races"].copy()
        races.loc[_of_last_race(races), "cancelled"] = True
        return tables | {"races": races}

    history = hand_made_history(called_off)
    assert history.keys[-1] == RaceKey(2024, 4)
    rows = build_features(history, Horizon.PRE_WEEKEND, 2024).rows
    assert rows["round"].max() == 4
    assert rows["season_progress"].max() == 1.0


def test_without_practice_its_features_are_unknown_and_all_others_are_not() -> None:
    rows = _features(_without("practice", "long_runs"), Horizon.POST_PRACTICE)
    told = _features(None, Horizon.POST_PRACTICE)
    practice = [name for name, feature in FEATURES.items() if feature.group == "practice"]
    assert rows[practice].isna().all().all()
    others = [name for name in told if name in FEATURES and name not in practice]
    pd.testing.assert_frame_equal(rows[others], told[others])


def test_a_driver_who_missed_practice_is_unknown_alone() -> None:
    def absent(tables: Tables) -> Tables:
        practice = tables["practice"]
        gone = _of_last_race(practice) & (practice["driver_id"] == DRIVERS[0])
        return tables | {"practice": practice.loc[~gone]}

    rows = _features(absent, Horizon.POST_PRACTICE)
    assert isnan(rows.loc[DRIVERS[0], "practice_gap_pct"])
    assert isnan(rows.loc[DRIVERS[1], "practice_teammate_gap_pct"])
    assert rows.drop(index=DRIVERS[0])["practice_gap_pct"].notna().all()


def test_a_coming_race_nobody_is_entered_for_has_the_cars_of_the_newest() -> None:
    def announced_only(tables: Tables) -> Tables:
        kept = dict(tables)
        for name, table in tables.items():
            if name != "races" and "season" in table:
                kept[name] = table.loc[~_of_last_race(table)]
        return kept

    history = hand_made_history(announced_only)
    assumed = history.entries.loc[history.entries["assumed"]]
    assert set(assumed["driver_id"]) == set(DRIVERS)
    for horizon in Horizon:
        rows = build_features(history, horizon, 2024).rows
        assert (rows["round"] == 5).sum() == len(DRIVERS)
