"""Practice, form and ratings beside the order of qualifying: what the qualifying model learns from.

Gaps of practice stand twice, in percent and as ranks: rain and red flags stretch the one and leave the other.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pitwall.domain.forecasts import Horizon
from pitwall.domain.vocabulary import RaceKey, SessionCode
from pitwall.features.building import FeatureTable
from pitwall.features.history import History
from pitwall.models.outcome_table import OutcomeTable
from pitwall.ratings.columns import as_columns

if TYPE_CHECKING:
    from pitwall.models.training import Sources

HORIZONS = (Horizon.PRE_WEEKEND, Horizon.POST_PRACTICE)
"""When qualifying is foretold."""
_KEY = ["season", "round", "driver_id"]
_CAP_PCT = 3.0
_FORM = (
    "rating_quali_total",
    "rating_overall",
    "rating_quali_driver",
    "qualifying_gap_form",
    "constructor_qualifying_gap_form",
    "qualifying_position_last5",
    "expected_pace",
    "qualifying_gap_circuit",
    "circuit_team_affinity",
    "teammate_qualifying_form",
    "rating_rank",
    "qualifying_gap_form_short_rank",
)
_PRACTICE = (
    "practice_gap_pct_rank",
    "practice_best_gap_pct_rank",
    "practice_last_gap_pct_rank",
    "constructor_practice_gap_pct_rank",
    "practice_position_rank",
    "practice_teammate_gap_pct",
    "sprint_qualifying_gap_pct",
    "sprint_order",
)
_CAPPED_FORM = ("qualifying_gap_form_short",)
_CAPPED_PRACTICE = (
    "practice_gap_pct",
    "practice_best_gap_pct",
    "practice_last_gap_pct",
    "constructor_practice_gap_pct",
    "fp2_gap_pct",
)
_TREES_FORM = (*_FORM, "qualifying_gap_form_short")
_TREES_PRACTICE = (
    *_PRACTICE,
    "practice_gap_pct",
    "practice_best_gap_pct",
    "practice_last_gap_pct",
    "constructor_practice_gap_pct",
    "practice_surprise_pct",
    "fp1_gap_pct",
    "fp2_gap_pct",
    "fp3_gap_pct",
    "practice_laps_share",
    "long_run_gap_pct",
)


def line_columns(horizon: Horizon) -> tuple[str, ...]:
    """Of the straight-line member."""
    early = (*_FORM, *(f"{name}_capped" for name in _CAPPED_FORM))
    if horizon is Horizon.PRE_WEEKEND:
        return early
    return (*early, *_PRACTICE, *(f"{name}_capped" for name in _CAPPED_PRACTICE))


def tree_columns(horizon: Horizon) -> tuple[str, ...]:
    """Of the tree members."""
    return _TREES_FORM if horizon is Horizon.PRE_WEEKEND else (*_TREES_FORM, *_TREES_PRACTICE)


def qualifying_tables(sources: "Sources") -> dict[Horizon, OutcomeTable]:
    """The sessions at both horizons."""
    ratings = as_columns(sources.ratings)
    return {horizon: qualifying_table(sources.features[horizon], ratings, sources.history) for horizon in HORIZONS}


def qualifying_table(features: FeatureTable, ratings: Iterable[Mapping[str, object]], history: History) -> OutcomeTable:
    """The table of `features`' horizon, `order` being that of qualifying; races without qualifying are not in it.

    Who was not classified in qualifying is not in it either.

    Of a race to come all who are entered are in it. `ratings` as for `outcome_table`.
    """
    rated = pd.DataFrame(list(ratings)).drop(columns=["constructor_id"]).drop_duplicates(_KEY)
    frame = features.rows.drop_duplicates(_KEY).merge(rated, on=_KEY, how="left")
    frame = frame.merge(_orders(history), on=_KEY, how="left")
    by_race = frame.groupby(["season", "round"])
    told = by_race["order"].transform("count") > 0
    finished = set(history.finished)
    run = pd.Series(
        [RaceKey(int(s), int(r)) in finished for s, r in zip(frame["season"], frame["round"], strict=True)],
        index=frame.index,
    )
    frame = frame[(told & frame["order"].notna()) | ~(told | run)].sort_values(_KEY).reset_index(drop=True)
    names = tuple(dict.fromkeys((*line_columns(features.horizon), *tree_columns(features.horizon))))
    frame = frame.join(_derived(frame, names))
    sizes = frame.groupby(["season", "round"], sort=False).size()
    return OutcomeTable(
        horizon=features.horizon,
        races=tuple(RaceKey(int(s), int(r)) for s, r in sizes.index),
        starts=np.concatenate([[0], np.cumsum(sizes.to_numpy())]).astype(np.int32),
        driver_ids=tuple(frame["driver_id"]),
        constructor_ids=tuple(frame["constructor_id"]),
        columns=names,
        values=frame.reindex(columns=list(names)).to_numpy(dtype=float),
        order=frame.groupby(["season", "round"])["order"].rank(method="first").to_numpy(dtype=float),
        retired=np.zeros(len(frame)),
    )


def _orders(history: History) -> pd.DataFrame:
    held = history.qualifying
    own = held[(held["session"] == SessionCode.Q) & held["position"].notna()]
    return own[[*_KEY, "display_order"]].rename(columns={"display_order": "order"}).drop_duplicates(_KEY)


def _derived(frame: pd.DataFrame, names: tuple[str, ...]) -> pd.DataFrame:
    by_race = frame.groupby(["season", "round"])
    cars = by_race["driver_id"].transform("size")
    made: dict[str, pd.Series] = {}
    for name in names:
        if name == "rating_rank":
            made[name] = (by_race["rating_quali_total"].rank(ascending=False) - 0.5) / cars
        elif name.endswith("_rank"):
            made[name] = (by_race[name.removesuffix("_rank")].rank() - 0.5) / cars
        elif name.endswith("_capped"):
            made[name] = frame[name.removesuffix("_capped")].clip(-_CAP_PCT, _CAP_PCT)
    return pd.DataFrame(made, index=frame.index)
