"""Reads one data set of the lake over all seasons: thousands of small objects, only the columns that are needed.

What was read is kept as one file per data set and stretch of seasons, named by a digest of the objects it is made of.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pitwall.domain.datasets import Partition
from pitwall.errors import LakeError
from pitwall.lake.lake import Index, Lake
from pitwall.lake.objects import LakeObject
from pitwall.lake.schema import check_source, check_stamp, lake_schema
from pitwall.lake.storage import Storage

CACHE_FOLDER = "features/history"
_FORMAT = b"3"
"""Part of every digest: raised when what is kept changes its shape."""

Versions = Sequence[tuple[Partition, Sequence[LakeObject]]]
Summary = Callable[[pa.Table], pa.Table]


@dataclass(frozen=True)
class TableRead:
    """Which rows and columns of a data set history needs."""

    dataset: str
    columns: tuple[str, ...]
    sessions: frozenset[str] | None = None
    """Partitions of other sessions are not opened; None: all."""
    first_season: int | None = None
    summary: Summary | None = None
    """Makes a few rows of the many that one race has."""


def read_tables(
    lake: Lake, index: Index, reads: Mapping[str, TableRead], cache: Storage | None = None
) -> dict[str, pd.DataFrame]:
    """Each read's rows over all seasons, by its name. Raises LakeError where the storage is unreachable."""
    held = _by_dataset(index)
    newest = max((part.season for part in index if part.dataset == "race_results" and part.season), default=None)
    tables = {}
    for name, read in reads.items():
        versions = [one for one in held.get(read.dataset, ()) if _wanted(read, one[0])]
        # A new race changes the newest season alone: everything older is found as it was kept.
        older = [one for one in versions if one[0].season is not None and one[0].season != newest]
        current = [one for one in versions if one[0].season is None or one[0].season == newest]
        chunks = [_chunk(lake, name, read, part, cache) for part in (older, current) if part]
        tables[name] = pa.concat_tables(chunks or [_nothing(read)], promote_options="permissive").to_pandas()
    return tables


def _chunk(lake: Lake, name: str, read: TableRead, versions: Versions, cache: Storage | None) -> pa.Table:
    path = f"{CACHE_FOLDER}/{name}-{_digest(read, versions)}.parquet"
    if cache is not None:
        kept = _kept(cache, path)
        if kept is not None:
            return kept
    unreadable: list[str] = []
    table = pa.concat_tables(_by_race(lake, read, versions, unreadable), promote_options="permissive").combine_chunks()
    # What a storage could not give today it may give tomorrow: only what is whole is kept.
    if cache is not None and not unreadable:
        sink = pa.BufferOutputStream()
        pq.write_table(table, sink, compression="zstd")
        cache.put_if_absent(path, sink.getvalue())
    return table


def _by_race(lake: Lake, read: TableRead, versions: Versions, unreadable: list[str]) -> list[pa.Table]:
    found = []
    for _, of_race in groupby(versions, key=lambda one: (one[0].season, one[0].round)):
        rows = [_partition_rows(lake, read, partition, objects, unreadable) for partition, objects in of_race]
        together = rows[0] if len(rows) == 1 else pa.concat_tables(rows, promote_options="permissive")
        found.append(_summarised(read, together))
    return found


def _kept(cache: Storage, path: str) -> pa.Table | None:
    """What was kept under `path`; None where nothing is, or what is there was damaged."""
    try:
        return pq.read_table(pa.BufferReader(cache.read(path)), use_threads=False, partitioning=None)
    except (LakeError, pa.ArrowException, OSError):
        return None


def _partition_rows(
    lake: Lake, read: TableRead, partition: Partition, objects: Sequence[LakeObject], unreadable: list[str]
) -> pa.Table:
    """The merged rows; a single object is read without merging, and only in the columns asked for."""
    if len(objects) == 1:
        version = objects[0]
        try:
            check_source(read.dataset, version.source, version.path)
            file = pq.ParquetFile(pa.BufferReader(lake.storage.read(version.path)))
            check_stamp(read.dataset, file.schema_arrow, version.path)
            return file.read(columns=list(read.columns), use_threads=False).replace_schema_metadata(None)
        except (pa.ArrowException, OSError, LakeError):
            # The lake's own reading leaves out what cannot be read: what is known of other races stays usable.
            unreadable.append(version.path)
    merged = lake.read(partition, objects)
    unreadable += [one.path for one in merged.unreadable]
    return merged.table.select(list(read.columns))


def _summarised(read: TableRead, rows: pa.Table) -> pa.Table:
    return rows if read.summary is None else read.summary(rows)


def _nothing(read: TableRead) -> pa.Table:
    fields = lake_schema(read.dataset)
    empty = pa.schema([fields.field(name) for name in read.columns]).empty_table()
    return _summarised(read, empty)


def _wanted(read: TableRead, partition: Partition) -> bool:
    if read.sessions is not None and partition.session is not None and partition.session not in read.sessions:
        return False
    return read.first_season is None or partition.season is None or partition.season >= read.first_season


def _by_dataset(index: Index) -> dict[str, list[tuple[Partition, Sequence[LakeObject]]]]:
    held: dict[str, list[tuple[Partition, Sequence[LakeObject]]]] = {}
    for partition, versions in index.items():
        held.setdefault(partition.dataset, []).append((partition, versions))
    for versions_of in held.values():
        versions_of.sort(key=lambda one: one[0].path)
    return held


def _digest(read: TableRead, versions: Versions) -> str:
    digest = hashlib.blake2b(_FORMAT, digest_size=10)
    digest.update(repr((read.columns, sorted(read.sessions or ()), read.first_season)).encode())
    for _, objects in versions:
        for version in objects:
            digest.update(f"{version.path} {version.confirmations}\n".encode())
    return digest.hexdigest()
