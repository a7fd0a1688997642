"""The rows of simulations that are jobs, in DynamoDB; in the cloud, a new row is what starts the work."""

from dataclasses import asdict, dataclass, fields
from typing import Any

from pitwall.errors import NotFoundError
from pitwall.settings import settings

KEPT_S = 7 * 86_400


@dataclass(frozen=True)
class JobRow:
    """A job as it was taken. `expiration` is when DynamoDB may forget it (Unix seconds)."""

    id: str
    race_id: str
    submitted_at: str
    runs: int
    seed: int
    items: int
    expiration: int
    problem: str = ""
    """Why it cannot be finished; empty where nothing failed."""


class JobRows:
    """The table named by the settings; its client is made at the first use."""

    def put(self, row: JobRow) -> None:
        """Adds a job."""
        self._table().put_item(Item=asdict(row), ConditionExpression="attribute_not_exists(id)")

    def get(self, job_id: str) -> JobRow:
        """The job of that id. Raises NotFoundError."""
        found = self._table().get_item(Key={"id": job_id}, ConsistentRead=True).get("Item")
        if found is None:
            raise NotFoundError(f"there is no job {job_id}; jobs are kept for a week")
        return JobRow(**{field.name: _plain(field.type, found[field.name]) for field in fields(JobRow)})

    def fail(self, job_id: str, problem: str) -> None:
        """Notes why the job cannot be finished."""
        self._table().update_item(
            Key={"id": job_id},
            UpdateExpression="SET problem = :problem",
            ExpressionAttributeValues={":problem": problem},
        )

    def _table(self) -> Any:
        # Loaded at the first job: the AWS library costs a cold start half a second.
        import boto3

        chosen = settings()
        return boto3.resource("dynamodb", endpoint_url=chosen.aws_endpoint_url).Table(chosen.jobs_table)


def _plain(kind: Any, value: Any) -> Any:
    # DynamoDB gives every number as a Decimal.
    return int(value) if kind is int else str(value)
