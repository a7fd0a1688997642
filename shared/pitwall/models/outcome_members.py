"""The members of the outcome blend at one horizon: fitted together, each answering in log-odds before normalisation.

Straight lines, Plackett-Luce, a forest, two boosters, a ranking, the ratings alone, and the rule.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from pitwall.domain.forecasts import Horizon
from pitwall.models import outcome_columns as of
from pitwall.models.boosters import LightgbmMember, XgboostMember, fit_lightgbm, fit_ranking, fit_xgboost
from pitwall.models.field_chances import log_odds
from pitwall.models.forest import fit_forest
from pitwall.models.linear import Linear, documents, fit_among_first, fit_order, fit_share
from pitwall.models.outcome_table import OutcomeTable
from pitwall.models.rule import PlaceRule, fit_rule
from pitwall.models.targets import PLACES, Target, truth
from pitwall.models.trees import Floats, TreeEnsemble

HALF_LIFE_SEASONS = 10.0
"""After so many seasons a race counts half."""
LINEAR_PENALTY = 30.0
ORDER_PENALTY = 10.0
_ORDER_READING = (3, 0.4)
_FOREST_SCALES = (2.0, 1.5, 1.0, 2.0)
"""Winning is rare: without a scale the forest would split for points alone."""
_LEAST = 3e-3

_CHANCE_MEMBERS = ("linear", "order", "forest", "xgboost", "lightgbm", "ranking", "ratings", "rule")
MEMBERS: Mapping[Target, tuple[str, ...]] = MappingProxyType(
    {
        Target.WIN: _CHANCE_MEMBERS,
        Target.PODIUM: _CHANCE_MEMBERS,
        Target.POINTS: _CHANCE_MEMBERS,
        Target.PLACE: ("linear", "forest", "xgboost", "lightgbm", "rule"),
    }
)


@dataclass(frozen=True)
class LinearMembers:
    """Those that are quick to fit: anew after every race."""

    parts: dict[str, Linear]
    """By target, and `order` for Plackett-Luce."""
    rule: PlaceRule


@dataclass(frozen=True)
class TreeMembers:
    """Those that take a second."""

    columns: tuple[str, ...]
    forest: TreeEnsemble
    """Outputs in the order of `Target`."""
    xgboost: dict[Target, XgboostMember]
    lightgbm: dict[Target, LightgbmMember]
    ranking: LightgbmMember


@dataclass(frozen=True)
class Members:
    """All of them."""

    horizon: Horizon
    linear: LinearMembers
    trees: TreeMembers

    def scores(self, table: OutcomeTable, target: Target) -> Floats:
        """[rows, MEMBERS[target]] log-odds; for PLACE the share of the field in front, less a half."""
        return np.column_stack([self.score(table, target, name) for name in MEMBERS[target]])

    def score(self, table: OutcomeTable, target: Target, name: str) -> Floats:
        """[rows] of one member."""
        if name in ("linear", "order"):
            return self.linear.parts[target if name == "linear" else "order"].scores(table)
        if name == "rule":
            return self.linear.rule.scores(table, target)
        if name == "ratings":
            return table.matrix((ratings_column(self.horizon),))[:, 0]
        return self._tree_score(table.matrix(self.trees.columns), target, name)

    def _tree_score(self, rows: Floats, target: Target, name: str) -> Floats:
        if name == "forest":
            said = self.trees.forest.predict(rows)[:, list(Target).index(target)]
            return said - 0.5 if target is Target.PLACE else log_odds(said, _LEAST)
        if name == "ranking":
            return self.trees.ranking.scores(rows)
        boosters: dict[Target, XgboostMember] | dict[Target, LightgbmMember] = (
            self.trees.xgboost if name == "xgboost" else self.trees.lightgbm
        )
        said = boosters[target].scores(rows)
        return said - 0.5 if target is Target.PLACE else said

    def files(self) -> dict[str, bytes]:
        """By file name, formats that execute nothing."""
        made = {
            "linear.json": documents(self.linear.parts),
            "rule.json": self.linear.rule.to_bytes(),
            "forest.npz": self.trees.forest.to_bytes(),
            "ranking.txt": self.trees.ranking.to_bytes(),
            "members.json": json.dumps({"horizon": self.horizon, "tree_columns": list(self.trees.columns)}).encode(),
        }
        made |= {f"xgboost-{target}.json": one.to_bytes() for target, one in self.trees.xgboost.items()}
        return made | {f"lightgbm-{target}.txt": one.to_bytes() for target, one in self.trees.lightgbm.items()}

    @classmethod
    def from_files(cls, files: Mapping[str, bytes]) -> "Members":
        """From `files`. Raises KeyError where one is missing."""
        held = json.loads(files["members.json"])
        linear = {name: Linear.of_document(one) for name, one in json.loads(files["linear.json"]).items()}
        trees = TreeMembers(
            tuple(held["tree_columns"]),
            TreeEnsemble.from_bytes(files["forest.npz"]),
            {target: XgboostMember.from_bytes(files[f"xgboost-{target}.json"]) for target in Target},
            {target: LightgbmMember.from_bytes(files[f"lightgbm-{target}.txt"]) for target in Target},
            LightgbmMember.from_bytes(files["ranking.txt"]),
        )
        rule = PlaceRule.from_bytes(files["rule.json"])
        return cls(Horizon(held["horizon"]), LinearMembers(linear, rule), trees)


def ratings_column(horizon: Horizon) -> str:
    """The column that is the ratings' own answer."""
    return of.GRID_PACE_CHANCE if horizon is Horizon.POST_QUALIFYING else of.OVERALL_CHANCE


def fit_linear_members(table: OutcomeTable, before: LinearMembers | None = None) -> LinearMembers:
    """From the finished races of `table`; `before` are those of a race ago, from which the search starts."""
    names, weights = of.LINEAR[table.horizon], _race_weights(table)
    start = before.parts if before else {}
    parts: dict[str, Linear] = {
        target: fit_among_first(table, names, places, weights, LINEAR_PENALTY, start.get(target))
        for target, places in PLACES.items()
    }
    parts["order"] = fit_order(table, names, _ORDER_READING, weights, ORDER_PENALTY, start.get("order"))
    parts[Target.PLACE] = fit_share(
        table, names, truth(Target.PLACE, table.order, table.starts) - 0.5, weights, LINEAR_PENALTY
    )
    return LinearMembers(parts, fit_rule(table, of.RULE_PLACE[table.horizon]))


def fit_tree_members(table: OutcomeTable, seed: int) -> TreeMembers:
    """From the finished races of `table`; the same seed grows the same trees."""
    names = of.TREES[table.horizon]
    rows, weights = table.matrix(names), np.repeat(_race_weights(table), np.diff(table.starts))
    wanted = {target: truth(target, table.order, table.starts) for target in Target}
    chances = [target for target in Target if target is not Target.PLACE]
    return TreeMembers(
        names,
        fit_forest(rows, list(wanted.values()), _FOREST_SCALES, weights, seed),
        {target: fit_xgboost(rows, wanted[target], weights, seed, binary=target in chances) for target in Target},
        {
            target: fit_lightgbm(rows, wanted[target], weights, seed, "binary" if target in chances else "l2")
            for target in Target
        },
        fit_ranking(rows, table.order, table.starts, weights, seed),
    )


def _race_weights(table: OutcomeTable) -> Floats:
    when = table.seasons[table.starts[:-1]]
    weights: Floats = 0.5 ** ((when.max() - when) / HALF_LIFE_SEASONS)
    return weights
