"""The lake itself: versions of partitions are added, never changed, and read back merged by precedence."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import pyarrow as pa
import pyarrow.parquet as pq

from pitwall.domain.datasets import DATASETS, Merge, Partition
from pitwall.errors import LakeCorruptError, LakeError
from pitwall.lake.content import ContentDigests
from pitwall.lake.merge import Version, merge_versions, trusted_versions
from pitwall.lake.objects import LakeObject, parse_confirmation, parse_path
from pitwall.lake.schema import check_source, check_stamp, lake_schema, record_schema
from pitwall.lake.storage import Storage

_DICTIONARY_ROWS = 500

Index = Mapping[Partition, Sequence[LakeObject]]


@dataclass(frozen=True)
class Unreadable:
    """A version that had to be left out of a merge, and why."""

    path: str
    reason: str


@dataclass(frozen=True)
class Merged:
    """One partition with its versions merged. `table` has the record's columns, then source, rank and revision."""

    partition: Partition
    table: pa.Table
    paths: tuple[str, ...]
    unreadable: tuple[Unreadable, ...] = ()
    doubted: tuple[str, ...] = ()
    """Versions taken for truncated answers: left out until their source says so again."""
    confirmations: tuple[str, ...] = ()
    """The objects that say so."""


class Lake:
    """Versioned Parquet objects on a storage."""

    def __init__(self, storage: Storage) -> None:
        """`storage` decides where the bytes lie."""
        self.storage = storage

    def index(self, prefix: str = "") -> Index:
        """Every version below `prefix` (a data set or a partition's path), by partition. Raises LakeError."""
        paths = self.storage.paths(prefix)
        again = defaultdict(list)
        for said in filter(None, map(parse_confirmation, paths)):
            again[said.partition, said.source, said.content].append(said.revision)
        objects = [
            replace(found, confirmations=tuple(again[found.partition, found.source, found.content]))
            for found in filter(None, map(parse_path, paths))
        ]
        ordered = sorted(objects, key=lambda o: (o.partition.path, o.source, o.stands_at, o.content))
        return {
            versions[0].partition: versions
            for versions in (list(group) for _, group in groupby(ordered, key=lambda o: o.partition.path))
        }

    def write(
        self, partition: Partition, table: pa.Table, source: str, revision: int, known: Iterable[LakeObject]
    ) -> LakeObject | None:
        """As `write_all` for the rows of one partition: the version that is new, or None."""
        written, _ = self.write_all(partition.dataset, table, source, revision, {partition: list(known)})
        return written[0] if written else None

    def write_all(
        self, dataset: str, table: pa.Table, source: str, revision: int, known: Index
    ) -> tuple[list[LakeObject], list[Partition]]:
        """Adds a version of each partition that `table` has rows of; gives what is new, and the unchanged partitions.

        A partition is unchanged where the source's newest of the `known` versions says the same; that it was said
        again is for `confirm` to note. `table` has the record's columns, validated. Raises LakeWriteError; what is
        stored stays as it was.
        """
        rows = canonical(dataset, table)
        stamped, digests = with_provenance(rows, dataset, source, revision), ContentDigests(rows)
        fresh: list[LakeObject] = []
        unchanged: list[Partition] = []
        objects: list[tuple[str, pa.Buffer]] = []
        for partition, start, length in stretches(dataset, rows):
            content = digests.of(start, length)
            newest = _newest(source, known.get(partition, ()))
            if newest is not None and newest.content == content:
                unchanged.append(partition)
                continue
            fresh.append(LakeObject(partition, source, revision, content))
            objects.append((fresh[-1].path, encode(stamped.slice(start, length))))
        taken = self.storage.put_all_if_absent(objects)
        return [version for version, is_new in zip(fresh, taken, strict=True) if is_new], unchanged

    def confirm(self, source: str, revision: int, known: Iterable[LakeObject]) -> str | None:
        """Notes that `source` said at `revision` what the newest of its `known` versions says; the new object's path.

        Without it an older answer that arrives late would pass for the newer one. Raises LakeWriteError.
        """
        newest = _newest(source, known)
        if newest is None or revision <= newest.stands_at:
            return None
        path = newest.confirmation_path(revision)
        return path if self.storage.put_if_absent(path, b"") else None

    def read_version(self, version: LakeObject) -> pa.Table:
        """One object's rows. Raises LakeCorruptError, LakeSchemaError, or LakeError where it is absent.

        A source without a rank is a LakeSchemaError too: a newer Pitwall wrote it, and nothing says whom to believe.
        """
        check_source(version.partition.dataset, version.source, version.path)
        buffer = self.storage.read(version.path)
        try:
            table = pq.read_table(pa.BufferReader(buffer), use_threads=False, partitioning=None)
        except (pa.ArrowException, OSError) as error:
            raise LakeCorruptError(f"{version.path} is not readable Parquet: {error}") from error
        dataset = version.partition.dataset
        check_stamp(dataset, table.schema, version.path)
        return table.select(lake_schema(dataset).names)

    def read(self, partition: Partition, versions: Sequence[LakeObject] | None = None) -> Merged:
        """A partition merged by precedence. A version that cannot be read is left out and named."""
        if versions is None:
            versions = self.index(partition.path).get(partition, ())
        spec = DATASETS[partition.dataset]
        tables, unreadable = self._readable(versions)
        trusted = trusted_versions(spec, tables)
        believed = tuple(version.path for version, _ in trusted)
        doubted = tuple(version.path for version, _ in tables if version.path not in believed)
        said_again = tuple(v.confirmation_path(revision) for v in versions for revision in v.confirmations)
        return Merged(partition, merge_versions(spec, trusted), believed, tuple(unreadable), doubted, said_again)

    def read_every(self, partition: Partition, versions: Sequence[LakeObject]) -> pa.Table:
        """Every row that any of `versions` names, each from the highest that names it; a snapshot forgets none."""
        tables, _ = self._readable(versions)
        return merge_versions(replace(DATASETS[partition.dataset], merge=Merge.BY_RECORD), tables)

    def _readable(self, versions: Sequence[LakeObject]) -> tuple[list[Version], list[Unreadable]]:
        tables, unreadable = [], []
        for version in versions:
            try:
                tables.append((version, self.read_version(version)))
            except LakeError as error:
                unreadable.append(Unreadable(version.path, str(error)))
        return tables, unreadable


