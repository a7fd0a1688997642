"""Weighs members by how well they foretold races they had not learned from: a logarithmic pool with temperature.

Weights are not negative, and drawn towards prior shares where the past says little; their sum is the temperature.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pitwall.domain.vocabulary import RaceKey
from pitwall.models.field_chances import fit_weights
from pitwall.models.linear import against_field
from pitwall.models.outcome_members import MEMBERS
from pitwall.models.targets import PLACES, Target, truth
from pitwall.models.trees import Floats, Ints

PENALTY = 50.0
MEMORY_HALF_LIFE_RACES = 160.0
_PLACE_PENALTY = 1.0
_WIN_SHARES = {
    "linear": 0.2,
    "order": 0.2,
    "ranking": 0.3,
    "forest": 0.1 / 3.0,
    "xgboost": 0.1 / 3.0,
    "lightgbm": 0.1 / 3.0,
    "ratings": 0.1,
    "rule": 0.1,
}
"""Prior of the winner, by kind: trees fitted car by car err together and lost most of all models on 2010-2017."""


@dataclass(frozen=True)
class Remembered:
    """What the members said of one race before it was run, and what came of it."""

    race: RaceKey
    order: Floats
    """[cars]."""
    scores: dict[Target, Floats]
    """[cars, members]."""


@dataclass(frozen=True)
class Blend:
    """Weights by target, in the order of MEMBERS."""

    weights: dict[Target, Floats]

    def scores(self, members: Floats, target: Target, starts: Ints) -> Floats:
        """[rows] of the blend; `members` [rows, members]."""
        made: Floats = against_field(members, starts) @ self.weights[target]
        return made


def prior_blend() -> Blend:
    """Before anything is remembered."""
    return Blend({target: _prior(target) for target in Target})


def fit_blend(memory: Sequence[Remembered]) -> Blend:
    """Weights from all races remembered, newer ones counting more."""
    if not memory:
        return prior_blend()
    starts = np.concatenate([[0], np.cumsum([len(one.order) for one in memory])]).astype(np.int32)
    order = np.concatenate([one.order for one in memory])
    ages = np.arange(len(memory))[::-1]
    race_weights = 0.5 ** (ages / MEMORY_HALF_LIFE_RACES)
    weights: dict[Target, Floats] = {}
    for target in Target:
        said = against_field(np.concatenate([one.scores[target] for one in memory]), starts)
        came = truth(target, order, starts)
        if target is Target.PLACE:
            weights[target] = _least_squares(said, came - 0.5, np.repeat(race_weights, np.diff(starts)))
        else:
            weights[target] = fit_weights(
                said, came, starts, PLACES[target], race_weights, PENALTY, _prior(target), nonnegative=True
            )
    return Blend(weights)


def _prior(target: Target) -> Floats:
    if target is Target.WIN:
        return np.array([_WIN_SHARES[name] for name in MEMBERS[target]])
    count = len(MEMBERS[target])
    return np.full(count, 1.0 / count)


def _least_squares(said: Floats, wanted: Floats, row_weights: Floats) -> Floats:
    """Non-negative by clipping one after another: members agree so far that it hardly ever binds."""
    free = np.ones(said.shape[1], dtype=bool)
    prior = _prior(Target.PLACE)
    while True:
        kept, weighted = said[:, free], said[:, free] * row_weights[:, None]
        matrix = kept.T @ weighted + _PLACE_PENALTY * np.eye(int(free.sum()))
        found = np.linalg.solve(matrix, weighted.T @ wanted + _PLACE_PENALTY * prior[free])
        weights = np.zeros(said.shape[1])
        weights[free] = found
        if (found >= 0).all():
            return weights
        free[int(np.argmin(weights))] = False
