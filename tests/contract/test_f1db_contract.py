"""f1db's release archive: hand-made rows in its format, and its own schema files where the data set is at hand."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from contract.provider_server import ProviderServer, Reply
from pitwall.domain.datasets import Batch, dataset_spec
from pitwall.domain.precedence import release_revision
from pitwall.errors import SourceMalformedError, SourceUnavailableError
from pitwall.settings import Settings
from pitwall.sources import f1db
from pitwall.sources.f1db import ASSET, F1db, Release, archive_batches
from pitwall.sources.http import HttpClient

_CAR = {"year": 1955, "round": 1, "constructorId": "acme", "engineManufacturerId": "acme", "driverNumber": "7"}
_PLACE = {"positionDisplayOrder": 1, "positionNumber": 1, "positionText": "1"}
_RESULT = {
    **_CAR,
    **_PLACE,
    "driverId": "ann-other",
    "sharedCar": True,
    "laps": 50,
    "timeMillis": 7_200_500,
    "timePenaltyMillis": None,
    "gapMillis": None,
    "gapLaps": None,
    "reasonRetired": None,
    "points": None,
    "gridPositionNumber": 3,
    "gridPositionText": "3",
}
_SESSION = {**_CAR, **_PLACE, "driverId": "ann-other", "timeMillis": 90_250, "gapMillis": 0, "laps": 12}
_QUALIFYING = {**_SESSION, "q1Millis": 91_000, "q2Millis": None, "q3Millis": None}
_GRID = {**_CAR, **_PLACE, "driverId": "ann-other", "timeMillis": 90_250, "gridPenalty": None}
_RACE = {
    "year": 1955,
    "round": 1,
    "date": "1955-05-22",
    "time": "13:45",
    "grandPrixId": "utopia",
    "officialName": "I Grand Prix of Utopia",
    "qualifyingFormat": "TWO_SESSION",
    "circuitId": "loop",
    "circuitLayoutId": "loop-1",
    "courseLength": 3.145,
    "turns": 12,
    "laps": 50,
    "distance": 157.25,
    "scheduledLaps": None,
    "freePractice4Date": "1955-05-21",
    "freePractice4Time": None,
    "warmingUpDate": "1955-05-22",
    "warmingUpTime": "08:00",
}
_DRIVER = {
    "id": "ann-other",
    "name": "Ann Other",
    "firstName": "Ann",
    "lastName": "Other",
    "abbreviation": "D'O",
    "permanentNumber": "07",
    "dateOfBirth": "1920-02-29",
    "dateOfDeath": None,
    "nationalityCountryId": "utopia",
}
_ENTRY = {
    "year": 1955,
    "entrantId": "team-acme",
    "constructorId": "acme",
    "engineManufacturerId": "acme",
    "driverId": "ann-other",
}
_CIRCUIT = {
    "id": "loop",
    "name": "Loop",
    "fullName": "Circuit of the Loop",
    "type": "ROAD",
    "direction": "CLOCKWISE",
    "placeName": "Loop",
    "countryId": "utopia",
    "latitude": 1.5,
    "longitude": -2.5,
    "length": 3.145,
    "turns": 12,
}
_STANDING = {"year": 1955, "round": 1, **_PLACE, "points": 8.14}


def _tables() -> dict[str, list[dict[str, Any]]]:
    """Every array that we read, with a row or two each."""
    second = {**_RESULT, "positionDisplayOrder": 4, "positionNumber": None, "positionText": "DNF", "laps": 9}
    return {
        "countries": [{"id": "utopia", "name": "Utopia", "demonym": "Utopian"}],
        "drivers": [_DRIVER],
        "constructors": [{"id": "acme", "name": "Acme", "fullName": "Acme Racing", "countryId": "utopia"}],
        "circuits": [_CIRCUIT],
        "grands-prix": [{"id": "utopia", "fullName": "Utopian Grand Prix"}],
        "races": [_RACE, {**_RACE, "round": 2, "date": "1955-06-05", "time": None, "laps": 60, "distance": 188.7}],
        # Against the order of the result: f1db's display order decides which row is the first.
        "races-race-results": [second, _RESULT],
        "races-sprint-race-results": [{**_RESULT, "points": 8}],
        "races-fastest-laps": [{**_CAR, **_PLACE, "driverId": "ann-other", "lap": 31, "timeMillis": 88_001}],
        "races-qualifying-results": [_QUALIFYING],
        "races-qualifying-1-results": [_QUALIFYING],
        "races-qualifying-2-results": [_QUALIFYING],
        "races-sprint-qualifying-results": [_QUALIFYING],
        "races-starting-grid-positions": [_GRID],
        "races-sprint-starting-grid-positions": [_GRID],
        **{f"races-free-practice-{number}-results": [_SESSION] for number in (1, 2, 3, 4)},
        "races-warming-up-results": [_SESSION],
        "races-pit-stops": [{**_CAR, "driverId": "ann-other", "stop": 1, "lap": 20, "timeMillis": 61_250}],
        "races-driver-standings": [{**_STANDING, "driverId": "ann-other"}],
        "races-constructor-standings": [{**_STANDING, "constructorId": "acme", "engineManufacturerId": "acme"}],
        "seasons-entrants-drivers": [
            {**_ENTRY, "rounds": [1, 2], "testDriver": False},
            {**_ENTRY, "driverId": "test-driver", "rounds": None, "testDriver": True},
        ],
    }


def _archive(tables: dict[str, list[dict[str, Any]]]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for table, rows in tables.items():
            archive.writestr(f"f1db-{table}.json", json.dumps(rows))
    return packed.getvalue()


def _rows(batches: list[Batch], dataset: str) -> list[dict[str, Any]]:
    return [row for batch in batches if batch.dataset == dataset for row in batch.table.to_pylist()]


def test_the_newest_release_is_found_fetched_and_stamped_on_every_batch(
    server: ProviderServer, client: Callable[..., HttpClient]
) -> None:
    server.route("/latest", Reply(status=302, headers={"Location": "/tag/v2026.8.0"}))
    server.route(f"/download/v2026.8.0/{ASSET}", _archive(_tables()))
    source = F1db.from_settings(Settings(f1db_release_url=f"{server.url}/"), client("f1db"))
    release = source.newest_release()
    assert release == Release("v2026.8.0", release_revision(2026, 8))
    batches = source.batches(release)
    assert {(batch.source, batch.revision) for batch in batches} == {("f1db", release_revision(2026, 8))}
    assert {batch.dataset for batch in batches} == {
        *("drivers", "constructors", "circuits", "races", "sessions", "seats", "race_results", "fastest_laps"),
        *("qualifying_results", "starting_grids", "practice_results", "pit_stops"),
        *("published_driver_standings", "published_constructor_standings"),
    }


def test_every_row_keeps_the_contract_of_its_data_set() -> None:
    for batch in archive_batches(_archive(_tables()), 1):
        for row in batch.table.to_pylist():
            dataset_spec(batch.dataset).record.model_validate(row)


def test_reference_rows_speak_readable_words() -> None:
    batches = archive_batches(_archive(_tables()), 1)
    driver, constructor = _rows(batches, "drivers")[0], _rows(batches, "constructors")[0]
    assert (driver["nationality"], driver["permanent_number"], driver["driver_code"]) == ("Utopian", 7, None)
    assert driver["date_of_birth"] == date(1920, 2, 29)
    assert constructor["country"] == _rows(batches, "circuits")[0]["country"] == "Utopia"


def test_a_race_counts_laps_only_once_it_has_a_result() -> None:
    run, planned = _rows(archive_batches(_archive(_tables()), 1), "races")
    assert (run["laps"], run["distance_km"], run["name"]) == (50, 157.25, "Utopian Grand Prix")
    assert run["start_time_utc"] == datetime(1955, 5, 22, 13, 45, tzinfo=UTC)
    assert (planned["laps"], planned["distance_km"], planned["start_time_utc"]) == (None, None, None)


def test_sessions_are_those_that_the_calendar_dates() -> None:
    sessions = _rows(archive_batches(_archive(_tables()), 1), "sessions")
    assert {(row["round"], row["session"], row["date"].day) for row in sessions} == {
        *((1, "R", 22), (1, "FP4", 21), (1, "WU", 22)),
        *((2, "R", 5), (2, "FP4", 21), (2, "WU", 22)),
    }


def test_a_seat_per_round_and_none_for_a_test_driver() -> None:
    seats = _rows(archive_batches(_archive(_tables()), 1), "seats")
    assert [(row["driver_id"], row["round"]) for row in seats] == [("ann-other", 1), ("ann-other", 2)]


def test_the_second_car_of_a_driver_is_entry_two_in_display_order() -> None:
    results = [row for row in _rows(archive_batches(_archive(_tables()), 1), "race_results") if row["session"] == "R"]
    assert [(row["display_order"], row["entry"], row["position_text"]) for row in results] == [
        (4, 2, "DNF"),
        (1, 1, "1"),
    ]
    assert (results[1]["time_s"], results[1]["points"], results[1]["shared_car"]) == (7200.5, None, True)


def test_practice_and_qualifying_keep_their_session_and_part() -> None:
    batches = archive_batches(_archive(_tables()), 1)
    assert [row["session"] for row in _rows(batches, "practice_results")] == ["FP1", "FP2", "FP3", "FP4", "WU"]
    assert [(row["session"], row["part"]) for row in _rows(batches, "qualifying_results")] == [
        *(("Q", "overall"), ("Q", "qualifying-1"), ("Q", "qualifying-2"), ("SQ", "overall")),
    ]


def test_a_wrong_type_is_named_with_file_and_key() -> None:
    tables = _tables()
    tables["races-pit-stops"] = [{**tables["races-pit-stops"][0], "lap": "twenty"}]
    with pytest.raises(SourceMalformedError, match=r"f1db: f1db-races-pit-stops\.json, lap: .*twenty"):
        archive_batches(_archive(tables), 1)


def test_a_missing_array_or_key_is_named() -> None:
    tables = _tables()
    del tables["races-pit-stops"]
    with pytest.raises(SourceMalformedError, match=r"archive without f1db-races-pit-stops\.json"):
        archive_batches(_archive(tables), 1)
    tables["races-pit-stops"] = [{**_CAR, "driverId": "ann-other", "stop": 1, "timeMillis": 1}]
    with pytest.raises(SourceMalformedError, match=r"f1db-races-pit-stops\.json, lap is missing"):
        archive_batches(_archive(tables), 1)


def test_a_broken_archive_is_malformed(server: ProviderServer, client: Callable[..., HttpClient]) -> None:
    source = F1db.from_settings(Settings(f1db_release_url=server.url), client("f1db"))
    server.route(f"/download/v1/{ASSET}", b"no zip at all")
    with pytest.raises(SourceMalformedError, match="no ZIP file"):
        source.batches(Release("v1", 1))
    server.route(f"/download/v1/{ASSET}", Reply(_archive(_tables())[:2_000], missing_bytes=9_000))
    with pytest.raises(SourceMalformedError, match="cut the body"):
        source.batches(Release("v1", 1))


def test_a_redirect_to_no_release_and_a_missing_release_are_named(
    server: ProviderServer, client: Callable[..., HttpClient]
) -> None:
    source = F1db.from_settings(Settings(f1db_release_url=server.url), client("f1db"))
    server.route("/latest", Reply(status=302, headers={"Location": "/login"}))
    with pytest.raises(SourceMalformedError, match="names no release"):
        source.newest_release()
    with pytest.raises(SourceUnavailableError, match="answered 404"):
        source.batches(Release("v0", 0))


@pytest.mark.data
def test_every_key_we_read_stands_in_f1dbs_own_schema(recorded: Path) -> None:
    shared = {
        "races-sprint-race-results": "races-race-results",
        "races-sprint-starting-grid-positions": "races-starting-grid-positions",
        "races-warming-up-results": "races-practice-results",
        **{f"races-free-practice-{number}-results": "races-practice-results" for number in (1, 2, 3, 4)},
        **{f"races-{part}-results": "races-qualifying-results" for part in ("qualifying-1", "qualifying-2")},
        "races-sprint-qualifying-results": "races-qualifying-results",
    }
    missing = []
    for table, rows in _tables().items():
        file = recorded / "f1db" / "schema" / f"f1db-{shared.get(table, table)}.schema.json"
        schema = json.loads(file.read_text())
        properties = schema["definitions"][schema["items"]["$ref"].rpartition("/")[2]]["properties"]
        missing.extend((table, key) for key in rows[0] if key not in properties)
    read = {field.key for sheet in f1db._SHEETS for field in sheet.fields}
    assert read <= {key for rows in _tables().values() for key in rows[0]}
    assert missing == []
