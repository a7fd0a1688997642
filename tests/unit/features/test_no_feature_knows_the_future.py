"""The scramble test: whatever comes after a cut-off may be drawn anew, or be absent, and no feature changes."""

from collections.abc import Callable, Mapping
from functools import cache
from itertools import product

import pandas as pd
import pytest

from pitwall.domain.forecasts import Horizon
from pitwall.domain.vocabulary import RaceKey
from pitwall.features.building import KEY, build_all_features
from pitwall.features.groups import FEATURES
from pitwall.features.history import history_of_tables
from tests.hand_made_history import SPRINT_ROUND, Tables, hand_made_tables
from tests.history_scrambling import cut_off, scrambled

_RACES = (
    RaceKey(2022, SPRINT_ROUND),
    RaceKey(2023, SPRINT_ROUND),
    RaceKey(2024, SPRINT_ROUND),
    RaceKey(2024, 5),
)


@cache
def _as_it_was() -> Mapping[Horizon, pd.DataFrame]:
    tables = build_all_features(history_of_tables(hand_made_tables()))
    return {horizon: table.rows for horizon, table in tables.items()}


@cache
def _rows_of(
    race: RaceKey, horizon: Horizon, change: Callable[[Tables, RaceKey, Horizon], Tables] | None = None
) -> pd.DataFrame:
    if change is None:
        rows = _as_it_was()[horizon]
    else:
        history = history_of_tables(change(hand_made_tables(), race, horizon))
        rows = build_all_features(history, (horizon,), race.season)[horizon].rows
    of_race = rows.loc[(rows["season"] == race.season) & (rows["round"] == race.round)]
    return of_race.sort_values(list(KEY)).reset_index(drop=True)


@pytest.mark.parametrize("name", FEATURES)
@pytest.mark.parametrize("change", [scrambled, cut_off])
def test_what_comes_later_may_be_drawn_anew_or_absent_and_no_feature_changes(
    name: str, change: Callable[[Tables, RaceKey, Horizon], Tables]
) -> None:
    for race, horizon in product(_RACES, Horizon):
        if FEATURES[name].known_at(horizon):
            told, changed = (_rows_of(race, horizon, one)[name] for one in (None, change))
            pd.testing.assert_series_equal(changed, told, obj=f"{name} of {race}, {horizon}")


@pytest.mark.parametrize("name", FEATURES)
def test_the_seasons_of_the_scramble_test_let_every_feature_speak(name: str) -> None:
    told = [_rows_of(race, Horizon.POST_QUALIFYING)[name] for race in _RACES]
    assert any(values.notna().any() for values in told)


def test_a_scramble_of_an_earlier_race_is_seen_by_every_group_of_features() -> None:
    # The other tests would pass on features that never change; these do, where what they rest on is scrambled.
    race, earlier = RaceKey(2024, 5), RaceKey(2023, 1)
    told = _rows_of(race, Horizon.POST_QUALIFYING)
    history = history_of_tables(scrambled(hand_made_tables(), earlier, Horizon.PRE_WEEKEND))
    rows = build_all_features(history, (Horizon.POST_QUALIFYING,))[Horizon.POST_QUALIFYING].rows
    other = rows.loc[(rows["season"] == 2024) & (rows["round"] == 5)].sort_values(list(KEY)).reset_index(drop=True)
    changed = {FEATURES[name].group for name in FEATURES if not other[name].equals(told[name])}
    assert changed == {feature.group for feature in FEATURES.values()}
