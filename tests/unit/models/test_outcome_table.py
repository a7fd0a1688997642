"""The table of outcomes: who is in it, who starts where, and what is known of whom."""

from dataclasses import fields

import numpy as np
import pandas as pd
import pytest

from pitwall.domain.forecasts import Horizon
from pitwall.domain.vocabulary import RaceKey
from pitwall.features.building import FeatureTable
from pitwall.features.history import History
from pitwall.models import outcome_columns as of
from pitwall.models.outcome_table import OutcomeTable, outcome_table
from pitwall.models.qualifying_table import line_columns, qualifying_table, tree_columns

HORIZON = Horizon.POST_QUALIFYING
DERIVED = {"standing", *(getattr(of, name) for name in dir(of) if name.endswith(("_CHANCE", "_LOG", "_TEN")))}
DRIVERS = ("ann", "ben", "cat", "dan")


def _history(orders: dict[int, dict[str, float]]) -> History:
    rows = [
        {"season": 2024, "round": r, "session": "R", "driver_id": d, "order": o, "started": o == o, "finished": o < 4}
        for r, held in orders.items()
        for d, o in held.items()
    ]
    sessions = [
        {"season": 2024, "round": r, "session": "Q", "driver_id": d, "display_order": i, "position": p}
        for r in orders
        for i, (d, p) in enumerate(zip(DRIVERS, (1.0, 2.0, 3.0, np.nan), strict=True), start=1)
    ]
    given = {field.name: pd.DataFrame() for field in fields(History)}
    races = pd.DataFrame({"season": 2024, "round": [1, 2], "finished": [1 in orders, 2 in orders]})
    return History(
        **{
            **given,
            "races": races,
            "results": pd.DataFrame(rows),
            "qualifying": pd.DataFrame(sessions),
            "births": {},
        }
    )


def _features(grids: dict[int, tuple[float, ...]]) -> FeatureTable:
    names = {
        *of.needed(HORIZON),
        *line_columns(HORIZON),
        *tree_columns(HORIZON),
        "practice_gap_pct",
        "points_form_long",
    }
    names |= {"practice_best_gap_pct", "practice_last_gap_pct", "qualifying_gap_pct", "win_share", "practice_position"}
    names |= {"championship_position", "constructor_practice_gap_pct", "fp2_gap_pct", "qualifying_gap_form_short"}
    plain = sorted(name for name in names - DERIVED if not name.startswith(("rating", "elo")))
    plain = [name for name in plain if not name.endswith(("_capped_pct", "_capped", "_rank"))]
    rows = [
        {"season": 2024, "round": r, "driver_id": d, "constructor_id": "t", **dict.fromkeys(plain, 1.0)}
        | {"grid_position": slot}
        for r, slots in grids.items()
        for d, slot in zip(DRIVERS, slots, strict=True)
    ]
    return FeatureTable(HORIZON, pd.DataFrame(rows), (), None)


def _ratings() -> list[dict[str, object]]:
    names = ("rating_total", "rating_overall", "rating_quali_total", "rating_driver", "rating_quali_driver")
    names += ("elo_driver", "elo_constructor", "rating_overall_after_qualifying")
    spreads = ("rating_sd", "rating_overall_sd", "rating_quali_sd", "rating_overall_sd_after_qualifying")
    return [
        {"season": 2024, "round": r, "driver_id": d, "constructor_id": "t"}
        | dict.fromkeys(names, 1.0 - i)
        | dict.fromkeys(spreads, 0.3)
        for r in (1, 2)
        for i, d in enumerate(DRIVERS[:3])
    ]


@pytest.fixture
def table() -> OutcomeTable:
    orders = {1: {"ann": 2.0, "ben": 1.0, "cat": 4.0, "dan": float("nan")}}
    grids = {1: (1.0, 2.0, 3.0, 4.0), 2: (2.0, 1.0, 3.0, float("nan"))}
    return outcome_table(_features(grids), _ratings(), _history(orders))


def test_of_a_finished_race_only_starters_are_in_it_and_places_have_no_gaps(table: OutcomeTable) -> None:
    first = table.of(RaceKey(2024, 1))
    assert first.driver_ids == ("ann", "ben", "cat")
    assert first.order.tolist() == [2.0, 1.0, 3.0]
    assert first.retired.tolist() == [0.0, 0.0, 1.0]


def test_a_race_to_come_has_all_who_are_entered_and_no_order(table: OutcomeTable) -> None:
    coming = table.of(RaceKey(2024, 2))
    assert coming.driver_ids == DRIVERS
    assert np.isnan(coming.order).all()
    assert table.finished().races == (RaceKey(2024, 1),)


def test_a_driver_swapped_in_after_qualifying_starts_behind_all(table: OutcomeTable) -> None:
    assert table.of(RaceKey(2024, 2)).matrix(("grid_position",))[:, 0].tolist() == [2.0, 1.0, 3.0, 4.0]


def test_who_has_no_rating_has_a_chance_all_the_same(table: OutcomeTable) -> None:
    chances = np.exp(table.of(RaceKey(2024, 2)).matrix((of.OVERALL_CHANCE,))[:, 0])
    assert (chances > 0).all()
    assert chances[0] == chances.max()


def test_races_before_one_do_not_hold_it(table: OutcomeTable) -> None:
    assert table.before(RaceKey(2024, 2)).races == (RaceKey(2024, 1),)
    assert table.before(RaceKey(2024, 1)).races == ()


def test_who_was_not_classified_in_qualifying_is_not_learned_from() -> None:
    orders = {1: {"ann": 1.0, "ben": 2.0, "cat": 3.0, "dan": 4.0}}
    grids = {1: (1.0, 2.0, 3.0, 4.0), 2: (2.0, 1.0, 3.0, 4.0)}
    sessions = qualifying_table(_features(grids), _ratings(), _history(orders))
    assert sessions.of(RaceKey(2024, 1)).driver_ids == DRIVERS[:3]
    assert sessions.of(RaceKey(2024, 2)).driver_ids == DRIVERS
