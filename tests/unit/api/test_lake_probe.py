"""Whether the lake can be reached: a folder, or a bucket."""

from pathlib import Path

import boto3
import pytest

from functions.api.lake_probe import lake_is_reachable
from pitwall.settings import Settings


@pytest.fixture
def endpoint_url(aws_server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    return aws_server


def test_a_folder_that_exists_is_reachable(tmp_path: Path) -> None:
    assert lake_is_reachable(Settings(lake_uri=str(tmp_path)))
    assert not lake_is_reachable(Settings(lake_uri=str(tmp_path / "absent")))


def test_a_bucket_that_exists_is_reachable(endpoint_url: str) -> None:
    boto3.client("s3", endpoint_url=endpoint_url, region_name="us-east-1").create_bucket(Bucket="lake")
    assert lake_is_reachable(Settings(lake_uri="s3://lake/prefix", aws_endpoint_url=endpoint_url))
    assert not lake_is_reachable(Settings(lake_uri="s3://absent/prefix", aws_endpoint_url=endpoint_url))


def test_an_endpoint_where_nobody_listens_is_not_reachable() -> None:
    assert not lake_is_reachable(Settings(lake_uri="s3://lake/prefix", aws_endpoint_url="http://127.0.0.1:1"))
