"""A lake of seven real races of 2024, and a home for what is calibrated on them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pitwall.domain.vocabulary import RaceKey
from pitwall.settings import settings
from tests.real_lake import fill_lake

SEASON, ROUNDS = 2024, 7


@pytest.fixture(scope="session")
def lake_folder(data_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first races of the season: calendar, results, laps of all sessions, weather, flags."""
    folder = tmp_path_factory.mktemp("lake")
    fill_lake(data_folder, folder, {SEASON}, RaceKey(SEASON, ROUNDS))
    return folder


@pytest.fixture
def home(lake_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("PITWALL_LAKE_URI", str(lake_folder))
    monkeypatch.setenv("PITWALL_HOME", str(tmp_path))
    monkeypatch.setenv("PITWALL_NOW", "2026-07-01T12:00:00Z")
    settings.cache_clear()
    yield tmp_path
    settings.cache_clear()
