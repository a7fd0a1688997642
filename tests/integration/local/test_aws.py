"""The AWS stand-in as the functions meet it: found through the settings, started once, gone with its block."""

from collections.abc import Iterator

import boto3
import pytest

from pitwall.local.aws import AwsStandIn
from pitwall.settings import settings


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("PITWALL_AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"):
        monkeypatch.setenv(name, "unset")
        monkeypatch.delenv(name)
    settings.cache_clear()
    yield
    settings.cache_clear()


def test_an_idempotency_record_is_taken_once() -> None:
    with AwsStandIn() as aws:
        aws.ensure()
        table = boto3.resource("dynamodb", endpoint_url=settings().aws_endpoint_url).Table(settings().idempotency_table)
        table.put_item(Item={"id": "results#2026-12"}, ConditionExpression="attribute_not_exists(id)")
        with pytest.raises(table.meta.client.exceptions.ConditionalCheckFailedException):
            table.put_item(Item={"id": "results#2026-12"}, ConditionExpression="attribute_not_exists(id)")


def test_nothing_starts_until_something_needs_it() -> None:
    with AwsStandIn():
        assert settings().aws_endpoint_url is None


def test_a_second_need_meets_the_same_stand_in_and_its_end_clears_the_settings() -> None:
    with AwsStandIn() as aws:
        aws.ensure()
        first = settings().aws_endpoint_url
        aws.ensure()
        assert settings().aws_endpoint_url == first
    assert settings().aws_endpoint_url is None


def test_an_endpoint_that_is_set_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PITWALL_AWS_ENDPOINT_URL", "http://127.0.0.1:4566")
    settings.cache_clear()
    with AwsStandIn() as aws:
        aws.ensure()
        assert settings().aws_endpoint_url == "http://127.0.0.1:4566"


def test_a_stand_in_starts_empty_whatever_another_one_of_this_process_left(monkeypatch: pytest.MonkeyPatch) -> None:
    with AwsStandIn() as first:
        first.ensure()
        address = settings().aws_endpoint_url
        monkeypatch.delenv("PITWALL_AWS_ENDPOINT_URL")
        settings.cache_clear()
        with AwsStandIn() as second:
            second.ensure()
            assert settings().aws_endpoint_url != address
        monkeypatch.setenv("PITWALL_AWS_ENDPOINT_URL", str(address))
        settings.cache_clear()
