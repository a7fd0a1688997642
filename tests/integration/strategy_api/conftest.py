"""The strategy API beside a real PostgreSQL with a small calendar, and an AWS account of each test's own."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import boto3
import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, insert

from functions.strategy.app import create_app
from functions.strategy.desk import Desk
from functions.strategy.idempotency import forget
from functions.strategy.job_desk import JobDesk
from pitwall.serving.responder import present
from pitwall.settings import settings
from pitwall.store import tables
from pitwall.store.engine import open_engine
from tests.hand_made_calibration import HandMadeCalibration

NOW = datetime(2024, 6, 20, 12, 0, tzinfo=UTC)
Client = Callable[..., TestClient]


@pytest.fixture(scope="module")
def calendar(module_database_url: str) -> Iterator[Engine]:
    """Round 5 of 2024 is the last with a result, round 6 comes next."""
    engine = open_engine(module_database_url)
    provenance = {"source": "f1db", "source_rank": 70, "source_revision": 1}
    common = {**provenance, "season": 2024, "circuit_id": "nowhere", "cancelled": False, "name": "Nowhere Grand Prix"}
    with engine.begin() as connection:
        connection.execute(insert(tables.circuits), [{**provenance, "circuit_id": "nowhere", "name": "Nowhere"}])
        connection.execute(insert(tables.seasons), [{"season": 2024, **provenance}])
        for race_round, day, status in ((5, date(2024, 6, 16), "completed"), (6, date(2024, 6, 23), "scheduled")):
            connection.execute(insert(tables.races), [{**common, "round": race_round, "date": day, "status": status}])
    yield engine
    engine.dispose()


@pytest.fixture
def calibration() -> HandMadeCalibration:
    """One race, made by hand; what is kept is this test's own."""
    return HandMadeCalibration()


@pytest.fixture
def client(calendar: Engine, calibration: HandMadeCalibration) -> TestClient:
    """A caller of the strategy API."""
    app = create_app(lambda: calendar, desk=Desk(calibration))
    app.dependency_overrides[present] = lambda: NOW
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture
def account(aws_server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Empty tables for jobs and idempotency, and a folder for artefacts: that folder."""
    httpx.post(f"{aws_server}/moto-api/reset").raise_for_status()
    for name, value in {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "PITWALL_AWS_ENDPOINT_URL": aws_server,
        "PITWALL_ARTEFACTS_URI": str(tmp_path / "artefacts"),
    }.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    forget()
    dynamodb: Any = boto3.client("dynamodb", endpoint_url=aws_server)
    for table in (settings().idempotency_table, settings().jobs_table):
        dynamodb.create_table(
            TableName=table,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
    yield tmp_path / "artefacts"
    settings.cache_clear()
    forget()


@pytest.fixture
def client_with_jobs(calendar: Engine, calibration: HandMadeCalibration, account: Path) -> Callable[..., TestClient]:
    """Makes a client whose jobs are started by the function given."""

    def make(start: Any) -> TestClient:
        app = create_app(lambda: calendar, desk=Desk(calibration), jobs=JobDesk(start))
        app.dependency_overrides[present] = lambda: NOW
        return TestClient(app, raise_server_exceptions=False)

    return make
