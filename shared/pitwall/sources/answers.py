"""Reads a provider's JSON field by field, so that a wrong type is named where it stands instead of failing later.

A converter takes the raw value and gives back ours, or raises ValueError with what it wanted.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TypeVar

from pitwall.errors import SourceMalformedError

T = TypeVar("T")
Converter = Callable[[object], T]

_DURATION = re.compile(r"^\+?(?:(?:(\d+):)?(\d{1,2}):)?(\d+(?:\.\d+)?)$")


@dataclass(frozen=True)
class Answer:
    """A value inside a provider's JSON: `path` says where it stands."""

    source: str
    path: str
    value: object

    def need(self, key: str, convert: Converter[T]) -> T:
        """The field `key`, converted. Raises SourceMalformedError where it is absent, null or of a wrong type."""
        found = self.find(key, convert)
        if found is None:
            raise SourceMalformedError(self.source, f"{self.path} lacks the field {key}")
        return found

    def find(self, key: str, convert: Converter[T]) -> T | None:
        """The field `key`, converted; None where absent, null or empty text. Raises SourceMalformedError."""
        raw = self._object().get(key)
        if raw is None or raw == "":
            return None
        try:
            return convert(raw)
        except ValueError as error:
            raise SourceMalformedError(
                self.source, f"{self.path}.{key} is {_shown(raw)}, which is no {error}"
            ) from error

    def part(self, key: str) -> "Answer":
        """The object or array under `key`. Raises SourceMalformedError where it is absent."""
        found = self.part_or_none(key)
        if found is None:
            raise SourceMalformedError(self.source, f"{self.path} lacks the field {key}")
        return found

    def part_or_none(self, key: str) -> "Answer | None":
        """The object or array under `key`, None where absent or null."""
        raw = self._object().get(key)
        return None if raw is None else Answer(self.source, f"{self.path}.{key}", raw)

    def rows(self) -> list["Answer"]:
        """The entries of this array. Raises SourceMalformedError where it is none."""
        if not isinstance(self.value, list):
            raise SourceMalformedError(self.source, f"{self.path} is {_shown(self.value)}, which is no array")
        return [Answer(self.source, f"{self.path}[{index}]", value) for index, value in enumerate(self.value)]

    def rows_of(self, key: str) -> list["Answer"]:
        """The entries of the array under `key`, none where it is absent."""
        found = self.part_or_none(key)
        return [] if found is None else found.rows()

    def _object(self) -> dict[str, object]:
        if not isinstance(self.value, dict):
            raise SourceMalformedError(self.source, f"{self.path} is {_shown(self.value)}, which is no object")
        return self.value


def text(raw: object) -> str:
    """Text as it stands, without surrounding blanks."""
    if not isinstance(raw, str):
        raise ValueError("text")
    return raw.strip()


def label(raw: object) -> str:
    """Text or a whole number as text: car numbers come as either."""
    return str(integer(raw)) if isinstance(raw, int) else text(raw)


def integer(raw: object) -> int:
    """A whole number, also written as text: Ergast quotes all its numbers."""
    number_ = number(raw)
    if not number_.is_integer():
        raise ValueError("whole number")
    return int(number_)


def number(raw: object) -> float:
    """A finite number, also written as text."""
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        raise ValueError("number")
    try:
        value = float(raw)
    except ValueError as error:
        raise ValueError("number") from error
    if not math.isfinite(value):
        raise ValueError("finite number")
    return value


def flag(raw: object) -> bool:
    """True or false, also as 1 or 0."""
    if raw not in (True, False):
        raise ValueError("true or false")
    return bool(raw)


def day(raw: object) -> date:
    """A date written YYYY-MM-DD."""
    try:
        return date.fromisoformat(text(raw))
    except ValueError as error:
        raise ValueError("date") from error


def instant(raw: object) -> datetime:
    """A point in time in ISO 8601; without zone it counts as UTC."""
    try:
        found = datetime.fromisoformat(text(raw))
    except ValueError as error:
        raise ValueError("ISO 8601 time") from error
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def duration_s(raw: object) -> float:
    """Seconds of `1:23.456`, `1:25:33.607`, `41.972` or `+5.155`."""
    match = _DURATION.match(raw.strip()) if isinstance(raw, str) else None
    if match is None:
        raise ValueError("duration like 1:23.456")
    hours, minutes, seconds = match.groups()
    # Milliseconds are exact; a sum of floats is not.
    return round(int(hours or 0) * 3_600 + int(minutes or 0) * 60 + float(seconds), 6)


def _shown(raw: object) -> str:
    shown = repr(raw)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."
