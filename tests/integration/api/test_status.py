"""Health and synchronisation: what is told about old, missing, made-up or absent data."""

from datetime import UTC, date, datetime

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from functions.api.app import create_app
from pitwall.errors import ConfigurationError
from pitwall.settings import Settings, settings
from pitwall.store import tables
from pitwall.store.engine import open_engine

pytestmark = pytest.mark.database

READY = "/api/v1/health/ready"
NOBODY_LISTENS = "postgresql://nobody:secret-word@127.0.0.1:1/none"


def test_old_data_are_stale_with_a_reason_and_the_missing_is_named(client: TestClient) -> None:
    found = client.get(READY).json()
    assert found["status"] == "degraded"
    data = found["data"]
    assert (data["origin"], data["age_days"], data["stale"]) == ("real", 4, True)
    assert data["stale_reason"] == (
        "newest result is 2024-02 (Pine Hill Grand Prix), 4 days old; 1 race whose date has passed has no result"
    )
    assert data["missing"] == [
        f"{part} of 3 completed races since 2018: 2023-01 (Oakfield Grand Prix), 2023-02 (Pine Hill Grand Prix), "
        "2024-02 (Pine Hill Grand Prix)"
        for part in ("laps", "pit stops")
    ]
    assert data["last_ingest_at"] == "2024-06-20T11:00:00Z"


def test_data_are_fresh_until_a_race_is_more_than_a_day_overdue(championship: Engine, client_of) -> None:
    found = client_of(championship, datetime(2024, 6, 18, 12, 0, tzinfo=UTC)).get(READY).json()
    assert (found["status"], found["data"]["stale"], found["data"]["stale_reason"]) == ("ready", False, None)


def test_the_books_of_a_failed_run_are_no_new_object_of_the_lake(store: Engine, client_of, put) -> None:
    loaded = {"rows": 1, "outcome": "loaded"}
    laps = {"path": "laps/x.parquet", "dataset": "laps", "loaded_at": datetime(2024, 6, 1, tzinfo=UTC)}
    books = {"path": "runs/x.parquet", "dataset": "ingest_runs", "loaded_at": datetime(2024, 6, 20, tzinfo=UTC)}
    put(store, tables.loaded_objects, {**loaded, **laps}, {**loaded, **books})
    assert client_of(store).get(READY).json()["lake"]["newest_object_at"] == "2024-06-01T00:00:00Z"


def test_an_empty_store_is_degraded_and_without_origin(store: Engine, client_of) -> None:
    answer = client_of(store).get(READY)
    assert (answer.status_code, answer.json()["status"], answer.json()["data"]["origin"]) == (200, "degraded", "none")


def test_made_up_races_are_called_synthetic_until_a_real_one_is_stored(store: Engine, client_of, put) -> None:
    put(store, tables.seasons, {"season": 2024})
    put(store, tables.circuits, {"circuit_id": "oakfield", "name": "Oakfield"})
    race = {"season": 2024, "date": date(2024, 6, 20), "name": "Race", "circuit_id": "oakfield", "cancelled": False}
    put(store, tables.races, {**race, "round": 1, "source": "synthetic"})
    answer = client_of(store).get("/api/v1/seasons")
    assert answer.headers["x-data-origin"] == "synthetic"
    assert answer.headers["cache-control"] == "public, max-age=5"
    put(store, tables.races, {**race, "round": 2})
    assert client_of(store).get("/api/v1/seasons").headers["x-data-origin"] == "real"


def test_a_lake_out_of_reach_degrades(championship: Engine, client_of) -> None:
    client = client_of(championship, datetime(2024, 6, 18, 12, 0, tzinfo=UTC))
    client.app.dependency_overrides[settings] = lambda: Settings(lake_uri="/nowhere/at/all")
    found = client.get(READY).json()
    assert (found["status"], found["lake"]["reachable"]) == ("degraded", False)


def test_a_store_out_of_reach_is_503_with_a_time_to_come_back_and_no_secret(client_of) -> None:
    client = client_of(open_engine(NOBODY_LISTENS))
    answer = client.get("/api/v1/seasons")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "15")
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret-word" not in answer.text
    assert "127.0.0.1" not in answer.text
    ready = client.get(READY)
    assert (ready.status_code, ready.json()["status"], ready.json()["database"]["reachable"]) == (503, "down", False)
    assert client.get("/api/v1/health/live").status_code == 200


def test_a_store_never_migrated_is_503(empty_database_url: str, client_of) -> None:
    engine = open_engine(empty_database_url)
    answer = client_of(engine).get("/api/v1/races")
    assert (answer.status_code, "no tables" in answer.json()["detail"]) == (503, True)
    engine.dispose()


def test_a_missing_setting_is_not_told_to_callers_but_to_readiness() -> None:
    def unset() -> Engine:
        raise ConfigurationError("PITWALL_DATABASE_URL is not set")

    client = TestClient(create_app(unset), raise_server_exceptions=False)
    answer = client.get("/api/v1/races")
    assert (answer.status_code, "PITWALL" in answer.text) == (500, False)
    assert client.get(READY).json()["database"]["detail"] == "PITWALL_DATABASE_URL is not set"


