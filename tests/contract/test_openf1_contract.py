"""OpenF1: the recorded 2024 Singapore race where the data set is at hand, hand-made answers for the rest."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from contract.provider_server import ProviderServer
from pitwall.domain.datasets import Batch, dataset_spec
from pitwall.domain.vocabulary import RaceKey, SessionCode
from pitwall.errors import SourceMalformedError, SourceUnavailableError
from pitwall.settings import Settings
from pitwall.sources.http import HttpClient
from pitwall.sources.openf1 import OpenF1, OpenF1Session

RACE = RaceKey(2030, 5)
START = datetime(2030, 5, 5, 13, tzinfo=UTC)
SESSION = OpenF1Session(RACE, SessionCode.R, 77, START)


@pytest.fixture
def openf1(server: ProviderServer, client: Callable[..., HttpClient], clock: Callable[[], datetime]) -> OpenF1:
    """The source, pointed at the local server, with one driver in every session."""
    driver = {"driver_number": 7, "first_name": "Ann", "last_name": "Other", "name_acronym": "OTH", "team_name": "Acme"}
    server.route("/drivers", [driver])
    return OpenF1.from_settings(Settings(openf1_url=server.url), clock, client("openf1"))


def _lap(number: int, **more: Any) -> dict[str, Any]:
    return {"driver_number": 7, "lap_number": number, "lap_duration": 90.5, "is_pit_out_lap": False, **more}


def _rows(batches: list[Batch], dataset: str) -> list[dict[str, Any]]:
    return [row for batch in batches if batch.dataset == dataset for row in batch.table.to_pylist()]


def _check_contracts(batches: list[Batch]) -> None:
    assert batches
    for batch in batches:
        assert batch.source == "openf1"
        for row in batch.table.to_pylist():
            dataset_spec(batch.dataset).record.model_validate(row)


@pytest.mark.data
def test_the_recorded_singapore_race_agrees_with_the_lap_table(
    server: ProviderServer, openf1: OpenF1, recorded: Path, data_folder: Path
) -> None:
    folder = recorded / "openf1" / "naveentvelu_2024_singapore"
    for path, file in (("sessions", "sessions"), ("drivers", "drivers"), ("laps", "laps"), ("pit", "pit_stops")):
        server.route(f"/{path}", json.loads((folder / f"{file}.json").read_text()))
    session = openf1.find_session(RaceKey(2024, 18), SessionCode.R, date(2024, 9, 22))
    assert session.key == 9606
    batches = openf1.batches(session)
    _check_contracts(batches)
    table = pq.read_table(data_folder / "laps" / "2024.parquet", filters=[("round", "=", 18)])
    known = {(row["driver_id"], row["lap_number"]): row for row in table.to_pylist()}
    laps = _rows(batches, "laps")
    assert len(laps) == 1159
    # OpenF1 gives a car that stops one lap more.
    shared = [(row, known[key]) for row in laps if (key := (row["driver_id"], row["lap_number"])) in known]
    assert len(shared) > 1_150
    assert all(ours["constructor_id"] == theirs["constructor_id"] for ours, theirs in shared)
    timed = [(o["lap_time_s"], t["lap_time_s"]) for o, t in shared if o["lap_time_s"] and t["lap_time_s"]]
    assert len(timed) > 1_100
    assert sum(abs(ours - theirs) < 0.0015 for ours, theirs in timed) / len(timed) > 0.99
    stops = _rows(batches, "pit_stops")
    assert len(stops) == 23
    assert all(25 < row["pit_lane_time_s"] < 60 for row in stops)


@pytest.mark.data
def test_a_recorded_database_dump_is_refused_by_field(server: ProviderServer, openf1: OpenF1, recorded: Path) -> None:
    server.route("/weather", json.loads((recorded / "openf1" / "br-g_tests" / "weather.json").read_text()))
    with pytest.raises(SourceMalformedError, match=r"/weather\[0\]\.date is 1718968586087, which is no ISO 8601 time"):
        openf1.batches(SESSION)


def test_a_session_is_found_by_year_name_and_date(server: ProviderServer, openf1: OpenF1) -> None:
    server.route(
        "/sessions",
        [
            {"session_key": 1, "session_name": "Race", "date_start": "2030-04-21T13:00:00+00:00"},
            {"session_key": 2, "session_name": "Sprint Shootout", "date_start": "2030-05-04T13:00:00+00:00"},
            # Sunday night in Las Vegas.
            {"session_key": 3, "session_name": "Race", "date_start": "2030-05-06T06:00:00+00:00"},
        ],
    )
    assert openf1.find_session(RACE, SessionCode.R, date(2030, 5, 5)).key == 3
    assert openf1.find_session(RACE, SessionCode.SQ, date(2030, 5, 4)).key == 2
    assert server.asked("/sessions")[0].query == {"year": "2030"}
    with pytest.raises(SourceUnavailableError, match="has no session S of 2030-05"):
        openf1.find_session(RACE, SessionCode.S, date(2030, 5, 4))


def test_tyres_come_from_the_stints(server: ProviderServer, openf1: OpenF1) -> None:
    stints = [(1, 1, 2, "MEDIUM", 0), (2, 3, 9, "HARD", 4), (3, 10, 12, "UNKNOWN", None)]
    keys = ("stint_number", "lap_start", "lap_end", "compound", "tyre_age_at_start")
    server.route("/stints", [{"driver_number": 7, **dict(zip(keys, stint, strict=True))} for stint in stints])
    server.route("/laps", [_lap(1), _lap(3), _lap(10), _lap(13)])
    tyres = ("stint", "compound", "tyre_life", "fresh_tyre")
    laps = _rows(openf1.batches(SESSION), "laps")
    assert [tuple(row[name] for name in tyres) for row in laps] == [
        (1, "MEDIUM", 1, True),
        (2, "HARD", 5, False),
        (3, None, None, None),
        (None, None, None, None),
    ]


def test_of_duplicates_the_last_one_stands(server: ProviderServer, openf1: OpenF1) -> None:
    server.route("/laps", [_lap(1, lap_duration=99.0), _lap(2), _lap(1, lap_duration=98.0)])
    message = {"date": "2030-05-05T13:01:00+00:00", "message": "GREEN LIGHT", "category": "Flag"}
    server.route("/race_control", [message, {**message, "flag": "GREEN"}])
    batches = openf1.batches(SESSION)
    assert [(row["lap_number"], row["lap_time_s"]) for row in _rows(batches, "laps")] == [(1, 98.0), (2, 90.5)]
    assert [(row["message_number"], row["flag"]) for row in _rows(batches, "race_control")] == [(1, "GREEN")]


def test_stops_are_numbered_and_need_a_time_in_the_pit_lane(server: ProviderServer, openf1: OpenF1) -> None:
    def stop(lap: int, **durations: float | None) -> dict[str, Any]:
        return {"driver_number": 7, "lap_number": lap, "date": "2030-05-05T13:30:00+00:00", **durations}

    stops = [stop(40, lane_duration=22.5, pit_duration=99.0), stop(1, pit_duration=None), stop(15, pit_duration=23.0)]
    server.route("/pit", stops)
    server.route("/laps", [_lap(15), _lap(16)])
    batches = openf1.batches(SESSION)
    found = _rows(batches, "pit_stops")
    assert [(row["stop"], row["lap_number"], row["pit_lane_time_s"]) for row in found] == [(1, 15, 23.0), (2, 40, 22.5)]
    assert [row["pit_in"] for row in _rows(batches, "laps")] == [True, False]
    practice = OpenF1Session(RACE, SessionCode.FP1, 77, START)
    assert _rows(openf1.batches(practice), "pit_stops") == []


def test_session_time_counts_from_the_known_zero_else_from_the_first_weather_reading(
    server: ProviderServer, openf1: OpenF1
) -> None:
    server.route("/weather", [{"date": f"2030-05-05T12:0{minute}:00+00:00", "rainfall": 1} for minute in (2, 1)])
    server.route("/laps", [_lap(1, date_start="2030-05-05T13:01:00.500000+00:00")])
    batches = openf1.batches(SESSION)
    assert [(row["time_s"], row["rainfall"]) for row in _rows(batches, "session_weather")] == [
        (60.0, True),
        (0.0, True),
    ]
    assert _rows(batches, "laps")[0]["lap_start_time_s"] == 3600.5
    zero = datetime(2030, 5, 5, 12, tzinfo=UTC)
    known = OpenF1Session(RACE, SessionCode.R, 77, START, feed_zero_utc=zero)
    assert _rows(openf1.batches(known), "laps")[0]["lap_start_time_s"] == 3660.5


def test_a_session_of_which_nothing_is_stored_yields_nothing(openf1: OpenF1) -> None:
    assert openf1.batches(SESSION) == []


def test_a_car_that_no_driver_list_names_is_malformed(server: ProviderServer, openf1: OpenF1) -> None:
    server.route("/laps", [_lap(1, driver_number=99)])
    with pytest.raises(SourceMalformedError, match="car 99 is in no driver list"):
        openf1.batches(SESSION)


def test_the_token_goes_with_every_request(server: ProviderServer, clock: Callable[[], datetime]) -> None:
    server.route("/sessions", [])
    source = OpenF1.from_settings(Settings(openf1_url=server.url, openf1_token="letmein"), clock)
    with pytest.raises(SourceUnavailableError):
        source.find_session(RACE, SessionCode.R, date(2030, 5, 5))
    assert server.requests[0].headers["Authorization"] == "Bearer letmein"
