"""Turns parsed rows into the columnar batches that ingest takes, with the column types of the data set's record."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import pyarrow as pa

from pitwall.clock import Clock
from pitwall.domain.contracts import field_contracts
from pitwall.domain.datasets import Batch, dataset_spec
from pitwall.errors import SourceMalformedError

Row = Mapping[str, object]

ARROW_TYPES: Mapping[type, pa.DataType] = {
    bool: pa.bool_(),
    int: pa.int64(),
    float: pa.float64(),
    str: pa.string(),
    date: pa.date32(),
    datetime: pa.timestamp("us", tz="UTC"),
}
"""Whole numbers stay wide: a figure out of bounds is for ingest to reject with a reason, not for a cast to refuse."""


def column_type(dataset: str, column: str) -> pa.DataType:
    """The Arrow type of a record's field. Raises KeyError where the record has no such field."""
    kinds = {contract.name: contract.kind for contract in field_contracts(dataset_spec(dataset).record)}
    return ARROW_TYPES[kinds[column]]


def batch_of(dataset: str, source: str, revision: int, rows: Sequence[Row]) -> Batch:
    """A batch of `rows`; a field that no row has is left out. Raises SourceMalformedError for a wrong type."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = {name: _column(dataset, source, name, [row.get(name) for row in rows]) for name in names}
    return Batch(dataset, source, revision, pa.table(columns))


def without_empty(batches: Sequence[Batch]) -> list[Batch]:
    """The batches that have rows: a provider that knows nothing yet says nothing."""
    return [batch for batch in batches if batch.table.num_rows]


def last_by_key(dataset: str, rows: Sequence[Row]) -> list[Row]:
    """The rows with each key once, in order of first appearance; the last row of a key stands."""
    key = dataset_spec(dataset).key
    return list({tuple(row[name] for name in key): row for row in rows}.values())


def fetched_revision(clock: Clock) -> int:
    """The revision of an answer that carries no version: the time of asking in epoch seconds."""
    return int(clock().timestamp())


def _column(dataset: str, source: str, name: str, values: list[object]) -> pa.Array:
    try:
        return pa.array(values, type=column_type(dataset, name))
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise SourceMalformedError(source, f"{dataset}.{name}: {error}") from error
