"""Looks whether the lake can be reached, without the libraries and without the rights to read it."""

import os
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlparse
from urllib.request import Request, urlopen

from pitwall.settings import Settings

_TIMEOUT_S = 2


def lake_is_reachable(where: Settings) -> bool:
    """Whether the lake's folder can be listed, or its bucket exists and answers within two seconds."""
    parts = urlparse(where.lake)
    if parts.scheme == "s3":
        return _bucket_answers(parts.netloc, where.aws_endpoint_url)
    folder = Path(parts.path)
    return folder.is_dir() and os.access(folder, os.R_OK | os.X_OK)


def _bucket_answers(bucket: str, endpoint_url: str | None) -> bool:
    region = os.environ.get("AWS_REGION", "us-east-1")
    address = f"{endpoint_url.rstrip('/')}/{bucket}" if endpoint_url else f"https://{bucket}.s3.{region}.amazonaws.com"
    try:
        with urlopen(Request(address, method="HEAD"), timeout=_TIMEOUT_S):
            return True
    except HTTPError as error:
        # Unsigned, so a bucket of ours says 403; one that does not exist says 404.
        return error.code not in (404, 500, 502, 503, 504)
    except (OSError, HTTPException):
        return False
