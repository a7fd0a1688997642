"""A race's laps: filters, laps beyond the counted ones, CSV, and FastF1's column names."""

import io

import pandas as pd
import pytest
from fastapi.testclient import TestClient

pytestmark = pytest.mark.database

LAPS = "/api/v1/races/2024-01/laps"


def test_all_laps_of_a_race_come_in_one_answer_by_driver_and_number(client: TestClient) -> None:
    rows = client.get(LAPS).json()
    keys = [(row["driver_id"], row["lap_number"]) for row in rows]
    assert keys == [(driver, lap) for driver in ("anna-quick", "bert-slow") for lap in range(1, 6)]


def test_laps_beyond_those_the_result_counts_are_marked(client: TestClient) -> None:
    assert [row["counted"] for row in client.get(f"{LAPS}?driver=SLO").json()] == [True, True, True, True, False]


def test_values_keep_their_types_and_the_unknown_is_null(client: TestClient) -> None:
    lap = client.get(LAPS).json()[0]
    assert (lap["lap_time_s"], lap["compound"], lap["pit_in"], lap["sector1_s"]) == (91.0, "MEDIUM", False, None)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("driver=QUI", 5),
        ("driver=qui", 5),
        ("driver=anna-quick", 5),
        ("driver=anna_quick", 5),
        ("driver=slow", 5),
        ("driver=22", 5),
        ("driver=22&driver=7", 10),
        ("driver=QUI&driver=SLO", 10),
        ("lap_from=4", 4),
        ("lap_to=2", 4),
        ("lap_from=2&lap_to=3&driver=SLO", 2),
        ("lap_from=4&lap_to=2", 0),
        ("session=Q", 0),
    ],
)
def test_filters_narrow_the_laps(client: TestClient, query: str, count: int) -> None:
    answer = client.get(f"{LAPS}?{query}")
    assert (answer.status_code, len(answer.json())) == (200, count)


def test_a_driver_nobody_knows_is_not_found_rather_than_ignored(client: TestClient) -> None:
    answer = client.get(f"{LAPS}?driver=XYZ")
    assert (answer.status_code, "XYZ" in answer.json()["detail"]) == (404, True)


def test_the_unknown_parameter_message_lists_the_known_ones(client: TestClient) -> None:
    detail = client.get(f"{LAPS}?lap=3").json()["detail"]
    assert detail == "unknown parameter 'lap'; known here: columns, driver, format, lap_from, lap_to, session"


def test_csv_holds_what_json_holds(client: TestClient) -> None:
    rows = client.get(LAPS).json()
    frame = pd.read_csv(io.StringIO(client.get(f"{LAPS}?format=csv").text), dtype={"driver_number": str})
    assert list(frame.columns) == list(rows[0])
    assert frame["lap_time_s"].tolist() == [row["lap_time_s"] for row in rows]
    assert frame["counted"].tolist() == [row["counted"] for row in rows]


def test_csv_with_fastf1_columns_is_read_by_pandas_as_fastf1_gives_it(client: TestClient) -> None:
    frame = pd.read_csv(io.StringIO(client.get(f"{LAPS}?format=csv&columns=fastf1&driver=QUI").text))
    assert {"Driver", "LapTime", "LapNumber", "Compound", "TyreLife", "Team", "Sector1Time"} <= set(frame.columns)
    assert pd.to_timedelta(frame["LapTime"]).dt.total_seconds().tolist() == [91.0, 92.0, 93.0, 94.0, 95.0]
    assert frame["Team"].unique().tolist() == ["Swift"]


def test_text_with_a_comma_stays_one_csv_cell(client: TestClient) -> None:
    frame = pd.read_csv(io.StringIO(client.get("/api/v1/races/2024-01/race-control?format=csv").text))
    assert frame["message"].tolist() == ["GREEN, GO"]
