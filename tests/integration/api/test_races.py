"""The calendar, race aliases, and what one race's answers say."""

from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from pitwall.store import tables

pytestmark = pytest.mark.database

WEEKEND = datetime(2024, 6, 22, 9, 0, tzinfo=UTC)
MONDAY_MORNING = datetime(2024, 6, 24, 1, 30, tzinfo=UTC)
TUESDAY = datetime(2024, 6, 25, 9, 0, tzinfo=UTC)


def test_a_season_is_in_order_of_rounds_and_all_races_are_newest_first(client: TestClient) -> None:
    season = [race["race_id"] for race in client.get("/api/v1/races?season=2024").json()]
    assert season == ["2024-01", "2024-02", "2024-03", "2024-04"]
    every = [race["race_id"] for race in client.get("/api/v1/races").json()]
    assert every == [*reversed(season), "2023-02", "2023-01"]


def test_a_season_without_races_is_an_empty_list(client: TestClient) -> None:
    answer = client.get("/api/v1/races?season=1950")
    assert (answer.status_code, answer.json()) == (200, [])


def test_pages_follow_the_link_and_repeat_or_miss_no_race(client: TestClient) -> None:
    whole = [race["race_id"] for race in client.get("/api/v1/races").json()]
    seen, path, pages = [], "/api/v1/races?limit=4", 0
    while path:
        answer = client.get(path)
        seen += [race["race_id"] for race in answer.json()]
        path = answer.links["next"]["url"] if "next" in answer.links else ""
        pages += 1
    assert (seen, pages) == (whole, 2)


def test_a_summary_names_winner_pole_sessions_and_sprint(client: TestClient) -> None:
    race = client.get("/api/v1/races?season=2024").json()[0]
    assert race["winner"]["driver"] == {"driver_id": "anna-quick", "name": "Anna Quick", "code": "QUI", "number": "7"}
    assert race["winner"]["constructor"] == {"constructor_id": "swift", "name": "Swift"}
    assert race["pole"]["driver_id"] == "bert-slow"
    assert [session["session"] for session in race["sessions"]] == ["FP1", "S", "Q", "R"]
    assert race["has_sprint"] is True
    assert race["shortened"] is False


def test_a_calendar_tells_of_which_races_laps_are_stored_and_is_asked_anew_while_some_are_to_come(
    client: TestClient,
) -> None:
    answer = client.get("/api/v1/races?season=2024")
    told = {race["race_id"]: (race["status"], race["has_laps"]) for race in answer.json()}
    assert told["2024-01"] == ("completed", True)
    assert told["2024-02"] == ("completed", False)
    assert client.get("/api/v1/races/2024-01").json()["has_laps"] is True
    assert client.get("/api/v1/races/2024-02").json()["has_laps"] is False


def test_a_race_ahead_has_neither_winner_nor_pole(client: TestClient) -> None:
    race = client.get("/api/v1/races/next").json()
    assert (race["winner"], race["pole"], race["laps"], race["weather"], race["compounds"]) == (None,) * 5


def test_the_detail_counts_what_is_stored_and_names_the_neighbours(client: TestClient) -> None:
    race = client.get("/api/v1/races/2024-01").json()
    coverage = {"results": 2, "qualifying": 1, "grid": 2, "practice": 1, "sprint": 2, "pit_stops": 2, "laps": 10}
    assert race["coverage"] == {**coverage, "stints": 2, "weather": 3, "race_control": 1}
    assert (race["previous_race_id"], race["next_race_id"]) == ("2023-02", "2024-02")
    assert race["weather"] == {"air_temp_c": 21.0, "track_temp_c": None, "rainfall_share": 0.333, "readings": 3}
    assert race["compounds"] == {"soft": "C5", "medium": "C4", "hard": "C3"}


