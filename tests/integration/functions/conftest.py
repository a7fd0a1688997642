"""The handlers in an AWS account of each test's own."""

from collections.abc import Iterator

import pytest

from tests.contract.provider_server import ProviderServer
from tests.function_cloud import cloud, log_lines
from tests.provider_season import quick_pace

__all__ = ["cloud", "log_lines", "provider", "quick_pace"]


@pytest.fixture
def provider() -> Iterator[ProviderServer]:
    """A provider of this test's own."""
    with ProviderServer() as running:
        yield running
