"""The calendar parts of an f1db release: races, their sessions, and who sat where.

These need more than one array or more than one row of ours per row of f1db's.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time

import pyarrow as pa

from pitwall.errors import SourceMalformedError
from pitwall.sources.batches import Row, batch_of
from pitwall.sources.f1db_archive import Archive, Field, JsonRow

_SOURCE = "f1db"
_FILE = "f1db-races.json"

_RACES = (
    Field("season", "year"),
    Field("round", "round"),
    Field("date", "date"),
    Field("official_name", "officialName"),
    Field("grand_prix_id", "grandPrixId"),
    Field("circuit_id", "circuitId"),
    Field("circuit_layout_id", "circuitLayoutId"),
    Field("qualifying_format", "qualifyingFormat"),
    Field("course_length_km", "courseLength"),
    Field("turns", "turns"),
    Field("scheduled_laps", "scheduledLaps"),
)
_SESSIONS = (
    ("FP1", "freePractice1"),
    ("FP2", "freePractice2"),
    ("FP3", "freePractice3"),
    ("FP4", "freePractice4"),
    ("WU", "warmingUp"),
    ("Q", "qualifying"),
    ("SQ", "sprintQualifying"),
    ("S", "sprintRace"),
)


def races(archive: Archive) -> pa.Table:
    """The races; `laps` and `distance_km` only of races with a result, since f1db fills in the plan before."""
    rows = archive.rows("races")
    names = {row.get("id"): row.get("fullName") for row in archive.rows("grands-prix")}
    run = {(row.get("year"), row.get("round")) for row in archive.rows("races-race-results")}
    has_run = [(row.get("year"), row.get("round")) in run for row in rows]
    more: Mapping[str, Sequence[object]] = {
        "name": [names.get(row.get("grandPrixId")) or row.get("officialName") for row in rows],
        "start_time_utc": [_start(row, "date", "time") for row in rows],
        "laps": [row.get("laps") if done else None for row, done in zip(rows, has_run, strict=True)],
        "distance_km": [row.get("distance") if done else None for row, done in zip(rows, has_run, strict=True)],
    }
    return archive.table("races", "races", rows, _RACES, more)


def sessions(archive: Archive) -> pa.Table:
    """The sessions that the calendar dates; the race itself always."""
    found: list[Row] = []
    for row in archive.rows("races"):
        keys = [("R", "date", "time"), *((code, f"{key}Date", f"{key}Time") for code, key in _SESSIONS)]
        found.extend(
            {
                "season": row.get("year"),
                "round": row.get("round"),
                "session": code,
                "date": _day(row, day_key),
                "start_time_utc": _start(row, day_key, time_key),
            }
            for code, day_key, time_key in keys
            if row.get(day_key) is not None
        )
    return batch_of("sessions", _SOURCE, 0, found).table


def seats(archive: Archive, codes: Mapping[str, str | None]) -> pa.Table:
    """One row per round in which an entrant ran a driver; test drivers without a round are left out."""
    found: dict[tuple[object, ...], Row] = {}
    for row in archive.rows("seasons-entrants-drivers"):
        rounds = row.get("rounds") or []
        if not isinstance(rounds, list):
            raise SourceMalformedError(_SOURCE, f"f1db-seasons-entrants-drivers.json, rounds: {rounds!r} is no array")
        for round_ in rounds:
            seat = {
                "season": row.get("year"),
                "round": round_,
                "driver_id": row.get("driverId"),
                "constructor_id": row.get("constructorId"),
            }
            # Early entrants shared a driver and a make in one race; the first listed has the seat.
            found.setdefault(
                tuple(seat.values()),
                {
                    **seat,
                    "entrant_id": row.get("entrantId"),
                    "engine_manufacturer_id": row.get("engineManufacturerId"),
                    "driver_code": codes.get(str(row.get("driverId"))),
                },
            )
    return batch_of("seats", _SOURCE, 0, list(found.values())).table


def _day(row: JsonRow, key: str) -> date:
    try:
        return date.fromisoformat(str(row.get(key)))
    except ValueError as error:
        raise SourceMalformedError(_SOURCE, f"{_FILE}, {key}: {row.get(key)!r} is no date") from error


def _start(row: JsonRow, day_key: str, time_key: str) -> datetime | None:
    """f1db's times are UTC."""
    if row.get(day_key) is None or row.get(time_key) is None:
        return None
    try:
        clock = time.fromisoformat(str(row.get(time_key)))
    except ValueError as error:
        raise SourceMalformedError(_SOURCE, f"{_FILE}, {time_key}: {row.get(time_key)!r} is no time") from error
    return datetime.combine(_day(row, day_key), clock, tzinfo=UTC)
