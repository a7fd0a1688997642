"""Opens an f1db release archive and reads its JSON arrays into typed columns.

Columns are built whole, not row by row: a release holds some 350,000 rows.
"""

import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from pitwall.errors import SourceMalformedError
from pitwall.sources.batches import column_type

MAX_MEMBER_BYTES = 256 * 1024 * 1024
"""The largest array of a release is about 30 MB; far more than that is no release."""

JsonRow = Mapping[str, object]


@dataclass(frozen=True)
class Field:
    """A record's field and the key of f1db that fills it."""

    name: str
    key: str
    milliseconds: bool = False
    """The key counts milliseconds, our field seconds."""


class Archive:
    """A release archive that has been checked to be one."""

    def __init__(self, source: str, content: bytes) -> None:
        """Raises SourceMalformedError where `content` is no ZIP file."""
        self._source = source
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except zipfile.BadZipFile as error:
            raise SourceMalformedError(source, f"sent an archive that is no ZIP file: {error}") from error
        self._members = {info.filename.rpartition("/")[2]: info for info in self._zip.infolist()}

    def rows(self, table: str) -> list[JsonRow]:
        """The array `f1db-{table}.json`. Raises SourceMalformedError where it is absent or no array of objects."""
        name = f"f1db-{table}.json"
        info = self._members.get(name)
        if info is None:
            raise SourceMalformedError(self._source, f"sent an archive without {name}")
        if info.file_size > MAX_MEMBER_BYTES:
            raise SourceMalformedError(self._source, f"sent {name} with {info.file_size} bytes")
        try:
            rows = json.loads(self._zip.read(info))
        except (zipfile.BadZipFile, ValueError) as error:
            raise SourceMalformedError(self._source, f"sent a damaged {name}: {error}") from error
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise SourceMalformedError(self._source, f"sent {name}, which is no array of objects")
        return rows

    def table(
        self,
        dataset: str,
        name: str,
        rows: Sequence[JsonRow],
        fields: Iterable[Field],
        more: Mapping[str, Sequence[object]] | None = None,
    ) -> pa.Table:
        """The columns of `dataset`: `fields` from `rows` of the array `name`, and `more` made elsewhere.

        Raises SourceMalformedError for a wrong type, naming file and field.
        """
        columns = {field.name: self._column(dataset, name, rows, field) for field in fields}
        for column, values in (more or {}).items():
            columns[column] = self._array(values, column_type(dataset, column), f"f1db-{name}.json, {column}")
        return pa.table(columns)

    def _column(self, dataset: str, name: str, rows: Sequence[JsonRow], field: Field) -> pa.Array:
        where = f"f1db-{name}.json, {field.key}"
        if rows and field.key not in rows[0]:
            raise SourceMalformedError(self._source, f"{where} is missing")
        values = [row.get(field.key) for row in rows]
        if field.milliseconds:
            return pc.divide(self._array(values, pa.int64(), where).cast(pa.float64()), 1000.0)
        return self._array(values, column_type(dataset, field.name), where)

    def _array(self, values: Sequence[object], type_: pa.DataType, where: str) -> pa.Array:
        if pa.types.is_date32(type_):
            return self._cast(self._array(values, pa.string(), where), type_, where)
        try:
            return pa.array(values, type=type_)
        except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
            raise SourceMalformedError(self._source, f"{where}: {error}") from error

    def _cast(self, values: pa.Array, type_: pa.DataType, where: str) -> pa.Array:
        try:
            return values.cast(type_)
        except pa.ArrowInvalid as error:
            raise SourceMalformedError(self._source, f"{where}: {error}") from error
