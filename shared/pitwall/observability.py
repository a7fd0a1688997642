"""Logs, traces and metrics, built one way for every function.

Powertools writes structured JSON lines and embedded metrics to standard output; POWERTOOLS_* variables tune it.
"""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import lru_cache
from typing import Any, cast

from aws_lambda_powertools import Logger, Metrics, Tracer

SERVICE = "pitwall"
NAMESPACE = "Pitwall"


def _service() -> str:
    return os.environ.get("POWERTOOLS_SERVICE_NAME", SERVICE)


@lru_cache(maxsize=1)
def logger() -> Logger:
    """The process's logger: one JSON object per line, level from POWERTOOLS_LOG_LEVEL (default INFO), times in UTC."""
    return Logger(service=_service(), level=os.environ.get("POWERTOOLS_LOG_LEVEL", "INFO"), utc=True)


class _NoRecorder:
    """Stands where the X-Ray recorder would, whose import takes half a second: takes every note and keeps none."""

    @contextmanager
    def in_subsegment(self, **_kwargs: object) -> Iterator["_NoRecorder"]:
        yield self

    @asynccontextmanager
    async def in_subsegment_async(self, **_kwargs: object) -> AsyncIterator["_NoRecorder"]:
        yield self

    def put_annotation(self, *_args: object, **_kwargs: object) -> None:
        """Nothing is kept."""

    put_metadata = add_exception = put_annotation


@lru_cache(maxsize=1)
def tracer() -> Tracer:
    """The process's tracer; it records only where an X-Ray daemon listens, which is inside Lambda."""
    if "AWS_LAMBDA_FUNCTION_NAME" in os.environ:
        return Tracer(service=_service(), auto_patch=False)
    # Not `disabled=True`: Powertools would import X-Ray in order to switch it off.
    return Tracer(service=_service(), auto_patch=False, disabled=False, provider=cast(Any, _NoRecorder()))


@lru_cache(maxsize=1)
def metrics() -> Metrics:
    """The process's metrics, in the namespace Pitwall unless POWERTOOLS_METRICS_NAMESPACE says otherwise."""
    return Metrics(namespace=os.environ.get("POWERTOOLS_METRICS_NAMESPACE", NAMESPACE), service=_service())
