"""The ingest handler with the scheduler's events: what it refuses, does once, counts and raises."""

from typing import Any

import pytest

from pitwall.domain.datasets import Partition
from pitwall.errors import InvalidRequestError, SourceUnavailableError
from pitwall.ingest.jobs import JOBS
from tests.contract.provider_server import ProviderServer, Reply
from tests.function_cloud import EVENTS, Cloud, emitted, schedule
from tests.provider_season import SEASON, page, serve_season

RACES = f"/jolpica/{SEASON}/races.json"


@pytest.fixture
def season(cloud: Cloud, provider: ProviderServer) -> ProviderServer:
    """Jolpica with the calendar of two races."""
    cloud.set(jolpica_url=serve_season(provider, rounds=[1, 2]), now=f"{SEASON}-02-01T12:00:00Z")
    return provider


def _runs(cloud: Cloud) -> list[dict[str, Any]]:
    return cloud.lake.read(Partition("ingest_runs")).table.to_pylist()


def test_every_job_has_its_schedules_event() -> None:
    events = {path.stem.removeprefix("schedule_") for path in EVENTS.glob("schedule_*.json")}
    assert events == {*JOBS, "reconcile"}
    assert {schedule(name)["job"] for name in events} == events


def test_an_event_without_execution_id_is_refused(cloud: Cloud, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(InvalidRequestError, match="names its execution_id"):
        cloud.ingest(schedule("calendar", execution_id=None))
    assert emitted(capsys)["IngestFailures"] == 1
    assert cloud.lake.storage.paths() == []


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"job": "qualifying"}, "there is no job 'qualifying'; there are calendar, drivers_and_constructors, results"),
        ({"season": "2030"}, "season must be a year from 1950 to 2100, not '2030'"),
        ({"season": 26}, "season must be a year from 1950 to 2100, not 26"),
        ({"season": True}, "not True"),
        ({"race": "monaco"}, "'monaco' is not a race id; write season and round like 2026-08"),
        ({"session": "FP9"}, "session must be one of FP1, .*, not 'FP9'"),
    ],
)
def test_a_wrong_request_is_refused_in_words_and_counted(
    cloud: Cloud,
    changed: dict[str, object],
    words: str,
    capsys: pytest.CaptureFixture[str],
    log_lines: list[dict[str, Any]],
) -> None:
    with pytest.raises(InvalidRequestError, match=words):
        cloud.ingest(schedule("results", **changed))
    assert emitted(capsys)["IngestFailures"] == 1
    assert [line["message"] for line in log_lines if line["level"] == "ERROR"] == ["ingest failed"]


def test_the_same_execution_twice_asks_once_and_answers_the_same(cloud: Cloud, season: ProviderServer) -> None:
    first = cloud.ingest(schedule("calendar"))
    cloud.cold_start()
    assert cloud.ingest(schedule("calendar")) == first
    assert (first["job"], first["outcome"], len(first["written"])) == ("calendar", "succeeded", 3)
    assert len(season.asked(RACES)) == 1


def test_another_execution_asks_again_and_writes_nothing_that_is_known(cloud: Cloud, season: ProviderServer) -> None:
    cloud.ingest(schedule("calendar"))
    again = cloud.ingest(schedule("calendar", execution_id="another"))
    assert (again["outcome"], again["written"], len(season.asked(RACES))) == ("unchanged", [], 2)
    assert {run["outcome"] for run in _runs(cloud)} == {"succeeded", "unchanged"}


def test_an_execution_that_failed_runs_when_it_is_tried_again(cloud: Cloud, season: ProviderServer) -> None:
    season.script(RACES, *[Reply("", 503)] * 3, page("RaceTable", "Races", []))
    with pytest.raises(SourceUnavailableError):
        cloud.ingest(schedule("calendar"))
    assert cloud.ingest(schedule("calendar"))["outcome"] == "unchanged"
    assert len(season.asked(RACES)) == 4


def test_a_provider_that_is_away_is_counted_booked_and_raised(
    cloud: Cloud, capsys: pytest.CaptureFixture[str], log_lines: list[dict[str, Any]]
) -> None:
    with pytest.raises(SourceUnavailableError, match="jolpica: refused the connection, three times"):
        cloud.ingest(schedule("calendar"))
    metrics = emitted(capsys)
    assert (metrics["IngestFailures"], "RowsAccepted" in metrics) == (1, False)
    (run,) = _runs(cloud)
    assert (run["job"], run["outcome"], run["source_name"]) == ("calendar", "failed", "jolpica")
    assert "refused the connection" in run["detail"]
    (failure,) = [line for line in log_lines if line["level"] == "ERROR"]
    assert (failure["job"], failure["exception_name"]) == ("calendar", "SourceUnavailableError")


def test_what_was_done_is_counted(
    cloud: Cloud, season: ProviderServer, capsys: pytest.CaptureFixture[str], log_lines: list[dict[str, Any]]
) -> None:
    broken = page("RaceTable", "Races", [_race_at(1, "95"), _race_at(2, "53")])
    season.route(RACES, broken)
    answer = cloud.ingest(schedule("calendar"))
    assert (answer["rows_accepted"], answer["rows_rejected"]) == (3, 1)
    metrics = emitted(capsys)
    counted = {name: metrics[name] for name in ("RowsAccepted", "RowsRejected", "ObjectsWritten", "SourceFailures")}
    assert counted == {"RowsAccepted": 3, "RowsRejected": 1, "ObjectsWritten": 2, "SourceFailures": 0}
    (line,) = [line for line in log_lines if line["message"] == "ingested"]
    assert (line["run"]["job"], line["run"]["rows_rejected"]) == ("calendar", 1)


def test_a_job_with_nothing_due_asks_nobody_and_books_nothing(cloud: Cloud, season: ProviderServer) -> None:
    cloud.ingest(schedule("calendar"))
    asked = len(season.requests)
    for job in ("post_race", "results", "session_laps", "weather"):
        answer = cloud.ingest(schedule(job))
        assert (answer["outcome"], answer["written"]) == ("unchanged", [])
    assert len(season.requests) == asked
    assert len(_runs(cloud)) == 1


def _race_at(round_: int, latitude: str) -> dict[str, Any]:
    place = {"circuitId": f"oakfield-{round_}", "circuitName": "Oakfield", "Location": {"lat": latitude, "long": "-7"}}
    return {"season": str(SEASON), "round": str(round_), "raceName": "Oakfield", "Circuit": place, "date": "2030-03-10"}
