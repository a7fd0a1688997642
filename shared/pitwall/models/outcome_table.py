"""Features, ratings and results of all races side by side, as arrays: what the outcome models learn from.

Rows lie race by race, within a race by driver id: no order of theirs tells who won.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pitwall.domain.forecasts import Horizon
from pitwall.domain.vocabulary import RaceKey, SessionCode
from pitwall.features.building import FeatureTable
from pitwall.features.history import History
from pitwall.models import outcome_columns as of
from pitwall.models.trees import Floats, Ints
from pitwall.ratings.columns import as_columns
from pitwall.ratings.win_probabilities import win_probabilities

if TYPE_CHECKING:
    from pitwall.models.training import Sources

_KEY = ["season", "round", "driver_id"]
_RACE_SD, _QUALIFYING_SD = 0.6, 0.5
_UNRATED, _UNRATED_SD = -1.0, 0.6
_LEAST_CHANCE = 1e-6
_CAP_PCT = 2.5
"""Beyond it a gap says that something went wrong, not how slow the car is."""


@dataclass(frozen=True)
class OutcomeTable:
    """Cars by race at one horizon."""

    horizon: Horizon
    races: tuple[RaceKey, ...]
    starts: Ints
    """[races + 1] where each race's rows begin; the last is the number of rows."""
    driver_ids: tuple[str, ...]
    constructor_ids: tuple[str, ...]
    columns: tuple[str, ...]
    values: Floats
    """[rows, columns]; NaN where unknown."""
    order: Floats
    """[rows] official order; NaN in races to come."""
    retired: Floats
    """[rows] 1 where not running at the end, 0 where running; NaN in races to come."""

    @property
    def race_of(self) -> Ints:
        """[rows] index of each row's race."""
        sizes = np.diff(self.starts)
        return np.repeat(np.arange(len(self.races), dtype=np.int32), sizes)

    @property
    def seasons(self) -> Floats:
        """[rows] time in seasons, a round being a twentieth of one."""
        return np.array([race.season + race.round / 20.0 for race in self.races])[self.race_of]

    def matrix(self, names: Sequence[str]) -> Floats:
        """[rows, names]."""
        place = {name: i for i, name in enumerate(self.columns)}
        return self.values[:, [place[name] for name in names]]

    def part(self, first: int, last: int) -> "OutcomeTable":
        """The races with index `first` up to but without `last`."""
        low, high = int(self.starts[first]), int(self.starts[last])
        return replace(
            self,
            races=self.races[first:last],
            starts=(self.starts[first : last + 1] - low).astype(np.int32),
            driver_ids=self.driver_ids[low:high],
            constructor_ids=self.constructor_ids[low:high],
            values=self.values[low:high],
            order=self.order[low:high],
            retired=self.retired[low:high],
        )

    def before(self, race: RaceKey) -> "OutcomeTable":
        """The finished races before `race`."""
        return self.part(0, sum(1 for one in self.races if one < race)).finished()

    def of(self, race: RaceKey) -> "OutcomeTable":
        """One race alone. Raises ValueError where it is not in the table."""
        place = self.races.index(race)
        return self.part(place, place + 1)

    def finished(self) -> "OutcomeTable":
        """The races that have a result; they lie before those that have none."""
        known = ~np.isnan(self.order[self.starts[:-1]]) if len(self.races) else np.zeros(0, dtype=bool)
        return self.part(0, int(known.sum()))


def outcome_tables(sources: "Sources") -> dict[Horizon, OutcomeTable]:
    """Features and ratings of all races at each horizon, as the outcome models read them."""
    ratings = as_columns(sources.ratings)
    return {horizon: outcome_table(table, ratings, sources.history) for horizon, table in sources.features.items()}


