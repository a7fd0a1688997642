"""What handlers of at-least-once events share: the table in which a delivery is known to have been dealt with."""

from functools import lru_cache

from aws_lambda_powertools.utilities.idempotency import DynamoDBPersistenceLayer

from pitwall.settings import settings


@lru_cache(maxsize=1)
def idempotency_store() -> DynamoDBPersistenceLayer:
    """The process's idempotency records, in the DynamoDB table of the settings."""
    import boto3

    chosen = settings()
    return DynamoDBPersistenceLayer(
        table_name=chosen.idempotency_table,
        boto3_client=boto3.client("dynamodb", endpoint_url=chosen.aws_endpoint_url),
    )
