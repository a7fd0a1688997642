"""Entity tags, lifetimes, compression, and the response cache that a load empties."""

import gzip
from datetime import UTC, datetime

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from pitwall.serving.access import StoreAccess
from pitwall.serving.cache import MemoryCache
from pitwall.store import tables

pytestmark = pytest.mark.database

RESULTS = "/api/v1/races/2024-01/results"


def test_who_has_the_answer_already_gets_304_without_a_body(client: TestClient) -> None:
    first = client.get(RESULTS)
    again = client.get(RESULTS, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["cache-control"] == first.headers["cache-control"]


@pytest.mark.parametrize("tag", ["*", "W/{tag}", '"other", {tag}'])
def test_a_tag_is_found_weak_or_among_others(client: TestClient, tag: str) -> None:
    etag = client.get(RESULTS).headers["etag"]
    assert client.get(RESULTS, headers={"If-None-Match": tag.format(tag=etag)}).status_code == 304


def test_head_of_what_the_caller_has_is_304_too(client: TestClient) -> None:
    etag = client.head(RESULTS).headers["etag"]
    assert client.head(RESULTS, headers={"If-None-Match": etag}).status_code == 304


def test_another_tag_gets_the_whole_answer(client: TestClient) -> None:
    answer = client.get(RESULTS, headers={"If-None-Match": '"other"'})
    assert (answer.status_code, len(answer.json())) == (200, 2)


def test_formats_and_encodings_have_tags_of_their_own(client: TestClient) -> None:
    asked = [{"accept-encoding": "identity"}, {"accept-encoding": "gzip"}, {"accept": "text/csv"}]
    assert len({client.get("/api/v1/races/2024-01/laps", headers=headers).headers["etag"] for headers in asked}) == 3


def test_large_answers_are_compressed_for_those_who_accept_it(client: TestClient) -> None:
    path = "/api/v1/races/2024-01/laps"
    plain = client.get(path, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    with client.stream("GET", path, headers={"accept-encoding": "gzip"}) as zipped:
        assert zipped.headers["content-encoding"] == "gzip"
        assert gzip.decompress(b"".join(zipped.iter_raw())) == plain.content
    refused = client.get(path, headers={"accept-encoding": "gzip;q=0"})
    assert "content-encoding" not in refused.headers


@pytest.mark.parametrize(
    ("now", "path", "max_age"),
    [
        (datetime(2024, 6, 20, tzinfo=UTC), "/races/2024-01/laps", 604_800),
        (datetime(2024, 6, 20, tzinfo=UTC), "/races/2024-02/results", 86_400),
        (datetime(2024, 6, 17, tzinfo=UTC), "/races/2024-02/results", 3_600),
        (datetime(2024, 6, 20, tzinfo=UTC), "/races/last/results", 3_600),
        (datetime(2024, 6, 20, tzinfo=UTC), "/races/2024-01", 604_800),
        (datetime(2024, 6, 20, tzinfo=UTC), "/races/2024-04", 3_600),
        (datetime(2024, 6, 22, tzinfo=UTC), "/races/2024-04", 5),
        (datetime(2024, 6, 22, tzinfo=UTC), "/races?season=2024", 5),
        (datetime(2024, 6, 20, tzinfo=UTC), "/standings/drivers?season=2023", 604_800),
        (datetime(2024, 6, 20, tzinfo=UTC), "/standings/drivers", 3_600),
        (datetime(2024, 6, 20, tzinfo=UTC), "/sync/status", 5),
    ],
)
def test_an_answer_may_be_kept_as_long_as_it_is_final(
    championship: Engine, client_of, now: datetime, path: str, max_age: int
) -> None:
    answer = client_of(championship, now).get(f"/api/v1{path}")
    assert answer.headers["cache-control"] == f"public, max-age={max_age}"


@pytest.mark.parametrize(
    "path",
    [
        "/races/2023-01/laps",
        "/races/2023-01/laps?format=csv",
        "/races/2023-01/pit-stops",
        "/races/2023-01",
        "/races?season=2023",
        "/standings/drivers?season=2023&round=9",
    ],
)
def test_what_is_absent_is_kept_for_an_hour_however_old_the_race(client: TestClient, path: str) -> None:
    assert client.get(f"/api/v1{path}").headers["cache-control"] == "public, max-age=3600"


def test_errors_and_health_are_not_kept(client: TestClient) -> None:
    for path in ("/drivers/nobody", "/health/live", "/health/ready"):
        assert client.get(f"/api/v1{path}").headers["cache-control"] == "no-store"


class _Watch:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def watch() -> _Watch:
    return _Watch()


@pytest.fixture
def cached_client(store: Engine, client_of, put, watch: _Watch) -> TestClient:
    put(store, tables.circuits, {"circuit_id": "oakfield", "name": "Oakfield"})
    put(store, tables.seasons, {"season": 2024})
    race = {"season": 2024, "round": 1, "date": datetime(2024, 5, 5, tzinfo=UTC).date(), "name": "Race"}
    put(store, tables.races, {**race, "circuit_id": "oakfield", "cancelled": False})
    client = client_of(store)
    client.app.state.access = StoreAccess(lambda: store, MemoryCache(monotonic=watch), monotonic=watch)
    return client


def _names(answer: httpx.Response) -> list[str]:
    return [circuit["circuit_id"] for circuit in answer.json()]


def _add_circuit(store: Engine, put) -> None:
    put(store, tables.circuits, {"circuit_id": "pine-hill", "name": "Pine Hill"})


def test_the_same_question_is_answered_from_the_cache_with_its_age(
    store: Engine, cached_client: TestClient, put, watch: _Watch
) -> None:
    first = cached_client.get("/api/v1/circuits")
    assert "age" not in first.headers
    _add_circuit(store, put)
    watch.now_s += 1_800
    second = cached_client.get("/api/v1/circuits")
    assert (second.content, second.headers["age"]) == (first.content, "1800")


def test_an_answer_is_read_anew_when_its_lifetime_is_over(
    store: Engine, cached_client: TestClient, put, watch: _Watch
) -> None:
    cached_client.get("/api/v1/circuits")
    _add_circuit(store, put)
    watch.now_s += 3_600
    assert _names(cached_client.get("/api/v1/circuits")) == ["oakfield", "pine-hill"]


def test_a_load_empties_the_cache_within_a_second(store: Engine, cached_client: TestClient, put, watch: _Watch) -> None:
    cached_client.get("/api/v1/circuits")
    _add_circuit(store, put)
    put(store, tables.loaded_objects, {"path": "circuits/x.parquet", "dataset": "circuits", "rows": 1})
    watch.now_s += 1.1
    assert _names(cached_client.get("/api/v1/circuits")) == ["oakfield", "pine-hill"]


def test_a_load_that_commits_late_is_noticed_too(store: Engine, cached_client: TestClient, put, watch: _Watch) -> None:
    loaded = {"dataset": "circuits", "rows": 1}
    put(store, tables.loaded_objects, {**loaded, "path": "b", "loaded_at": datetime(2024, 6, 2, tzinfo=UTC)})
    cached_client.get("/api/v1/circuits")
    _add_circuit(store, put)
    put(store, tables.loaded_objects, {**loaded, "path": "a", "loaded_at": datetime(2024, 6, 1, tzinfo=UTC)})
    watch.now_s += 1.1
    assert _names(cached_client.get("/api/v1/circuits")) == ["oakfield", "pine-hill"]


def test_the_books_of_a_run_leave_the_cache_alone(store: Engine, cached_client: TestClient, put, watch: _Watch) -> None:
    cached_client.get("/api/v1/circuits")
    _add_circuit(store, put)
    put(store, tables.loaded_objects, {"path": "ingest_runs/x.parquet", "dataset": "ingest_runs", "rows": 1})
    watch.now_s += 1.1
    assert _names(cached_client.get("/api/v1/circuits")) == ["oakfield"]


def test_json_and_csv_of_one_question_do_not_take_each_others_place(cached_client: TestClient) -> None:
    for accept, kind in (("application/json", "application/json"), ("text/csv", "text/csv; charset=utf-8")) * 2:
        answer = cached_client.get("/api/v1/circuits", headers={"Accept": accept})
        assert answer.headers["content-type"] == kind


def test_lists_of_laps_use_the_partition_of_their_season_only(championship: Engine) -> None:
    from pitwall.domain.vocabulary import RaceKey
    from pitwall.store.queries.laps import LapFilter, laps
    from pitwall.store.queries.race_identity import race_by_key
    from pitwall.store.reader import reading

    with championship.begin() as connection:
        connection.execute(
            text("CREATE TABLE IF NOT EXISTS lap_times_2023 PARTITION OF lap_times FOR VALUES IN (2023)")
        )
    with reading(championship) as reader:
        statement = laps(race_by_key(reader, RaceKey(2024, 1)), LapFilter())
    with championship.connect() as connection:
        plan = "\n".join(connection.execute(text(f"EXPLAIN {statement.sql}"), statement.parameters).scalars())
    assert "lap_times_2024" in plan
    assert "lap_times_2023" not in plan
