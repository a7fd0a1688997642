"""Publishes what there is to say now, by the models in use.

Event: `{"step": "predict"}`, from a schedule or from the post-race chain.
"""

from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from pitwall.clock import now
from pitwall.errors import InvalidRequestError, PitwallError
from pitwall.lake.lake import Lake
from pitwall.lake.storage import open_storage
from pitwall.models.publishing import publish_everything
from pitwall.observability import logger, metrics, tracer
from pitwall.settings import settings


@logger().inject_lambda_context
@tracer().capture_lambda_handler(capture_response=False)
@metrics().log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], _context: LambdaContext) -> dict[str, Any]:
    """The paths of what is published now; what was there already is among them. Raises PitwallError."""
    if event.get("step") != "predict":
        raise InvalidRequestError(f"there is no step '{event.get('step')}'; there is predict")
    chosen = settings()
    try:
        published = publish_everything(
            Lake(open_storage(chosen.lake, chosen.aws_endpoint_url)),
            open_storage(chosen.artefacts, chosen.aws_endpoint_url),
            now,
        )
    except PitwallError:
        metrics().add_metric("PredictionFailures", MetricUnit.Count, 1)
        logger().exception("nothing new was foretold")
        raise
    metrics().add_metric("DocumentsPublished", MetricUnit.Count, len(published))
    logger().info("foretold", extra={"published": published})
    return {"published": published}
