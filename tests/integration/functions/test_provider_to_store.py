"""A provider's answer on its way: ingest handler, lake, queue, load handler, rows; on a folder and on S3 alike.

The invented season is hand-made in Jolpica's shape; one test takes a recorded season where the data set is at hand.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from sqlalchemy import Engine, text

from pitwall.domain.datasets import Partition
from pitwall.errors import SourceError, SourceMalformedError, SourceRateLimitedError, SourceUnavailableError
from pitwall.settings import settings
from pitwall.sources.fastf1_sessions import FastF1Sessions
from tests.contract.provider_server import ProviderServer, Reply
from tests.function_cloud import BUCKET, PREFIX, Cloud, delivery, emitted, failed, schedule
from tests.provider_season import QUICK, SEASON, SLOW, laps, nothing, page, results, serve_season
from tests.store_state import checksum, count, row_versions

pytestmark = pytest.mark.database

AFTER_ROUND_1 = f"{SEASON}-03-10T18:00:00Z"
RESULTS = f"/jolpica/{SEASON}/1/results.json"


class Pipeline:
    """Both functions with the queue between them: `run` does a job and delivers what it wrote."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self._delivered: set[str] = set()
        self._executions = 0

    def run(self, job: str, **more: object) -> dict[str, Any]:
        """The job's answer; the objects it wrote are loaded, also where it failed."""
        self._executions += 1
        try:
            return self.cloud.ingest(schedule(job, execution_id=f"execution-{self._executions}", **more))
        finally:
            self.deliver()

    def deliver(self) -> list[str]:
        """Tells the load handler of every object that is new in the lake; gives their paths."""
        new = [path for path in self.cloud.lake.storage.paths() if path not in self._delivered]
        self._delivered.update(new)
        if new:
            assert failed(self.cloud.load(delivery(*(self._place(path) for path in new)))) == []
        return new

    @staticmethod
    def _place(path: str) -> tuple[str, str]:
        if settings().lake.startswith("s3://"):
            return BUCKET, f"{PREFIX}/{path}"
        return settings().lake, path


@pytest.fixture(params=["folder", "s3"])
def pipeline(request: pytest.FixtureRequest, cloud: Cloud, database_url: str) -> Pipeline:
    """The functions over an empty lake of either kind, on the evening of round 1."""
    if request.param == "s3":
        cloud.use_bucket()
    cloud.set(database_url=database_url, now=AFTER_ROUND_1)
    return Pipeline(cloud)


@pytest.fixture
def folder_pipeline(cloud: Cloud, database_url: str) -> Pipeline:
    """The functions over a folder, where the kind of lake makes no difference."""
    cloud.set(database_url=database_url, now=AFTER_ROUND_1)
    return Pipeline(cloud)


@pytest.fixture
def season(cloud: Cloud, provider: ProviderServer) -> Iterator[ProviderServer]:
    """Jolpica with two races, the first of them run."""
    cloud.set(jolpica_url=serve_season(provider, rounds=[1, 2], classified=[1]))
    return provider


def _classification(store: Engine, round_: int = 1) -> list[tuple[str, int]]:
    with store.connect() as connection:
        rows = connection.execute(
            text("SELECT driver_id, position FROM race_results WHERE round = :r ORDER BY position"), {"r": round_}
        )
        return [(row.driver_id, row.position) for row in rows]


def _runs(store: Engine) -> list[tuple[str, str]]:
    with store.connect() as connection:
        return [tuple(row) for row in connection.execute(text("SELECT job, outcome FROM ingest_runs ORDER BY run_id"))]


def _season_came(pipeline: Pipeline) -> None:
    for job in ("calendar", "drivers_and_constructors", "results"):
        assert pipeline.run(job)["outcome"] == "succeeded"


def test_what_jolpica_answers_becomes_rows(pipeline: Pipeline, season: ProviderServer, store: Engine) -> None:
    _season_came(pipeline)
    assert _classification(store) == [("anna-quick", 1), ("bert-slow", 2)]
    assert (count(store, "races"), count(store, "sessions"), count(store, "circuits")) == (2, 4, 1)
    assert count(store, "races", "status = 'completed'") == 1
    assert count(store, "driver_standings", "driver_id = 'anna-quick' AND points > 20 AND position = 1") == 1
    assert sorted(_runs(store)) == [(job, "succeeded") for job in ("calendar", "drivers_and_constructors", "results")]
    assert pipeline.cloud.load(schedule("reconcile")) == {"gaps": 0}