def outcome_table(features: FeatureTable, ratings: Iterable[Mapping[str, object]], history: History) -> OutcomeTable:
    """The table of `features`' horizon; `ratings` are the rows of `pitwall.ratings.columns.as_columns`.

    Of a finished race its starters are in it, of a coming one all who are entered; a coming race behind one that was
    called off counts as coming.
    """
    rated = pd.DataFrame(list(ratings)).drop(columns=["constructor_id"]).drop_duplicates(_KEY)
    frame = features.rows.drop_duplicates(_KEY).merge(rated, on=_KEY, how="left")
    frame = frame.merge(_results(history), on=_KEY, how="left")
    run = frame.groupby(["season", "round"])["order"].transform("count") > 0
    frame = frame[~run | frame["order"].notna()].sort_values(_KEY).reset_index(drop=True)
    names = of.needed(features.horizon)
    if features.horizon is Horizon.POST_QUALIFYING:
        frame["grid_position"] = _with_late_entries(frame)
    frame = frame.join(_derived(frame, features.horizon))
    races = frame[["season", "round"]].drop_duplicates()
    sizes = frame.groupby(["season", "round"], sort=False).size().to_numpy()
    return OutcomeTable(
        horizon=features.horizon,
        races=tuple(RaceKey(int(s), int(r)) for s, r in races.itertuples(index=False)),
        starts=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32),
        driver_ids=tuple(frame["driver_id"]),
        constructor_ids=tuple(frame["constructor_id"]),
        columns=names,
        values=frame.reindex(columns=list(names)).to_numpy(dtype=float),
        order=_places(frame),
        retired=frame["retired"].to_numpy(dtype=float),
    )


def _results(history: History) -> pd.DataFrame:
    results = history.results
    started = results[(results["session"] == SessionCode.R) & results["started"].astype(bool)]
    told = started[[*_KEY, "order"]].assign(retired=1.0 - started["finished"].astype(float))
    return told.sort_values("order").drop_duplicates(_KEY)


def _places(frame: pd.DataFrame) -> Floats:
    """1..n without gaps, whoever is missing."""
    return frame.groupby(["season", "round"])["order"].rank(method="first").to_numpy(dtype=float)


def _with_late_entries(frame: pd.DataFrame) -> pd.Series:
    """Grid slots; who has none where others have one, such as a driver swapped in after qualifying, starts behind."""
    last = frame.groupby(["season", "round"])["grid_position"].transform("max")
    return frame["grid_position"].fillna(last + 1.0)


def _derived(frame: pd.DataFrame, horizon: Horizon) -> pd.DataFrame:
    made: dict[str, Floats | pd.Series] = {
        of.PACE_CHANCE: _log_chance(frame, "rating_total", "rating_sd", _RACE_SD),
        of.QUALIFYING_CHANCE: _log_chance(frame, "rating_quali_total", "rating_quali_sd", _QUALIFYING_SD),
        of.OVERALL_CHANCE: _log_chance(frame, "rating_overall", "rating_overall_sd", _RACE_SD),
        of.WINS_LOG: np.log(frame["win_share"].fillna(0.0) + 0.02),
        "standing": _standing(frame),
    }
    if horizon is not Horizon.PRE_WEEKEND:
        made |= {
            of.PRACTICE_GAP: frame["practice_gap_pct"].clip(0, _CAP_PCT),
            of.PRACTICE_BEST: frame["practice_best_gap_pct"].clip(0, _CAP_PCT),
            of.PRACTICE_LAST: frame["practice_last_gap_pct"].clip(0, _CAP_PCT),
        }
    if horizon is Horizon.POST_QUALIFYING:
        made |= {
            of.GRID_PACE_CHANCE: _log_chance(
                frame, "rating_overall_after_qualifying", "rating_overall_sd_after_qualifying", _RACE_SD
            ),
            of.GRID_LOG: -np.log(frame["grid_position"]),
            of.GRID_TEN: frame["grid_position"].clip(upper=10),
            of.QUALIFYING_GAP: frame["qualifying_gap_pct"].clip(0, _CAP_PCT),
        }
    return pd.DataFrame(made, index=frame.index)


def _log_chance(frame: pd.DataFrame, pace: str, spread: str, race_sd: float) -> Floats:
    logs = np.full(len(frame), np.nan)
    paces = frame[pace].fillna(_UNRATED).to_numpy(dtype=float)
    sds = frame[spread].fillna(_UNRATED_SD).to_numpy(dtype=float)
    for rows in frame.groupby(["season", "round"]).indices.values():
        logs[rows] = np.log(win_probabilities(paces[rows], sds[rows], race_sd) + _LEAST_CHANCE)
    return logs


def _standing(frame: pd.DataFrame) -> pd.Series:
    """Place in the championship among those who race; before its first race, by the form of the year before."""
    by_form = frame.groupby(["season", "round"])["points_form_long"].rank(ascending=False, method="first")
    tie_broken = frame["championship_position"].fillna(99.0) + by_form.fillna(50.0) / 1000.0
    return tie_broken.groupby([frame["season"], frame["round"]]).rank(method="first")
