"""The door for columns against the record itself, row by row: the same rows pass, with the same values."""

import math
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from pitwall.domain.contracts import FieldContract, field_contracts
from pitwall.domain.datasets import DATASETS, DataSetSpec
from pitwall.errors import InvalidRecordError
from pitwall.ingest.validate import Admission, validate_record, validate_table

Row = dict[str, Any]

_NASTY_NUMBERS = (0, 1, -1, 0.5, -0.5, 600.0, 36_000.0, 36_000.5, 1e9, math.nan, math.inf, -math.inf)
_NASTY_TEXTS = (
    "",
    " ",
    "a" * 8,
    "a" * 9,
    "x" * 101,
    "é" * 2_000,
    "é" * 2_001,
    "a-b",
    "A-b",
    "a\n",
    "a\x00",
    "12",
    "nan",
)
_SOUND_TEXTS = {"driver_code": "ABC", "track_status": "12", "status": "1", "run_id": "0123456789abcdef" * 2}
_INSTANT = datetime(2024, 3, 3, 14, 0, tzinfo=UTC)
_SOUND: dict[type, Any] = {bool: True, int: 1, float: 1.0, date: _INSTANT.date(), datetime: _INSTANT}


def _sound(contract: FieldContract) -> Any:
    if contract.choices:
        return contract.choices[0]
    if contract.kind is str:
        return _SOUND_TEXTS.get(contract.name, "a-b") if contract.pattern and contract.max_length != 4 else "x"
    if contract.kind is int and contract.minimum is not None:
        return int(contract.minimum)
    return max(contract.minimum, 1.0) if contract.kind is float and contract.minimum else _SOUND[contract.kind]


def _around(contract: FieldContract) -> list[Any]:
    """On each bound and just beside it."""
    bounds = [contract.minimum, contract.exclusive_minimum, contract.maximum]
    step = 1 if contract.kind is int else 1e-6
    return [contract.kind(bound + side) for bound in bounds if bound is not None for side in (-step, 0, step)]


def _values(contract: FieldContract) -> st.SearchStrategy[Any]:
    """What a column of the right type could hold, and None."""
    own: dict[type, list[Any]] = {
        bool: [True, False],
        int: [0, 1, -1, 200, 201, 2**31 - 1, *_around(contract)],
        float: [*map(float, _NASTY_NUMBERS), *_around(contract)],
        str: [*_NASTY_TEXTS, *contract.choices],
        date: [date(1, 1, 1), date(9999, 12, 31)],
        datetime: [_INSTANT + timedelta(days=1)],
    }
    return st.sampled_from([None, _sound(contract), *own[contract.kind]])


def _rows(spec: DataSetSpec) -> st.SearchStrategy[list[Row]]:
    contracts = field_contracts(spec.record)
    sound = {contract.name: _sound(contract) for contract in contracts}
    change = st.sampled_from(contracts).flatmap(lambda c: st.tuples(st.just(c.name), _values(c)))
    return st.lists(st.lists(change, max_size=2).map(lambda changes: sound | dict(changes)), min_size=1, max_size=6)


def _table(spec: DataSetSpec, rows: list[Row]) -> pa.Table:
    types = {
        bool: pa.bool_(),
        int: pa.int64(),
        float: pa.float64(),
        str: pa.string(),
        date: pa.date32(),
        datetime: pa.timestamp("us", "UTC"),
    }
    return pa.table(
        {c.name: pa.array([row[c.name] for row in rows], types[c.kind]) for c in field_contracts(spec.record)}
    )


def _by_the_record(spec: DataSetSpec, rows: list[Row]) -> list[Row]:
    """The rows that the record itself takes; of those with one key the last."""
    defaults = {c.name for c in field_contracts(spec.record) if not c.required and not c.nullable}
    taken: dict[tuple[Any, ...], tuple[int, Row]] = {}
    for number, row in enumerate(rows):
        # A column has no way to leave a value out but null.
        given_row = {name: value for name, value in row.items() if value is not None or name not in defaults}
        try:
            record = spec.record.model_validate(given_row).model_dump()
        except ValidationError:
            continue
        taken[tuple(record[name] for name in spec.key)] = (number, record)
    return [record for _, record in sorted(taken.values(), key=lambda item: item[0])]