def test_a_correction_replaces_and_the_same_answer_changes_nothing(
    pipeline: Pipeline, season: ProviderServer, store: Engine
) -> None:
    _season_came(pipeline)
    before, versions, objects = checksum(store), row_versions(store), pipeline.cloud.lake.storage.paths("race_results")
    pipeline.cloud.set(now=f"{SEASON}-03-11T02:00:00Z")
    answer = pipeline.run("results")
    assert (answer["outcome"], answer["written"], answer["races"]) == ("unchanged", [], [])
    assert [p for p in pipeline.cloud.lake.storage.paths("race_results") if not p.endswith(".same")] == objects
    assert checksum(store) == before
    assert row_versions(store) == versions

    season.route(RESULTS, results(1, order=[SLOW, QUICK]))
    pipeline.cloud.set(now=f"{SEASON}-03-12T02:00:00Z")
    answer = pipeline.run("results")
    assert (answer["outcome"], {path.split("/")[0] for path in answer["written"]}) == (
        "succeeded",
        {"race_results", "fastest_laps", "starting_grids"},
    )
    assert answer["races"] == [f"{SEASON}-01"]
    assert _classification(store) == [("bert-slow", 1), ("anna-quick", 2)]
    assert count(store, "driver_standings", "driver_id = 'bert-slow' AND position = 1") == 1
    assert pipeline.cloud.load(schedule("reconcile")) == {"gaps": 0}


def test_a_correction_is_corrected_back(folder_pipeline: Pipeline, season: ProviderServer, store: Engine) -> None:
    _season_came(folder_pipeline)
    before = checksum(store, ["race_results", "driver_standings"])
    for day, order in ((11, [SLOW, QUICK]), (12, [QUICK, SLOW])):
        season.route(RESULTS, results(1, order=order))
        folder_pipeline.cloud.set(now=f"{SEASON}-03-{day}T02:00:00Z")
        folder_pipeline.run("results")
    assert _classification(store) == [("anna-quick", 1), ("bert-slow", 2)]
    assert checksum(store, ["driver_standings"])["driver_standings"] == before["driver_standings"]


def test_versions_that_arrive_in_the_wrong_order_end_the_same(
    folder_pipeline: Pipeline, season: ProviderServer, store: Engine
) -> None:
    cloud = folder_pipeline.cloud
    for job in ("calendar", "drivers_and_constructors"):
        folder_pipeline.run(job)
    cloud.ingest(schedule("results", execution_id="first"))
    first = set(cloud.lake.storage.paths("race_results"))
    season.route(RESULTS, results(1, order=[SLOW, QUICK]))
    cloud.set(now=f"{SEASON}-03-11T02:00:00Z")
    cloud.ingest(schedule("results", execution_id="corrected"))
    corrected = set(cloud.lake.storage.paths("race_results")) - first
    for path in (*corrected, *first):
        assert failed(cloud.load(delivery((settings().lake, path)))) == []
    assert _classification(store) == [("bert-slow", 1), ("anna-quick", 2)]


def test_results_of_a_race_that_the_calendar_does_not_have_yet_wait_for_it(
    folder_pipeline: Pipeline, season: ProviderServer, store: Engine
) -> None:
    answer = folder_pipeline.run("results", race=f"{SEASON}-01")
    assert (answer["outcome"], answer["rows_accepted"]) == ("succeeded", 6)
    assert _classification(store) == []
    assert count(store, "ingest_rejects", "dataset = 'race_results' AND reason LIKE '%hold%no%'") == 2
    assert folder_pipeline.cloud.load(schedule("reconcile"))["gaps"] == 3
    folder_pipeline.run("drivers_and_constructors")
    assert _classification(store) == []
    folder_pipeline.run("calendar")
    assert _classification(store) == [("anna-quick", 1), ("bert-slow", 2)]
    assert count(store, "ingest_rejects") == 0
    assert count(store, "races", "status = 'completed'") == 1
    assert folder_pipeline.cloud.load(schedule("reconcile")) == {"gaps": 0}


FAILURES: tuple[tuple[object, type[SourceError], str], ...] = (
    (Reply("", 429, {"Retry-After": "3600"}), SourceRateLimitedError, "answered 429 Too Many Requests"),
    (Reply("", 503), SourceUnavailableError, "answered 503 Service Unavailable .*, three times"),
    ("<html><title>Maintenance</title></html>", SourceMalformedError, r"sent an HTML page \(Maintenance\)"),
    (Reply({"MRData": {}}, missing_bytes=100), SourceMalformedError, "cut the body of .* off"),
    ({"MRData": {"limit": "100", "total": "1"}}, SourceMalformedError, "lacks the field RaceTable"),
)


def test_a_provider_that_fails_is_named_and_booked_and_nothing_is_lost(
    folder_pipeline: Pipeline, season: ProviderServer, store: Engine
) -> None:
    _season_came(folder_pipeline)
    before, versions = checksum(store), row_versions(store)
    for number, (answer, error, words) in enumerate(FAILURES, start=1):
        folder_pipeline.cloud.cold_start()
        for question in ("results", "sprint", "qualifying", "pitstops"):
            season.route(f"/jolpica/{SEASON}/1/{question}.json", answer)
        with pytest.raises(error, match=f"jolpica: .*{words}"):
            folder_pipeline.run("results")
        assert (checksum(store), row_versions(store)) == (before, versions), words
        booked = "job = 'results' AND outcome = 'failed' AND source_name = 'jolpica' AND detail LIKE 'jolpica: %'"
        assert count(store, "ingest_runs", booked) == number


