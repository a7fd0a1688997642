"""The door for rows: checks whole columns against a record's contract and keeps what is refused, with the reason.

The same bounds hold for a single live record, which `validate_record` checks through the model itself.
"""

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import TypeAdapter, ValidationError

from pitwall.domain.contracts import FieldContract, Kind, field_contracts
from pitwall.domain.datasets import DATASETS, DataSetSpec
from pitwall.domain.records import Record
from pitwall.errors import InvalidRecordError
from pitwall.lake.schema import arrow_type, record_schema

Mask = npt.NDArray[np.bool_]

_TEXTS = (pa.types.is_string, pa.types.is_large_string)
_NUMBERS = (pa.types.is_integer, pa.types.is_floating)
_TYPES_OF_KIND: Mapping[Kind, tuple[Callable[[pa.DataType], bool], ...]] = {
    bool: (pa.types.is_boolean,),
    int: _NUMBERS,
    float: _NUMBERS,
    str: (*_TEXTS, pa.types.is_integer),  # a car's number may come as one
    date: (pa.types.is_date,),
    datetime: (pa.types.is_timestamp,),
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PLACEHOLDERS: Mapping[Kind, object] = {bool: False, int: 0, float: 0.0, str: "", date: _EPOCH.date(), datetime: _EPOCH}
"""Stand in a refused row where a required value is missing, until the row is taken out."""


@dataclass(frozen=True)
class Refusal:
    """One row that was not admitted: what is wrong, and the row as it came (JSON)."""

    reason: str
    row_json: str
    season: int | None = None
    round: int | None = None
    session: str | None = None


@dataclass(frozen=True)
class Admission:
    """Rows in the record's schema, and those refused."""

    table: pa.Table
    refused: tuple[Refusal, ...]


@dataclass
class _Reasons:
    """Collects, per row number, what is wrong with it."""

    rows: int
    by_row: dict[int, list[str]] = field(default_factory=dict)

    def add(self, bad: pa.ChunkedArray | Mask, reason: str) -> None:
        mask = bad if isinstance(bad, np.ndarray) else bad.fill_null(False).to_numpy(zero_copy_only=False)
        for row in np.flatnonzero(mask):
            self.by_row.setdefault(int(row), []).append(reason)

    def mask(self) -> Mask:
        bad = np.zeros(self.rows, dtype=bool)
        bad[list(self.by_row)] = True
        return bad


def validate_record(dataset: str, row: Mapping[str, object]) -> Record:
    """One live row as a record. Raises InvalidRecordError naming every field that is wrong."""
    try:
        return DATASETS[dataset].record.model_validate(row)
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise InvalidRecordError(f"{dataset}: {problems}") from error


def validate_table(dataset: str, table: pa.Table) -> Admission:
    """Rows of `table` that keep the data set's contract, and the refused ones with every reason.

    Unknown columns are ignored; an absent optional column counts as unknown. Raises InvalidRecordError where a
    required column is absent: then no row can be right.
    """
    spec = DATASETS[dataset]
    _require_columns(spec, table)
    reasons = _Reasons(table.num_rows)
    columns = {c.name: _checked_column(c, table, reasons) for c in field_contracts(spec.record)}
    checked = pa.table(columns, schema=record_schema(dataset))
    _refuse_repeated_keys(spec, checked, reasons)
    if not reasons.by_row:
        return Admission(checked, ())
    refused = _refusals(spec, table, checked, reasons)
    return Admission(checked.filter(pa.array(~reasons.mask())), tuple(refused))


def _require_columns(spec: DataSetSpec, table: pa.Table) -> None:
    missing = [c.name for c in field_contracts(spec.record) if c.required and c.name not in table.column_names]
    if missing:
        raise InvalidRecordError(f"{spec.name} needs the columns {', '.join(missing)}; got {table.column_names}")


def _checked_column(contract: FieldContract, table: pa.Table, reasons: _Reasons) -> pa.ChunkedArray:
    target = arrow_type(contract.kind)
    if contract.name not in table.column_names:
        default = pa.scalar(contract.default, target)
        return pa.chunked_array([pa.repeat(default, table.num_rows)])
    given = table.column(contract.name)
    column = _converted(contract, given, target, reasons)
    if contract.kind is float:
        column = pc.add(column, 0.0)  # makes 0 of -0, which PostgreSQL takes for the same key
    if contract.kind in (int, float):
        _check_bounds(contract, column, reasons)
    elif contract.kind is str:
        _check_text(contract, column, reasons)
    if not column.null_count or contract.nullable:
        return column
    if not contract.required:
        return column.fill_null(pa.scalar(contract.default, target))
    reasons.add(given.is_null(), f"{contract.name} is missing")
    return column.fill_null(pa.scalar(_PLACEHOLDERS[contract.kind], target))


def _converted(
    contract: FieldContract, column: pa.ChunkedArray, target: pa.DataType, reasons: _Reasons
) -> pa.ChunkedArray:
    if column.type == target:
        return column
    if _is_of_kind(column.type, contract.kind):
        try:
            return column.cast(target)
        except pa.ArrowException:
            pass
    return _converted_one_by_one(contract, column, target, reasons)


def _is_of_kind(given: pa.DataType, kind: Kind) -> bool:
    """Whether a cast of the whole column can only mean the same value: a number is no flag and no date."""
    return pa.types.is_null(given) or any(is_type(given) for is_type in _TYPES_OF_KIND[kind])


def _converted_one_by_one(
    contract: FieldContract, column: pa.ChunkedArray, target: pa.DataType, reasons: _Reasons
) -> pa.ChunkedArray:
    adapter: TypeAdapter[Any] = TypeAdapter(contract.kind)
    values, wrong = [], np.zeros(len(column), dtype=bool)
    for row, value in enumerate(column.to_pylist()):
        try:
            known = None if value is None else _from_text_or_kin(adapter, contract.kind, value)
            values.append(pa.scalar(known, target))
        except (ValidationError, pa.ArrowException, OverflowError):
            values.append(pa.scalar(None, target))
            wrong[row] = True
    reasons.add(wrong, f"{contract.name} is not of type {contract.kind.__name__}")
    return pa.chunked_array([pa.array([value.as_py() for value in values], target)])


def _from_text_or_kin(adapter: "TypeAdapter[Any]", kind: Kind, value: object) -> object:
    """What the record itself would make of `value`. A bare number is no date: nothing says what it counts."""
    return adapter.validate_python(value, strict=kind in (date, datetime) and isinstance(value, (int, float)))


def _check_bounds(contract: FieldContract, column: pa.ChunkedArray, reasons: _Reasons) -> None:
    if column.null_count == len(column):
        return
    name = contract.name
    if contract.kind is float:
        finite = pc.is_finite(column)
        if not pc.all(finite).as_py():
            reasons.add(pc.invert(finite), f"{name} is not a finite number")
    lowest, highest = (value.as_py() for value in pc.min_max(column).values())
    if contract.minimum is not None and lowest < contract.minimum:
        reasons.add(pc.less(column, contract.minimum), f"{name} is below {contract.minimum:g}")
    if contract.exclusive_minimum is not None and lowest <= contract.exclusive_minimum:
        reasons.add(
            pc.less_equal(column, contract.exclusive_minimum), f"{name} is not above {contract.exclusive_minimum:g}"
        )
    if contract.maximum is not None and highest > contract.maximum:
        reasons.add(pc.greater(column, contract.maximum), f"{name} is above {contract.maximum:g}")


def _check_text(contract: FieldContract, column: pa.ChunkedArray, reasons: _Reasons) -> None:
    refuse = partial(_refuse_values, column=column, reasons=reasons)
    distinct = pc.unique(column).drop_null()
    if contract.choices:
        allowed = pc.is_in(distinct, pa.array(contract.choices))
        refuse(distinct.filter(pc.invert(allowed)), f"{contract.name} is none of {', '.join(contract.choices)}")
    if contract.max_length is not None:
        too_long = pc.greater(pc.utf8_length(distinct), contract.max_length)
        refuse(distinct.filter(too_long), f"{contract.name} is longer than {contract.max_length} characters")
    if contract.pattern is not None:
        matches = pc.match_substring_regex(distinct, contract.pattern)
        refuse(distinct.filter(pc.invert(matches)), f"{contract.name} does not match {contract.pattern}")


def _refuse_values(values: pa.Array, reason: str, *, column: pa.ChunkedArray, reasons: _Reasons) -> None:
    if len(values):
        reasons.add(pc.is_in(column, values), reason)


def _refuse_repeated_keys(spec: DataSetSpec, table: pa.Table, reasons: _Reasons) -> None:
    repeated = ~reasons.mask()
    sound = np.flatnonzero(repeated)
    numbered = table.select(list(spec.key)).take(sound).append_column("row", pa.array(sound))
    last = numbered.group_by(list(spec.key)).aggregate([("row", "max")])["row_max"]
    repeated[last.to_numpy()] = False
    reasons.add(repeated, f"the same {', '.join(spec.key)} stands again further down; the last row counts")


def _refusals(spec: DataSetSpec, given: pa.Table, checked: pa.Table, reasons: _Reasons) -> list[Refusal]:
    numbers = sorted(reasons.by_row)
    where = {c.name: c for c in field_contracts(spec.record) if c.name in ("season", "round", "session")}
    as_given = given.take(pa.array(numbers)).to_pylist()
    places = checked.select(list(where)).take(pa.array(numbers)).to_pylist() if where else [{} for _ in numbers]
    return [
        Refusal(
            reason="; ".join(reasons.by_row[number]),
            row_json=json.dumps({name: _plain(value) for name, value in row.items()}, default=str, sort_keys=True),
            **{name: value for name, value in place.items() if _is_sound(where[name], value)},
        )
        for number, row, place in zip(numbers, as_given, places, strict=True)
    ]


def _is_sound(contract: FieldContract, value: Any) -> bool:
    """Whether a season, round or session is one, so that a refusal can be filed under it."""
    if contract.kind is str:
        return value in contract.choices
    return (
        contract.minimum is not None and contract.maximum is not None and contract.minimum <= value <= contract.maximum
    )


def _plain(value: object) -> object:
    """JSON has no NaN and no infinity."""
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value
