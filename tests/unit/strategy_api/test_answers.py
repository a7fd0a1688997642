"""What the strategy API answers over a hand-made race: every endpoint, honest about itself, the same again."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

ONE_STOP = {"start": "MEDIUM", "stops": [{"lap": 14, "compound": "HARD"}]}
TWO_STOPS = {"start": "SOFT", "stops": [{"lap": 9, "compound": "MEDIUM"}, {"lap": 20, "compound": "SOFT"}]}

QUESTIONS: dict[str, dict[str, Any]] = {
    "/strategy/optimal": {"driver": "D02", "runs": 100},
    "/strategy/compare": {"driver": "d2", "runs": 100, "plans": [ONE_STOP, TWO_STOPS]},
    "/strategy/recommend": {"driver": "D02", "runs": 100, "lap": 12},
    "/strategy/tree": {"driver": "D02", "runs": 100, "lap": 12},
    "/strategy/undercut": {"attacker": "D02", "target": "D01", "lap": 12},
    "/strategy/simulate": {"driver": "D02", "runs": 100, "plans": [ONE_STOP, TWO_STOPS]},
    "/simulations/races": {"runs": 100},
}


@pytest.mark.parametrize("path", QUESTIONS)
def test_every_answer_says_where_it_comes_from(post: Any, path: str) -> None:
    status, answer = post(path, **QUESTIONS[path])
    assert status == 200, answer
    assert answer["model_version"] == "made-by-hand"
    assert (answer["race_id"], answer["as_of"], answer["computed_at"]) == ("2024-05", "2024-04", "2024-06-20T12:00:00Z")
    assert (answer["seed"], answer["interval"], answer["source"], answer["stale"]) == (1, 0.8, "model", False)
    assert "made by hand" in answer["quality"]


@pytest.mark.parametrize("path", QUESTIONS)
def test_the_same_question_gets_the_same_bytes(client: TestClient, path: str) -> None:
    body = {"race_id": "2024-05", **QUESTIONS[path], "seed": 7}
    first, second = (client.post(f"/api/v1{path}", json=body) for _ in range(2))
    assert first.content == second.content
    assert first.headers["cache-control"] == "no-store"


def test_another_seed_gives_other_races(post: Any) -> None:
    bodies = [post("/simulations/races", runs=100, seed=seed)[1]["cars"] for seed in (1, 2)]
    assert bodies[0] != bodies[1]


@pytest.mark.parametrize("alias", ["/simulate", "/api/v1/simulate"])
def test_simulate_answers_under_its_aliases(client: TestClient, alias: str) -> None:
    body = {"race_id": "2024-05", **QUESTIONS["/strategy/simulate"]}
    direct = client.post("/api/v1/strategy/simulate", json=body)
    assert client.post(alias, json=body).content == direct.content


@pytest.mark.parametrize("alias", ["/recommend", "/api/v1/recommend"])
def test_recommend_answers_under_its_aliases(client: TestClient, alias: str) -> None:
    body = {"race_id": "2024-05", **QUESTIONS["/strategy/recommend"]}
    direct = client.post("/api/v1/strategy/recommend", json=body)
    assert client.post(alias, json=body).content == direct.content


def test_plans_are_ranked_with_probabilities_that_sum_to_one(post: Any) -> None:
    _, answer = post("/strategy/optimal", driver="D02", runs=200, plans=4)
    plans = answer["plans"]
    assert [plan["rank"] for plan in plans] == [1, 2, 3, 4]
    assert (plans[0]["difference_to_best"], plans[0]["p_best"]) == (0.0, answer["p_best"])
    for plan in plans:
        assert sum(part["probability"] for part in plan["position_probabilities"]) == pytest.approx(1, abs=1e-9)
        assert plan["stints"][-1]["last_lap"] == 30
        assert plan["label"].startswith(plan["start"][0])


def test_a_simulated_plan_stands_beside_what_really_happened(post: Any) -> None:
    _, answer = post("/strategy/simulate", driver="D02", runs=100, plans=[ONE_STOP])
    assert answer["original"]["label"] == "M 24 H"
    assert [lap["position"] for lap in answer["original"]["laps"]] == [3] * 30
    assert (answer["pace"], len(answer["as_driven"]["laps"])) == ("fitted on the race itself", 30)
    (plan,) = answer["plans"]
    assert (plan["label"], plan["legal"]) == ("M 14 H", True)
    gained = answer["as_driven"]["expected_position"] - plan["expected_position"]
    assert plan["positions_gained"]["mean"] == pytest.approx(gained, abs=1e-9)


def test_driving_what_was_driven_gains_nothing(post: Any) -> None:
    driven = {"start": "MEDIUM", "stops": [{"lap": 24, "compound": "HARD"}]}
    _, answer = post("/strategy/simulate", driver="D02", runs=100, plans=[driven])
    assert answer["plans"][0]["positions_gained"] == {"mean": 0.0, "standard_error": 0.0}


def test_more_pace_gains_places(post: Any) -> None:
    faster = {"what_if": {"pace_change_s": -1.5}}
    slow, fast = (post("/strategy/simulate", driver="D04", runs=200, plans=[ONE_STOP], **x)[1] for x in ({}, faster))
    assert fast["plans"][0]["expected_position"] < slow["plans"][0]["expected_position"]


def test_the_field_is_told_in_order_of_expected_position_and_follows_a_given_plan(post: Any) -> None:
    _, answer = post("/simulations/races", runs=200, plans=[{"driver": "D00", **TWO_STOPS}])
    places = [car["expected_position"] for car in answer["cars"]]
    assert (places, len(places)) == (sorted(places), 6)
    assert sum(places) == pytest.approx(21)
    assert answer["happenings"]["stops"] > 0


def test_a_state_of_the_callers_own_is_played_on(post: Any) -> None:
    cars = [
        {"driver": "D05", "position": 1, "compound": "HARD", "tyre_life": 3, "stops_done": 1, "used": ["MEDIUM"]},
        {"driver": "D00", "position": 2, "compound": "MEDIUM", "tyre_life": 20, "gap_s": 25.0},
    ]
    _, answer = post("/simulations/races", runs=50, state={"lap": 20, "cars": cars})
    assert {car["driver"]["driver_id"] for car in answer["cars"]} == {"d0", "d5"}
    assert answer["lap"] == 20


def test_an_undercut_is_checked_by_simulated_races_where_they_are_asked_for(post: Any) -> None:
    question = QUESTIONS["/strategy/undercut"]
    _, closed = post("/strategy/undercut", **question)
    _, played = post("/strategy/undercut", **question, runs=200)
    assert (closed["runs"], closed["undercut"]["played"], closed["overcut"]["played"]) == (0, None, None)
    for kind in ("undercut", "overcut"):
        found = played[kind].pop("played")
        assert found["runs"] == played["runs"] == 200
        assert found["p_ahead"] == pytest.approx(played[kind]["p_success"], abs=0.35)
        closed[kind].pop("played")
        assert played[kind] == closed[kind]


def test_beside_an_undercut_stand_those_the_whole_field_has_the_likelier_first(post: Any) -> None:
    _, answer = post("/strategy/undercut", **QUESTIONS["/strategy/undercut"])
    chances = [threat["p_success"] for threat in answer["threats"]]
    assert chances
    assert chances == sorted(chances, reverse=True)
    own = [one for one in answer["threats"] if (one["attacker"]["code"], one["target"]["code"]) == ("D02", "D01")]
    assert {one["kind"]: one["p_success"] for one in own} == {
        kind: answer[kind]["p_success"] for kind in ("undercut", "overcut") if answer[kind]["p_success"] >= 0.05
    }


def test_what_the_whole_field_would_do_under_a_safety_car_is_told_who_gains_most_first(post: Any) -> None:
    _, answer = post("/strategy/recommend", **QUESTIONS["/strategy/recommend"])
    card = answer["safety_car_field"]
    assert len({row["driver"]["driver_id"] for row in card}) == len(card) > 2
    gains = [row["gain_s"] for row in card]
    assert gains == sorted(gains, reverse=True)
    (own,) = [row for row in card if row["driver"]["code"] == "D02"]
    (table,) = [row for row in answer["safety_car"] if (row["lap"], row["status"]) == (13, "SC")]
    assert (own["compound"], own["gain_s"], own["rejoin"]) == (table["compound"], table["gain_s"], table["rejoin"])