def _nothing_dropped(admission: Admission, rows: list[Row]) -> None:
    assert admission.table.num_rows + len(admission.refused) == len(rows)


@pytest.mark.parametrize("spec", DATASETS.values(), ids=lambda spec: spec.name)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_the_same_rows_pass_with_the_same_values(spec: DataSetSpec, data: st.DataObject) -> None:
    rows = data.draw(_rows(spec))
    admission = validate_table(spec.name, _table(spec, rows))
    assert admission.table.to_pylist() == _by_the_record(spec, rows)
    _nothing_dropped(admission, rows)


_FOREIGN = st.one_of(
    st.sampled_from([*_NASTY_TEXTS, "1", "1.0", "1.5", "true", "yes", "2024-03-03", "2024-03-03T14:00:00Z", "SOFT"]),
)
_COLUMNS_OF_OTHER_TYPE = st.one_of(
    st.lists(_FOREIGN, min_size=1, max_size=4).map(lambda values: pa.array(values, pa.string())),
    st.lists(st.sampled_from([0, 1, 2, 44, -1, 2**40]), min_size=1, max_size=4).map(pa.array),
    st.lists(st.sampled_from(_NASTY_NUMBERS), min_size=1, max_size=4).map(lambda v: pa.array(v, pa.float64())),
    st.lists(st.booleans(), min_size=1, max_size=4).map(pa.array),
)


@pytest.mark.parametrize(
    ("dataset", "column"),
    [
        ("laps", "lap_number"),
        ("laps", "lap_time_s"),
        ("laps", "driver_number"),
        ("laps", "compound"),
        ("laps", "fresh_tyre"),
        ("races", "date"),
        ("races", "start_time_utc"),
    ],
)
@settings(max_examples=60, deadline=None)
@given(values=_COLUMNS_OF_OTHER_TYPE)
def test_a_column_of_another_type_passes_as_far_as_the_record_takes_it(
    dataset: str, column: str, values: pa.Array
) -> None:
    spec = DATASETS[dataset]
    contracts = {contract.name: contract for contract in field_contracts(spec.record)}
    sound = {name: _sound(contract) for name, contract in contracts.items()}
    rows = [sound | {"round": number} for number in range(1, len(values) + 1)]
    table = _table(spec, rows).set_column(list(contracts).index(column), column, values)
    changed = [row | {column: value} for row, value in zip(rows, values.to_pylist(), strict=True)]
    if contracts[column].kind in (date, datetime):
        # The record would take a bare number for seconds since 1970; a column of numbers says no such thing.
        changed = [row for row in changed if isinstance(row[column], str)]
    elif contracts[column].kind is int:
        changed = [row for row in changed if row[column] != 2**40]
    elif contracts[column].kind is str and pa.types.is_integer(values.type):
        changed = [row | {column: str(row[column])} for row in changed]
    admission = validate_table(dataset, table)
    expected = [
        row | {"start_time_utc": _utc(row["start_time_utc"])} if dataset == "races" else row
        for row in _by_the_record(spec, changed)
    ]
    assert admission.table.to_pylist() == expected
    _nothing_dropped(admission, rows)


def test_a_single_record_that_breaks_its_contract_names_every_field() -> None:
    with pytest.raises(InvalidRecordError, match=r"(?s)lap_number.*lap_time_s"):
        validate_record(
            "laps", {"season": 2024, "round": 1, "session": "R", "driver_id": "a", "lap_number": 0, "lap_time_s": 0}
        )


def _utc(instant: datetime | None) -> datetime | None:
    return instant.replace(tzinfo=UTC) if instant is not None and instant.tzinfo is None else instant
