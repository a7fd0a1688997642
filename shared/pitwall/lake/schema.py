"""The Parquet schema of each data set, derived from its record, and the stamp of its version."""

from datetime import date, datetime
from functools import cache

import pyarrow as pa

from pitwall.domain.contracts import Kind, field_contracts
from pitwall.domain.datasets import DATASETS, DataSetSpec
from pitwall.domain.precedence import source_rank
from pitwall.errors import LakeSchemaError

_DATASET_KEY = b"pitwall.dataset"
_VERSION_KEY = b"pitwall.schema_version"

_ARROW_TYPES: dict[Kind, pa.DataType] = {
    bool: pa.bool_(),
    int: pa.int32(),
    float: pa.float64(),
    str: pa.string(),
    date: pa.date32(),
    datetime: pa.timestamp("us", tz="UTC"),
}


def arrow_type(kind: Kind) -> pa.DataType:
    """How values of `kind` lie in Parquet: 32-bit integers, doubles, UTC microseconds."""
    return _ARROW_TYPES[kind]


@cache
def record_schema(dataset: str) -> pa.Schema:
    """The columns of the data set's record alone."""
    spec = DATASETS[dataset]
    return pa.schema(
        [
            pa.field(c.name, arrow_type(c.kind), nullable=c.nullable and c.name not in spec.key)
            for c in field_contracts(spec.record)
        ]
    )


@cache
def lake_schema(dataset: str) -> pa.Schema:
    """The columns of a lake object: the record's, then its provenance, stamped with data set and version."""
    fields = [*record_schema(dataset), pa.field("source", pa.string()), pa.field("source_revision", pa.int64())]
    return pa.schema(fields, metadata=_stamp(DATASETS[dataset]))


def check_source(dataset: str, source: str, path: str) -> None:
    """Raises LakeSchemaError where `source` has no rank."""
    try:
        source_rank(dataset, source)
    except KeyError as error:
        raise LakeSchemaError(f"{path} is by '{source}', which this Pitwall does not know") from error


def check_stamp(dataset: str, schema: pa.Schema, path: str) -> None:
    """Raises LakeSchemaError unless `schema` was written for this data set by this schema version."""
    metadata = schema.metadata or {}
    expected = _stamp(DATASETS[dataset])
    found = {key: metadata.get(key, b"none") for key in expected}
    if found != expected:
        raise LakeSchemaError(
            f"{path} holds {found[_DATASET_KEY].decode()} of schema version {found[_VERSION_KEY].decode()}; "
            f"this Pitwall reads {dataset} of version {expected[_VERSION_KEY].decode()}"
        )
    missing = set(lake_schema(dataset).names) - set(schema.names)
    if missing:
        raise LakeSchemaError(f"{path} lacks the columns {', '.join(sorted(missing))}")


def _stamp(spec: DataSetSpec) -> dict[bytes, bytes]:
    return {_DATASET_KEY: spec.name.encode(), _VERSION_KEY: str(spec.schema_version).encode()}
