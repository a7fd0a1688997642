"""Refused rows, kept below `rejected/` with the reason, so that they can be reviewed and, once mended, taken in."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby

import pyarrow as pa
import pyarrow.parquet as pq

from pitwall.errors import LakeCorruptError
from pitwall.lake.storage import Storage

FOLDER = "rejected"

_SCHEMA = pa.schema(
    [
        ("reject_id", pa.string()),
        ("stage", pa.string()),
        ("dataset", pa.string()),
        ("season", pa.int32()),
        ("round", pa.int32()),
        ("session", pa.string()),
        ("source", pa.string()),
        ("source_revision", pa.int64()),
        ("reason", pa.string()),
        ("row_json", pa.string()),
    ]
)


@dataclass(frozen=True)
class Reject:
    """A refused row. `reject_id` is the same for the same row refused for the same reason."""

    reject_id: str
    stage: str
    dataset: str
    season: int | None
    round: int | None
    session: str | None
    source: str
    source_revision: int
    reason: str
    row_json: str


def write_rejects(storage: Storage, rejects: Iterable[Reject]) -> list[str]:
    """Writes one object per data set; returns the paths that are new. Raises LakeWriteError."""
    written = []
    for dataset, group in groupby(sorted(rejects, key=lambda r: (r.dataset, r.reject_id)), key=lambda r: r.dataset):
        rows = list({reject.reject_id: reject for reject in group}.values())
        content = hashlib.blake2b("".join(r.reject_id for r in rows).encode(), digest_size=8).hexdigest()
        path = f"{FOLDER}/{dataset}/{rows[0].source}-{content}.parquet"
        sink = pa.BufferOutputStream()
        pq.write_table(pa.Table.from_pylist([asdict(row) for row in rows], schema=_SCHEMA), sink, compression="zstd")
        if storage.put_if_absent(path, sink.getvalue()):
            written.append(path)
    return written


def read_rejects(storage: Storage, path: str) -> Sequence[Reject]:
    """The rejects of one object. Raises LakeCorruptError where it is not readable, LakeError where it is absent."""
    buffer = storage.read(path)
    try:
        rows = pq.read_table(pa.BufferReader(buffer), schema=_SCHEMA).to_pylist()
    except (pa.ArrowException, OSError) as error:
        raise LakeCorruptError(f"{path} is not readable Parquet: {error}") from error
    return [Reject(**row) for row in rows]
