"""A lake of seven real races of 2024, and a home for what is calibrated on them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from pitwall.domain.datasets import Batch
from pitwall.ingest.intake import take_in
from pitwall.lake.lake import Lake
from pitwall.lake.storage import FolderStorage
from pitwall.settings import settings
from pitwall.sources.dataset import DataSet, Step

SEASON, ROUNDS = 2024, 7


@pytest.fixture(scope="session")
def lake_folder(data_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first races of the season: calendar, results, laps of all sessions, weather, flags."""
    folder = tmp_path_factory.mktemp("lake")
    data, lake = DataSet(data_folder), Lake(FolderStorage(folder))
    for step in data.steps():
        if _concerns(step):
            take_in(_of_rounds(data.batch(step)), lake)
    return folder


@pytest.fixture
def home(lake_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("PITWALL_LAKE_URI", str(lake_folder))
    monkeypatch.setenv("PITWALL_HOME", str(tmp_path))
    monkeypatch.setenv("PITWALL_NOW", "2026-07-01T12:00:00Z")
    settings.cache_clear()
    yield tmp_path
    settings.cache_clear()


def _concerns(step: Step) -> bool:
    name = Path(step.files[0]).stem
    return step.dataset != "hourly_weather" and (not name.isdigit() or int(name) == SEASON)


def _of_rounds(batch: Batch) -> Batch:
    table: pa.Table = batch.table
    for column, keep in (("season", (SEASON,)), ("round", tuple(range(1, ROUNDS + 1)))):
        if column in table.column_names:
            table = table.filter(pc.is_in(table[column], pa.array(keep, table[column].type)))
    return replace(batch, table=table)
