"""DynamoDB in this process for the functions' idempotency records and jobs: the laptop's stand-in for AWS.

Started by the first job that needs it, since it costs two seconds that nobody should wait for at the start.
"""

import logging
import os
import threading
from types import TracebackType

import httpx

from pitwall.settings import Settings, settings

_REGION = "eu-west-1"


class AwsStandIn:
    """A moto server on loopback, started by `ensure`; the environment of this process points to it from then on."""

    def __init__(self) -> None:
        """Starts nothing yet."""
        self._lock = threading.Lock()
        self._server: object | None = None

    def ensure(self) -> None:
        """Start the stand-in and make its tables, unless that happened already or the settings name an endpoint."""
        with self._lock:
            if self._server is not None or settings().aws_endpoint_url:
                return
            from moto.server import ThreadedMotoServer

            # It would print a line for every request, and the terminal is for people.
            logging.getLogger("werkzeug").setLevel(logging.WARNING)
            server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
            server.start()
            self._server = server
            _, port = server.get_host_and_port()
            os.environ["PITWALL_AWS_ENDPOINT_URL"] = f"http://127.0.0.1:{port}"
            # Real credentials keep their place: the lake may lie in a real bucket.
            os.environ.setdefault("AWS_ACCESS_KEY_ID", "stand-in")
            os.environ.setdefault("AWS_SECRET_ACCESS_KEY", "stand-in")
            os.environ.setdefault("AWS_DEFAULT_REGION", _REGION)
            settings.cache_clear()
            _forget_everything()
            _create_tables(settings())

    def __enter__(self) -> "AwsStandIn":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it where it was started."""
        with self._lock:
            if self._server is not None:
                _forget_everything()
                self._server.stop()  # type: ignore[attr-defined]
                self._server = None
                del os.environ["PITWALL_AWS_ENDPOINT_URL"]
                settings.cache_clear()


def _forget_everything() -> None:
    # moto keeps its tables in the module: one stand-in of this process must not meet those of another.
    httpx.post(f"{settings().aws_endpoint_url}/moto-api/reset").raise_for_status()


def _create_tables(chosen: Settings) -> None:
    import boto3

    client = boto3.client("dynamodb", endpoint_url=chosen.aws_endpoint_url)
    for table in (chosen.idempotency_table, chosen.jobs_table):
        client.create_table(
            TableName=table,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        client.update_time_to_live(
            TableName=table, TimeToLiveSpecification={"Enabled": True, "AttributeName": "expiration"}
        )
