"""The way into a web application from Lambda: an API Gateway event in, the application's answer out.

Counts requests, server errors and milliseconds, one way for every function that serves HTTP.
"""

import time
from collections.abc import Callable
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext
from mangum import Mangum
from starlette.types import ASGIApp

from pitwall.observability import logger, metrics, tracer
from pitwall.serving.problems import MEDIA_TYPE

Handler = Callable[[dict[str, Any], LambdaContext], dict[str, Any]]


def lambda_door(app: ASGIApp) -> Handler:
    """The Lambda handler of `app`: answers one request (payload format 2.0) per call."""
    adapter = Mangum(
        app,  # type: ignore[arg-type]
        lifespan="off",
        text_mime_types=["application/json", MEDIA_TYPE, "text/"],
    )

    @logger().inject_lambda_context
    @tracer().capture_lambda_handler(capture_response=False)
    @metrics().log_metrics(capture_cold_start_metric=True)
    def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
        started = time.perf_counter()
        answer: dict[str, Any] = adapter(event, context)  # type: ignore[arg-type]
        metrics().add_metric("Requests", MetricUnit.Count, 1)
        metrics().add_metric("RequestDuration", MetricUnit.Milliseconds, (time.perf_counter() - started) * 1000)
        metrics().add_metric("ServerErrors", MetricUnit.Count, int(answer["statusCode"] >= 500))
        return answer

    door: Handler = handler
    return door
