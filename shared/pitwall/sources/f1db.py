"""The f1db release archive: the whole history since 1950 in one ZIP of JSON arrays, published after every race.

f1db corrects itself by releases, so a release's number is the revision of all its rows.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import pyarrow as pa

from pitwall.domain.datasets import Batch
from pitwall.domain.precedence import release_revision
from pitwall.errors import SourceMalformedError
from pitwall.settings import Settings
from pitwall.sources.batches import without_empty
from pitwall.sources.f1db_archive import Archive, Field, JsonRow
from pitwall.sources.f1db_calendar import races, seats, sessions
from pitwall.sources.http import HttpClient
from pitwall.sources.throttle import HOUR_S, Budget, process_throttle

SOURCE = "f1db"
ASSET = "f1db-json-splitted.zip"
MAX_ARCHIVE_BYTES = 128 * 1024 * 1024
BUDGETS = (Budget(20, HOUR_S),)

_TAG = re.compile(r"/tag/(v?(\d{4})\.(\d{1,2})\.(\d{1,2}))$")
_CODE = re.compile(r"^[A-Z0-9]{3}$")

_RACE = (Field("season", "year"), Field("round", "round"))
_CAR = (
    Field("driver_id", "driverId"),
    Field("constructor_id", "constructorId"),
    Field("driver_number", "driverNumber"),
)
_PLACE = (
    Field("display_order", "positionDisplayOrder"),
    Field("position", "positionNumber"),
    Field("position_text", "positionText"),
)
_TIME = Field("time_s", "timeMillis", milliseconds=True)
_GAP = Field("gap_s", "gapMillis", milliseconds=True)
_LAPS = Field("laps", "laps")

_DRIVERS = (
    Field("driver_id", "id"),
    Field("name", "name"),
    Field("first_name", "firstName"),
    Field("last_name", "lastName"),
    Field("date_of_birth", "dateOfBirth"),
    Field("date_of_death", "dateOfDeath"),
)
_CONSTRUCTORS = (Field("constructor_id", "id"), Field("name", "name"), Field("full_name", "fullName"))
_CIRCUITS = (
    Field("circuit_id", "id"),
    Field("name", "name"),
    Field("full_name", "fullName"),
    Field("circuit_type", "type"),
    Field("direction", "direction"),
    Field("place_name", "placeName"),
    Field("latitude", "latitude"),
    Field("longitude", "longitude"),
    Field("length_km", "length"),
    Field("turns", "turns"),
)
_RACE_RESULTS = (
    *_RACE,
    *_CAR,
    *_PLACE,
    _LAPS,
    _TIME,
    _GAP,
    Field("engine_manufacturer_id", "engineManufacturerId"),
    Field("time_penalty_s", "timePenaltyMillis", milliseconds=True),
    Field("laps_behind", "gapLaps"),
    Field("reason_retired", "reasonRetired"),
    Field("points", "points"),
    Field("grid_position", "gridPositionNumber"),
    Field("grid_position_text", "gridPositionText"),
    Field("shared_car", "sharedCar"),
)
_FASTEST_LAPS = (
    *_RACE,
    Field("driver_id", "driverId"),
    Field("position", "positionNumber"),
    Field("lap_number", "lap"),
    Field("lap_time_s", "timeMillis", milliseconds=True),
)
_QUALIFYING = (
    *_RACE,
    *_CAR,
    *_PLACE,
    _TIME,
    _GAP,
    _LAPS,
    *(Field(f"q{part}_s", f"q{part}Millis", milliseconds=True) for part in (1, 2, 3)),
)
_GRIDS = (*_RACE, *_CAR, *_PLACE, _TIME, Field("grid_penalty", "gridPenalty"))
_PRACTICE = (*_RACE, *_CAR, *_PLACE, _TIME, _GAP, _LAPS)
_PIT_STOPS = (
    *_RACE,
    *_CAR,
    Field("stop", "stop"),
    Field("lap_number", "lap"),
    Field("pit_lane_time_s", "timeMillis", milliseconds=True),
)
_STANDINGS = (*_RACE, *_PLACE, Field("points", "points"))


@dataclass(frozen=True)
class _Sheet:
    """One array of the archive that becomes rows of one data set."""

    dataset: str
    table: str
    fields: tuple[Field, ...]
    constants: tuple[tuple[str, str], ...] = ()
    counts_entries: bool = False


_PRACTICE_TABLES = {
    "FP1": "races-free-practice-1-results",
    "FP2": "races-free-practice-2-results",
    "FP3": "races-free-practice-3-results",
    "FP4": "races-free-practice-4-results",
    "WU": "races-warming-up-results",
}
_SHEETS = (
    *(
        _Sheet("race_results", table, _RACE_RESULTS, (("session", session),), counts_entries=True)
        for session, table in (("R", "races-race-results"), ("S", "races-sprint-race-results"))
    ),
    _Sheet("fastest_laps", "races-fastest-laps", _FASTEST_LAPS, (("session", "R"),), counts_entries=True),
    *(
        _Sheet("qualifying_results", table, _QUALIFYING, (("session", session), ("part", part)), counts_entries=True)
        for session, part, table in (
            ("Q", "overall", "races-qualifying-results"),
            ("Q", "qualifying-1", "races-qualifying-1-results"),
            ("Q", "qualifying-2", "races-qualifying-2-results"),
            ("SQ", "overall", "races-sprint-qualifying-results"),
        )
    ),
    *(
        _Sheet("starting_grids", table, _GRIDS, (("session", session),))
        for session, table in (
            ("R", "races-starting-grid-positions"),
            ("S", "races-sprint-starting-grid-positions"),
        )
    ),
    *(
        _Sheet("practice_results", table, _PRACTICE, (("session", session),))
        for session, table in _PRACTICE_TABLES.items()
    ),
    _Sheet("pit_stops", "races-pit-stops", _PIT_STOPS, (("session", "R"),)),
    _Sheet("published_driver_standings", "races-driver-standings", (*_STANDINGS, Field("driver_id", "driverId"))),
    _Sheet(
        "published_constructor_standings",
        "races-constructor-standings",
        (
            *_STANDINGS,
            Field("constructor_id", "constructorId"),
            Field("engine_manufacturer_id", "engineManufacturerId"),
        ),
    ),
)


@dataclass(frozen=True)
class Release:
    """A published release; `revision` orders releases (see release_revision)."""

    tag: str
    revision: int


@dataclass(frozen=True)
class F1db:
    """f1db's releases."""

    release_url: str
    http: HttpClient

    @classmethod
    def from_settings(cls, settings: Settings, http: HttpClient | None = None) -> Self:
        """The source at the address in `settings`; `http` replaces the default client."""
        client = http or HttpClient(
            SOURCE, timeout_s=settings.source_timeout_s, throttle=process_throttle(SOURCE, BUDGETS)
        )
        return cls(settings.f1db_release_url.rstrip("/"), client)

    def newest_release(self) -> Release:
        """The newest release, found without an API key by the redirect of `/latest`. Raises SourceError."""
        target = self.http.redirect_of(f"{self.release_url}/latest")
        match = _TAG.search(target)
        if match is None:
            raise SourceMalformedError(SOURCE, f"redirects /latest to {target}, which names no release")
        year, minor, patch = (int(match[group]) for group in (2, 3, 4))
        return Release(match[1], release_revision(year, minor, patch))

    def batches(self, release: Release) -> list[Batch]:
        """Everything of `release` that Pitwall keeps. Raises SourceError."""
        content = self.http.get_bytes(f"{self.release_url}/download/{release.tag}/{ASSET}", max_bytes=MAX_ARCHIVE_BYTES)
        return archive_batches(content, release.revision)


