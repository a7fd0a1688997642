"""Simulated races as Parquet: one row per candidate and run, one list entry per car; read back bit for bit.

A file appears whole or not at all, and says which work item it answers.
"""

import uuid
from collections.abc import Mapping
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

_ITEM = b"pitwall.item"
_WHOLE = ("seed", "first_run", "first_lap")
_CARS = ("position", "race_time_s", "laps_done", "retired", "stops", "happened")


def to_table(runs: RaceRuns, item: str) -> pa.Table:
    """The runs as a table, traces apart; `item` names the work item they answer."""
    columns: dict[str, Any] = {
        "candidate": np.repeat(np.arange(runs.candidates, dtype=np.uint16), runs.runs),
        "run": np.tile(np.arange(runs.runs, dtype=np.uint32) + runs.first_run, runs.candidates),
    }
    for name in _CARS:
        values = getattr(runs, name)
        columns[name] = pa.FixedSizeListArray.from_arrays(pa.array(values.reshape(-1)), values.shape[2])
    whole = {f"pitwall.{name}".encode(): str(getattr(runs, name)).encode() for name in _WHOLE}
    return pa.table(columns).replace_schema_metadata({_ITEM: item.encode(), **whole})


def from_table(table: pa.Table) -> RaceRuns:
    """The runs of a table that `to_table` made."""
    candidates = int(table["candidate"][-1].as_py()) + 1
    values: dict[str, Any] = {name: _cube(table[name], candidates) for name in _CARS}
    values |= {name: int(table.schema.metadata[f"pitwall.{name}".encode()]) for name in _WHOLE}
    return RaceRuns(**values)


def _cube(column: pa.ChunkedArray, candidates: int) -> Any:
    flat = column.combine_chunks().flatten().to_numpy(zero_copy_only=False)
    return flat.reshape(candidates, -1, column.type.list_size)


def read_table(data: pa.Buffer) -> pa.Table:
    """The table in a result's bytes. Raises ArrowInvalid where they are damaged."""
    return pq.read_table(pa.BufferReader(data), use_threads=False)


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
    if (table.schema.metadata or {}).get(_ITEM) != item.encode():
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
