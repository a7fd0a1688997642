"""How long the first load of everything takes, and a weekend loaded again."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow.compute as pc
from figure import Figure, median
from sqlalchemy import insert, text
from stores import Home, fresh_home

from pitwall.domain.datasets import DATASETS, Batch, PartitionBy
from pitwall.ingest.intake import take_in
from pitwall.load.loader import load_paths
from pitwall.local.history import load_history
from pitwall.settings import Settings
from pitwall.sources.dataset import DataSet, Step
from pitwall.store.tables import lap_times

_RUNS = 3
_BASELINE_LAPS = 5_000
_WEEKEND = (2024, 9)
_WEEKEND_PARTITION = f"season={_WEEKEND[0]}/round={_WEEKEND[1]:02d}"


def first_load(data: Path) -> Figure:
    """Everything of the data set into an empty lake and store, three times."""
    seconds, rows, row_by_row = [], 0, 0.0
    for _ in range(_RUNS):
        with fresh_home() as home:
            started = time.perf_counter()
            history = load_history(home.engine, home.lake, Settings(data=data), _quiet)
            seconds.append(time.perf_counter() - started)
            rows = sum(history.load.rows.values())
            row_by_row = _row_by_row_s(home)
    baseline = row_by_row / _BASELINE_LAPS * rows
    return Figure(
        "foundation.1",
        "first load of the whole data set into lake and store",
        median(seconds),
        "s",
        "<= 90",
        f"{baseline:.0f} s: one INSERT a row, scaled from {_BASELINE_LAPS:,} laps, store only",
        {"rows": rows, "rows_per_s": round(rows / median(seconds)), "runs_s": [round(s, 1) for s in seconds]},
    )


def weekend_again(home: Home, data: Path) -> Figure:
    """One weekend's partitions, all of them, in a corrected version: taken in and loaded; and unchanged."""
    corrected, unchanged = [], []
    for attempt in range(5):
        started = time.perf_counter()
        written = []
        for batch in _weekend_batches(DataSet(data), attempt + 1):
            written += [version.path for version in take_in(batch, home.lake).written]
        load_paths(home.engine, home.lake, written)
        corrected.append(time.perf_counter() - started)
        paths = [p for p in home.lake.storage.paths() if _WEEKEND_PARTITION in p]
        started = time.perf_counter()
        report = load_paths(home.engine, home.lake, paths)
        unchanged.append(time.perf_counter() - started)
        assert report.changed == 0, "loading the same weekend again must change nothing"
    return Figure(
        "foundation.2",
        "loading one race weekend again",
        median(corrected),
        "s",
        "<= 3",
        f"{median(unchanged)} s: the same with nothing new to write",
        {"weekend": f"{_WEEKEND[0]}-{_WEEKEND[1]:02d}"},
    )


def _weekend_batches(data: DataSet, correction: int) -> Iterator[Batch]:
    """The weekend's rows of every table of sessions, each lap a thousandth slower than before."""
    for step in data.steps():
        if DATASETS[step.dataset].partition_by is not PartitionBy.SESSION or not _may_hold_weekend(step):
            continue
        batch = data.batch(step)
        mine = pc.and_(pc.equal(batch.table["season"], _WEEKEND[0]), pc.equal(batch.table["round"], _WEEKEND[1]))
        table = batch.table.filter(mine)
        if "lap_time_s" in table.column_names:
            slower = pc.add(table["lap_time_s"], 0.001 * correction)
            table = table.set_column(table.schema.get_field_index("lap_time_s"), "lap_time_s", slower)
        if table.num_rows:
            yield replace(batch, table=table, revision=batch.revision + correction)


def _may_hold_weekend(step: Step) -> bool:
    name = Path(step.files[0]).stem
    return not name.isdigit() or int(name) == _WEEKEND[0]


def _row_by_row_s(home: Home) -> float:
    """Seconds that the same laps take through one INSERT each, in one transaction that is rolled back."""
    with home.engine.connect() as connection:
        found = connection.execute(text(f"SELECT * FROM lap_times WHERE season = 2024 LIMIT {_BASELINE_LAPS}"))
        rows = [dict(row._mapping) for row in found]
        connection.execute(text("DELETE FROM lap_times WHERE season = 2024"))
        started = time.perf_counter()
        for row in rows:
            connection.execute(insert(lap_times), row)
        taken = time.perf_counter() - started
        connection.rollback()
    return taken


def _quiet(_step: str, _done: int, _total: int) -> None: ...
