"""How good one forecast of one race was; every starter counts, retirements in official order."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from pitwall.domain.forecasts import Horizon
from pitwall.domain.model_records import RaceScore
from pitwall.domain.vocabulary import RaceKey
from pitwall.models.targets import PLACES, Target
from pitwall.models.trees import Floats

_LEAST_CHANCE = 1e-6
"""Of a winner nobody gave a chance: his log loss is 13.8, not infinite."""


@dataclass(frozen=True)
class Said:
    """What one model said of a race's cars; each [cars]."""

    win: Floats
    podium: Floats
    points: Floats
    expected_position: Floats

    @classmethod
    def of(cls, chances: Mapping[Target, Floats], expected_position: Floats) -> "Said":
        """From chances by target."""
        return cls(chances[Target.WIN], chances[Target.PODIUM], chances[Target.POINTS], expected_position)


def score_race(race: RaceKey, horizon: Horizon, model: str, said: Said, order: Floats) -> RaceScore:
    """Marks of one forecast; `order` [cars] is the official order, 1..n.

    Who was given as much as the winner counts as given more: knowing nothing names no favourite.
    """
    winner = int(np.argmin(order))
    came = {target: (order <= places).astype(float) for target, places in PLACES.items()}
    chance = float(max(said.win[winner], _LEAST_CHANCE))
    return RaceScore(
        race_id=str(race),
        horizon=horizon,
        model=model,
        starters=len(order),
        winner_probability=chance,
        log_loss=float(-np.log(chance)),
        winner_rank=int((said.win >= said.win[winner]).sum()),
        podium_hits=podium_hits(said.podium, order),
        brier_win=float(((said.win - came[Target.WIN]) ** 2).mean()),
        brier_podium=float(((said.podium - came[Target.PODIUM]) ** 2).mean()),
        brier_points=float(((said.points - came[Target.POINTS]) ** 2).mean()),
        position_error=float(np.abs(said.expected_position - order).mean()),
        spearman=spearman(said.expected_position, order),
    )


def podium_hits(podium: Floats, order: Floats) -> int:
    """Of the three likeliest for the podium, how many stood on it; equal chances by the order of the rows."""
    likeliest = np.argsort(-podium, kind="stable")[: PLACES[Target.PODIUM]]
    return int((order[likeliest] <= PLACES[Target.PODIUM]).sum())


def spearman(expected: Floats, order: Floats) -> float:
    """Rank correlation; 0 where everybody was given the same place."""
    ranks = rankdata(expected)
    if len(order) < 2 or np.ptp(ranks) == 0:
        return 0.0
    return float(np.corrcoef(ranks, rankdata(order))[0, 1])
