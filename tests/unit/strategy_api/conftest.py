"""The strategy API over a hand-made calibration, without a store: questions that name their race need none."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from functions.strategy.app import create_app
from functions.strategy.desk import Desk
from pitwall.errors import StoreUnavailableError
from pitwall.serving.responder import present
from tests.hand_made_calibration import HandMadeCalibration

NOW = datetime(2024, 6, 20, 12, 0, tzinfo=UTC)

Post = Callable[..., Any]


def no_store() -> Engine:
    """A store that is away."""
    raise StoreUnavailableError("away")


@pytest.fixture(scope="session")
def client() -> TestClient:
    """A caller of the strategy API."""
    app = create_app(no_store, desk=Desk(HandMadeCalibration()))
    app.dependency_overrides[present] = lambda: NOW
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture
def post(client: TestClient) -> Post:
    """Asks under /api/v1; the answer as (status, body)."""

    def ask(path: str, /, **body: Any) -> tuple[int, dict[str, Any]]:
        answer = client.post(f"/api/v1{path}", json={"race_id": "2024-05", **body})
        return answer.status_code, answer.json()

    return ask
