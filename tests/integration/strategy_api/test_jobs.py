"""Simulations too large to wait for, and questions asked twice under one key."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from functions.strategy import job_desk
from simulator.batch_worker import work

pytestmark = pytest.mark.database

RACES = "/api/v1/simulations/races"
Clients = Callable[..., TestClient]


@pytest.fixture(autouse=True)
def small_items(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs begin at more than 100 runs, in items of 100."""
    monkeypatch.setattr("functions.strategy.routers.simulations.SYNC_RUNS", 100)
    monkeypatch.setattr(job_desk, "ITEM_RUNS", 100)


class Started:
    """What a job's start was given."""

    def __init__(self) -> None:
        self.items: list[Any] = []
        self.fail: Callable[[str], None] = print

    def __call__(self, items: Sequence[Any], failed: Callable[[str], None]) -> None:
        self.items += items
        self.fail = failed


def test_a_large_simulation_is_a_job_that_ends_with_the_answer_of_one_call(
    client_with_jobs: Clients, account: Path
) -> None:
    started = Started()
    client = client_with_jobs(started)
    taken = client.post(RACES, json={"race_id": "2024-05", "runs": 250, "seed": 3})
    assert taken.status_code == 202, taken.text
    where = taken.headers["location"]
    assert (taken.json()["status"], taken.json()["progress"]) == ("queued", {"done_runs": 0, "total_runs": 250})
    assert [item["runs"] for item in started.items] == [100, 100, 50]

    work(started.items[1])
    running = client.get(where).json()
    assert (running["status"], running["progress"]["done_runs"], running["result"]) == ("running", 100, None)
    for item in (started.items[0], started.items[2], started.items[1]):
        work(item)
    done = client.get(where).json()
    assert (done["status"], done["progress"]["done_runs"]) == ("done", 250)
    assert client.get(where).json() == done


def test_the_items_of_a_job_give_what_a_single_call_gives(
    client_with_jobs: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = Started()
    client = client_with_jobs(started)
    where = client.post(RACES, json={"race_id": "2024-05", "runs": 250, "seed": 3}).headers["location"]
    for item in started.items:
        work(item)
    result = client.get(where).json()["result"]
    monkeypatch.setattr("functions.strategy.routers.simulations.SYNC_RUNS", 1_000)
    assert client.post(RACES, json={"race_id": "2024-05", "runs": 250, "seed": 3}).json() == result


def test_a_job_whose_item_fails_says_why(client_with_jobs: Clients) -> None:
    started = Started()
    client = client_with_jobs(started)
    where = client.post(RACES, json={"race_id": "2024-05", "runs": 250}).headers["location"]
    started.fail("the disk is full")
    failed = client.get(where).json()
    assert (failed["status"], failed["problem"]) == ("failed", "the disk is full")


def test_a_job_nobody_took_is_not_found(client_with_jobs: Clients) -> None:
    answer = client_with_jobs(Started()).get(f"/api/v1/simulations/{'0' * 32}")
    assert (answer.status_code, answer.json()["title"]) == (404, "Not found")
    assert client_with_jobs(Started()).get("/api/v1/simulations/nothing").status_code == 400


def test_one_key_takes_one_job(client_with_jobs: Clients) -> None:
    started = Started()
    client = client_with_jobs(started)
    body, key = {"race_id": "2024-05", "runs": 250}, {"Idempotency-Key": "once"}
    first, second = (client.post(RACES, json=body, headers=key) for _ in range(2))
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json() == second.json()
    assert len(started.items) == 3
    client.post(RACES, json=body, headers={"Idempotency-Key": "twice"})
    assert len(started.items) == 6


def test_a_key_with_another_body_is_refused(client_with_jobs: Clients) -> None:
    client, key = client_with_jobs(Started()), {"Idempotency-Key": "once"}
    body = {"race_id": "2024-05", "driver": "D01", "runs": 50}
    first = client.post("/api/v1/strategy/optimal", json=body, headers=key)
    assert client.post("/api/v1/strategy/optimal", json=body, headers=key).content == first.content
    other = client.post("/api/v1/strategy/optimal", json={**body, "seed": 2}, headers=key)
    assert (other.status_code, other.json()["title"]) == (409, "Idempotency key in use")


def test_a_refusal_is_not_remembered(client_with_jobs: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    client, key = client_with_jobs(Started()), {"Idempotency-Key": "again"}
    body = {"race_id": "2031-01", "driver": "D01", "runs": 50}
    assert [client.post("/api/v1/strategy/optimal", json=body, headers=key).status_code for _ in range(2)] == [404, 404]
