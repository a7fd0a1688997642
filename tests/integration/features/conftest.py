"""A lake of real races: the first rounds of two seasons, all that features read of them."""

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from pitwall.domain.datasets import Batch
from pitwall.features.history import History, read_history
from pitwall.features.lake_reads import READS
from pitwall.ingest.intake import take_in
from pitwall.lake.lake import Lake
from pitwall.lake.storage import FolderStorage
from pitwall.sources.dataset import DataSet, Step

SEASONS, ROUNDS = (2023, 2024), 8
_DATASETS = {read.dataset for read in READS.values()}


@pytest.fixture(scope="session")
def lake(data_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """Calendar, seats, results, laps of all sessions, weather, stops and flags."""
    data, lake = DataSet(data_folder), Lake(FolderStorage(tmp_path_factory.mktemp("lake")))
    for step in data.steps():
        if _concerns(step):
            take_in(_of_rounds(data.batch(step)), lake)
    return lake


@pytest.fixture(scope="session")
def history(lake: Lake) -> History:
    """Of that lake."""
    return read_history(lake, lake.index())


def _concerns(step: Step) -> bool:
    name = Path(step.files[0]).stem
    return step.dataset in _DATASETS and (not name.isdigit() or int(name) in SEASONS)


def _of_rounds(batch: Batch) -> Batch:
    table: pa.Table = batch.table
    for column, keep in (("season", SEASONS), ("round", tuple(range(1, ROUNDS + 1)))):
        if column in table.column_names:
            table = table.filter(pc.is_in(table[column], pa.array(keep, table[column].type)))
    return replace(batch, table=table)
