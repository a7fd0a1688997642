"""The scheduled fetcher: one handler, a job per schedule (see pitwall.ingest.jobs). Writes to the lake only."""

from functools import lru_cache
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.idempotency import IdempotencyConfig, idempotent
from aws_lambda_powertools.utilities.typing import LambdaContext

from pitwall.clock import now
from pitwall.domain.vocabulary import RaceKey, SessionCode
from pitwall.errors import InvalidRequestError, PitwallError
from pitwall.ingest.fetch import Sources, parse_request
from pitwall.ingest.jobs import JobReport, run_job
from pitwall.lake.lake import Lake
from pitwall.lake.opening import open_lake
from pitwall.observability import logger, metrics, tracer
from pitwall.serverless import idempotency_store
from pitwall.settings import settings

_IDEMPOTENCY = IdempotencyConfig(event_key_jmespath="[job, execution_id]", expires_after_seconds=24 * 3600)
"""The same execution twice asks nobody twice; within `job`, what is unchanged is not written again anyway."""


@logger().inject_lambda_context
@tracer().capture_lambda_handler(capture_response=False)
@metrics().log_metrics(capture_cold_start_metric=True)
@idempotent(persistence_store=idempotency_store(), config=_IDEMPOTENCY)
def handler(event: dict[str, Any], _context: LambdaContext) -> dict[str, Any]:
    """Runs the job that the schedule's input names; an event without `execution_id` is refused.

    Event: `{"job": "results", "execution_id": "...", "season": 2026, "race": "2026-08", "session": "R"}`, the last
    three optional. Raises PitwallError, so that Lambda retries and the failure is counted.
    """
    job = str(event.get("job"))
    try:
        _require_execution_id(event)
        report = run_job(job, parse_request(event), _sources(), _lake(), now)
    except PitwallError:
        metrics().add_metric("IngestFailures", MetricUnit.Count, 1)
        logger().exception("ingest failed", extra={"job": job})
        raise
    _measure(report)
    return {
        "job": job,
        "outcome": report.run.outcome,
        "rows_accepted": report.run.rows_accepted,
        "rows_rejected": report.run.rows_rejected,
        "written": [version.path for version in report.written],
        "races": _classified(report),
    }


def _require_execution_id(event: dict[str, Any]) -> None:
    if not event.get("execution_id"):
        raise InvalidRequestError("a schedule's input names its execution_id, so that one delivered twice runs once")


def _classified(report: JobReport) -> list[str]:
    """The races whose classification came or changed: what is worth learning from."""
    partitions = {version.partition for version in report.written}
    return sorted(
        str(RaceKey(partition.season, partition.round))
        for partition in partitions
        if partition.dataset == "race_results"
        and partition.session == SessionCode.R
        and partition.season is not None
        and partition.round is not None
    )


def _measure(report: JobReport) -> None:
    metrics().add_metric("RowsAccepted", MetricUnit.Count, report.run.rows_accepted)
    metrics().add_metric("RowsRejected", MetricUnit.Count, report.run.rows_rejected)
    metrics().add_metric("ObjectsWritten", MetricUnit.Count, report.run.objects_written)
    metrics().add_metric("SourceFailures", MetricUnit.Count, len(report.failures))
    logger().info("ingested", extra={"run": report.run.model_dump(mode="json")})


@lru_cache(maxsize=1)
def _sources() -> Sources:
    return Sources(settings(), now)


@lru_cache(maxsize=1)
def _lake() -> Lake:
    return open_lake(settings())
