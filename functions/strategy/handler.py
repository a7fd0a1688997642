"""The Lambda behind strategy and simulations: an API Gateway event in, FastAPI's answer out."""

import time
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext
from mangum import Mangum

from functions.strategy.app import create_app
from pitwall.observability import logger, metrics, tracer
from pitwall.serving.problems import MEDIA_TYPE

_adapter = Mangum(create_app(), lifespan="off", text_mime_types=["application/json", MEDIA_TYPE, "text/"])


@logger().inject_lambda_context
@tracer().capture_lambda_handler(capture_response=False)
@metrics().log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one request (payload format 2.0); counts requests, server errors and milliseconds."""
    started = time.perf_counter()
    answer: dict[str, Any] = _adapter(event, context)  # type: ignore[arg-type]
    metrics().add_metric("Requests", MetricUnit.Count, 1)
    metrics().add_metric("RequestDuration", MetricUnit.Milliseconds, (time.perf_counter() - started) * 1000)
    metrics().add_metric("ServerErrors", MetricUnit.Count, int(answer["statusCode"] >= 500))
    return answer
