"""Takes a source's batch into the lake: validate, judge laps, split by partition, write what is new, keep refusals."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pitwall.domain.datasets import DATASETS, Batch, Merge, Partition
from pitwall.domain.lap_hygiene import LapColumns, lap_hygiene
from pitwall.errors import LakeCorruptError, LakeSchemaError
from pitwall.ingest.validate import Refusal, validate_table
from pitwall.lake.lake import Index, Lake
from pitwall.lake.objects import LakeObject
from pitwall.lake.rejects import Reject, write_rejects

_FEW_PARTITIONS = 4
_SHRINKS_TO = 0.5
"""A calendar that lost more than half its rows since its last version is taken for a truncated answer."""


@dataclass(frozen=True)
class Intake:
    """What became of a batch. A truncated partition counts as one refusal, and none of its rows as accepted."""

    dataset: str
    accepted: int
    rejects: tuple[Reject, ...]
    written: tuple[LakeObject, ...]

    @property
    def refused(self) -> int:
        """How many rows were refused."""
        return len(self.rejects)


def take_in(batch: Batch, lake: Lake) -> Intake:
    """Writes the batch's sound rows as new versions of their partitions, and its refused rows beside them.

    The same batch again writes nothing. Raises InvalidRecordError where a required column is absent, LakeWriteError
    where the lake cannot take a write (what was written before stays and is skipped next time).
    """
    admission = validate_table(batch.dataset, batch.table)
    rows = with_lap_flags(admission.table) if batch.dataset == "laps" else admission.table
    rejects = [_reject(batch, refusal) for refusal in admission.refused]
    parts = list(_by_partition(batch.dataset, rows))
    index = _known(lake, batch.dataset, [partition for partition, _ in parts])
    written, accepted = [], 0
    for partition, part in parts:
        known = index.get(partition, ())
        truncated = _truncation(lake, part, batch, known)
        if truncated:
            rejects.append(_reject(batch, Refusal(truncated, "{}", partition.season, partition.round)))
            continue
        accepted += part.num_rows
        version = lake.write(partition, part, batch.source, batch.revision, known)
        if version is not None:
            written.append(version)
    write_rejects(lake.storage, rejects)
    return Intake(batch.dataset, accepted, tuple(rejects), tuple(written))


def with_lap_flags(laps: pa.Table) -> pa.Table:
    """Laps in the record's schema with the flags that lap hygiene computes."""
    names = LapColumns.__dataclass_fields__
    flags = lap_hygiene(LapColumns(**{name: _as_numpy(laps[name]) for name in names}))
    for name in ("valid", "in_lap", "out_lap", "neutralised", "tyre_life_recomputed", "tyre_life_consistent"):
        position = laps.schema.get_field_index(name)
        column = pa.array(getattr(flags, name)).cast(laps.schema.field(name).type)
        laps = laps.set_column(position, laps.schema.field(name), column)
    return laps


def _as_numpy(column: pa.ChunkedArray) -> np.ndarray[tuple[int], np.dtype[np.generic]]:
    values: np.ndarray[tuple[int], np.dtype[np.generic]] = column.to_numpy(zero_copy_only=False)
    return values


def _by_partition(dataset: str, rows: pa.Table) -> Iterator[tuple[Partition, pa.Table]]:
    columns = DATASETS[dataset].partition_by.value
    if not rows.num_rows:
        return
    if not columns:
        yield Partition(dataset), rows
        return
    ordered = rows.take(pc.sort_indices(rows, sort_keys=[(column, "ascending") for column in columns]))
    keys = list(zip(*(ordered[column].to_pylist() for column in columns), strict=True))
    starts = [0, *(i for i in range(1, len(keys)) if keys[i] != keys[i - 1]), len(keys)]
    for start, end in pairwise(starts):
        yield Partition(dataset, *keys[start]), ordered.slice(start, end - start)


def _known(lake: Lake, dataset: str, partitions: Sequence[Partition]) -> Index:
    if len(partitions) > _FEW_PARTITIONS:
        return lake.index(dataset)
    found: dict[Partition, Sequence[LakeObject]] = {}
    for partition in partitions:
        found.update(lake.index(partition.path))
    return found


def _truncation(lake: Lake, rows: pa.Table, batch: Batch, known: Sequence[LakeObject]) -> str | None:
    if DATASETS[batch.dataset].merge is not Merge.SNAPSHOT:
        return None
    earlier = [version for version in known if version.source == batch.source and version.revision <= batch.revision]
    before = _rows_of_newest_readable(lake, earlier)
    if rows.num_rows >= before * _SHRINKS_TO:
        return None
    return f"{batch.source} now names {rows.num_rows} rows where it named {before}: taken for a truncated answer"


def _rows_of_newest_readable(lake: Lake, versions: Sequence[LakeObject]) -> int:
    for version in reversed(versions):
        try:
            return int(lake.read_version(version).num_rows)
        except (LakeCorruptError, LakeSchemaError):
            continue
    return 0


def _reject(batch: Batch, refusal: Refusal) -> Reject:
    identity: Mapping[str, object] = {"dataset": batch.dataset, "source": batch.source, **vars(refusal)}
    digest = hashlib.blake2b(repr(sorted(identity.items())).encode(), digest_size=16).hexdigest()
    return Reject(
        reject_id=digest,
        stage="ingest",
        dataset=batch.dataset,
        season=refusal.season,
        round=refusal.round,
        session=refusal.session,
        source=batch.source,
        source_revision=batch.revision,
        reason=refusal.reason,
        row_json=refusal.row_json,
    )