def test_a_provider_that_answers_in_part_leaves_what_came(
    folder_pipeline: Pipeline, season: ProviderServer, store: Engine
) -> None:
    for job in ("calendar", "drivers_and_constructors"):
        folder_pipeline.run(job)
    season.route(f"/jolpica/{SEASON}/1/qualifying.json", Reply("", 503))
    assert folder_pipeline.run("results")["outcome"] == "partial"
    assert _classification(store) == [("anna-quick", 1), ("bert-slow", 2)]
    with store.connect() as connection:
        detail = connection.execute(text("SELECT detail FROM ingest_runs WHERE outcome = 'partial'")).scalar_one()
    assert "answered 503" in detail


def test_laps_come_from_jolpica_where_live_timing_has_none(
    folder_pipeline: Pipeline, season: ProviderServer, store: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_schedule(_self: object, race: object, code: object) -> NoReturn:
        raise SourceUnavailableError("fastf1", f"could not load session {code} of {race}")

    monkeypatch.setattr(FastF1Sessions, "batches", no_schedule)
    season.route(f"/jolpica/{SEASON}/1/laps.json", laps(1))
    season.route("/openf1/sessions", Reply([], 404))
    for job in ("calendar", "drivers_and_constructors"):
        folder_pipeline.run(job)
    folder_pipeline.cloud.set(openf1_url=f"{season.url}/openf1")
    answer = folder_pipeline.run("session_laps")
    assert answer["outcome"] == "partial"
    assert count(store, "lap_times", "source = 'jolpica' AND session = 'R' AND valid") == 6
    with store.connect() as connection:
        run = connection.execute(text("SELECT source_name, detail FROM ingest_runs WHERE job = 'session_laps'")).one()
    assert run.source_name == "fastf1, openf1, jolpica"
    assert "fastf1: could not" in run.detail
    assert "openf1: has no session" in run.detail


@pytest.mark.data
def test_a_recorded_weekend_goes_all_the_way(
    folder_pipeline: Pipeline, provider: ProviderServer, store: Engine, data_folder: Path
) -> None:
    recorded = _recordings(data_folder)
    for path, name in (
        ("2023/races", "races/2023@races"),
        ("2023/drivers", "drivers/2023@drivers"),
        ("2023/constructors", "constructors/2023@constructors"),
        ("2023/9/results", "results/2023@9@results"),
    ):
        provider.route(f"/jolpica/{path}.json", recorded(name))
    for question in ("sprint", "qualifying", "pitstops"):
        provider.route(f"/jolpica/2023/9/{question}.json", nothing())
    provider.route("/jolpica/2023/9/driverstandings.json", page("StandingsTable", "StandingsLists", []))
    folder_pipeline.cloud.set(jolpica_url=f"{provider.url}/jolpica", now="2023-07-02T18:00:00Z")
    folder_pipeline.run("calendar")
    folder_pipeline.run("drivers_and_constructors")
    answer = folder_pipeline.run("results", race="2023-09")
    assert (answer["outcome"], answer["rows_rejected"]) == ("succeeded", 0)
    assert _classification(store, 9)[0] == ("max-verstappen", 1)
    assert (count(store, "races"), count(store, "race_results"), count(store, "ingest_rejects")) == (22, 20, 0)
    assert folder_pipeline.cloud.load(schedule("reconcile")) == {"gaps": 0}


def _recordings(data_folder: Path) -> Callable[[str], Any]:
    folder = data_folder / "providers" / "jolpica" / "tests" / "fixtures" / "ergast_responses"
    if not folder.is_dir():
        pytest.skip(f"no recorded Jolpica responses: {folder} does not exist")
    return lambda name: json.loads((folder / f"{name}.json").read_text())


def test_both_functions_in_one_process_know_their_own_deliveries(
    folder_pipeline: Pipeline, season: ProviderServer, store: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    calendar = schedule("calendar")
    first = folder_pipeline.cloud.ingest(calendar)
    event = delivery(*((settings().lake, path) for path in first["written"]))
    assert failed(folder_pipeline.cloud.load(event)) == []
    emitted(capsys)
    assert failed(folder_pipeline.cloud.load(event)) == []
    assert folder_pipeline.cloud.ingest(calendar) == first
    assert emitted(capsys) == {}


def test_a_failed_run_reaches_the_store_through_the_lake(
    folder_pipeline: Pipeline, provider: ProviderServer, store: Engine
) -> None:
    with pytest.raises(SourceUnavailableError):
        folder_pipeline.run("calendar")
    assert _runs(store) == [("calendar", "failed")]
    runs = folder_pipeline.cloud.lake.read(Partition("ingest_runs")).table
    assert runs.num_rows == 1