def _newest(source: str, known: Iterable[LakeObject]) -> LakeObject | None:
    return max((o for o in known if o.source == source), key=lambda o: o.stands_at, default=None)


def canonical(dataset: str, table: pa.Table) -> pa.Table:
    """The rows in the schema's column order, sorted by partition and key: the form that is hashed and written."""
    spec = DATASETS[dataset]
    rows = table.select(record_schema(dataset).names).cast(record_schema(dataset))
    return rows.sort_by([(column, "ascending") for column in dict.fromkeys((*spec.partition_by.columns, *spec.key))])


def stretches(dataset: str, rows: pa.Table) -> Iterator[tuple[Partition, int, int]]:
    """Where each partition lies in canonical `rows`: the partition, its first row, and how many it has."""
    columns = DATASETS[dataset].partition_by.columns
    if not columns:
        if rows.num_rows:
            yield Partition(dataset), 0, rows.num_rows
        return
    start = 0
    for key, group in groupby(zip(*(rows[column].to_pylist() for column in columns), strict=True)):
        length = sum(1 for _ in group)
        yield Partition(dataset, *key), start, length
        start += length


def with_provenance(rows: pa.Table, dataset: str, source: str, revision: int) -> pa.Table:
    """`rows` with the columns that say who said so, in the lake's stamped schema."""
    columns = [
        *rows.columns,
        pa.repeat(pa.scalar(source), rows.num_rows),
        pa.repeat(pa.scalar(revision, pa.int64()), rows.num_rows),
    ]
    return pa.Table.from_arrays(columns, schema=lake_schema(dataset))


def encode(table: pa.Table) -> pa.Buffer:
    """`table` as zstd-compressed Parquet."""
    sink = pa.BufferOutputStream()
    # A dictionary per column costs a small object more, in time and in bytes, than it saves.
    pq.write_table(
        table, sink, compression="zstd", write_statistics=False, use_dictionary=table.num_rows >= _DICTIONARY_ROWS
    )
    return sink.getvalue()
