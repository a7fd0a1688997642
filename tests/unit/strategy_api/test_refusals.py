"""Bad input: each a clear refusal that says what is wrong, never a silent default."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

GRID = [{"driver": f"D{i:02d}", "position": i + 1, "compound": "MEDIUM"} for i in range(3)]
PLAN = {"start": "MEDIUM", "stops": [{"lap": 14, "compound": "HARD"}]}


def _plan(**change: Any) -> dict[str, Any]:
    return {**PLAN, **change}


def _stops(*stops: tuple[int, str]) -> dict[str, Any]:
    return _plan(stops=[{"lap": lap, "compound": compound} for lap, compound in stops])


def _cars(**change: Any) -> list[dict[str, Any]]:
    return [GRID[0], {**GRID[1], **change}, GRID[2]]


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (_plan(start="HYPERSOFT"), "'SOFT', 'MEDIUM'"),
        (_stops((30, "HARD")), "plan 1: stop on lap 30: the last lap to stop on is 29 of 30"),
        (_stops((0, "HARD")), "plan 1: stop on lap 0: the first lap a car can stop on is lap 1"),
        (_stops((20, "HARD"), (10, "SOFT")), "stop on lap 10 after the one on lap 20"),
        (_stops((14, "MEDIUM")), "a dry race needs 2 different dry compounds"),
        (_plan(modes=["push"]), "1 pace modes for 2 stints"),
        (_plan(tyres="new"), "Extra inputs are not permitted"),
    ],
)
def test_a_plan_that_cannot_be_driven_is_refused(post: Any, plan: dict[str, Any], said: str) -> None:
    for path in ("/strategy/compare", "/strategy/simulate"):
        status, problem = post(path, driver="D01", plans=[plan], runs=10)
        assert status == 422
        assert said in str(problem)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ({"lap": 10, "cars": [GRID[0]]}, "at least 2 items"),
        ({"lap": 10, "cars": GRID * 11}, "at most 30 items"),
        ({"lap": 10, "cars": _cars(driver="D00")}, "d0 is there 2 times"),
        ({"lap": 10, "cars": _cars(gap_s=-1.0)}, "greater than or equal to 0"),
        ({"lap": 10, "cars": _cars(position=3)}, "positions [1, 3, 3]: each from 1 to 3 once"),
        ({"lap": 10, "cars": _cars(stops_done=11)}, "d1: 11 stops in 10 laps"),
        ({"lap": 10, "cars": _cars(tyre_life=99)}, "d1: tyre life 99 after lap 10"),
        ({"lap": 10, "cars": _cars(running=False)}, "d1: out of the race after None laps"),
        ({"lap": 10, "cars": _cars(running=False, laps_done=4)}, "a car out of the race stands before a running one"),
        ({"lap": 10, "cars": _cars(driver="XYZ")}, "no car of XYZ in 2024-05; there are D00, D01"),
        ({"lap": 30, "cars": GRID}, "after lap 30 of 30"),
        ({"lap": 10, "cars": GRID, "wetness": 1.5}, "less than or equal to 1"),
        ({"lap": 3, "cars": GRID, "status_laps": 9}, "track status for 9 laps after lap 3"),
    ],
)
def test_a_state_that_does_not_add_up_is_refused(post: Any, state: dict[str, Any], said: str) -> None:
    status, problem = post("/simulations/races", state=state, runs=10)
    assert status == 422
    assert said in str(problem)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_a_number_that_is_none_is_refused(client: TestClient, number: str) -> None:
    body = {"race_id": "2024-05", "driver": "D01", "plans": [PLAN], "what_if": {"pace_change_s": float(number)}}
    json_type = {"content-type": "application/json"}
    answer = client.post("/api/v1/strategy/simulate", content=json.dumps(body), headers=json_type)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "what_if.pace_change_s")


@pytest.mark.parametrize(
    ("path", "body", "said"),
    [
        ("/strategy/simulate", {"driver": "D01", "plans": [PLAN], "runs": 20_001}, "less than or equal to 20000"),
        ("/strategy/optimal", {"driver": "D01", "runs": 5_001}, "less than or equal to 5000"),
        ("/simulations/races", {"runs": 1_000_001}, "less than or equal to 1000000"),
        ("/simulations/races", {"runs": 0}, "greater than or equal to 1"),
        ("/strategy/simulate", {"driver": "D01", "plans": [PLAN] * 5}, "at most 4 items"),
        ("/strategy/optimal", {"driver": "NOBODY"}, "no car of NOBODY in 2024-05; there are D00"),
        ("/strategy/optimal", {"driver": "D01", "objective": "glory"}, "'expected_position'"),
        ("/strategy/optimal", {"driver": "D01", "objective": "target_position"}, "which needs it"),
        ("/strategy/recommend", {"driver": "D01", "lap": 30}, "after lap 30 of 30"),
        ("/strategy/recommend", {"driver": "D05", "lap": 15}, "d5 is out of the race"),
        ("/strategy/undercut", {"attacker": "D01", "target": "D02", "lap": 12}, "d1 is not behind d2"),
        ("/strategy/compare", {"driver": "D01", "plans": []}, "at least 1 item"),
        ("/strategy/optimal", {"driver": "D01", "lap": 3, "state": {"lap": 3, "cars": GRID}}, "not both"),
        ("/strategy/optimal", {"driver": "D01", "seed": -1}, "greater than or equal to 0"),
        ("/simulations/races", {"runs": 10, "plans": [{"driver": "D01", **PLAN}] * 2}, "D01 has a plan already"),
    ],
)
def test_a_question_beyond_its_bounds_is_refused(post: Any, path: str, body: dict[str, Any], said: str) -> None:
    status, problem = post(path, **body)
    assert status == 422
    assert said in str(problem)
    assert problem["type"].startswith("urn:pitwall:problem:")


@pytest.mark.parametrize(
    ("what_if", "said"),
    [
        ({"safety_car": {"lap": 28, "laps": 9}, "rain": "none"}, None),
        ({"safety_car": {"lap": 31}}, "the race has 30"),
        ({"rain": {"from_lap": 9, "to_lap": 5}}, "to_lap 5 is before from_lap 9"),
        ({"rain": {"from_lap": 40, "to_lap": 45}}, "the race has 30"),
        ({"safety_car": "sometimes"}, "'real', 'none'"),
    ],
)
def test_a_change_outside_the_race_is_refused(post: Any, what_if: dict[str, Any], said: str | None) -> None:
    status, problem = post("/strategy/simulate", driver="D01", plans=[PLAN], runs=10, what_if=what_if)
    assert (status == 200) == (said is None), problem
    assert said is None or said in str(problem)


def test_an_unknown_parameter_is_named_with_the_known_ones(client: TestClient) -> None:
    body = {"race_id": "2024-05", "driver": "D01"}
    answer = client.post("/api/v1/strategy/optimal?rnus=5", json=body)
    assert (answer.status_code, answer.json()["detail"]) == (400, "unknown parameter 'rnus'; none is known here")


def test_a_race_that_is_not_there_is_not_found(post: Any) -> None:
    assert post("/strategy/optimal", driver="D01", race_id="2031-01")[0] == 404
    assert post("/strategy/optimal", driver="D01", race_id="monza")[0] == 400


def test_an_alias_needs_the_store(post: Any) -> None:
    status, problem = post("/strategy/optimal", driver="D01", race_id="last")
    assert (status, problem["title"]) == (503, "Store unavailable")


def test_a_correlation_id_comes_back_with_a_problem(client: TestClient) -> None:
    answer = client.post("/api/v1/strategy/optimal", json={}, headers={"X-Correlation-Id": "abc"})
    assert (answer.status_code, answer.json()["correlation_id"]) == (422, "abc")
    assert {error["field"] for error in answer.json()["errors"]} == {"race_id", "driver"}
    assert answer.headers["content-type"] == "application/problem+json"
