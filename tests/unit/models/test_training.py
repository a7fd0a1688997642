"""A challenger is put into use unless it is worse by more than chance explains."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from pitwall.lake.storage import FolderStorage
from pitwall.models.registry import Registry
from pitwall.models.training import Trained, chance_of_at_least, judge, store_challenger

NOW = datetime(2026, 7, 1, tzinfo=UTC)
RACES = [f"2026-{number:02d}" for number in range(1, 9)]


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(FolderStorage(tmp_path), lambda: NOW)


def _kept(registry: Registry, content: bytes, losses: list[float]) -> str:
    trained = Trained("toy", {"model.json": content}, 100, dict(zip(RACES, losses, strict=True)))
    return store_challenger(registry, "toy", "2026-08", trained, NOW).version


def test_the_first_version_is_promoted(registry: Registry) -> None:
    assert judge(registry, "toy", _kept(registry, b"1", [1.0] * 8)).promote


def test_a_better_and_an_equal_challenger_are_promoted(registry: Registry) -> None:
    registry.promote("toy", _kept(registry, b"1", [1.0] * 8), "first")
    assert judge(registry, "toy", _kept(registry, b"2", [0.9] * 8)).promote
    assert judge(registry, "toy", _kept(registry, b"3", [1.0] * 8)).promote


def test_a_challenger_that_lost_more_in_every_race_is_refused_and_told_why(registry: Registry) -> None:
    registry.promote("toy", _kept(registry, b"1", [1.0] * 8), "first")
    verdict = judge(registry, "toy", _kept(registry, b"2", [1.1] * 8))
    assert not verdict.promote
    assert "1.1000 against 1.0000 on 8 races" in verdict.words


def test_a_challenger_that_lost_a_little_more_by_chance_is_promoted(registry: Registry) -> None:
    registry.promote("toy", _kept(registry, b"1", [1.0] * 8), "first")
    noisy = [1.5, 0.5, 1.5, 0.5, 1.5, 0.5, 1.5, 0.6]
    assert judge(registry, "toy", _kept(registry, b"2", noisy)).promote


def test_training_the_same_again_gives_the_same_version(registry: Registry) -> None:
    assert _kept(registry, b"1", [1.0] * 8) == _kept(registry, b"1", [1.0] * 8)
    assert len(registry.cards("toy")) == 1


def test_random_signs_are_as_high_half_of_the_time_and_never_below_their_own_mean() -> None:
    assert chance_of_at_least(np.array([1.0])) == pytest.approx(0.5, abs=0.02)
    assert chance_of_at_least(np.full(8, 0.1)) == pytest.approx(1 / 256, abs=0.002)
