"""Simulations as JSON: dataclasses and arrays to plain lists and back, refused with the place of the fault.

The types themselves say what a body holds, so that a new field needs no second description.
"""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import numpy as np

from pitwall.errors import InvalidSimulationError

T = TypeVar("T")


def to_json(value: object) -> Any:
    """`value` (dataclasses, enums, arrays, mappings, tuples, plain values) as what `json.dumps` takes."""
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value):
        return {field.name: to_json(getattr(value, field.name)) for field in fields(value) if field.init}
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    if isinstance(value, frozenset):
        return sorted(to_json(item) for item in value)
    if isinstance(value, tuple | list):
        return [to_json(item) for item in value]
    if isinstance(value, Mapping):
        return {str(name): to_json(item) for name, item in value.items()}
    return value


def from_json(kind: type[T], data: Any, where: str = "") -> T:
    """The `kind` that `data` describes. Raises InvalidSimulationError naming the place, and what `kind` itself raises.

    Unknown and absent fields, numbers that are none and words outside their set are refused.
    """
    found: T = _read(kind, data, where or kind.__name__)
    return found


def _read(kind: Any, data: Any, where: str) -> Any:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        if data is None and NoneType in arguments:
            return None
        (present,) = (argument for argument in arguments if argument is not NoneType)
        return _read(present, data, where)
    if origin is np.ndarray:
        return _array(get_args(arguments[1])[0], data, where)
    if origin is tuple and arguments[-1] is not Ellipsis:
        return _fixed(arguments, data, where)
    if origin in (tuple, frozenset):
        return origin(_read(arguments[0], item, f"{where}[{n}]") for n, item in enumerate(_list(data, where)))
    if is_dataclass(kind):
        return _dataclass(kind, data, where)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _word(kind, data, where)
    return _plain(kind, data, where)


def _fixed(kinds: tuple[Any, ...], data: Any, where: str) -> tuple[Any, ...]:
    values = _list(data, where)
    if len(values) != len(kinds):
        raise InvalidSimulationError(f"{where} must have {len(kinds)} entries, not {len(values)}")
    return tuple(_read(kind, item, f"{where}[{n}]") for n, (kind, item) in enumerate(zip(kinds, values, strict=True)))


def _dataclass(kind: Any, data: Any, where: str) -> Any:
    if not isinstance(data, Mapping):
        raise InvalidSimulationError(f"{where} must be an object, not {_named(data)}")
    hints, known = _fields(kind)
    unknown = sorted(set(data) - set(known))
    if unknown:
        raise InvalidSimulationError(f"{where} has no {', '.join(unknown)}; it has {', '.join(known)}")
    absent = [name for name, field in known.items() if name not in data and _is_required(field)]
    if absent:
        raise InvalidSimulationError(f"{where} lacks {', '.join(absent)}")
    return kind(**{name: _read(hints[name], value, f"{where}.{name}") for name, value in data.items()})


@lru_cache(maxsize=64)
def _fields(kind: Any) -> tuple[dict[str, Any], dict[str, "Field[Any]"]]:
    return get_type_hints(kind), {field.name: field for field in fields(kind) if field.init}


def _is_required(field: "Field[Any]") -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _array(dtype: Any, data: Any, where: str) -> Any:
    values = _list(data, where)
    try:
        found = np.array(values)
    except ValueError as error:
        raise InvalidSimulationError(f"{where} must have rows of one length") from error
    if values and not (np.issubdtype(found.dtype, np.number) or found.dtype == np.bool_):
        raise InvalidSimulationError(f"{where} must hold numbers only")
    if np.issubdtype(dtype, np.integer) and not _fits(found, dtype):
        raise InvalidSimulationError(
            f"{where} must hold whole numbers from {np.iinfo(dtype).min} to {np.iinfo(dtype).max}"
        )
    if dtype is np.bool_ and not np.isin(found, (0, 1)).all():
        raise InvalidSimulationError(f"{where} must hold truth values only")
    if not np.isfinite(found).all():
        raise InvalidSimulationError(f"{where} must hold finite numbers only")
    return found.astype(dtype)


def _fits(found: Any, dtype: Any) -> bool:
    bounds = np.iinfo(dtype)
    if found.size == 0:
        return True
    return bool(
        np.isfinite(found).all()
        and (found == np.trunc(found)).all()
        and bounds.min <= found.min()
        and found.max() <= bounds.max
    )


def _list(data: Any, where: str) -> list[Any]:
    if not isinstance(data, list):
        raise InvalidSimulationError(f"{where} must be a list, not {_named(data)}")
    return data


def _word(kind: type[Enum], data: Any, where: str) -> Enum:
    try:
        return kind(data)
    except ValueError as error:
        raise InvalidSimulationError(
            f"{where} is {data!r}; it is one of {', '.join(str(w.value) for w in kind)}"
        ) from error


def _plain(kind: Any, data: Any, where: str) -> Any:
    if kind is float and isinstance(data, int) and not isinstance(data, bool):
        data = float(data)
    if kind not in (int, float, bool, str) or type(data) is not kind:
        raise InvalidSimulationError(f"{where} must be of type {getattr(kind, '__name__', kind)}, not {_named(data)}")
    if kind is float and not np.isfinite(data):
        raise InvalidSimulationError(f"{where} must be a finite number")
    return data


def _named(data: Any) -> str:
    return "nothing" if data is None else type(data).__name__
