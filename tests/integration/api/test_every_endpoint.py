"""What holds for every endpoint alike: anonymous callers are served, shapes are kept, bad input is refused by name."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import TypeAdapter

from functions.api.shapes import analytics, models, predictions, race_data, races, reference, results, standings, status
from pitwall.serving.problems import Problem

pytestmark = pytest.mark.database

LISTS: dict[str, Any] = {
    "/seasons": races.Season,
    "/races": races.RaceSummary,
    "/races?season=2024": races.RaceSummary,
    "/races/2024-01/results": results.ResultRow,
    "/races/2024-01/sprint": results.ResultRow,
    "/races/2024-01/qualifying": results.QualifyingRow,
    "/races/2024-01/grid": results.GridRow,
    "/races/2024-01/practice/1": results.PracticeRow,
    "/races/2024-01/pit-stops": race_data.PitStopRow,
    "/races/2024-01/stints": race_data.StintRow,
    "/races/2024-01/laps": race_data.LapRow,
    "/races/2024-01/weather": race_data.WeatherRow,
    "/races/2024-01/race-control": race_data.RaceControlRow,
    "/races/2024-01/neutralisations": race_data.NeutralisationRow,
    "/drivers": reference.DriverRow,
    "/drivers?season=2024": reference.DriverRow,
    "/constructors": reference.ConstructorRow,
    "/constructors?season=2024": reference.ConstructorRow,
    "/circuits": reference.CircuitRow,
    "/standings/drivers": standings.DriverStandingRow,
    "/standings/drivers?season=2023&round=1": standings.DriverStandingRow,
    "/standings/constructors": standings.ConstructorStandingRow,
    "/analytics/tracks/oakfield/drivers": analytics.TrackDriverRow,
    "/analytics/driver-rankings?by=season": analytics.DriverRankingRow,
    "/analytics/driver-rankings?by=all-time": analytics.DriverRankingRow,
    "/analytics/constructor-rankings?by=season&season=2023": analytics.ConstructorRankingRow,
}
OBJECTS: dict[str, Any] = {
    "/health/live": status.Live,
    "/health/ready": status.Ready,
    "/health": status.Live,
    "/races/2024-01": races.RaceDetail,
    "/races/2024-04": races.RaceDetail,
    "/drivers/anna-quick": reference.DriverDetail,
    "/constructors/swift": reference.ConstructorDetail,
    "/circuits/oakfield": reference.CircuitDetail,
    "/sync/status": status.SyncStatus,
    "/predictions/championship": predictions.ChampionshipPrediction,
    "/predictions/accuracy": models.Accuracy,
    "/analytics/drivers/anna-quick/performance": analytics.DriverPerformance,
    "/analytics/drivers/QUI/performance?season=2024": analytics.DriverPerformance,
    "/analytics/circuits/oakfield/insights": analytics.CircuitInsights,
}
BAD_INPUT = [
    "/analytics/driver-rankings?by=beauty",
    "/analytics/tracks/oakfield/drivers?limit=101",
    "/predictions/races/2024-04?horizon=soon",
    "/predictions/accuracy?season=1949",
    "/predictions/championship?year=2024",
    "/seasons?format=xml",
    "/races?season=1949",
    "/races?season=twenty",
    "/races?limit=101",
    "/races?limit=0",
    "/races?cursor=garbage",
    "/races?cursor=WyJhIl0",
    "/races/2024",
    "/races/2024-001",
    "/races/2024-01%00",
    "/races/2024-01/results?format=xml",
    "/races/first/sprint",
    "/races/2024-01/qualifying?session=R",
    "/races/2024-01/grid?session=Q",
    "/races/2024-01/practice/0",
    "/races/2024-01/practice/x",
    "/races/2024-01/pit-stops?session=FP1",
    "/races/2024-01/stints?session=Q",
    "/races/2024-01/laps?session=RACE",
    "/races/2024-01/laps?lap_from=0",
    "/races/2024-01/laps?lap_to=many",
    "/races/2024-01/laps?driver=%00",
    "/races/2024-01/laps?columns=fastf1",
    "/races/2024-01/laps?columns=ergast&format=csv",
    "/races/2024-01/weather?session=X",
    "/races/2024-01/race-control?session=",
    "/races/2024-01/neutralisations?session=SQ",
    "/drivers?season=99999",
    "/drivers?cursor=WzFd",
    "/drivers/%00",
    "/constructors?limit=-1",
    "/constructors/a%3Bb",
    "/circuits?limit=all",
    "/circuits/%25",
    "/standings/drivers?round=1",
    "/standings/drivers?season=2024&round=0",
    "/standings/constructors?season=x",
]


@pytest.mark.parametrize("path", LISTS)
def test_an_anonymous_caller_gets_every_list_in_its_shape(client: TestClient, path: str) -> None:
    answer = client.get(f"/api/v1{path}")
    assert answer.status_code == 200, answer.text
    assert TypeAdapter(list[LISTS[path]]).validate_json(answer.content)


@pytest.mark.parametrize("path", OBJECTS)
def test_an_anonymous_caller_gets_every_object_in_its_shape(client: TestClient, path: str) -> None:
    answer = client.get(f"/api/v1{path}")
    assert answer.status_code == 200, answer.text
    assert TypeAdapter(OBJECTS[path]).validate_json(answer.content)


@pytest.mark.parametrize("path", LISTS)
def test_every_list_is_there_as_csv_with_as_many_rows(client: TestClient, path: str) -> None:
    rows = client.get(f"/api/v1{path}").json()
    answer = client.get(f"/api/v1{path}", headers={"Accept": "text/csv"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    lines = answer.text.splitlines()
    assert len(lines) == len(rows) + 1
    assert len(set(lines[0].split(","))) == len(lines[0].split(","))


@pytest.mark.parametrize("path", [*LISTS, *OBJECTS])
def test_an_unknown_parameter_is_refused_naming_it_and_the_known_ones(client: TestClient, path: str) -> None:
    answer = client.get(f"/api/v1{path}{'&' if '?' in path else '?'}drivr=QUI")
    assert answer.status_code == 400
    detail = Problem.model_validate_json(answer.content).detail
    assert "'drivr'" in detail
    assert "known here" in detail


@pytest.mark.parametrize("path", BAD_INPUT)
def test_bad_input_is_a_problem_with_status_400(client: TestClient, path: str) -> None:
    answer = client.get(f"/api/v1{path}")
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = Problem.model_validate_json(answer.content)
    assert problem.status == 400
    assert problem.correlation_id == answer.headers["x-correlation-id"]


@pytest.mark.parametrize("path", [path for path in LISTS if path.startswith("/races/")])
def test_a_race_without_such_rows_has_an_empty_list(client: TestClient, path: str) -> None:
    answer = client.get(f"/api/v1{path.replace('2024-01', '2024-04')}")
    assert (answer.status_code, answer.json()) == (200, [])
    as_csv = client.get(f"/api/v1{path.replace('2024-01', '2024-04')}", params={"format": "csv"})
    assert len(as_csv.text.splitlines()) == 1


@pytest.mark.parametrize(
    "path",
    ["/races/2031-01", "/races/2031-01/laps", "/drivers/nobody", "/constructors/nothing", "/circuits/nowhere", "/cars"],
)
def test_what_is_not_stored_is_a_problem_with_status_404(client: TestClient, path: str) -> None:
    answer = client.get(f"/api/v1{path}")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert Problem.model_validate_json(answer.content).instance == f"/api/v1{path}"


def test_another_method_is_refused_as_a_problem(client: TestClient) -> None:
    answer = client.post("/api/v1/races")
    assert (answer.status_code, answer.headers["content-type"]) == (405, "application/problem+json")
    assert answer.headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize("path", [*LISTS, *OBJECTS, "/openapi.json", "/docs", "/drivers/nobody", "/races?season=1949"])
def test_head_has_the_status_and_headers_of_get_and_no_body(client: TestClient, path: str) -> None:
    asked = {"X-Correlation-Id": "same"}
    whole, head = (client.request(method, f"/api/v1{path}", headers=asked) for method in ("GET", "HEAD"))
    assert (head.status_code, head.content) == (whole.status_code, b"")
    assert {**head.headers, "age": ""} == {**whole.headers, "age": ""}


@pytest.mark.parametrize("path", [*LISTS, *OBJECTS, "/drivers/nobody"])
def test_every_answer_says_where_its_data_come_from(client: TestClient, path: str) -> None:
    client.get("/api/v1/seasons")
    assert client.get(f"/api/v1{path}").headers["x-data-origin"] == "real"
