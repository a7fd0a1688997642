"""Builds the table of features: one pass over the races, asked first and taught afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import nan

import numpy as np
import pandas as pd

from pitwall.domain.forecasts import Horizon
from pitwall.domain.vocabulary import RaceKey
from pitwall.features.groups import new_groups
from pitwall.features.history import History
from pitwall.features.register import ORDER, Feature, Group, Row
from pitwall.features.weekend import Weekend

FIRST_SEASON = 1990
"""From here practice, gaps and stops are known of nearly every race; the folds begin in 1950 all the same."""
KEY = ("season", "round", "driver_id")


@dataclass(frozen=True)
class FeatureTable:
    """The features at one horizon."""

    horizon: Horizon
    rows: pd.DataFrame
    """season, round, driver_id, constructor_id, then the features; in order of time, then of the entry list."""
    columns: tuple[Feature, ...]
    newest_result: RaceKey | None
    """The newest race learnt from."""

    @property
    def names(self) -> list[str]:
        """The features' column names."""
        return [column.name for column in self.columns]


def build_features(history: History, horizon: Horizon, first_season: int = FIRST_SEASON) -> FeatureTable:
    """The features of all races from `first_season` on at `horizon`; coming races as of the newest result."""
    return build_all_features(history, (horizon,), first_season)[horizon]


def build_all_features(
    history: History, horizons: Sequence[Horizon] = ORDER, first_season: int = FIRST_SEASON
) -> Mapping[Horizon, FeatureTable]:
    """The same at several horizons, for which the past is gone through once."""
    groups = new_groups(history.births)
    collected: dict[Horizon, list[tuple[RaceKey, Weekend, np.ndarray]]] = {horizon: [] for horizon in horizons}
    finished = frozenset(history.finished)
    for race in history.keys:
        if race.season >= first_season:
            cuts = [history.weekend(race, horizon) for horizon in horizons]
            weekends = [weekend for weekend in cuts if weekend.entries]
            for weekend, values in zip(weekends, _rows(groups, weekends), strict=True):
                collected[weekend.horizon].append((race, weekend, values))
        if race in finished:
            outcome = history.outcome(race)
            for group in groups:
                group.absorb(outcome)
    newest = history.finished[-1] if history.finished else None
    columns = tuple(column for group in groups for column in group.columns)
    return {horizon: _table(horizon, rows, columns, newest) for horizon, rows in collected.items()}


def _rows(groups: Sequence[Group], weekends: Sequence[Weekend]) -> list[np.ndarray]:
    """The values of all groups for each weekend; what does not depend on its sessions is asked for once."""
    parts: list[list[Sequence[Row]]] = [[] for _ in weekends]
    for group in groups:
        said: dict[object, Sequence[Row]] = {}
        for weekend, part in zip(weekends, parts, strict=True):
            if not any(column.known_at(weekend.horizon) for column in group.columns):
                part.append([(nan,) * len(group.columns)] * len(weekend.entries))
                continue
            asked = weekend.horizon if group.reads_sessions else weekend.entries
            if asked not in said:
                said[asked] = group.features(weekend)
            part.append(said[asked])
    return [np.hstack([np.array(rows, dtype=float).reshape(len(rows), -1) for rows in part]) for part in parts]


def _table(
    horizon: Horizon,
    rows: Sequence[tuple[RaceKey, Weekend, np.ndarray]],
    columns: tuple[Feature, ...],
    newest: RaceKey | None,
) -> FeatureTable:
    kept = [i for i, column in enumerate(columns) if column.known_at(horizon)]
    keys = [
        (race.season, race.round, entry.driver_id, entry.constructor_id)
        for race, weekend, _ in rows
        for entry in weekend.entries
    ]
    values = np.vstack([part for _, _, part in rows]) if rows else np.empty((0, len(columns)))
    frame = pd.DataFrame(keys, columns=[*KEY, "constructor_id"])
    features = pd.DataFrame(values[:, kept], columns=[columns[i].name for i in kept])
    return FeatureTable(horizon, pd.concat([frame, features], axis=1), tuple(columns[i] for i in kept), newest)
