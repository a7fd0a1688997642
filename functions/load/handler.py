"""The loader: S3 tells of new lake objects through a queue; each is brought into the store."""

import json
from functools import lru_cache
from typing import Any
from urllib.parse import unquote_plus

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.idempotency import IdempotencyConfig, idempotent_function
from aws_lambda_powertools.utilities.typing import LambdaContext
from sqlalchemy import Engine

from pitwall.clock import now
from pitwall.errors import ConfigurationError, InvalidRequestError, LakeError, PitwallError
from pitwall.lake.lake import Lake
from pitwall.lake.opening import open_artefacts, open_lake
from pitwall.load.loader import load_paths
from pitwall.load.published import load_published
from pitwall.load.reconcile import reconcile
from pitwall.observability import logger, metrics, tracer
from pitwall.serverless import idempotency_store
from pitwall.settings import settings
from pitwall.store.engine import open_engine

_processor = BatchProcessor(event_type=EventType.SQS)
_IDEMPOTENCY = IdempotencyConfig(event_key_jmespath="[bucket, path, sequencer]", expires_after_seconds=3600)


@logger().inject_lambda_context
@tracer().capture_lambda_handler(capture_response=False)
@metrics().log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Loads what the batch of S3 events names; messages that failed go back to the queue, the others do not.

    `{"job": "reconcile"}` compares lake and store instead and counts the gaps; `{"job": "published"}` takes in the
    forecasts, models and marks that were published since the last time.
    """
    if event.get("job") == "reconcile":
        return _reconcile()
    if event.get("job") == "published":
        return _take_in_published()
    _IDEMPOTENCY.register_lambda_context(context)
    return dict(process_partial_response(event, _load_message, _processor, context))


def _reconcile() -> dict[str, Any]:
    gaps = reconcile(_engine(), _lake(), now())
    metrics().add_metric("ReconcileGaps", MetricUnit.Count, len(gaps))
    for gap in gaps:
        logger().warning("lake and store differ", extra=vars(gap))
    return {"gaps": len(gaps)}


def _take_in_published() -> dict[str, Any]:
    report = load_published(_engine(), open_artefacts(settings()))
    metrics().add_metric("DocumentsLoaded", MetricUnit.Count, report.documents)
    metrics().add_metric("DocumentsUnreadable", MetricUnit.Count, len(report.unreadable))
    for problem in report.unreadable:
        logger().warning("a published document cannot be read", extra={"problem": problem})
    return {"documents": report.documents}


def _load_message(record: SQSRecord) -> None:
    try:
        for created in _created_objects(record.body):
            _load_object(created=created)
    except PitwallError:
        # The batch processor keeps an error to itself: without this line nobody would learn the reason.
        metrics().add_metric("LoadFailures", MetricUnit.Count, 1)
        logger().exception("a message goes back to the queue", extra={"message_id": record.message_id})
        raise


def _created_objects(body: str) -> list[dict[str, str]]:
    try:
        notice = json.loads(body)
        if notice.get("Event") == "s3:TestEvent":
            return []
        return [_created_object(entry["s3"]) for entry in notice["Records"]]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InvalidRequestError(f"the message is no S3 event ({type(error).__name__}: {error})") from error


def _created_object(event: dict[str, Any]) -> dict[str, str]:
    bucket, key = event["bucket"]["name"], unquote_plus(event["object"]["key"])
    return {
        "bucket": bucket,
        "path": _lake_path(bucket, key),
        "sequencer": event["object"].get("sequencer", ""),
    }


@idempotent_function(  # type: ignore[untyped-decorator]  # Powertools ships it untyped
    data_keyword_argument="created", persistence_store=idempotency_store(), config=_IDEMPOTENCY
)
def _load_object(*, created: dict[str, str]) -> dict[str, int]:
    report = load_paths(_engine(), _lake(), [created["path"]])
    metrics().add_metric("ObjectsLoaded", MetricUnit.Count, report.objects)
    metrics().add_metric("RowsChanged", MetricUnit.Count, report.changed)
    metrics().add_metric("RowsRefused", MetricUnit.Count, report.refused)
    logger().info("loaded", extra={"path": created["path"], "changed": report.changed, "refused": report.refused})
    if created["path"] in report.unreadable:
        raise LakeError(f"{created['path']} cannot be read; it is noted in the store's books")
    return {"changed": report.changed}


def _lake_path(bucket: str, key: str) -> str:
    root = settings().lake.removeprefix("s3://").rstrip("/")
    where = f"{bucket}/{key}"
    if not where.startswith(f"{root}/"):
        raise InvalidRequestError(f"{where} is not in the lake at {settings().lake}")
    return where.removeprefix(f"{root}/")


@lru_cache(maxsize=1)
def _engine() -> Engine:
    url = settings().database_url
    if not url:
        raise ConfigurationError("PITWALL_DATABASE_URL is not set, so there is no store to load into")
    return open_engine(url, statement_timeout_s=None)


@lru_cache(maxsize=1)
def _lake() -> Lake:
    return open_lake(settings())
