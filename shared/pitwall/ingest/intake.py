"""Takes a source's batch into the lake: validate, judge laps, split by partition, write what is new, keep refusals."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from pitwall.domain.datasets import DATASETS, Batch, Partition
from pitwall.domain.lap_hygiene import LapColumns, lap_hygiene
from pitwall.ingest.validate import Refusal, validate_table
from pitwall.lake.lake import Index, Lake
from pitwall.lake.objects import LakeObject
from pitwall.lake.rejects import Reject, write_rejects

_FEW_PARTITIONS = 4


@dataclass(frozen=True)
class Intake:
    """What became of a batch."""

    dataset: str
    accepted: int
    rejects: tuple[Reject, ...]
    written: tuple[LakeObject, ...]
    """Versions that are new."""
    paths: tuple[str, ...]
    """All objects that are new, for the loader: versions, and notes that an older one was said again."""

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
    partitions = _partitions(batch.dataset, rows)
    known = _known(lake, batch.dataset, partitions)
    written, unchanged = lake.write_all(batch.dataset, rows, batch.source, batch.revision, known)
    confirmations = []
    if len(partitions) <= _FEW_PARTITIONS:
        # Releases of a whole history come in order from one place; thousands of notes would say nothing new.
        confirmations = [lake.confirm(batch.source, batch.revision, known[partition]) for partition in unchanged]
    write_rejects(lake.storage, rejects)
    paths = tuple(version.path for version in written) + tuple(path for path in confirmations if path)
    return Intake(batch.dataset, rows.num_rows, tuple(rejects), tuple(written), paths)


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


def _partitions(dataset: str, rows: pa.Table) -> list[Partition]:
    columns = DATASETS[dataset].partition_by.columns
    if not columns:
        return [Partition(dataset)] if rows.num_rows else []
    distinct = rows.group_by(list(columns)).aggregate([])
    return [Partition(dataset, **key) for key in distinct.to_pylist()]


def _known(lake: Lake, dataset: str, partitions: Sequence[Partition]) -> Index:
    if len(partitions) > _FEW_PARTITIONS:
        return lake.index(dataset)
    found: dict[Partition, Sequence[LakeObject]] = {}
    for partition in partitions:
        found.update(lake.index(partition.path))
    return found


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