def archive_batches(content: bytes, revision: int) -> list[Batch]:
    """The batches of a release archive's bytes. Raises SourceMalformedError, naming file and field."""
    archive = Archive(SOURCE, content)
    tables = [*_reference_tables(archive), *(_sheet_table(archive, sheet) for sheet in _SHEETS)]
    return without_empty([Batch(dataset, SOURCE, revision, table) for dataset, table in tables])


def _reference_tables(archive: Archive) -> Iterator[tuple[str, pa.Table]]:
    countries = archive.rows("countries")
    names, demonyms = ({str(row.get("id")): row.get(key) for row in countries} for key in ("name", "demonym"))
    drivers = archive.rows("drivers")
    codes = {str(row.get("id")): _code(row) for row in drivers}
    more: Mapping[str, Sequence[object]] = {
        "driver_code": list(codes.values()),
        "permanent_number": [_permanent_number(row) for row in drivers],
        "nationality": [demonyms.get(str(row.get("nationalityCountryId"))) for row in drivers],
    }
    yield "drivers", archive.table("drivers", "drivers", drivers, _DRIVERS, more)
    for dataset, fields in (("constructors", _CONSTRUCTORS), ("circuits", _CIRCUITS)):
        rows = archive.rows(dataset)
        country = [names.get(str(row.get("countryId"))) for row in rows]
        yield dataset, archive.table(dataset, dataset, rows, fields, {"country": country})
    yield "races", races(archive)
    yield "sessions", sessions(archive)
    yield "seats", seats(archive, codes)


def _code(driver: JsonRow) -> str | None:
    """Timing's three letters; f1db's abbreviations such as `D'O` are none."""
    abbreviation = str(driver.get("abbreviation"))
    return abbreviation if _CODE.match(abbreviation) else None


def _permanent_number(driver: JsonRow) -> int | None:
    number = driver.get("permanentNumber")
    if number is None:
        return None
    if not isinstance(number, str) or not number.isdigit():
        raise SourceMalformedError(SOURCE, f"f1db-drivers.json, permanentNumber: {number!r} is no number")
    return int(number)


def _sheet_table(archive: Archive, sheet: _Sheet) -> tuple[str, pa.Table]:
    rows = archive.rows(sheet.table)
    more: dict[str, Sequence[object]] = {name: [value] * len(rows) for name, value in sheet.constants}
    if sheet.counts_entries:
        more["entry"] = _entries(rows)
    return sheet.dataset, archive.table(sheet.dataset, sheet.table, rows, sheet.fields, more)


def _entries(rows: Sequence[JsonRow]) -> list[int]:
    """1 for a driver's first row of a race in display order, 2 for the next: drivers once shared several cars."""
    order = sorted(range(len(rows)), key=lambda index: _display_order(rows[index]))
    seen: Counter[tuple[object, object, object]] = Counter()
    entries = [0] * len(rows)
    for index in order:
        key = (rows[index].get("year"), rows[index].get("round"), rows[index].get("driverId"))
        seen[key] += 1
        entries[index] = seen[key]
    return entries


def _display_order(row: JsonRow) -> int:
    order = row.get("positionDisplayOrder")
    if not isinstance(order, int):
        raise SourceMalformedError(SOURCE, f"positionDisplayOrder is {order!r}, which is no whole number")
    return order
