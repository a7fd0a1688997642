"""The honest trial of the outcome models: every race since 2018 foretold from the races before it, beside baselines.

Strictly walk-forward; the same seed gives the same digits. `backtest_summary` makes its figures, `backtest_page` tells.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pitwall.domain.forecasts import Horizon
from pitwall.domain.model_records import RaceScore, ScoredCar
from pitwall.models.blend import Blend, Remembered, prior_blend
from pitwall.models.field_chances import fit_weights, place_chances
from pitwall.models.linear import against_field
from pitwall.models.outcome_members import MEMBERS
from pitwall.models.outcome_table import OutcomeTable
from pitwall.models.outcome_walk import Asked, walk
from pitwall.models.place_matrix import expected_places, middle_places
from pitwall.models.scoring import Said, score_race
from pitwall.models.targets import PLACES, SCORING_PLACES, Target, truth
from pitwall.models.trees import Floats

FIRST_SEASON = 2018
CHAMPION = "blend"
FOREST_AND_XGBOOST = "forest and xgboost"
"""The plain average of two members that was asked for."""
_MEMBER_PENALTY = 1.0


@dataclass(frozen=True)
class HorizonTrial:
    """Everything of one horizon."""

    horizon: Horizon
    scores: tuple[RaceScore, ...]
    cars: tuple[ScoredCar, ...]
    """Of the champion."""
    coverage: Mapping[str, float]
    """By race id: share of cars whose place fell into their 80 % range."""
    mean_errors: Mapping[str, float]
    """By race id: error of the mean place, where `scores` hold that of the middle place."""
    retirements: tuple[tuple[float, float], ...]
    """(chance, came) of each car."""
    blends: Mapping[str, Mapping[str, tuple[float, ...]]]
    """By season: the blend's weights at its start."""


def trial(table: OutcomeTable, first_season: int, seed: int) -> HorizonTrial:
    """One horizon, race by race."""
    scores: list[RaceScore] = []
    cars: list[ScoredCar] = []
    coverage: dict[str, float] = {}
    mean_errors: dict[str, float] = {}
    retirements: list[tuple[float, float]] = []
    blends: dict[str, Mapping[str, tuple[float, ...]]] = {}
    single: dict[str, Blend] = {}
    for asked in walk(table, first_season, seed):
        race = asked.race.races[0]
        if asked.new_season:
            single = single_blends(asked.memory)
            weights = asked.model.blend.weights
            blends[str(race.season)] = {target.value: tuple(weights[target].tolist()) for target in Target}
        champion, matrix = _champion_said(asked)
        everyone = {CHAMPION: champion, **_members_said(asked, single), **asked.baselines.said(asked.race)}
        scores += [score_race(race, table.horizon, name, said, asked.race.order) for name, said in everyone.items()]
        cars += _scored_cars(asked, champion)
        coverage[str(race)] = _covered(matrix, asked.race.order)
        mean_errors[str(race)] = float(np.abs(expected_places(matrix) - asked.race.order).mean())
        chances = asked.model.retirement.chances(asked.race)
        retirements += zip(chances.tolist(), asked.race.retired.tolist(), strict=True)
    return HorizonTrial(table.horizon, tuple(scores), tuple(cars), coverage, mean_errors, tuple(retirements), blends)


def single_blends(memory: Sequence[Remembered]) -> dict[str, Blend]:
    """Each member alone, at the temperature its past asks for."""
    made = {name: _single(memory, (name,)) for name in MEMBERS[Target.WIN]}
    return {**made, FOREST_AND_XGBOOST: _single(memory, ("forest", "xgboost"))}


def _single(memory: Sequence[Remembered], names: Sequence[str]) -> Blend:
    weights = {}
    for target, members in MEMBERS.items():
        picked = np.array([float(name in names) for name in members])
        picked = picked / picked.sum() if picked.any() else prior_blend().weights[target]
        weights[target] = picked * (1.0 if target is Target.PLACE else _temperature(memory, picked, target))
    return Blend(weights)


def _temperature(memory: Sequence[Remembered], picked: Floats, target: Target) -> float:
    if not memory:
        return 1.0
    starts = np.concatenate([[0], np.cumsum([len(one.order) for one in memory])]).astype(np.int32)
    order = np.concatenate([one.order for one in memory])
    said = against_field(np.concatenate([one.scores[target] for one in memory]), starts) @ picked
    found = fit_weights(
        said[:, None],
        truth(target, order, starts),
        starts,
        PLACES[target],
        np.ones(len(memory)),
        _MEMBER_PENALTY,
        np.ones(1),
        nonnegative=True,
    )
    return float(found[0])


def _champion_said(asked: Asked) -> tuple[Said, Floats]:
    matrix = asked.model.places(asked.race, asked.said.scores)
    cars = len(matrix)
    said = Said(
        matrix[:, 0],
        matrix[:, : min(3, cars)].sum(axis=1),
        matrix[:, : min(SCORING_PLACES, cars)].sum(axis=1),
        middle_places(matrix),
    )
    return said, matrix


def _members_said(asked: Asked, single: Mapping[str, Blend]) -> dict[str, Said]:
    return {name: blend_said(asked.said.scores, blend, asked.race) for name, blend in single.items()}


def blend_said(told: Mapping[Target, Floats], blend: Blend, race: OutcomeTable) -> Said:
    """Chances straight from a blend's scores, without the joint forecast."""
    scores = {target: blend.scores(told[target], target, race.starts) for target in Target}
    chances = {target: place_chances(scores[target], race.starts, places) for target, places in PLACES.items()}
    cars = len(race.driver_ids)
    return Said.of(chances, scores[Target.PLACE] * cars + (cars + 1) / 2.0)


def _scored_cars(asked: Asked, said: Said) -> list[ScoredCar]:
    race = asked.race
    return [
        ScoredCar(
            race_id=str(race.races[0]),
            horizon=race.horizon,
            model=CHAMPION,
            driver_id=race.driver_ids[car],
            constructor_id=race.constructor_ids[car],
            win=float(said.win[car]),
            podium=float(said.podium[car]),
            points=float(said.points[car]),
            expected_position=float(said.expected_position[car]),
            position=int(race.order[car]),
        )
        for car in range(len(race.driver_ids))
    ]


def _covered(matrix: Floats, order: Floats) -> float:
    """Share of cars in the middle 80 %; the outer places count by the share of them inside, as for the simulator."""
    reached = np.cumsum(matrix, axis=1)
    place = order.astype(int) - 1
    rows = np.arange(len(place))
    above = reached[rows, place]
    below = above - matrix[rows, place]
    inside = np.clip(np.minimum(above, 0.9) - np.maximum(below, 0.1), 0.0, None)
    return float((inside / np.maximum(above - below, 1e-12)).mean())
