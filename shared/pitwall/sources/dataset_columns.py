"""Small column tools the data set readers share: renaming, choosing, constants, UTC instants."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time

import pyarrow as pa
import pyarrow.compute as pc


def project(table: pa.Table, columns: Sequence[str], renamed: Mapping[str, str] | None = None) -> pa.Table:
    """`columns` as they are, and `renamed` ones (new name -> old name). Raises KeyError for one that is absent."""
    pairs = [(name, name) for name in columns] + list((renamed or {}).items())
    absent = [old for _, old in pairs if old not in table.column_names]
    if absent:
        raise KeyError(f"no column {', '.join(absent)}")
    return pa.table({new: table[old] for new, old in pairs})


def with_constant(table: pa.Table, name: str, value: str) -> pa.Table:
    """`table` with one more column of the same text in every row."""
    return table.append_column(name, pa.repeat(pa.scalar(value), table.num_rows))


def with_occurrence(table: pa.Table, name: str, key: Sequence[str]) -> pa.Table:
    """`table` with a column that counts, from 1, how often a row's key has stood by then."""
    seen: Counter[tuple[object, ...]] = Counter()
    numbers = []
    for row in zip(*(table[column].to_pylist() for column in key), strict=True):
        seen[row] += 1
        numbers.append(seen[row])
    return table.append_column(name, pa.array(numbers, pa.int32()))


def as_utc(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Naive timestamps read as UTC, in microseconds."""
    return pc.assume_timezone(column.cast(pa.timestamp("us"), safe=False), "UTC")


def instant(day: str | None, clock: str | None) -> datetime | None:
    """The UTC instant of a date and an `HH:MM` time; None where either is unknown."""
    if not day or not clock:
        return None
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), tzinfo=UTC)
