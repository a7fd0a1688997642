"""Looks whether the lake can be reached, without the libraries that read it."""

import os
from pathlib import Path
from urllib.parse import urlparse

from pitwall.settings import Settings

_TIMEOUT_S = 2


def lake_is_reachable(where: Settings) -> bool:
    """Whether the lake's folder can be listed, or its bucket answers within two seconds."""
    parts = urlparse(where.lake)
    if parts.scheme == "s3":
        return _bucket_answers(parts.netloc, where.aws_endpoint_url)
    folder = Path(parts.path)
    return folder.is_dir() and os.access(folder, os.R_OK | os.X_OK)


def _bucket_answers(bucket: str, endpoint_url: str | None) -> bool:
    # Imported here: only this endpoint talks to AWS, and a cold start should not pay for it.
    import boto3
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError

    config = Config(connect_timeout=_TIMEOUT_S, read_timeout=_TIMEOUT_S, retries={"max_attempts": 0})
    try:
        boto3.client("s3", endpoint_url=endpoint_url, config=config).head_bucket(Bucket=bucket)
    except (BotoCoreError, ClientError):
        return False
    return True
