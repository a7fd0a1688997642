"""How every lap model is trained and tried: the same split of races, the same bootstrap, baselines beside.

A learner makes its rows once; which races are learned from and which are judged is told by masks over races.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pitwall.domain.model_records import Interval
from pitwall.models.lap_table import LapTable, lap_table
from pitwall.models.registry import Files
from pitwall.models.training import HOLDOUT_RACES, Sources, Trained

Mask = NDArray[np.bool_]
Losses = Mapping[str, Mapping[int, float]]
"""By `model` or a baseline's name: by race number its mean loss, lower is better."""
MODEL = "model"
FIRST_JUDGED_SEASON = 2020
"""Hyper-parameters were chosen on the seasons before."""
_RESAMPLES = 2_000


class Storable(Protocol):
    """A fitted model."""

    def files(self) -> Files:
        """It as plain files."""


class LapLearner(Protocol):
    """A kind of lap model with its rows made ready."""

    def fit(self, learn: Mask) -> Storable:
        """Learned from the races marked in `learn`. Raises UnusableArtefactError where they hold too little."""

    def losses(self, learn: Mask, judge: Mask) -> Losses:
        """What a model of `learn` and the baselines lose on the races of `judge`."""


@dataclass(frozen=True)
class LapTrainer:
    """Makes one kind of lap model."""

    name: str
    kind: str
    figure: str
    """What its loss is, with the unit."""
    learner: Callable[[LapTable], LapLearner]
    hyper_parameters: Mapping[str, float | int | str | bool | None] = field(default_factory=dict)
    known_limits: tuple[str, ...] = ()

    def train(self, sources: Sources) -> Trained:
        """Learned from all races of the lake's laps. Raises UnusableArtefactError, LakeError."""
        return self.learned(lap_table(sources.lake, sources.index))

    def learned(self, table: LapTable) -> Trained:
        """Learned from all races; judged on the last ones by a second fit without them.

        Raises UnusableArtefactError.
        """
        learner = self.learner(table)
        everything = np.ones(len(table.races), dtype=bool)
        judged = np.arange(len(table.races)) >= len(table.races) - HOLDOUT_RACES
        losses = learner.losses(~judged, judged)
        return Trained(
            kind=self.kind,
            files=learner.fit(everything).files(),
            training_races=len(table.races),
            holdout={table.race_ids[race]: round(loss, 9) for race, loss in losses[MODEL].items()},
            metrics={f"holdout_{name}": _mean(of) for name, of in losses.items()},
            hyper_parameters=self.hyper_parameters,
            known_limits=self.known_limits,
        )


def race_means(race: NDArray[np.int64], loss: NDArray[np.float64]) -> dict[int, float]:
    """Mean loss by race; rows without one are left out."""
    known = np.isfinite(loss)
    numbers, place = np.unique(race[known], return_inverse=True)
    sums, counts = np.bincount(place, loss[known]), np.bincount(place)
    return {int(number): float(total / count) for number, total, count in zip(numbers, sums, counts, strict=True)}


@dataclass(frozen=True)
class Figure:
    """How a model did over all judged races, its baselines beside."""

    model: str
    figure: str
    value: Interval
    baselines: Mapping[str, Interval]
    less: Mapping[str, Interval]
    """How much less the model loses than each baseline, paired race by race."""
    by_season: Mapping[int, tuple[float, float]]
    """The model's loss and the first baseline's."""


def walk_forward(trainer: LapTrainer, table: LapTable, seed: int = 2026) -> Figure:
    """Each season from FIRST_JUDGED_SEASON on, by models of the seasons before it alone."""
    learner = trainer.learner(table)
    together: dict[str, dict[int, float]] = {}
    for season in sorted({int(one) for one in table.season if one >= FIRST_JUDGED_SEASON}):
        for name, losses in learner.losses(table.season < season, table.season == season).items():
            together.setdefault(name, {}).update(losses)
    model = together.pop(MODEL)
    first = next(iter(together.values()))
    seasons = {race: int(table.season[race]) for race in model}
    return Figure(
        model=trainer.name,
        figure=trainer.figure,
        value=_interval(list(model.values()), seed),
        baselines={name: _interval(list(losses.values()), seed) for name, losses in together.items()},
        less={
            name: _interval([losses[race] - model[race] for race in model if race in losses], seed)
            for name, losses in together.items()
        },
        by_season={
            season: (
                _mean({race: model[race] for race in model if seasons[race] == season}),
                _mean({race: first[race] for race in first if seasons.get(race) == season}),
            )
            for season in sorted(set(seasons.values()))
        },
    )


def _interval(losses: list[float], seed: int) -> Interval:
    values = np.array(losses)
    drawn = np.random.default_rng(seed).integers(0, len(values), size=(_RESAMPLES, len(values)))
    low, high = np.quantile(values[drawn].mean(axis=1), (0.025, 0.975))
    return Interval(float(values.mean()), float(low), float(high), len(values))


def _mean(losses: Mapping[int, float]) -> float:
    return float(np.mean(list(losses.values()))) if losses else float("nan")
