"""A lake of some rounds of real seasons, filled from the racing data set, for tests that measure real races."""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from pitwall.domain.datasets import Batch
from pitwall.domain.vocabulary import RaceKey
from pitwall.ingest.intake import take_in
from pitwall.lake.lake import Lake
from pitwall.lake.storage import FolderStorage
from pitwall.sources.dataset import DataSet, Step

MEASURED = frozenset(
    {"races", "laps", "pit_stops", "race_results", "starting_grids", "session_weather", "race_control"}
    | {"track_status", "neutralisations", "session_timings", "compound_nominations", "seats"}
)
"""Data sets that a race's own events are measured from."""


def fill_lake(
    data_folder: Path, folder: Path, seasons: Collection[int], last: RaceKey, datasets: Collection[str] | None = None
) -> Lake:
    """The races of `seasons` up to `last` in a lake at `folder`: `datasets`, or all but the weather of each hour."""
    data, lake = DataSet(data_folder), Lake(FolderStorage(folder))
    for step in data.steps():
        wanted = step.dataset != "hourly_weather" if datasets is None else step.dataset in datasets
        if wanted and _concerns(step, seasons):
            take_in(_of_races(data.batch(step), seasons, last), lake)
    return lake


def _concerns(step: Step, seasons: Collection[int]) -> bool:
    name = Path(step.files[0]).stem
    return not name.isdigit() or int(name) in seasons


def _of_races(batch: Batch, seasons: Collection[int], last: RaceKey) -> Batch:
    table: pa.Table = batch.table
    if "season" in table.column_names:
        table = table.filter(pc.is_in(table["season"], pa.array(seasons, table["season"].type)))
    if "round" in table.column_names:
        table = table.filter((pc.field("season") < last.season) | (pc.field("round") <= last.round))
    return replace(batch, table=table)
