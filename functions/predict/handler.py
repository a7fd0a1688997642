"""Publishes what there is to say now, by the models in use.

Event: `{"step": "predict"}`, from a schedule or from the post-race chain.
"""

from dataclasses import asdict
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from pitwall.clock import now
from pitwall.errors import InvalidRequestError, PitwallError
from pitwall.lake.opening import open_artefacts, open_lake
from pitwall.lake.storage import Storage
from pitwall.models import retraining
from pitwall.models.drift import drift_by_horizon
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
    artefacts = open_artefacts(settings())
    try:
        published = publish_everything(retraining.read_sources(open_lake(settings()), artefacts), now)
        _watch_drift(artefacts)
    except PitwallError:
        metrics().add_metric("PredictionFailures", MetricUnit.Count, 1)
        logger().exception("nothing new was foretold")
        raise
    metrics().add_metric("DocumentsPublished", MetricUnit.Count, len(published))
    logger().info("foretold", extra={"published": published})
    return {"published": published}


def _watch_drift(artefacts: Storage) -> None:
    """The relative change of what is lost, a value per horizon: the alarm is on the largest."""
    for horizon, found in drift_by_horizon(artefacts).items():
        metrics().add_metric("AccuracyDrift", MetricUnit.NoUnit, found.change)
        if found.alarm:
            logger().warning("forecasts are worse than tried", extra={"horizon": horizon, "drift": asdict(found)})