def test_last_is_the_newest_result_and_next_the_first_race_after_it(client: TestClient) -> None:
    assert client.get("/api/v1/races/last").json()["race_id"] == "2024-02"
    assert client.get("/api/v1/races/next").json()["race_id"] == "2024-03"
    assert client.get("/api/v1/races/last/results").json() == client.get("/api/v1/races/2024-02/results").json()


@pytest.mark.parametrize(
    ("now", "race_id"), [(WEEKEND, "2024-04"), (MONDAY_MORNING, "2024-04"), (TUESDAY, "2024-03"), (None, "2024-03")]
)
def test_current_is_the_race_whose_weekend_holds_the_present(
    championship: Engine, client_of, now: datetime | None, race_id: str
) -> None:
    client = client_of(championship, now) if now else client_of(championship)
    assert client.get("/api/v1/races/current").json()["race_id"] == race_id


def test_aliases_of_an_empty_store_are_not_found(store: Engine, client_of) -> None:
    client = client_of(store)
    for alias in ("current", "last", "next"):
        answer = client.get(f"/api/v1/races/{alias}")
        assert answer.status_code == 404
        assert alias in answer.json()["detail"]


def test_a_round_may_be_written_with_one_digit(client: TestClient) -> None:
    assert client.get("/api/v1/races/2024-1").json()["race_id"] == "2024-01"


def test_seasons_have_champions_only_when_every_race_is_run(client: TestClient) -> None:
    running, over = client.get("/api/v1/seasons").json()
    assert (running["season"], running["races"], running["completed_races"], running["has_laps"]) == (2024, 4, 2, True)
    assert (running["drivers_champion"], running["constructors_champion"]) == (None, None)
    assert (over["drivers_champion"]["driver_id"], over["constructors_champion"]["constructor_id"]) == (
        "anna-quick",
        "swift",
    )
    assert over["has_laps"] is False


def test_a_classification_keeps_published_order_and_counts_stops_only_where_any_are_known(client: TestClient) -> None:
    first, second = client.get("/api/v1/races/2024-01/results").json()
    assert (first["position"], first["time_s"], first["pit_stops"]) == (1, 600.5, 1)
    assert first["fastest_lap"] == {"rank": 1, "lap_number": 3, "lap_time_s": None}
    assert (second["position"], second["position_text"], second["fastest_lap"]) == (None, "DNF", None)
    assert [row["pit_stops"] for row in client.get("/api/v1/races/2024-02/results").json()] == [None, None]


def test_a_car_shared_by_two_drivers_has_a_row_for_each(store: Engine, client_of, put) -> None:
    for table, rows in {
        tables.drivers: [{"driver_id": "a", "name": "A"}, {"driver_id": "b", "name": "B"}],
        tables.constructors: [{"constructor_id": "c", "name": "C"}],
        tables.circuits: [{"circuit_id": "o", "name": "O"}],
        tables.seasons: [{"season": 1951}],
        tables.races: [
            {"season": 1951, "round": 1, "date": datetime(1951, 5, 1, tzinfo=UTC).date(), "name": "R"}
            | {"circuit_id": "o", "cancelled": False, "status": "completed"}
        ],
        tables.race_results: [
            {"season": 1951, "round": 1, "session": "R", "driver_id": driver, "entry": entry, "constructor_id": "c"}
            | {"display_order": order, "position": 1, "position_text": "1", "shared_car": True}
            for order, (driver, entry) in enumerate((("a", 1), ("b", 1), ("b", 2)), start=1)
        ],
    }.items():
        put(store, table, *rows)
    client = client_of(store)
    rows = client.get("/api/v1/races/1951-01/results").json()
    assert [(row["driver"]["driver_id"], row["entry"]) for row in rows] == [("a", 1), ("b", 1), ("b", 2)]
    assert client.get("/api/v1/races/1951-01").json()["winner"]["driver"]["driver_id"] == "a"
    assert client.get("/api/v1/drivers/b").json()["wins"] == 1


def test_a_shortened_race_says_so(client: TestClient) -> None:
    assert client.get("/api/v1/races/2023-01").json()["shortened"] is True
