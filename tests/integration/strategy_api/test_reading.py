"""What is read about a race: kept once computed, with entity tag and lifetime, under its aliases."""

import json

import pytest
from fastapi.testclient import TestClient

from functions.strategy.desk import engine_version
from tests.hand_made_calibration import HandMadeCalibration

pytestmark = pytest.mark.database

PLANS = "/api/v1/strategy/races/2024-05/alternatives"
NUMBERS = "/api/v1/strategy/races/2024-05/parameters"


def test_the_plans_of_a_race_are_computed_once_and_kept(client: TestClient, calibration: HandMadeCalibration) -> None:
    answer = client.get(PLANS)
    assert answer.status_code == 200, answer.text
    (path,) = calibration.files
    assert path == f"plans/made-by-hand-{engine_version()}/2024-05.json"
    kept = json.loads(calibration.files[path])
    assert answer.json()["drivers"] == kept["drivers"]
    assert [one["driver"]["code"] for one in kept["drivers"]] == [f"D{i:02d}" for i in range(6)]
    assert all(one["plans"][0]["rank"] == 1 for one in kept["drivers"])
    changed = {**kept, "quality": ["as kept"]}
    calibration.files[path] = json.dumps(changed).encode()
    assert client.get(PLANS, params={"driver": "D03"}).json()["quality"] == ["as kept"]


def test_drivers_can_be_chosen_and_an_unknown_one_is_named(
    client: TestClient, calibration: HandMadeCalibration
) -> None:
    chosen = client.get(PLANS, params={"driver": ["D03", "d1"]}).json()["drivers"]
    assert [one["driver"]["driver_id"] for one in chosen] == ["d1", "d3"]
    assert client.get(PLANS, params={"driver": "NONE"}).status_code == 422


@pytest.mark.parametrize("path", [PLANS, NUMBERS])
def test_an_answer_known_already_is_not_sent_again(client: TestClient, path: str) -> None:
    first = client.get(path)
    assert first.headers["cache-control"].startswith("public, max-age=")
    again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.head(path).headers["etag"] == first.headers["etag"]


def test_the_last_race_is_found_by_its_alias(client: TestClient) -> None:
    named, last = client.get(NUMBERS), client.get("/api/v1/strategy/races/last/parameters")
    assert last.json() == named.json()
    body = {"race_id": "last", "driver": "D01", "runs": 50}
    assert client.post("/api/v1/strategy/optimal", json=body).json()["race_id"] == "2024-05"


def test_a_race_without_calibration_or_row_is_not_found(client: TestClient) -> None:
    assert client.get("/api/v1/strategy/races/next/parameters").status_code == 404
    assert client.get("/api/v1/strategy/races/1999-01/parameters").status_code == 404


def test_an_unknown_parameter_is_refused_with_the_known_ones(client: TestClient) -> None:
    problem = client.get(PLANS, params={"drivr": "D01"}).json()
    assert (problem["status"], problem["detail"]) == (400, "unknown parameter 'drivr'; known here: driver")


def test_the_numbers_are_those_of_the_setup(client: TestClient) -> None:
    numbers = client.get(NUMBERS).json()
    soft = numbers["compounds"][0]
    assert (soft["compound"], soft["name"], soft["laps"]) == ("SOFT", "C5", 400)
    assert soft["curve"][0] == {"tyre_life": 0, "loss_s": 0.0, "low_s": 0.0, "high_s": 0.0}
    losses = [point["loss_s"] for point in soft["curve"]]
    assert losses == sorted(losses)
    assert all(point["low_s"] <= point["loss_s"] <= point["high_s"] for point in soft["curve"])
    assert [loss["status"] for loss in numbers["pit_loss"]] == ["GREEN", "VSC", "SC"]
    assert numbers["pit_loss"][0]["loss_s"]["mean"] == pytest.approx(21.5)
    assert len(numbers["safety_car_by_lap"]) == numbers["rules"]["laps"] == 30
    assert sum(one["weight"] for one in numbers["usual"]) == pytest.approx(1.0)
    assert numbers["cars"][0]["to_fastest_s"] == 0.0
