"""The registry keeps what it was given, says what is in use, and loads nothing that was changed."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pitwall.domain.model_records import ModelCard
from pitwall.errors import InvalidRequestError, ModelMissingError, NotFoundError, UnusableArtefactError
from pitwall.lake.storage import FolderStorage
from pitwall.models.registry import Registry, version_of

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(FolderStorage(tmp_path), lambda: NOW)


def _stored(registry: Registry, content: bytes, day: int = 0) -> ModelCard:
    files = {"model.json": content}
    card = ModelCard(
        name="pit-loss",
        version=version_of("pit-loss", "2026-08", files),
        kind="linear regression",
        trained_at=NOW + timedelta(days=day),
        data_cut_off="2026-08",
        training_races=170,
        metrics={"mae": 0.5},
        hyper_parameters={"prior": 2.0},
        code_version="0.1.0",
        sha256={name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
    )
    registry.store(card, files)
    return card


def test_a_registry_without_a_champion_says_what_to_do(registry: Registry) -> None:
    with pytest.raises(ModelMissingError, match="run `pitwall train`"):
        registry.load("pit-loss")


def test_what_is_promoted_is_loaded(registry: Registry) -> None:
    card = _stored(registry, b"{}")
    registry.promote("pit-loss", card.version, "first")
    assert registry.load("pit-loss").files == {"model.json": b"{}"}


def test_storing_and_promoting_twice_changes_nothing(registry: Registry) -> None:
    card = _stored(registry, b"{}")
    assert _stored(registry, b"{}") == card
    first = registry.promote("pit-loss", card.version, "first")
    assert registry.promote("pit-loss", card.version, "again") == first
    assert len(registry.promotions("pit-loss")) == 1


def test_rolling_back_brings_the_former_champion_back(registry: Registry) -> None:
    old, new = _stored(registry, b"{}"), _stored(registry, b"[]", day=1)
    registry.promote("pit-loss", old.version, "first")
    registry.promote("pit-loss", new.version, "better")
    assert registry.roll_back("pit-loss").version == old.version
    assert registry.champion("pit-loss").number == 3
    assert [card.version for card in registry.cards("pit-loss")] == [old.version, new.version]


def test_the_first_version_cannot_be_rolled_back(registry: Registry) -> None:
    card = _stored(registry, b"{}")
    registry.promote("pit-loss", card.version, "first")
    with pytest.raises(InvalidRequestError, match="nothing to go back to"):
        registry.roll_back("pit-loss")


def test_a_changed_file_is_refused_before_anything_is_unpacked(registry: Registry, tmp_path: Path) -> None:
    card = _stored(registry, b"{}")
    registry.promote("pit-loss", card.version, "first")
    (tmp_path / card.path / "model.json").write_bytes(b"{} ")
    with pytest.raises(UnusableArtefactError, match="checksum differs"):
        registry.load("pit-loss")


def test_a_damaged_version_cannot_be_promoted(registry: Registry, tmp_path: Path) -> None:
    card = _stored(registry, b"{}")
    (tmp_path / card.path / "model.json").unlink()
    with pytest.raises(UnusableArtefactError, match=r"model\.json of pit-loss .* is missing"):
        registry.promote("pit-loss", card.version, "first")


def test_a_format_that_could_execute_code_is_refused(registry: Registry) -> None:
    card = _stored(registry, b"{}")
    with pytest.raises(UnusableArtefactError, match=r"model\.pkl: only"):
        registry.store(card, {"model.pkl": b"\x80"})


def test_an_unknown_version_is_not_found(registry: Registry) -> None:
    with pytest.raises(NotFoundError, match="no version v0"):
        registry.promote("pit-loss", "v0", "?")


def test_of_two_promotions_at_once_one_is_told_to_look_again(registry: Registry, tmp_path: Path) -> None:
    old, new = _stored(registry, b"{}"), _stored(registry, b"[]")
    rival = Registry(FolderStorage(tmp_path), lambda: NOW)
    rival.promote("pit-loss", old.version, "mine")
    registry.promotions = lambda _name: []  # type: ignore[method-assign]  # as read before the rival wrote
    with pytest.raises(InvalidRequestError, match="at the same moment"):
        registry.promote("pit-loss", new.version, "mine")
