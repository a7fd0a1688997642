"""Drivers, constructors, circuits and standings: records, names that mean several, other providers' ids."""

import pytest
from fastapi.testclient import TestClient

pytestmark = pytest.mark.database


def test_a_driver_has_seasons_and_record(client: TestClient) -> None:
    driver = client.get("/api/v1/drivers/anna-quick").json()
    assert (driver["seasons"], driver["races"], driver["wins"], driver["podiums"]) == ([2023, 2024], 4, 4, 4)
    assert client.get("/api/v1/drivers/bert-slow").json()["poles"] == 4


def test_a_code_names_a_driver(client: TestClient) -> None:
    assert client.get("/api/v1/drivers/SLO").json()["driver_id"] == "bert-slow"


def test_a_code_of_two_drivers_is_refused_naming_both(client: TestClient) -> None:
    answer = client.get("/api/v1/drivers/QUI")
    assert answer.status_code == 400
    assert "anna-quick or carl-quick" in answer.json()["detail"]


def test_a_season_tells_apart_who_shares_a_code_or_a_family_name(client: TestClient) -> None:
    for name in ("QUI", "quick"):
        assert client.get(f"/api/v1/drivers/{name}").status_code == 400
        assert client.get(f"/api/v1/drivers/{name}?season=2024").json()["driver_id"] == "anna-quick"


def test_a_code_is_looked_for_within_the_season(client: TestClient) -> None:
    assert client.get("/api/v1/races/2024-01/laps?driver=QUI").status_code == 200
    assert client.get("/api/v1/races/2023-01/laps?driver=QUI").status_code == 400


@pytest.mark.parametrize(
    ("path", "field", "slug"),
    [
        ("/drivers/anna_quick", "driver_id", "anna-quick"),
        ("/drivers/slow", "driver_id", "bert-slow"),
        ("/constructors/red_arrow", "constructor_id", "red-arrow"),
        ("/circuits/pine_hill", "circuit_id", "pine-hill"),
    ],
)
def test_ids_in_jolpicas_spelling_are_understood(client: TestClient, path: str, field: str, slug: str) -> None:
    assert client.get(f"/api/v1{path}").json()[field] == slug


def test_drivers_of_a_season_come_with_their_constructors(client: TestClient) -> None:
    drivers = client.get("/api/v1/drivers?season=2024").json()
    assert [driver["driver_id"] for driver in drivers] == ["anna-quick", "bert-slow"]
    assert drivers[0]["constructors"] == [{"constructor_id": "swift", "name": "Swift"}]


def test_pages_of_drivers_follow_the_link_and_keep_the_filter(client: TestClient) -> None:
    first = client.get("/api/v1/drivers?season=2024&limit=1")
    assert "season=2024" in first.links["next"]["url"]
    second = client.get(first.links["next"]["url"])
    assert [driver["driver_id"] for driver in first.json() + second.json()] == ["anna-quick", "bert-slow"]
    assert "next" not in second.links


def test_a_circuit_lists_its_races_newest_first_with_their_winners(client: TestClient) -> None:
    races = client.get("/api/v1/circuits/oakfield").json()["races"]
    assert [race["race_id"] for race in races] == ["2024-02", "2024-01", "2023-02", "2023-01"]
    assert races[0]["winner"]["driver"]["driver_id"] == "anna-quick"


def test_standings_default_to_the_newest_result(client: TestClient) -> None:
    leader, second = client.get("/api/v1/standings/drivers").json()
    assert (leader["season"], leader["round"], leader["points"], leader["gap_to_leader"]) == (2024, 2, 50.0, 0)
    assert (second["driver"]["driver_id"], second["gap_to_leader"]) == ("bert-slow", 50.0)
    assert leader["constructors"] == [{"constructor_id": "swift", "name": "Swift"}]


def test_standings_of_a_season_are_those_after_its_last_round(client: TestClient) -> None:
    assert {row["round"] for row in client.get("/api/v1/standings/drivers?season=2023").json()} == {2}
    earlier = client.get("/api/v1/standings/drivers?season=2023&round=1").json()
    assert [row["points"] for row in earlier] == [25.0, 0.0]


def test_the_current_standings_equal_those_after_that_round(client: TestClient) -> None:
    for subject in ("drivers", "constructors"):
        current = client.get(f"/api/v1/standings/{subject}").json()
        assert current == client.get(f"/api/v1/standings/{subject}?season=2024&round=2").json()


def test_standings_of_a_round_not_run_are_empty(client: TestClient) -> None:
    assert client.get("/api/v1/standings/drivers?season=2024&round=4").json() == []
    assert client.get("/api/v1/standings/constructors?season=1950").json() == []
