"""Analytics over HTTP: figures that can be worked out by hand from the invented championship."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from pitwall.domain.model_records import DriverProfile, ProfileTable, RatingPoint, RatingTable, Trait
from pitwall.lake.publications import publish
from pitwall.lake.storage import FolderStorage
from pitwall.load.published import load_published

pytestmark = pytest.mark.database

BASE = "/api/v1/analytics"


@pytest.fixture(scope="module")
def rated(championship: Engine, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The championship with Elo ratings and a profile."""
    storage = FolderStorage(Path(tmp_path_factory.mktemp("published")))
    elo = {"anna-quick": (1510.0, 1530.0), "bert-slow": (1490.0, 1470.0)}
    points = [
        RatingPoint("elo", "driver", driver, race, rating)
        for driver, ratings in elo.items()
        for race, rating in zip(("2024-01", "2024-02"), ratings, strict=True)
    ]
    publish(storage, RatingTable("2024-02", tuple(points)))
    traits = (Trait("consistency", 0.3, "s", 50, 80.0),)
    publish(storage, ProfileTable(2024, "2024-02", (DriverProfile(2024, "anna-quick", "2024-02", traits),)))
    assert load_published(championship, storage).unreadable == []
    return championship


def test_a_driver_who_always_won_from_second_gained_a_place_each_time(rated: Engine, client: TestClient) -> None:
    told = client.get(f"{BASE}/drivers/anna-quick/performance").json()
    assert (told["races"], told["wins"], told["avg_position"], told["places_gained_avg"]) == (4, 4, 1.0, 1.0)
    assert (told["points_per_race"], told["qualifying_avg"], told["retirement_rate"]) == (25.0, 1.0, 0.0)
    assert told["trend"] == {"places_per_race": 0.0, "standard_error": None, "races": 4}
    assert [point["rating"] for point in told["elo_history"]] == [1510.0, 1530.0]
    assert told["profile"][0]["percentile"] == 80.0


def test_a_driver_who_never_finished_has_no_average_place(rated: Engine, client: TestClient) -> None:
    told = client.get(f"{BASE}/drivers/bert-slow/performance", params={"season": 2024}).json()
    assert (told["races"], told["avg_position"], told["retirement_rate"], told["trend"]) == (2, None, 1.0, None)


def test_rain_in_a_third_of_the_readings_makes_a_wet_race(rated: Engine, client: TestClient) -> None:
    told = client.get(f"{BASE}/drivers/anna-quick/performance", params={"season": 2024}).json()
    assert [(row["condition"], row["races"]) for row in told["by_condition"]] == [("wet", 1)]


def test_a_circuit_where_nobody_won_from_pole_says_so(rated: Engine, client: TestClient) -> None:
    told = client.get(f"{BASE}/circuits/oakfield/insights").json()
    assert (told["races"], told["pole_to_win"], told["avg_winner_grid"]) == (4, 0.0, 2.0)
    assert told["avg_pit_stops"] == 1.0
    assert told["fastest_lap_record"] is None


def test_rankings_by_elo_points_and_wins_each_say_what_they_rank_by(rated: Engine, client: TestClient) -> None:
    def ranked(by: str) -> list[tuple[int, str, float]]:
        rows = client.get(f"{BASE}/driver-rankings", params={"by": by}).json()
        return [(row["rank"], row["driver"]["driver_id"], row["value"]) for row in rows]

    assert ranked("elo") == [(1, "anna-quick", 1530.0), (2, "bert-slow", 1470.0)]
    assert ranked("season") == [(1, "anna-quick", 50.0), (2, "bert-slow", 0.0)]
    assert ranked("all-time") == [(1, "anna-quick", 4.0)]


def test_drivers_at_a_circuit_stand_in_order_of_success(rated: Engine, client: TestClient) -> None:
    rows = client.get(f"{BASE}/tracks/oakfield/drivers").json()
    assert [(row["driver"]["driver_id"], row["races"], row["wins"]) for row in rows] == [
        ("anna-quick", 4, 4),
        ("bert-slow", 4, 0),
    ]
