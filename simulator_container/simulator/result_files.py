"""Simulated races as Parquet: one row per candidate and run, one list entry per car; read back bit for bit.

A file appears whole or not at all, and says which work item it answers.
"""

import uuid
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import numpy as np
import pyarrow as pa
import pyarrow.fs as pafs
import pyarrow.parquet as pq

from pitwall.errors import InvalidSimulationError
from pitwall.settings import settings
from simulator import RaceRuns

ITEM = b"pitwall.item"
_CARS = ("position", "race_time_s", "laps_done", "retired", "stops")
_RACE = "happened"


def to_table(runs: RaceRuns, item: str) -> pa.Table:
    """The runs as a table; `item` names the work item they answer."""
    variants, count, _ = runs.position.shape
    columns: dict[str, Any] = {
        "candidate": np.repeat(np.arange(variants, dtype=np.uint16), count),
        "run": np.tile(np.arange(count, dtype=np.uint32), variants),
    }
    for name in (*_CARS, _RACE):
        values = getattr(runs, name)
        flat = pa.array(values.reshape(-1))
        columns[name] = pa.FixedSizeListArray.from_arrays(flat, values.shape[2])
    return pa.table(columns).replace_schema_metadata({ITEM: item.encode()})


def from_table(table: pa.Table) -> RaceRuns:
    """The runs of a table that `to_table` made."""
    variants = int(np.max(table["candidate"].to_numpy())) + 1
    arrays = {name: _cube(table[name], variants) for name in (*_CARS, _RACE)}
    known = {field.name for field in fields(RaceRuns)}
    return RaceRuns(**{name: array for name, array in arrays.items() if name in known})


def _cube(column: pa.ChunkedArray, variants: int) -> Any:
    whole = column.combine_chunks()
    width = whole.type.list_size
    flat = whole.flatten().to_numpy(zero_copy_only=False)
    return flat.reshape(variants, -1, width)


def read_result(uri: str, item: str) -> pa.Table | None:
    """The complete result of `item` at `uri`; None where there is none, or only a damaged one.

    Raises InvalidSimulationError where another item's result lies there.
    """
    filesystem, path = place(uri)
    try:
        with filesystem.open_input_file(path) as file:
            table = pq.read_table(file, use_threads=False)
    except FileNotFoundError:
        return None
    except (pa.ArrowInvalid, OSError):
        return None
    if (table.schema.metadata or {}).get(ITEM) != item.encode():
        raise InvalidSimulationError(f"{uri} holds the result of another work item")
    return table


def write_result(uri: str, table: pa.Table) -> None:
    """Puts the table at `uri`, whole or not at all. Raises OSError."""
    filesystem, path = place(uri)
    if not isinstance(filesystem, pafs.LocalFileSystem):
        # S3 shows an object once it is complete.
        _write(filesystem, path, table)
        return
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    aside = f"{path}.{uuid.uuid4().hex}"
    try:
        _write(filesystem, aside, table)
        Path(aside).replace(path)
    finally:
        Path(aside).unlink(missing_ok=True)


def read_bytes(uri: str) -> bytes:
    """The object at `uri`. Raises OSError."""
    filesystem, path = place(uri)
    with filesystem.open_input_file(path) as file:
        return bytes(file.read())


def place(uri: str) -> tuple[pafs.FileSystem, str]:
    """The file system and the path in it that `uri` names: a path, or `s3://bucket/key`."""
    parts = urlparse(uri)
    if parts.scheme == "s3":
        return pafs.S3FileSystem(**_s3_options()), f"{parts.netloc}{parts.path}"
    if parts.scheme in ("", "file"):
        return pafs.LocalFileSystem(), parts.path
    raise InvalidSimulationError(f"'{uri}' is neither a path nor an s3 address")


def _s3_options() -> Mapping[str, str]:
    endpoint = settings().aws_endpoint_url
    if not endpoint:
        return {}
    parts = urlparse(endpoint)
    return {"endpoint_override": parts.netloc, "scheme": parts.scheme}


def _write(filesystem: pafs.FileSystem, path: str, table: pa.Table) -> None:
    with filesystem.open_output_stream(path) as file:
        pq.write_table(table, file, compression="zstd")
