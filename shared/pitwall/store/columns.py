"""Turns a data set's record into table columns, so that a field's name, type and nullability are stated once."""

import types
from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum
from typing import Any, Literal, Union, get_args, get_origin

import annotated_types
from pydantic.fields import FieldInfo
from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Double, Integer, SmallInteger, Text
from sqlalchemy.types import TypeEngine

from pitwall.domain.datasets import DataSetSpec

_SMALLINT_MAX = 32_767


def record_columns(spec: DataSetSpec) -> Iterator[Column[Any]]:
    """The columns of a data set's table: the record's fields, then the provenance of the winning version."""
    for name, field in spec.record.model_fields.items():
        yield Column(
            name,
            _sql_type(field),
            primary_key=name in spec.key,
            nullable=name not in spec.key and not field.is_required() and _allows_none(field.annotation),
            autoincrement=False,
        )
    yield Column("source", Text, nullable=False)
    yield Column("source_rank", SmallInteger, nullable=False)
    yield Column("source_revision", BigInteger, nullable=False)


def _allows_none(annotation: object) -> bool:
    return get_origin(annotation) in (Union, types.UnionType) and type(None) in get_args(annotation)


def _plain_type(annotation: object) -> type:
    if get_origin(annotation) in (Union, types.UnionType):
        return _plain_type(next(part for part in get_args(annotation) if part is not type(None)))
    if get_origin(annotation) is Literal:
        return str
    if hasattr(annotation, "__metadata__"):
        return _plain_type(get_args(annotation)[0])
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return str
    assert isinstance(annotation, type)
    return annotation


def _sql_type(field: FieldInfo) -> TypeEngine[Any]:
    kind = _plain_type(field.annotation)
    if kind is int:
        bounds = [m.le for m in _metadata(field) if isinstance(m, annotated_types.Le)]
        small = bool(bounds) and all(isinstance(b, int) and b <= _SMALLINT_MAX for b in bounds)
        return SmallInteger() if small else Integer()
    by_kind: dict[type, TypeEngine[Any]] = {
        bool: Boolean(),
        float: Double(),
        str: Text(),
        date: Date(),
        datetime: DateTime(timezone=True),
    }
    return by_kind[kind]


def _metadata(field: FieldInfo) -> list[object]:
    found: list[object] = list(field.metadata)
    for part in get_args(field.annotation):
        for item in getattr(part, "__metadata__", ()):
            found.extend(getattr(item, "metadata", [item]))
    return found
