"""A provider server and a client that never really waits, for every contract test."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from contract.provider_server import ProviderServer
from pitwall.sources.http import HttpClient

FETCHED = datetime(2026, 7, 1, 12, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[ProviderServer]:
    """A provider of this test's own."""
    with ProviderServer() as running:
        yield running


@pytest.fixture
def waits() -> list[float]:
    """The seconds that the client would have slept."""
    return []


@pytest.fixture
def client(waits: list[float]) -> Callable[..., HttpClient]:
    """Makes clients whose sleep only notes the wait and whose jitter is none."""

    def make(source: str = "provider", timeout_s: float = 5.0, **options: object) -> HttpClient:
        return HttpClient(source, timeout_s=timeout_s, sleep=waits.append, random_share=lambda: 0.5, **options)

    return make


@pytest.fixture
def clock() -> Callable[[], datetime]:
    """Always noon of 1 July 2026."""
    return lambda: FETCHED


@pytest.fixture(scope="session")
def recorded(data_folder: Path) -> Path:
    """The folder of recorded provider responses."""
    folder = data_folder / "providers"
    if not folder.is_dir():
        pytest.skip(f"no recorded provider responses: {folder} does not exist")
    return folder
