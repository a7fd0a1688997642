"""From data to a stored challenger, and the test it must pass before it is put into use.

A trainer gives its files and what it lost on the last races, each foretold without having learned from it.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from importlib.metadata import version as installed_version
from typing import TYPE_CHECKING, Protocol

import numpy as np

from pitwall.domain.forecasts import Horizon
from pitwall.domain.model_records import ModelCard
from pitwall.errors import UnusableArtefactError
from pitwall.models.registry import Files, Registry, version_of

if TYPE_CHECKING:
    from pitwall.calibration.measurement import RaceMeasurement
    from pitwall.features.building import FeatureTable
    from pitwall.features.history import History
    from pitwall.lake.lake import Index, Lake
    from pitwall.lake.storage import Storage
    from pitwall.ratings.history import RatingHistory

HOLDOUT = "holdout.json"
"""File of a model with what it lost on each of the last races."""
HOLDOUT_RACES = 10
WORSE_FROM = 0.2
"""A challenger that lost more than the champion is refused where chance alone would show that less often than this."""
_FLIPS = 20_000


@dataclass(frozen=True)
class Sources:
    """All that models learn from."""

    history: "History"
    lake: "Lake"
    index: "Index"
    artefacts: "Storage"
    seed: int = 2026

    @property
    def newest_race(self) -> str:
        """The last race with a result. Raises UnusableArtefactError where there is none."""
        if not self.history.finished:
            raise UnusableArtefactError("the lake holds no race with a result: nothing can be learned")
        return str(self.history.finished[-1])

    # What follows is made when first asked for, and imported then: a name for sources must cost nobody pandas.

    @cached_property
    def measurements(self) -> tuple["RaceMeasurement", ...]:
        """What the newest calibration measured, race by race; empty where nothing is calibrated. Raises LakeError."""
        from pitwall.calibration.archive import newest_version
        from pitwall.calibration.artefact import read_measurements

        version = newest_version(self.artefacts)
        return read_measurements(self.artefacts, version)[1] if version else ()

    @cached_property
    def features(self) -> Mapping[Horizon, "FeatureTable"]:
        """The features of all races at every horizon."""
        from pitwall.features.building import build_all_features

        return build_all_features(self.history)

    @cached_property
    def ratings(self) -> "RatingHistory":
        """Everybody's ratings before and after every race."""
        from pitwall.models.rating_records import rating_records
        from pitwall.ratings.history import rate

        return rate(rating_records(self.history))


@dataclass(frozen=True)
class Trained:
    """A model fresh from training."""

    kind: str
    files: Files
    training_races: int
    holdout: Mapping[str, float]
    """Loss by race id, lower is better, each race foretold by the same recipe without it."""
    metrics: Mapping[str, float] = field(default_factory=dict)
    hyper_parameters: Mapping[str, float | int | str | bool | None] = field(default_factory=dict)
    known_limits: tuple[str, ...] = ()


class Trainer(Protocol):
    """What makes one kind of model."""

    @property
    def name(self) -> str:
        """The model's name in the registry, such as `race-outcome`."""

    def train(self, sources: Sources) -> Trained:
        """Learn from everything in `sources`. Raises UnusableArtefactError where they hold too little."""


@dataclass(frozen=True)
class Verdict:
    """Whether a challenger may be put into use, in words with the numbers."""

    name: str
    version: str
    promote: bool
    words: str


def store_challenger(registry: Registry, name: str, data_cut_off: str, trained: Trained, now: datetime) -> ModelCard:
    """Keeps what was trained as a version of `name`; the same again is found there. Raises LakeError."""
    files = {**trained.files, HOLDOUT: json.dumps(dict(trained.holdout), sort_keys=True).encode()}
    version = version_of(name, data_cut_off, files)
    known = [card for card in registry.cards(name) if card.version == version]
    if known:
        return known[0]
    losses = list(trained.holdout.values())
    card = ModelCard(
        name=name,
        version=version,
        kind=trained.kind,
        trained_at=now,
        data_cut_off=data_cut_off,
        training_races=trained.training_races,
        metrics={**trained.metrics, **({"holdout_loss": float(np.mean(losses))} if losses else {})},
        hyper_parameters=trained.hyper_parameters,
        code_version=installed_version("pitwall"),
        sha256={file: hashlib.sha256(data).hexdigest() for file, data in files.items()},
        known_limits=trained.known_limits,
    )
    registry.store(card, files)
    return card


def judge(registry: Registry, name: str, version: str) -> Verdict:
    """Challenger against champion, paired on the last races both foretold without having learned from them.

    Promoted unless its mean loss is higher by more than chance explains: a one-sided sign-flip test on the paired
    differences (Fisher 1935) with p below WORSE_FROM. Raises UnusableArtefactError for a damaged version.
    """
    challenger = _losses(registry.load(name, version).files)
    promotions = registry.promotions(name)
    if not promotions:
        return Verdict(name, version, True, "the first version")
    if promotions[-1].version == version:
        return Verdict(name, version, True, "it is in use already")
    champion = _losses(registry.load(name, promotions[-1].version).files)
    common = sorted(challenger.keys() & champion.keys())
    if not common:
        return Verdict(name, version, True, "no race in common with the version in use; newer data decide")
    differences = np.array([challenger[race] - champion[race] for race in common])
    chance = chance_of_at_least(differences)
    promote = not (differences.mean() > 0 and chance < WORSE_FROM)
    words = (
        f"mean loss {np.mean([challenger[race] for race in common]):.4f} against "
        f"{np.mean([champion[race] for race in common]):.4f} on {len(common)} races ({common[0]} to {common[-1]}), "
        f"p = {chance:.2f} of being worse by chance: {'not worse' if promote else 'worse, refused'}"
    )
    return Verdict(name, version, promote, words)


def chance_of_at_least(differences: np.ndarray, seed: int = 7) -> float:
    """How often random signs give a mean at least as high as that of the paired `differences` ([n], any unit)."""
    signs = np.random.default_rng(seed).choice((-1.0, 1.0), size=(_FLIPS, len(differences)))
    return float(np.mean((signs * differences).mean(axis=1) >= differences.mean() - 1e-12))


def _losses(files: Files) -> dict[str, float]:
    return {str(race): float(loss) for race, loss in json.loads(files[HOLDOUT]).items()}
