"""Reads a record's fields as plain facts (type, bounds, choices), for doors that check or store whole columns.

A bound stated in `domain.records` thus holds for one live record and for a million rows alike.
"""

import types
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

import annotated_types
from pydantic.fields import FieldInfo

from pitwall.domain.records import Record

Kind = type[bool] | type[int] | type[float] | type[str] | type[date] | type[datetime]


@dataclass(frozen=True)
class FieldContract:
    """What one field may hold. Bounds are None where there are none."""

    name: str
    kind: Kind
    nullable: bool
    required: bool
    default: object
    minimum: float | None
    exclusive_minimum: float | None
    maximum: float | None
    max_length: int | None
    pattern: str | None
    choices: tuple[str, ...]


@cache
def field_contracts(record: type[Record]) -> tuple[FieldContract, ...]:
    """The contracts of a record's fields, in order."""
    return tuple(_contract(name, field) for name, field in record.model_fields.items())


def _contract(name: str, field: FieldInfo) -> FieldContract:
    constraints = list(_constraints(field.annotation, field.metadata))
    kind, choices = _kind(field.annotation)
    return FieldContract(
        name=name,
        kind=kind,
        nullable=_is_union(field.annotation) and type(None) in get_args(field.annotation),
        required=field.is_required(),
        default=None if field.is_required() else field.default,
        minimum=_bound(constraints, annotated_types.Ge, "ge"),
        exclusive_minimum=_bound(constraints, annotated_types.Gt, "gt"),
        maximum=_bound(constraints, annotated_types.Le, "le"),
        max_length=_bound(constraints, annotated_types.MaxLen, "max_length"),
        pattern=next((c.pattern for c in constraints if getattr(c, "pattern", None)), None),
        choices=choices,
    )


def _is_union(annotation: object) -> bool:
    return get_origin(annotation) in (Union, types.UnionType)


def _kind(annotation: Any) -> tuple[Kind, tuple[str, ...]]:
    if _is_union(annotation):
        return _kind(next(part for part in get_args(annotation) if part is not type(None)))
    if get_origin(annotation) is Literal:
        return str, tuple(str(choice) for choice in get_args(annotation))
    if hasattr(annotation, "__metadata__"):
        return _kind(get_args(annotation)[0])
    if issubclass(annotation, Enum):
        return str, tuple(str(member.value) for member in annotation)
    kind: Kind = annotation
    return kind, ()


def _constraints(annotation: Any, metadata: Any) -> Iterator[Any]:
    for item in metadata:
        yield from getattr(item, "metadata", [item])
    for part in get_args(annotation) if _is_union(annotation) else ():
        yield from _constraints(part, getattr(part, "__metadata__", ()))


def _bound(constraints: list[Any], kind: type, attribute: str) -> Any:
    return next((getattr(c, attribute) for c in constraints if isinstance(c, kind)), None)
