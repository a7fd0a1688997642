"""The load handler with the queue's batches: what is loaded, what goes back to the queue, and what is said about it."""

import json
from pathlib import Path
from typing import Any

import pytest
from aws_lambda_powertools.utilities.batch.exceptions import BatchProcessingError
from sqlalchemy import Engine, text

from pitwall.ingest.intake import take_in
from pitwall.lake.publications import publish
from pitwall.lake.storage import open_storage
from pitwall.settings import settings
from tests import racing
from tests.function_cloud import EVENTS, Cloud, delivery, emitted, failed, schedule
from tests.hand_made_forecast import race_forecast
from tests.store_state import count

pytestmark = pytest.mark.database


@pytest.fixture
def paths(cloud: Cloud, database_url: str) -> dict[str, str]:
    """A season lies in the lake and not in the store; the path of each data set's first object."""
    cloud.set(database_url=database_url, now="2024-04-01T12:00:00Z")
    found: dict[str, str] = {}
    for batch in racing.season():
        found.setdefault(batch.dataset, take_in(batch, cloud.lake).written[0].path)
    return found


def _bucket() -> str:
    """A folder lake's stand-in for a bucket."""
    return settings().lake


def _errors(log_lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [line for line in log_lines if line["level"] == "ERROR"]


def test_the_recorded_batch_has_encoded_keys() -> None:
    recorded = json.loads((EVENTS / "sqs_s3_two_objects.json").read_text())
    notice = json.loads(recorded["Records"][0]["body"])
    assert "/season%3D2030/" in notice["Records"][0]["s3"]["object"]["key"]


def test_two_objects_are_loaded_and_counted(
    cloud: Cloud, store: Engine, paths: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    answer = cloud.load(delivery((_bucket(), paths["circuits"]), (_bucket(), paths["races"])))
    assert answer == {"batchItemFailures": []}
    assert (count(store, "circuits"), count(store, "races")) == (3, 3)
    metrics = emitted(capsys)
    assert (metrics["ObjectsLoaded"], metrics["RowsChanged"], metrics["RowsRefused"]) == (2, 6, 0)
    assert "LoadFailures" not in metrics


def test_one_message_may_tell_of_several_objects(cloud: Cloud, store: Engine, paths: dict[str, str]) -> None:
    event = delivery((_bucket(), paths["circuits"]), (_bucket(), paths["races"]))
    first, second = (json.loads(record["body"]) for record in event["Records"])
    event["Records"][0]["body"] = json.dumps({"Records": [*first["Records"], *second["Records"]]})
    del event["Records"][1]
    assert failed(cloud.load(event)) == []
    assert (count(store, "circuits"), count(store, "races")) == (3, 3)


def test_the_test_event_of_a_new_notification_is_taken_and_changes_nothing(
    cloud: Cloud, store: Engine, paths: dict[str, str]
) -> None:
    assert failed(cloud.load(json.loads((EVENTS / "sqs_s3_test_event.json").read_text()))) == []
    assert count(store, "loaded_objects") == 0


def test_only_the_poisoned_message_goes_back(
    cloud: Cloud,
    store: Engine,
    paths: dict[str, str],
    capsys: pytest.CaptureFixture[str],
    log_lines: list[dict[str, Any]],
) -> None:
    places = (_bucket(), paths["circuits"]), None, (_bucket(), paths["drivers"])
    answer = cloud.load(delivery(*places, template="sqs_s3_one_poisoned"))
    assert failed(answer) == ["message-2"]
    assert (count(store, "circuits"), count(store, "drivers")) == (3, 4)
    assert emitted(capsys)["LoadFailures"] == 1
    (line,) = _errors(log_lines)
    assert (line["message_id"], line["exception_name"]) == ("message-2", "InvalidRequestError")
    assert "no S3 event" in line["exception"]


def test_messages_that_are_no_s3_events_go_back(cloud: Cloud, store: Engine, paths: dict[str, str]) -> None:
    bodies = ("{}", "[]", '"text"', "null", '{"Records": [{"s3": {}}]}', '{"Records": 1}', "")
    event = delivery(*[(_bucket(), paths["circuits"])] * (len(bodies) + 1))
    for record, body in zip(event["Records"][1:], bodies, strict=True):
        record["body"] = body
    assert failed(cloud.load(event)) == [record["messageId"] for record in event["Records"][1:]]
    assert count(store, "circuits") == 3


def test_an_unreadable_object_goes_back_and_is_noted_in_the_books(
    cloud: Cloud, store: Engine, paths: dict[str, str], log_lines: list[dict[str, Any]]
) -> None:
    garbled = "circuits/f1db-000000000002-00112233445566aa.parquet"
    cloud.lake.storage.put_if_absent(garbled, b"half a file")
    answer = cloud.load(delivery((_bucket(), garbled), (_bucket(), paths["drivers"])))
    assert failed(answer) == ["message-1"]
    assert count(store, "drivers") == 4
    assert count(store, "circuits") == 3, "the readable version of the same partition is loaded all the same"
    with store.connect() as connection:
        noted = text("SELECT outcome, detail FROM loaded_objects WHERE path = :path")
        outcome, detail = connection.execute(noted, {"path": garbled}).one()
    assert (outcome, "not readable Parquet" in detail) == ("unreadable", True)
    assert f"{garbled} cannot be read" in _errors(log_lines)[0]["exception"]


def test_a_key_outside_the_lake_goes_back_with_a_word_about_it(
    cloud: Cloud, store: Engine, paths: dict[str, str], log_lines: list[dict[str, Any]]
) -> None:
    elsewhere = f"{Path(_bucket()).parent}/other-lake", paths["circuits"]
    assert failed(cloud.load(delivery(elsewhere, (_bucket(), paths["drivers"])))) == ["message-1"]
    assert count(store, "circuits") == 0
    (line,) = _errors(log_lines)
    assert f"other-lake/{paths['circuits']} is not in the lake at {_bucket()}" in line["exception"]


def test_a_batch_of_failures_only_is_an_error_of_the_function(cloud: Cloud, paths: dict[str, str]) -> None:
    with pytest.raises(BatchProcessingError):
        cloud.load(delivery(("elsewhere", "a"), ("elsewhere", "b")))


def test_without_a_store_url_the_function_says_so(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch, log_lines: list[dict[str, Any]]
) -> None:
    with pytest.raises(BatchProcessingError):
        cloud.load(delivery((_bucket(), "circuits/f1db-000000000001-00112233445566aa.parquet")))
    assert "PITWALL_DATABASE_URL is not set" in _errors(log_lines)[0]["exception"]


def test_a_message_that_failed_is_loaded_when_it_comes_again(
    cloud: Cloud, store: Engine, paths: dict[str, str], database_url: str
) -> None:
    event = delivery((_bucket(), paths["circuits"]))
    cloud.set(database_url="postgresql://nobody@127.0.0.1:9/nothing")
    with pytest.raises(BatchProcessingError):
        cloud.load(event)
    cloud.set(database_url=database_url)
    assert failed(cloud.load(event)) == []
    assert count(store, "circuits") == 3


def test_the_same_notice_twice_is_loaded_once(
    cloud: Cloud, store: Engine, paths: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    event = delivery((_bucket(), paths["circuits"]))
    assert failed(cloud.load(event)) == []
    assert emitted(capsys)["ObjectsLoaded"] == 1
    assert failed(cloud.load(event)) == []
    assert "ObjectsLoaded" not in emitted(capsys)


def test_the_reconcile_schedule_counts_and_names_the_gaps(
    cloud: Cloud,
    store: Engine,
    paths: dict[str, str],
    capsys: pytest.CaptureFixture[str],
    log_lines: list[dict[str, Any]],
) -> None:
    everything = [(_bucket(), path) for path in cloud.lake.storage.paths()]
    assert failed(cloud.load(delivery(*everything))) == []
    emitted(capsys)
    assert cloud.load(schedule("reconcile")) == {"gaps": 0}
    assert emitted(capsys)["ReconcileGaps"] == 0
    with store.begin() as connection:
        connection.execute(text("DELETE FROM lap_times WHERE lap_number = 2"))
    assert cloud.load(schedule("reconcile")) == {"gaps": 1}
    assert emitted(capsys)["ReconcileGaps"] == 1
    (line,) = [line for line in log_lines if line["level"] == "WARNING"]
    assert [line[name] for name in ("season", "round", "dataset", "lake_rows", "store_rows")] == [
        2024,
        1,
        "laps",
        12,
        8,
    ]


def test_what_was_published_is_taken_in_and_counted(
    cloud: Cloud, store: Engine, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    cloud.set(database_url=database_url)
    publish(open_storage(settings().artefacts), race_forecast())
    assert cloud.load({"job": "published"}) == {"documents": 1}
    assert cloud.load({"job": "published"}) == {"documents": 0}
    assert count(store, "forecasts") == 1
    assert emitted(capsys)["DocumentsLoaded"] == 1
