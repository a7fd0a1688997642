"""Frames in FastF1's shape, hand-made: the conversion is checked here, FastF1 itself in the contract test."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from pitwall.domain.datasets import Batch, dataset_spec
from pitwall.domain.vocabulary import RaceKey, SessionCode
from pitwall.errors import SourceMalformedError
from pitwall.sources import fastf1_frames as frames

ZERO = datetime(2030, 5, 5, 12, tzinfo=UTC)


def _session(season: int = 2030) -> frames.Session:
    return frames.Session(RaceKey(season, 5), SessionCode.R, {"7": "ann-other"}, 42)


def _at(seconds: float) -> pd.Timedelta:
    return pd.Timedelta(seconds=seconds)


def _laps(**changes: list[Any]) -> pd.DataFrame:
    columns: dict[str, list[Any]] = {
        "Time": [_at(3_700.1234), _at(3_790.5)],
        "Driver": ["OTH", "OTH"],
        "DriverNumber": ["7", "7"],
        "Team": ["Red Bull Racing", "Red Bull Racing"],
        "LapTime": [pd.NaT, _at(90.3766)],
        "LapNumber": [1.0, 2.0],
        "Stint": [1.0, float("nan")],
        "PitInTime": [pd.NaT, _at(3_788.0)],
        "PitOutTime": [pd.NaT, pd.NaT],
        "Sector1Time": [pd.NaT, _at(30.1)],
        "Compound": ["SOFT", "nan"],
        "TyreLife": [4.0, float("nan")],
        "FreshTyre": [False, None],
        "TrackStatus": ["1", "12"],
        "Position": [float("nan"), 3.0],
        "IsAccurate": [False, True],
        "Deleted": [None, True],
        "DeletedReason": ["", "TRACK LIMITS"],
        "SpeedST": [float("nan"), 312.0],
    }
    return pd.DataFrame({**columns, **changes})


def _rows(batch: Batch) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = batch.table.to_pylist()
    for row in rows:
        dataset_spec(batch.dataset).record.model_validate(row)
    return rows


def test_laps_become_seconds_slugs_and_unknowns() -> None:
    batch = frames.laps_batch(_laps(), _session())
    first, second = _rows(batch)
    assert (batch.dataset, batch.source, batch.revision) == ("laps", "fastf1", 42)
    assert (first["driver_id"], first["constructor_id"], first["compound"]) == ("ann-other", "red-bull", "SOFT")
    assert (first["lap_time_s"], first["lap_time_source"], first["lap_end_time_s"]) == (None, None, 3700.123)
    assert (first["tyre_life"], first["fresh_tyre"], first["position"], first["deleted_reason"]) == (
        4,
        False,
        None,
        None,
    )
    assert (second["lap_time_s"], second["lap_time_source"]) == (90.377, "timing")
    assert (second["pit_in"], second["pit_out"], second["pit_in_time_s"]) == (True, False, 3788.0)
    assert (second["stint"], second["compound"], second["deleted"], second["track_status"]) == (None, None, True, "12")
    assert first["sector2_s"] is None


def test_before_2019_a_compound_is_a_name_and_not_a_role() -> None:
    dry, wet = _rows(frames.laps_batch(_laps(Compound=["SOFT", "WET"]), _session(2018)))
    assert (dry["compound"], dry["compound_name"]) == (None, "SOFT")
    assert (wet["compound"], wet["compound_name"]) == ("WET", "WET")


def test_a_car_without_a_known_driver_is_left_for_ingest_to_refuse() -> None:
    row = frames.laps_batch(_laps(DriverNumber=["99", "7"]), _session()).table.to_pylist()[0]
    assert (row["driver_id"], row["driver_number"]) == (None, "99")


def test_a_wrong_type_is_named_by_frame_and_column() -> None:
    with pytest.raises(SourceMalformedError, match=r"fastf1: laps\.LapNumber holds a wrong type"):
        frames.laps_batch(_laps(LapNumber=["one", "two"]), _session())


def test_people_come_from_the_results_by_car_number() -> None:
    results = pd.DataFrame(
        {"DriverNumber": ["7", "8"], "FirstName": ["Carlos", ""], "LastName": ["Sainz", ""], "TeamName": ["A", "B"]}
    )
    assert frames.people_of(results) == {"7": "carlos-sainz-jr"}


def test_messages_are_numbered_and_timed_where_the_feeds_zero_is_known() -> None:
    messages = pd.DataFrame(
        {
            "Time": [pd.Timestamp("2030-05-05 12:00:30"), pd.Timestamp("2030-05-05 13:00:00")],
            "Category": ["Flag", "SafetyCar"],
            "Message": ["GREEN LIGHT - PIT EXIT OPEN", "SAFETY CAR DEPLOYED"],
            "Flag": ["GREEN", None],
            "Lap": [None, 12.0],
        }
    )
    first, second = _rows(frames.race_control_batch(messages, _session(), ZERO))
    assert (first["message_number"], first["time_s"], first["lap_number"]) == (1, 30.0, None)
    assert (second["message_number"], second["flag"], second["lap_number"]) == (2, None, 12)
    assert second["time_utc"] == datetime(2030, 5, 5, 13, tzinfo=UTC)
    assert _rows(frames.race_control_batch(messages, _session(), None))[0]["time_s"] is None


def test_a_session_starts_with_its_first_start_and_ends_with_its_first_finish() -> None:
    changes = ["Inactive", "Started", "Aborted", "Started", "Finished", "Finalised"]
    statuses = pd.DataFrame({"Time": [_at(100.0 * n) for n in range(6)], "Status": changes})
    (row,) = _rows(frames.timing_batch(statuses, _session(), ZERO))
    assert (row["start_time_s"], row["finish_time_s"]) == (100.0, 400.0)
    assert row["started_utc"] == ZERO + timedelta(seconds=100)
    (unknown,) = _rows(frames.timing_batch(statuses, _session(), None))
    assert (unknown["feed_zero_utc"], unknown["started_utc"]) == (None, None)


def test_weather_and_track_status_keep_their_units() -> None:
    weather = pd.DataFrame({"Time": [_at(20.9)], "AirTemp": [32.3], "Rainfall": [False], "WindDirection": [282]})
    (reading,) = _rows(frames.weather_batch(weather, _session()))
    assert (reading["time_s"], reading["air_temp_c"], reading["rainfall"]) == (20.9, 32.3, False)
    status = pd.DataFrame({"Time": [_at(0)], "Status": ["1"], "Message": ["AllClear"]})
    assert _rows(frames.track_status_batch(status, _session()))[0]["status"] == "1"


def test_telemetry_is_in_metres_and_kilometres_per_hour() -> None:
    columns = {
        "Time": [_at(0.24)],
        "Distance": [18.5],
        "Speed": [290.0],
        "nGear": [8],
        "Brake": [False],
        "X": [-1250.0],
    }
    (sample,) = frames.telemetry_table(pd.DataFrame(columns)).to_pylist()
    assert (sample["time_s"], sample["distance_m"], sample["speed_kmh"]) == (0.24, 18.5, 290.0)
    assert (sample["gear"], sample["brake"], sample["x_m"], sample["rpm"]) == (8, False, -125.0, None)
