"""What tells one version's content from another's: a hash of the rows' values, whatever Arrow buffers they lie in."""

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_DIGEST_BYTES = 8


class _Plain(NamedTuple):
    """A column's values as bytes; of texts the lengths, and the letters with where each begins."""

    known: memoryview
    values: memoryview
    width: int
    letters: memoryview
    starts: np.ndarray[tuple[int], np.dtype[np.int64]] | None


class ContentDigests:
    """Digests of stretches of a table's rows: the columns are laid out once, however many stretches there are."""

    def __init__(self, rows: pa.Table) -> None:
        """`rows` in the order in which they count."""
        self._columns = [_plain(column) for column in rows.combine_chunks().columns] if rows.num_rows else []

    def of(self, start: int, length: int) -> str:
        """The digest of `length` rows from `start`: the same for the same values in any table."""
        digest = hashlib.blake2b(digest_size=_DIGEST_BYTES)
        for column in self._columns if length else ():
            for part in _stretch(column, start, start + length):
                digest.update(part)
        return digest.hexdigest()


def _stretch(column: _Plain, start: int, end: int) -> Iterator[memoryview]:
    yield column.known[start:end]
    yield column.values[start * column.width : end * column.width]
    if column.starts is not None:
        yield column.letters[column.starts[start] : column.starts[end]]


def _plain(column: pa.ChunkedArray) -> _Plain:
    """The values without the padding and the leftovers behind nulls that Arrow allows."""
    values = pa.concat_arrays(column.chunks)
    known = memoryview(values.is_valid().cast(pa.int8()).buffers()[1]).cast("B")
    if pa.types.is_string(values.type):
        filled = values.fill_null("")
        lengths = pc.binary_length(filled)
        starts = np.concatenate([[0], np.cumsum(lengths.to_numpy(), dtype=np.int64)])
        first = np.frombuffer(filled.buffers()[1], np.int32)[filled.offset]
        letters = memoryview(filled.buffers()[2] or b"").cast("B")[first:]
        return _Plain(known, memoryview(lengths.buffers()[1]).cast("B"), 4, letters, starts)
    filled = values.cast(pa.int8()) if pa.types.is_boolean(values.type) else values
    filled = filled.fill_null(pa.scalar(0, filled.type))
    width = filled.type.bit_width // 8
    laid_out = memoryview(filled.buffers()[1]).cast("B")[filled.offset * width :]
    return _Plain(known, laid_out, width, memoryview(b""), None)
