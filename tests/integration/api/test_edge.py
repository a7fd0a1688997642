"""Correlation ids, log lines, and errors nobody foresaw."""

import io
import json
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from functions.api.app import create_app
from pitwall.observability import SERVICE, logger

pytestmark = pytest.mark.database


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the application logs while the test runs."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logger().registered_formatter)
    logging.getLogger(SERVICE).addHandler(handler)
    yield stream
    logging.getLogger(SERVICE).removeHandler(handler)


def test_a_correlation_id_is_taken_returned_and_logged(client: TestClient, log: io.StringIO) -> None:
    answer = client.get("/api/v1/drivers/nobody", headers={"X-Correlation-Id": "abc-123"})
    assert (answer.headers["x-correlation-id"], answer.json()["correlation_id"]) == ("abc-123", "abc-123")
    (line,) = [json.loads(text) for text in log.getvalue().splitlines()]
    assert (line["correlation_id"], line["path"], line["status"]) == ("abc-123", "/api/v1/drivers/nobody", 404)
    assert line["role"] == "guest"


def test_head_is_logged_as_what_it_was(client: TestClient, log: io.StringIO) -> None:
    client.head("/api/v1/races")
    (line,) = [json.loads(text) for text in log.getvalue().splitlines()]
    assert (line["method"], line["status"], line["role"]) == ("HEAD", 200, "guest")


def test_requests_at_the_same_time_keep_their_ids_apart(client: TestClient, log: io.StringIO) -> None:
    ids = [f"request-{number}" for number in range(20)]
    with ThreadPoolExecutor(5) as pool:
        list(pool.map(lambda name: client.get("/api/v1/races", headers={"X-Correlation-Id": name}), ids))
    assert sorted(json.loads(text)["correlation_id"] for text in log.getvalue().splitlines()) == sorted(ids)


@pytest.mark.parametrize("given", ["", "a b", "x" * 101, "a\tb"])
def test_an_id_that_is_none_is_replaced(client: TestClient, given: str) -> None:
    made = client.get("/api/v1/health/live", headers={"X-Correlation-Id": given}).headers["x-correlation-id"]
    assert made != given
    assert len(made) == 32


def test_two_requests_have_two_ids(client: TestClient) -> None:
    ids = {client.get("/api/v1/health/live").headers["x-correlation-id"] for _ in range(2)}
    assert len(ids) == 2


def test_a_failure_of_the_code_is_a_problem_without_a_trace(log: io.StringIO) -> None:
    def broken() -> Engine:
        raise RuntimeError("secret inner detail")

    client = TestClient(create_app(broken), raise_server_exceptions=False)
    answer = client.get("/api/v1/races")
    assert "secret inner detail" in log.getvalue()
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
