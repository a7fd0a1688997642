"""Features of real races: all are known somewhere and vary, none knows the future, and building is quick."""

import sys
from dataclasses import fields, replace
from pathlib import Path
from time import process_time

import numpy as np
import pandas as pd
import pytest

from pitwall.domain.forecasts import Horizon
from pitwall.domain.vocabulary import RaceKey
from pitwall.features.building import KEY, build_all_features, build_features
from pitwall.features.coverage import coverage_report, unusable
from pitwall.features.feature_store import read_features, store_features, table_name
from pitwall.features.history import History, read_history
from pitwall.lake.lake import Lake
from pitwall.lake.storage import FolderStorage

pytestmark = [pytest.mark.data, pytest.mark.slow]

_TOO_FEW_RACES = {"new_rules"}
"""Constant in the two seasons of these tests: neither brought new rules."""
_RACE = RaceKey(2024, 6)


def test_no_feature_is_a_column_of_nulls_or_of_one_value(history: History) -> None:
    table = build_features(history, Horizon.POST_QUALIFYING)
    for one in coverage_report(table):
        sys.stdout.write(f"{one.group:18} {one.name:40} {one.coverage:6.1%} {one.variance:12.5f}\n")
    assert set(unusable(table)) <= _TOO_FEW_RACES


def test_every_starter_has_a_row_at_every_horizon(history: History) -> None:
    starters = {(*key, line.driver_id) for key in history.finished for line in history.outcome(key).starters}
    for table in build_all_features(history).values():
        rows = table.rows[list(KEY)]
        assert not rows.duplicated().any()
        assert starters <= set(rows.itertuples(index=False, name=None))


@pytest.mark.parametrize("horizon", Horizon)
def test_drawing_later_races_anew_changes_no_feature_of_a_real_race(history: History, horizon: Horizon) -> None:
    told, changed = (
        build_features(one, horizon, _RACE.season).rows.query(f"round == {_RACE.round}").reset_index(drop=True)
        for one in (history, _later_races_drawn_anew(history))
    )
    pd.testing.assert_frame_equal(changed, told)


def test_the_same_history_has_the_same_features_to_the_digit(lake: Lake, history: History, tmp_path: Path) -> None:
    cache = FolderStorage(tmp_path)
    first = store_features(cache, build_features(history, Horizon.POST_PRACTICE))
    for _ in range(2):
        again = build_features(read_history(lake, lake.index(), cache=cache), Horizon.POST_PRACTICE)
        assert store_features(cache, again) == first
    assert read_features(cache, table_name(again)).manifest.version == "v1"


def test_building_is_quick_enough_to_print_how_quick(history: History) -> None:
    start = process_time()
    tables = build_all_features(history)
    rows = sum(len(table.rows) for table in tables.values())
    sys.stdout.write(f"{rows} rows at three horizons in {process_time() - start:.2f} s of processor time\n")
    assert rows > 0


def _later_races_drawn_anew(history: History) -> History:
    """What `_RACE` and later races left behind, and later weekends, in another order and stretched."""
    random = np.random.default_rng(3)
    changed: dict[str, pd.DataFrame] = {}
    of_race = {"results", "fastest_laps", "stops", "neutralisations", "race_pace"}
    for one in fields(History):
        table = getattr(history, one.name)
        if not isinstance(table, pd.DataFrame) or one.name in ("races", "entries", "nominations"):
            continue
        later = (table["season"] > _RACE.season) | ((table["season"] == _RACE.season) & (table["round"] > _RACE.round))
        if one.name in of_race:
            here = (table["season"] == _RACE.season) & (table["round"] == _RACE.round)
            later |= here & (table["session"] == "R" if "session" in table else True)
        table, hidden = table.copy(), later.to_numpy()
        for column in table.columns.difference(["season", "round", "session", "driver_id", "display_order"]):
            table.loc[hidden, column] = random.permutation(table.loc[hidden, column].to_numpy())
        changed[one.name] = table
    return replace(history, **changed)
