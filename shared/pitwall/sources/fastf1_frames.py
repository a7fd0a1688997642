"""FastF1's data frames to batches: time deltas to seconds, its team and tyre words to ours, its gaps to None.

Pure: a frame in FastF1's shape goes in, a batch comes out. Nothing here imports pandas or FastF1, which take seconds.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pitwall.domain.crosswalk import driver_slug, team_slug
from pitwall.domain.datasets import Batch
from pitwall.domain.vocabulary import Compound, RaceKey, SessionCode
from pitwall.errors import SourceMalformedError
from pitwall.sources.batches import batch_of

if TYPE_CHECKING:
    import pandas as pd

SOURCE = "fastf1"

_NOTHING = frozenset({"", "nan", "None", "UNKNOWN", "TEST_UNKNOWN"})
_SAME_EVERYWHERE = frozenset({Compound.INTERMEDIATE.value, Compound.WET.value})
_COMPOUNDS = frozenset(compound.value for compound in Compound)
_LAST_SEASON_OF_NAMED_COMPOUNDS = 2018
"""Until then SOFT or MEDIUM named a rubber, not its role at the event."""
_STARTED, _FINISHED = "Started", ("Finished", "Finalised")


@dataclass(frozen=True)
class Session:
    """Which session a frame belongs to, and who drove which car number."""

    race: RaceKey
    code: SessionCode
    people: Mapping[str, str]
    revision: int


def people_of(results: "pd.DataFrame") -> dict[str, str]:
    """Car numbers to driver slugs, from FastF1's results. Raises SourceMalformedError, as all functions here."""
    frame = _Frame(results, "results")
    names = zip(frame.texts("DriverNumber"), frame.texts("FirstName"), frame.texts("LastName"), strict=True)
    return {car: driver_slug(None, first or "", last or "") for car, first, last in names if car and (first or last)}


def laps_batch(laps: "pd.DataFrame", session: Session) -> Batch:
    """The laps of FastF1's `Laps` frame; a car that no result names keeps an empty driver, for ingest to refuse."""
    frame = _Frame(laps, "laps")
    lap_times = frame.seconds("LapTime")
    cars = frame.texts("DriverNumber")
    compounds = frame.texts("Compound")
    season = session.race.season
    columns: dict[str, list[Any]] = {
        "driver_id": [session.people.get(car or "") for car in cars],
        "driver_code": frame.texts("Driver"),
        "driver_number": cars,
        "constructor_id": [team_slug(team, season) if team else None for team in frame.texts("Team")],
        "lap_number": frame.integers("LapNumber"),
        "lap_time_s": lap_times,
        "lap_time_source": [None if lap_time_s is None else "timing" for lap_time_s in lap_times],
        "sector1_s": frame.seconds("Sector1Time"),
        "sector2_s": frame.seconds("Sector2Time"),
        "sector3_s": frame.seconds("Sector3Time"),
        "stint": frame.integers("Stint"),
        "compound": [_role(compound, season) for compound in compounds],
        "compound_name": compounds if season <= _LAST_SEASON_OF_NAMED_COMPOUNDS else [None] * len(cars),
        "tyre_life": frame.integers("TyreLife"),
        "fresh_tyre": frame.flags("FreshTyre"),
        "tyre_source": [SOURCE] * len(cars),
        "pit_in": [time_s is not None for time_s in frame.seconds("PitInTime")],
        "pit_out": [time_s is not None for time_s in frame.seconds("PitOutTime")],
        "pit_in_time_s": frame.seconds("PitInTime"),
        "pit_out_time_s": frame.seconds("PitOutTime"),
        **_conditions(frame),
        "provider": [SOURCE] * len(cars),
    }
    return _batch("laps", session, columns)


def weather_batch(weather: "pd.DataFrame", session: Session) -> Batch:
    """The readings of the weather station."""
    frame = _Frame(weather, "weather_data")
    return _batch(
        "session_weather",
        session,
        {
            "time_s": frame.seconds("Time"),
            "air_temp_c": frame.numbers("AirTemp"),
            "track_temp_c": frame.numbers("TrackTemp"),
            "humidity_pct": frame.numbers("Humidity"),
            "pressure_mbar": frame.numbers("Pressure"),
            "rainfall": frame.flags("Rainfall"),
            "wind_direction_deg": frame.numbers("WindDirection"),
            "wind_speed_ms": frame.numbers("WindSpeed"),
        },
    )


def race_control_batch(messages: "pd.DataFrame", session: Session, zero_utc: datetime | None) -> Batch:
    """Race control's messages in the order sent; session times where the feed's zero (`zero_utc`) is known."""
    frame = _Frame(messages, "race_control_messages")
    times_utc = frame.instants("Time")
    return _batch(
        "race_control",
        session,
        {
            "message_number": list(range(1, len(times_utc) + 1)),
            "time_utc": times_utc,
            "time_s": [
                round((at - zero_utc).total_seconds(), 3) if at is not None and zero_utc is not None else None
                for at in times_utc
            ],
            "lap_number": frame.integers("Lap"),
            "category": frame.texts("Category"),
            "message": frame.texts("Message"),
            "status": frame.texts("Status"),
            "flag": frame.texts("Flag"),
            "scope": frame.texts("Scope"),
            "sector": frame.integers("Sector"),
            "driver_number": frame.texts("RacingNumber"),
        },
    )


