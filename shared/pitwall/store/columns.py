"""Turns a data set's record into table columns, so that a field's name, type and nullability are stated once."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Double, Integer, SmallInteger, Text
from sqlalchemy.types import TypeEngine

from pitwall.domain.contracts import FieldContract, Kind, field_contracts
from pitwall.domain.datasets import DataSetSpec

_SMALLINT_MAX = 32_767

_SQL_TYPES: dict[Kind, TypeEngine[Any]] = {
    bool: Boolean(),
    float: Double(),
    int: Integer(),
    str: Text(),
    date: Date(),
    datetime: DateTime(timezone=True),
}


def record_columns(spec: DataSetSpec) -> Iterator[Column[Any]]:
    """The columns of a data set's table: the record's fields, then the provenance of the winning version."""
    for contract in field_contracts(spec.record):
        in_key = contract.name in spec.key
        yield Column(
            contract.name,
            _sql_type(contract),
            primary_key=in_key,
            nullable=contract.nullable and not in_key,
            autoincrement=False,
        )
    yield Column("source", Text, nullable=False)
    yield Column("source_rank", SmallInteger, nullable=False)
    yield Column("source_revision", BigInteger, nullable=False)


def _sql_type(contract: FieldContract) -> TypeEngine[Any]:
    if contract.kind is int and contract.maximum is not None and contract.maximum <= _SMALLINT_MAX:
        return SmallInteger()
    return _SQL_TYPES[contract.kind]
