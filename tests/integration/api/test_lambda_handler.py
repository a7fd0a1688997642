"""The same bytes through API Gateway and Mangum as through the web server on a laptop."""

import base64
import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from mangum import Mangum
from sqlalchemy import Engine

pytestmark = pytest.mark.database

EVENT = Path(__file__).parents[2] / "events" / "http_api_v2_get.json"


@dataclass
class _Context:
    function_name: str = "pitwall-api"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:eu-west-1:000000000000:function:pitwall-api"
    aws_request_id: str = "00000000-0000-0000-0000-000000000000"


def _event(path: str, query: str = "", **headers: str) -> dict[str, Any]:
    event: dict[str, Any] = json.loads(EVENT.read_text())
    event["rawPath"] = event["requestContext"]["http"]["path"] = path
    event["rawQueryString"] = query
    event["headers"] |= headers
    return event


def _body(answer: dict[str, Any]) -> bytes:
    raw = base64.b64decode(answer["body"]) if answer["isBase64Encoded"] else answer["body"].encode()
    return gzip.decompress(raw) if answer["headers"].get("content-encoding") == "gzip" else raw


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/api/v1/races/2024-01/laps", "driver=QUI&driver=SLO&lap_from=2"),
        ("/api/v1/races/2024-01/laps", "format=csv"),
        ("/api/v1/drivers/anna-quick", ""),
        ("/api/v1/races", "season=1900"),
    ],
)
def test_the_gateway_gets_the_same_bytes_as_the_web_server(
    client: TestClient, encoding: str, path: str, query: str
) -> None:
    asked = {"accept-encoding": encoding, "x-correlation-id": "same"}
    direct = client.get(path, params=query, headers=asked)
    through = Mangum(client.app, lifespan="off")(_event(path, query, **asked), _Context())  # type: ignore[arg-type]
    assert through["statusCode"] == direct.status_code
    assert _body(through) == direct.content
    assert through["headers"].get("etag") == direct.headers.get("etag")


def test_the_handler_answers_and_counts(
    championship: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from functions.api import handler

    answer = handler.handler(_event("/api/v1/health/live"), _Context())  # type: ignore[arg-type]
    assert (answer["statusCode"], json.loads(answer["body"])["status"]) == (200, "up")
    metrics = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "_aws" in line]
    (counted,) = [line for line in metrics if "Requests" in line]
    assert (counted["Requests"], counted["ServerErrors"], counted["service"]) == ([1.0], [0.0], "pitwall")
    assert counted["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "Pitwall"
