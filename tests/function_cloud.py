"""The functions as AWS would run them: moto for DynamoDB and S3, environment variables for settings, cold starts.

`Cloud` loads the handler modules anew, since they make their AWS clients when imported.
"""

import copy
import importlib
import json
import logging
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote_plus

import boto3
import httpx
import pytest

from pitwall.lake.lake import Lake
from pitwall.lake.opening import open_lake
from pitwall.observability import SERVICE
from pitwall.settings import settings
from tests.provider_season import provider_addresses

EVENTS = Path(__file__).parent / "events"
TABLE = "idempotency-of-tests"
BUCKET = "pitwall-lake"
PREFIX = "races-and-laps"
REGION = "eu-west-1"


@dataclass
class Context:
    """What Lambda hands to a handler beside the event."""

    function_name: str = "pitwall"
    memory_limit_in_mb: int = 1024
    invoked_function_arn: str = "arn:aws:lambda:eu-west-1:000000000000:function:pitwall"
    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))

    def get_remaining_time_in_millis(self) -> int:
        """A fresh invocation's."""
        return 60_000


class Cloud:
    """Both handlers with an environment of this test's own; `cold_start` makes changed settings count."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, endpoint_url: str, folder: Path) -> None:
        self.endpoint_url = endpoint_url
        self._monkeypatch = monkeypatch
        self._handlers: dict[str, ModuleType] = {}
        for name in ("DATA", "DATABASE_URL", "LAKE_URI", "NOW"):
            monkeypatch.delenv(f"PITWALL_{name}", raising=False)
        monkeypatch.delenv("POWERTOOLS_METRICS_DISABLED", raising=False)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        self.set(home=folder, aws_endpoint_url=endpoint_url, idempotency_table=TABLE, **provider_addresses())

    def set(self, **values: object) -> None:
        """Sets PITWALL_* variables; the next call starts cold."""
        for name, value in values.items():
            self._monkeypatch.setenv(f"PITWALL_{name.upper()}", str(value))
        self.cold_start()

    def cold_start(self) -> None:
        """Forgets the imported handlers and everything they kept."""
        self.close()
        settings.cache_clear()

    def close(self) -> None:
        """Gives back the database connections of the load handler."""
        loaded = self._handlers.pop("load", None)
        if loaded is not None and loaded._engine.cache_info().currsize:
            loaded._engine().dispose()
        self._handlers.clear()

    def ingest(self, event: dict[str, Any]) -> dict[str, Any]:
        """The ingest handler's answer."""
        return dict(self._handler("ingest")(event, Context("pitwall-ingest")))

    def load(self, event: dict[str, Any]) -> dict[str, Any]:
        """The load handler's answer."""
        return dict(self._handler("load")(event, Context("pitwall-load")))

    def use_bucket(self) -> None:
        """Moves the lake into an S3 bucket."""
        where = {"LocationConstraint": REGION}
        _client("s3", self.endpoint_url).create_bucket(Bucket=BUCKET, CreateBucketConfiguration=where)
        self.set(lake_uri=f"s3://{BUCKET}/{PREFIX}")

    @property
    def lake(self) -> Lake:
        """The lake that the settings name."""
        return open_lake(settings())

    def _handler(self, name: str) -> Any:
        if name not in self._handlers:
            module = importlib.import_module(f"functions.{name}.handler")
            self._handlers[name] = importlib.reload(module)
        return self._handlers[name].handler


@pytest.fixture
def cloud(
    aws_server: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    quick_pace: None,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Cloud]:
    """An account with an idempotency table and an empty bucket, a home folder, and no provider that answers."""
    httpx.post(f"{aws_server}/moto-api/reset").raise_for_status()
    made = Cloud(monkeypatch, aws_server, tmp_path)
    _client("dynamodb", aws_server).create_table(
        TableName=TABLE,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    yield made
    made.close()
    settings.cache_clear()


@cache
def _client(service: str, endpoint_url: str) -> Any:
    keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
    return boto3.client(service, endpoint_url=endpoint_url, region_name=REGION, **keys)


@pytest.fixture
def log_lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """The structured log lines written so far."""
    written: list[dict[str, Any]] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            formatter = logging.getLogger(SERVICE).handlers[0].formatter
            assert formatter is not None
            written.append(json.loads(formatter.format(record)))

    keeper = Keeper()
    logging.getLogger(SERVICE).addHandler(keeper)
    yield written
    logging.getLogger(SERVICE).removeHandler(keeper)


def schedule(name: str, /, **more: object) -> dict[str, Any]:
    """What EventBridge Scheduler sends for the job `name`, changed by `more`; a value of None takes the field away."""
    event: dict[str, Any] = json.loads((EVENTS / f"schedule_{name}.json").read_text())
    return {key: value for key, value in {**event, **more}.items() if value is not None}


def delivery(*created: tuple[str, str] | None, template: str = "sqs_s3_two_objects") -> dict[str, Any]:
    """The queue's batch with one message per (bucket, key); None keeps the template's message of that place."""
    event: dict[str, Any] = json.loads((EVENTS / f"{template}.json").read_text())
    if template == "sqs_s3_two_objects":
        event["Records"] = [copy.deepcopy(event["Records"][0]) for _ in created]
    for number, (message, place) in enumerate(zip(event["Records"], created, strict=True), start=1):
        message["messageId"] = f"message-{number}"
        if place is not None:
            notice = json.loads(message["body"])
            told = notice["Records"][0]["s3"]
            told["bucket"]["name"], told["object"]["key"] = place[0], quote_plus(place[1], safe="/")
            message["body"] = json.dumps(notice)
    return event


def failed(answer: dict[str, Any]) -> list[str]:
    """The messages that a load handler's answer sends back to the queue."""
    return [item["itemIdentifier"] for item in answer["batchItemFailures"]]


def emitted(capsys: pytest.CaptureFixture[str]) -> dict[str, float]:
    """The embedded metrics printed since the last look, summed by name."""
    totals: dict[str, float] = {}
    for line in capsys.readouterr().out.splitlines():
        if '"_aws"' not in line:
            continue
        parsed = json.loads(line)
        for directive in parsed["_aws"]["CloudWatchMetrics"]:
            assert directive["Namespace"] == "Pitwall"
            for metric in directive["Metrics"]:
                values = parsed[metric["Name"]]
                values = values if isinstance(values, list) else [values]
                totals[metric["Name"]] = totals.get(metric["Name"], 0) + sum(values)
    return totals


__all__ = ["BUCKET", "Cloud", "cloud", "delivery", "emitted", "failed", "log_lines", "schedule"]