def test_a_lost_connection_is_replaced_by_the_next_request(store: Engine, client_of, database_url: str) -> None:
    engine = open_engine(database_url)
    client = client_of(engine)
    assert client.get("/api/v1/races").status_code == 200
    with store.begin() as connection:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'pitwall'"
        assert connection.execute(text(others)).rowcount >= 1
    assert client.get("/api/v1/circuits").status_code == 200
    engine.dispose()


def test_sync_status_tells_newest_runs_rejects_gaps_and_missing(client: TestClient) -> None:
    found = client.get("/api/v1/sync/status").json()
    assert (found["is_syncing"], found["progress"]) == (False, None)
    (source,) = found["sources"]
    assert (source["source"], source["job"], source["outcome"]) == ("fastf1", "laps", "partial")
    assert found["rejects"] == [{"dataset": "laps", "reason": "lap_time_s: below 0", "rows": 2}]
    assert found["gaps"] == [{"race_id": "2024-01", "dataset": "laps", "lake_rows": 12, "store_rows": 10}]
    races = ("2023-01", "2023-02", "2024-02")
    assert [(item["dataset"], item["race_id"]) for item in found["missing"]] == [
        (part, race_id) for part in ("laps", "pit_stops") for race_id in races
    ]
    assert found["missing"][-1]["reason"] == "completed, but no source gave its pit stops"


def test_a_race_may_lack_pit_stops_alone(store: Engine, client_of, put) -> None:
    put(store, tables.drivers, {"driver_id": "anna-quick", "name": "Anna Quick"})
    put(store, tables.circuits, {"circuit_id": "oakfield", "name": "Oakfield"})
    race = {"name": "Race", "circuit_id": "oakfield", "cancelled": False, "status": "completed", "round": 1}
    for season in (2017, 2018, 2019):
        put(store, tables.seasons, {"season": season})
        put(store, tables.races, {**race, "season": season, "date": date(season, 5, 5)})
    stop = {"session": "R", "driver_id": "anna-quick", "stop": 1, "lap_number": 3}
    put(store, tables.pit_stops, {**stop, "season": 2018, "round": 1})
    missing = client_of(store).get("/api/v1/sync/status").json()["missing"]
    assert [item["race_id"] for item in missing if item["dataset"] == "pit_stops"] == ["2019-01"]


RUN = {"job": "post_race", "target": "2024-01", "started_at": datetime(2024, 6, 1, tzinfo=UTC), "objects_written": 0}
RUN |= {"rows_accepted": 0, "rows_rejected": 0, "outcome": "failed"}


def test_a_failed_run_gives_way_to_the_next_run_of_its_job_whoever_was_asked(store: Engine, client_of, put) -> None:
    failed = {"run_id": "0" * 32, "source_name": "jolpica", "finished_at": datetime(2024, 6, 1, tzinfo=UTC)}
    better = {"run_id": "1" * 32, "source_name": "jolpica, openf1", "finished_at": datetime(2024, 6, 2, tzinfo=UTC)}
    put(store, tables.ingest_runs, {**RUN, **failed}, {**RUN, **better, "outcome": "succeeded"})
    (run,) = client_of(store).get("/api/v1/sync/status").json()["sources"]
    assert (run["source"], run["job"], run["outcome"]) == ("jolpica, openf1", "post_race", "succeeded")


@pytest.mark.parametrize(
    ("detail", "shown"),
    [
        (None, None),
        ("b: away; a: away; b: away; a: away", "b: away; a: away"),
        ("a: circuit open; a: circuit open; a: circ", "a: circuit open"),
        ("x" * 500, "x" * 500),
        ("x" * 501, "x" * 499 + "…"),
    ],
)
def test_each_failure_of_a_run_is_told_once_and_not_without_end(
    store: Engine, client_of, put, detail: str | None, shown: str | None
) -> None:
    ended = {"run_id": "0" * 32, "source_name": "a", "finished_at": datetime(2024, 6, 1, tzinfo=UTC)}
    put(store, tables.ingest_runs, {**RUN, **ended, "detail": detail})
    (run,) = client_of(store).get("/api/v1/sync/status").json()["sources"]
    assert run["detail"] == shown


def test_a_running_load_shows_its_progress_and_nothing_is_kept_for_long(store: Engine, client_of, put) -> None:
    put(store, tables.load_progress, {"id": 1, "step": "laps 2024", "done": 3, "total": 9, "active": True})
    client = client_of(store)
    found = client.get("/api/v1/sync/status").json()
    assert (found["is_syncing"], found["progress"]) == (True, {"step": "laps 2024", "done": 3, "total": 9})
    assert client.get("/api/v1/circuits").headers["cache-control"] == "public, max-age=5"
