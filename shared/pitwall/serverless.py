"""What handlers of at-least-once events share: the table in which a delivery is known to have been dealt with."""

from aws_lambda_powertools.utilities.idempotency import DynamoDBPersistenceLayer

from pitwall.settings import settings


def idempotency_store() -> DynamoDBPersistenceLayer:
    """A handler's own way to the idempotency records, in the DynamoDB table of the settings.

    Powertools lets one way serve one configuration: a second handler's key would silently be the first one's.
    """
    import boto3

    chosen = settings()
    return DynamoDBPersistenceLayer(
        table_name=chosen.idempotency_table,
        boto3_client=boto3.client("dynamodb", endpoint_url=chosen.aws_endpoint_url),
    )
