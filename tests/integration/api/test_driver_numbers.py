"""A driver's number is that of the race or season told about: the one worn today says nothing about the past."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from pitwall.store import tables

pytestmark = pytest.mark.database

NOW = datetime(2024, 6, 20, 12, 0, tzinfo=UTC)
WORN = {(2023, 1): "33", (2023, 2): "1", (2024, 1): "1"}


@pytest.fixture
def client(store: Engine, client_of: Callable[..., TestClient], put: Callable[..., None]) -> TestClient:
    """Of a store with a champion who today has number 3, and a driver of whom no race number is known."""
    names = {"champion": 3, "unknown": 5}
    put(store, tables.drivers, *({"driver_id": d, "name": d, "permanent_number": n} for d, n in names.items()))
    put(store, tables.constructors, {"constructor_id": "swift", "name": "Swift"})
    put(store, tables.circuits, {"circuit_id": "oakfield", "name": "Oakfield"})
    put(store, tables.seasons, {"season": 2023}, {"season": 2024})
    for order, ((season, race_round), number) in enumerate(WORN.items()):
        race = {"season": season, "round": race_round}
        calendar = {"date": date(season, 5, 1 + order), "name": "R", "circuit_id": "oakfield", "cancelled": False}
        put(store, tables.races, {**race, **calendar, "status": "completed"})
        for place, driver_id in enumerate(names, start=1):
            who = {**race, "driver_id": driver_id}
            car = {**who, "constructor_id": "swift"}
            ranked = {"position": place, "position_text": str(place)}
            put(store, tables.driver_seats, car)
            worn = {"driver_number": number if driver_id == "champion" else None}
            result = {**car, **ranked, **worn, "session": "R", "entry": 1, "display_order": place, "shared_car": False}
            put(store, tables.race_results, result)
            measures = {"points": 10.0 / place, "wins": 1, "podiums": 1, "basis": "computed"}
            put(store, tables.driver_standings, {**who, **ranked, **measures})
            put(store, tables.stints, {**who, "session": "R", "stint": 1, "start_lap": 1, "end_lap": 2, "laps": 2})
            put(store, tables.pit_stops, {**who, "session": "R", "stop": 1, "lap_number": 1})
    return client_of(store, NOW)


def _numbers(rows: list[dict[str, Any]]) -> dict[str, str | None]:
    drivers = [row.get("driver", row) for row in rows]
    return {driver["driver_id"]: driver["number"] for driver in drivers}


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("/drivers?season=2023", "1"),
        ("/standings/drivers?season=2023", "1"),
        ("/standings/drivers?season=2023&round=1", "33"),
        ("/races/2023-01/results", "33"),
        ("/races/2023-01/stints", "33"),
        ("/races/2023-01/pit-stops", "33"),
    ],
)
def test_a_number_is_the_one_raced_with_and_null_where_it_is_not_known(
    client: TestClient, path: str, number: str
) -> None:
    assert _numbers(client.get(f"/api/v1{path}").json()) == {"champion": number, "unknown": None}


def test_a_champion_has_the_number_of_the_season_won(client: TestClient) -> None:
    seasons = client.get("/api/v1/seasons").json()
    assert [(season["season"], season["drivers_champion"]["number"]) for season in seasons] == [
        (2024, "1"),
        (2023, "1"),
    ]


def test_without_a_season_a_driver_has_the_permanent_number(client: TestClient) -> None:
    assert _numbers(client.get("/api/v1/drivers").json()) == {"champion": "3", "unknown": "5"}
    assert client.get("/api/v1/drivers/champion").json()["number"] == "3"


def test_the_current_standings_fall_back_on_the_permanent_number(
    client: TestClient, store: Engine, refresh_standings: Callable[[Engine], None]
) -> None:
    refresh_standings(store)
    assert _numbers(client.get("/api/v1/standings/drivers").json()) == {"champion": "1", "unknown": "5"}
