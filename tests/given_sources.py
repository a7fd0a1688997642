"""Sources of which a test gives each client it is about; whoever else is asked is a failure of the test."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, NoReturn

from pitwall.domain.datasets import Batch
from pitwall.errors import SourceUnavailableError
from pitwall.ingest.fetch import Sources
from pitwall.settings import Settings

NOW = datetime(2024, 3, 4, 12, tzinfo=UTC)
"""The day after the first race of `tests.racing`."""


class Nobody:
    """A client that must not be used."""

    def __getattr__(self, name: str) -> NoReturn:
        raise AssertionError(f"somebody was asked for {name}")


def given(**clients: Any) -> Sources:
    """Sources with these clients and no others."""
    sources = Sources(Settings(), lambda: NOW)
    for name in ("jolpica", "official", "f1db", "fastf1", "openf1", "weather"):
        sources.__dict__[name] = clients.get(name, Nobody())
    return sources


def away(name: str) -> Callable[..., NoReturn]:
    """A question to which the provider `name` is away."""

    def ask(*_: object, **__: object) -> NoReturn:
        raise SourceUnavailableError(name, "is away")

    return ask


def answers_of(*batches: Batch) -> Callable[..., Sequence[Batch]]:
    """A question that is answered with `batches`."""
    return lambda *_, **__: list(batches)
