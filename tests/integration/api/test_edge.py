"""Correlation ids, log lines, and errors nobody foresaw."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from functions.api.app import create_app

pytestmark = pytest.mark.database


def _log_lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def test_a_correlation_id_is_taken_returned_and_logged(client: TestClient, capfd: pytest.CaptureFixture[str]) -> None:
    answer = client.get("/api/v1/drivers/nobody", headers={"X-Correlation-Id": "abc-123"})
    assert (answer.headers["x-correlation-id"], answer.json()["correlation_id"]) == ("abc-123", "abc-123")


@pytest.mark.parametrize("given", ["", "a b", "x" * 101, "a\tb"])
def test_an_id_that_is_none_is_replaced(client: TestClient, given: str) -> None:
    made = client.get("/api/v1/health/live", headers={"X-Correlation-Id": given}).headers["x-correlation-id"]
    assert made != given
    assert len(made) == 32


def test_two_requests_have_two_ids(client: TestClient) -> None:
    ids = {client.get("/api/v1/health/live").headers["x-correlation-id"] for _ in range(2)}
    assert len(ids) == 2


def test_a_failure_of_the_code_is_a_problem_without_a_trace() -> None:
    def broken() -> Engine:
        raise RuntimeError("secret inner detail")

    client = TestClient(create_app(broken), raise_server_exceptions=False)
    answer = client.get("/api/v1/races")
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert answer.json()["correlation_id"] == answer.headers["x-correlation-id"]
    assert "secret" not in answer.text


def test_the_documentation_page_needs_nothing_from_elsewhere(client: TestClient) -> None:
    page = client.get("/api/v1/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert "openapi.json" in page.text
    assert "http" not in page.text.replace("https://json-schema.org", "")


def test_the_openapi_document_is_served(client: TestClient) -> None:
    document = client.get("/api/v1/openapi.json").json()
    assert "/api/v1/races/{race_id}/laps" in document["paths"]
