"""Feature tables as stored: Parquet under `features/{name}/v{n}/` and a manifest that says what they are.

The same table again is found there; the manifest is written last, so a version without one was never finished.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version as installed_version

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import TypeAdapter, ValidationError

from pitwall.domain.model_records import FeatureManifest
from pitwall.errors import LakeCorruptError, NotFoundError
from pitwall.features.building import FeatureTable
from pitwall.features.coverage import coverage_report
from pitwall.lake.content import ContentDigests
from pitwall.lake.publications import publish
from pitwall.lake.storage import Storage

FOLDER = "features"
_CONTENT = b"pitwall.content"
_VERSION = re.compile(r"/v(\d+)/manifest\.json$")


@dataclass(frozen=True)
class StoredFeatures:
    """A feature table as read back."""

    manifest: FeatureManifest
    rows: pd.DataFrame
    """season, round, driver_id, constructor_id, then the features; NaN where unknown."""


def table_name(table: FeatureTable) -> str:
    """Under which a table is stored: one name per horizon."""
    return f"driver_race_{table.horizon.value}"


def store_features(storage: Storage, table: FeatureTable) -> FeatureManifest:
    """Keeps `table` as its name's newest version and publishes the manifest; an equal newest version is kept instead.

    Raises LakeWriteError, LakeError.
    """
    name, rows = table_name(table), pa.Table.from_pandas(table.rows, preserve_index=False)
    content = ContentDigests(rows).of(0, rows.num_rows)
    rows = rows.replace_schema_metadata({_CONTENT: content})
    sink = pa.BufferOutputStream()
    pq.write_table(rows, sink, compression="zstd")
    number = max(_numbers(storage, name), default=1)
    # A number taken by other rows, finished or not, is passed over; by these rows, it is theirs.
    while not storage.put_if_absent(_data_path(name, number), sink.getvalue()):
        if _stamped(_rows(storage, name, number)) == (schema_hash(rows.schema), content):
            break
        number += 1
    manifest = _described(table, rows.schema, name, number)
    if not storage.put_if_absent(_manifest_path(name, number), _manifests().dump_json(manifest)):
        manifest = _manifest(storage, name, number)
    publish(storage, manifest)
    return manifest


def read_features(storage: Storage, name: str, version: str | None = None) -> StoredFeatures:
    """A stored table, the newest where no version is named.

    Raises NotFoundError, and LakeCorruptError where rows or columns are not those that were stored.
    """
    numbers = _numbers(storage, name)
    wanted = [number for number in numbers if version in (None, f"v{number}")]
    if not wanted:
        raise NotFoundError(f"there is no version {version or 'at all'} of features {name}")
    manifest, rows = _manifest(storage, name, wanted[-1]), _rows(storage, name, wanted[-1])
    if _stamped(rows) != (manifest.schema_hash, ContentDigests(rows).of(0, rows.num_rows)):
        raise LakeCorruptError(f"{name} {manifest.version} does not hold what was stored: build the features again")
    return StoredFeatures(manifest, rows.replace_schema_metadata(None).to_pandas())


def schema_hash(schema: pa.Schema) -> str:
    """Of column names and types, in their order."""
    return hashlib.sha256(repr([(field.name, str(field.type)) for field in schema]).encode()).hexdigest()[:16]


def _described(table: FeatureTable, schema: pa.Schema, name: str, number: int) -> FeatureManifest:
    rows = table.rows
    ends = [f"{rows['season'].iloc[i]}-{rows['round'].iloc[i]:02d}" for i in (0, -1)] if len(rows) else ["none", "none"]
    return FeatureManifest(
        name=name,
        version=f"v{number}",
        schema_hash=schema_hash(schema),
        source_range=f"{ends[0]} to {ends[1]}, results to {table.newest_result or 'none'}",
        code_version=installed_version("pitwall"),
        rows=len(rows),
        columns={
            one.name: {"coverage": round(one.coverage, 6), "variance": round(one.variance, 9)}
            for one in coverage_report(table)
        },
    )


def _numbers(storage: Storage, name: str) -> list[int]:
    """The numbers of the finished versions, ascending."""
    return sorted(int(found[1]) for found in map(_VERSION.search, storage.paths(f"{FOLDER}/{name}")) if found)


def _rows(storage: Storage, name: str, number: int) -> pa.Table:
    path = _data_path(name, number)
    try:
        return pq.read_table(pa.BufferReader(storage.read(path)), use_threads=False, partitioning=None)
    except (pa.ArrowException, OSError) as error:
        raise LakeCorruptError(f"{path} is not readable Parquet: {error}") from error


def _stamped(rows: pa.Table) -> tuple[str, str]:
    """The columns as they are, and the digest of the rows as it was when they were stored."""
    return schema_hash(rows.schema), (rows.schema.metadata or {}).get(_CONTENT, b"").decode()


def _data_path(name: str, number: int) -> str:
    return f"{FOLDER}/{name}/v{number}/features.parquet"


def _manifest_path(name: str, number: int) -> str:
    return f"{FOLDER}/{name}/v{number}/manifest.json"


def _manifest(storage: Storage, name: str, number: int) -> FeatureManifest:
    path = _manifest_path(name, number)
    try:
        return _manifests().validate_json(bytes(storage.read(path)))
    except ValidationError as error:
        raise LakeCorruptError(f"{path} is damaged: delete its folder and build the features again") from error


@cache
def _manifests() -> TypeAdapter[FeatureManifest]:
    return TypeAdapter(FeatureManifest)