def track_status_batch(statuses: "pd.DataFrame", session: Session) -> Batch:
    """The changes of the track's status."""
    frame = _Frame(statuses, "track_status")
    columns: dict[str, list[Any]] = {
        "time_s": frame.seconds("Time"),
        "status": frame.texts("Status"),
        "message": frame.texts("Message"),
    }
    return _batch("track_status", session, columns)


def timing_batch(statuses: "pd.DataFrame", session: Session, zero_utc: datetime | None) -> Batch:
    """When the session started and finished on the feed, and the feed's zero where known."""
    frame = _Frame(statuses, "session_status")
    changes = list(zip(frame.texts("Status"), frame.seconds("Time"), strict=True))
    start_s = next((time_s for status, time_s in changes if status == _STARTED), None)
    finish_s = next((time_s for status, time_s in changes if status in _FINISHED), None)
    started = None
    if zero_utc is not None and start_s is not None:
        started = datetime.fromtimestamp(zero_utc.timestamp() + start_s, UTC)
    columns: dict[str, list[Any]] = {
        "start_time_s": [start_s],
        "finish_time_s": [finish_s],
        "feed_zero_utc": [zero_utc],
        "started_utc": [started],
        "feed_zero_method": [None if zero_utc is None else "car data"],
    }
    return _batch("session_timings", session, columns)


def telemetry_table(telemetry: "pd.DataFrame") -> pa.Table:
    """Car telemetry of one lap: `time_s` since its start, `distance_m`, speed, rpm, gear, pedals, DRS, place in m."""
    frame = _Frame(telemetry, "telemetry")
    metres = {f"{axis.lower()}_m": frame.numbers(axis) for axis in ("X", "Y", "Z")}
    return pa.table(
        {
            "time_s": pa.array(frame.seconds("Time"), pa.float64()),
            "distance_m": pa.array(frame.numbers("Distance"), pa.float64()),
            "speed_kmh": pa.array(frame.numbers("Speed"), pa.float64()),
            "rpm": pa.array(frame.numbers("RPM"), pa.float64()),
            "gear": pa.array(frame.integers("nGear"), pa.int64()),
            "throttle_pct": pa.array(frame.numbers("Throttle"), pa.float64()),
            "brake": pa.array(frame.flags("Brake"), pa.bool_()),
            "drs": pa.array(frame.integers("DRS"), pa.int64()),
            # The feed counts in tenths of a metre.
            **{
                name: pa.array([None if value is None else value / 10 for value in values], pa.float64())
                for name, values in metres.items()
            },
        }
    )


class _Frame:
    """Columns of a pandas frame as plain values, absent ones as unknown."""

    def __init__(self, frame: "pd.DataFrame", name: str) -> None:
        self._frame = frame
        self._name = name

    def seconds(self, column: str) -> list[float | None]:
        """Time deltas in seconds, to the millisecond the feed gives."""
        return self._converted(column, lambda value: round(value.total_seconds(), 3))

    def integers(self, column: str) -> list[int | None]:
        return self._converted(column, lambda value: int(float(value)))

    def numbers(self, column: str) -> list[float | None]:
        return self._converted(column, float)

    def flags(self, column: str) -> list[bool | None]:
        return self._converted(column, bool)

    def texts(self, column: str) -> list[str | None]:
        return [None if text in _NOTHING else text for text in self._converted(column, lambda value: str(value))]

    def instants(self, column: str) -> list[datetime | None]:
        """Points in time; FastF1's carry no zone and are UTC."""
        return self._converted(column, lambda value: value.to_pydatetime().replace(tzinfo=UTC))

    def _converted(self, column: str, convert: Callable[[Any], Any]) -> list[Any]:
        if column not in self._frame.columns:
            return [None] * len(self._frame)
        series = self._frame[column]
        known = series.notna()
        try:
            return [convert(value) if there else None for value, there in zip(series, known, strict=True)]
        except (AttributeError, TypeError, ValueError) as error:
            raise SourceMalformedError(SOURCE, f"{self._name}.{column} holds a wrong type: {error}") from error


def _conditions(frame: _Frame) -> dict[str, list[Any]]:
    """When and how a lap was driven, and what was made of it."""
    return {
        "lap_start_time_s": frame.seconds("LapStartTime"),
        "lap_end_time_s": frame.seconds("Time"),
        "track_status": frame.texts("TrackStatus"),
        "position": frame.integers("Position"),
        "is_accurate": frame.flags("IsAccurate"),
        "is_personal_best": frame.flags("IsPersonalBest"),
        "deleted": frame.flags("Deleted"),
        "deleted_reason": frame.texts("DeletedReason"),
        "speed_i1_kmh": frame.numbers("SpeedI1"),
        "speed_i2_kmh": frame.numbers("SpeedI2"),
        "speed_fl_kmh": frame.numbers("SpeedFL"),
        "speed_st_kmh": frame.numbers("SpeedST"),
    }


def _role(compound: str | None, season: int) -> str | None:
    roles = _COMPOUNDS if season > _LAST_SEASON_OF_NAMED_COMPOUNDS else _SAME_EVERYWHERE
    return compound if compound in roles else None


def _batch(dataset: str, session: Session, columns: Mapping[str, list[Any]]) -> Batch:
    key = {"season": session.race.season, "round": session.race.round, "session": session.code.value}
    names = list(columns)
    rows = [{**key, **dict(zip(names, values, strict=True))} for values in zip(*columns.values(), strict=True)]
    return batch_of(dataset, SOURCE, session.revision, rows)
