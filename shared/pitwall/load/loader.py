"""Lake -> store. A partition in the store is what its versions in the lake merge to, whatever order they came in.

One transaction a chunk: interrupted anywhere, nothing of it is there, and the same delivery again gives the same rows.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pyarrow as pa
from sqlalchemy import Connection, Engine, text

from pitwall.domain.datasets import DATASETS, Merge, Partition
from pitwall.lake.lake import Index, Lake, Merged
from pitwall.lake.objects import LakeObject, parse_confirmation, parse_path
from pitwall.lake.rejects import FOLDER as REJECTED
from pitwall.load import books
from pitwall.load.calendar import calendars_to_ask, remove_vanished_races, with_raced
from pitwall.load.derive import derive, ensure_lap_partitions, ensure_seasons
from pitwall.load.staging import delete_vanished, refuse_unreferenced, stage, upsert
from pitwall.load.targets import REFERENCES, TARGETS

Progress = Callable[[str, int, int], None]

_ORDER = tuple(TARGETS)
_READERS = 2
_CHUNK_PARTITIONS = 400
_CHUNK_LAP_PARTITIONS = 60
_LOAD_LOCK = 0x9174_0001
"""Advisory lock: one load at a time, so that each sees what the one before it wrote."""


@dataclass
class LoadReport:
    """What a load did."""

    objects: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    changed: int = 0
    refused: int = 0
    unreadable: list[str] = field(default_factory=list)

    def add(self, dataset: str, rows: int, changed: int, refused: int, merged: Sequence[Merged]) -> None:
        """Counts one chunk."""
        self.objects += sum(len(part.paths) for part in merged)
        self.rows[dataset] = self.rows.get(dataset, 0) + rows
        self.changed += changed
        self.refused += refused
        self.unreadable += [item.path for part in merged for item in part.unreadable]


def load_new(engine: Engine, lake: Lake, progress: Progress | None = None) -> LoadReport:
    """Loads every lake object the store has not taken in yet. Raises LakeError or StoreUnavailableError."""
    with engine.connect() as connection:
        loaded = books.loaded_paths(connection)
    paths = [path for path in lake.storage.paths() if path not in loaded]
    return load_paths(engine, lake, paths, progress)


def load_paths(engine: Engine, lake: Lake, paths: Iterable[str], progress: Progress | None = None) -> LoadReport:
    """Loads the partitions that the objects `paths` belong to; paths that are no data are passed over.

    A version that cannot be read is left out, reported and kept in the books. Raises LakeError, StoreUnavailableError.
    """
    report = LoadReport()
    wanted = list(paths)
    rejected = [path for path in wanted if path.startswith(f"{REJECTED}/")]
    objects = [found for found in map(parse_path, wanted) if found is not None]
    confirmations = [found for found in map(parse_confirmation, wanted) if found is not None]
    for dataset, chunk, done, total in _chunks({found.partition for found in (*objects, *confirmations)}):
        if progress:
            progress(dataset, done, total)
        with engine.begin() as connection:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOAD_LOCK})"))
            # A table filled a moment ago has no statistics yet: the planner would compare row with row.
            connection.execute(text("SET LOCAL enable_nestloop = off"))
            if dataset == "race_results":
                _load_again(connection, lake, calendars_to_ask(connection, chunk), report)
            _load(connection, lake, dataset, chunk, _versions(lake, dataset, chunk, objects), report)
        if progress:
            progress(dataset, done + len(chunk), total)
    if rejected:
        with engine.begin() as connection:
            report.refused += books.take_in_rejects(connection, lake.storage, rejected)
    return report


def _versions(lake: Lake, dataset: str, partitions: Sequence[Partition], objects: Sequence[LakeObject]) -> Index:
    """The versions to merge, listed while no other load runs: a stale list would bring old rows back."""
    if DATASETS[dataset].merge is Merge.APART:
        return {part: [found for found in objects if found.partition == part] for part in partitions}
    return lake.index(dataset if len(partitions) > 1 else partitions[0].path)


def _chunks(partitions: Iterable[Partition]) -> Iterator[tuple[str, list[Partition], int, int]]:
    by_dataset: dict[str, list[Partition]] = {}
    for partition in sorted(partitions, key=lambda p: p.path):
        by_dataset.setdefault(partition.dataset, []).append(partition)
    for dataset in (name for name in TARGETS if name in by_dataset):
        mine = by_dataset[dataset]
        size = _CHUNK_LAP_PARTITIONS if dataset == "laps" else _CHUNK_PARTITIONS
        for start in range(0, len(mine), size):
            yield dataset, mine[start : start + size], start, len(mine)


def _load(
    connection: Connection,
    lake: Lake,
    dataset: str,
    partitions: Sequence[Partition],
    index: Index,
    report: LoadReport,
) -> None:
    merged = _read(lake, partitions, index)
    if dataset == "races":
        merged = with_raced(lake, merged, index)
    rows = pa.concat_tables([part.table for part in merged])
    table, scope = TARGETS[dataset], [p.columns for p in partitions]
    seasons = {p.season for p in partitions if p.season is not None}
    ensure_seasons(connection, seasons)
    if dataset == "laps":
        ensure_lap_partitions(connection, seasons)
    stage(connection, table, rows)
    refused = refuse_unreferenced(connection, table)
    changed = upsert(connection, table, rows.column_names)
    again: list[Partition] = []
    if dataset == "races":
        again = remove_vanished_races(connection, scope)
    elif DATASETS[dataset].merge is not Merge.APART:
        changed += delete_vanished(connection, table, scope)
    books.record_refused(connection, dataset, scope, refused)
    books.record_loaded(connection, merged)
    derive(connection, dataset, partitions, rows if dataset == "laps" else None, changed)
    report.add(dataset, rows.num_rows - len(refused), changed, len(refused), merged)
    if dataset in REFERENCES:
        later = _ORDER[_ORDER.index(dataset) + 1 :]
        waiting = [*again, *books.partitions_waiting(connection)]
        _load_again(connection, lake, [p for p in waiting if p.dataset in later], report)


def _load_again(connection: Connection, lake: Lake, partitions: Sequence[Partition], report: LoadReport) -> None:
    """Loads partitions whose versions are as they were, since what they refer to may have come now."""
    for dataset, chunk, _, _ in _chunks(set(partitions)):
        _load(connection, lake, dataset, chunk, _versions(lake, dataset, chunk, ()), report)


def _read(lake: Lake, partitions: Sequence[Partition], index: Index) -> list[Merged]:
    if len(partitions) == 1:
        return [lake.read(partitions[0], index.get(partitions[0], ()))]
    with ThreadPoolExecutor(_READERS) as readers:
        return list(readers.map(lambda p: lake.read(p, index.get(p, ())), partitions))
