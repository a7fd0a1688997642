"""Jolpica, Ergast's successor: what is newer than f1db's last release, one small page at a time.

It allows 4 requests a second and 500 an hour and means to allow less; we ask for far less than either.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Self

from pitwall.clock import Clock, now
from pitwall.domain.crosswalk import circuit_slug
from pitwall.domain.datasets import Batch
from pitwall.domain.vocabulary import RaceKey
from pitwall.errors import SourceMalformedError
from pitwall.settings import Settings
from pitwall.sources import jolpica_rows as rows
from pitwall.sources.answers import Answer, day, instant, integer, number, text
from pitwall.sources.batches import Row, batch_of, fetched_revision, last_by_key, without_empty
from pitwall.sources.http import HttpClient
from pitwall.sources.throttle import HOUR_S, SECOND_S, Budget, process_throttle

SOURCE = "jolpica"
BUDGETS = (Budget(1, SECOND_S), Budget(180, HOUR_S))
PAGE_ROWS = 100

_SESSIONS = {
    "FirstPractice": "FP1",
    "SecondPractice": "FP2",
    "ThirdPractice": "FP3",
    "Qualifying": "Q",
    "SprintQualifying": "SQ",
    "SprintShootout": "SQ",
    "Sprint": "S",
}


@dataclass(frozen=True)
class Jolpica:
    """The Ergast-compatible API."""

    base_url: str
    http: HttpClient
    clock: Clock

    @classmethod
    def from_settings(cls, settings: Settings, clock: Clock = now, http: HttpClient | None = None) -> Self:
        """The source at the address in `settings`; `http` replaces the default client."""
        client = http or HttpClient(
            SOURCE, timeout_s=settings.source_timeout_s, throttle=process_throttle(SOURCE, BUDGETS)
        )
        return cls(settings.jolpica_url.rstrip("/"), client, clock)

    def calendar(self, season: int) -> list[Batch]:
        """The circuits and races of `season`, and its sessions. Raises SourceError, as all the methods here.

        Sessions only where every race has its qualifying dated: of older seasons Jolpica knows the races alone, and
        a calendar without qualifying must not pass for the whole one.
        """
        circuits: list[Row] = []
        races: list[Row] = []
        sessions: list[Row] = []
        for page in self._pages(f"{season}/races", "RaceTable", "Races"):
            for race in page:
                circuits.append(_circuit(race.part("Circuit")))
                races.append(_race(race))
                sessions.extend(_sessions(race))
        circuits = last_by_key("circuits", circuits)
        if sum(session["session"] == "Q" for session in sessions) < len(races):
            sessions = []
        return self._batches(("circuits", circuits), ("races", races), ("sessions", sessions))

    def entries(self, season: int) -> list[Batch]:
        """The drivers and constructors of `season`."""
        drivers = [rows.driver(driver) for driver in self._drivers(season)]
        constructors = [
            rows.constructor(constructor, season)
            for page in self._pages(f"{season}/constructors", "ConstructorTable", "Constructors")
            for constructor in page
        ]
        return self._batches(("drivers", drivers), ("constructors", constructors))

    def results(self, race: RaceKey) -> list[Batch]:
        """The race's classification, grid and fastest laps; nothing where it has no result yet."""
        return self._classified(race, "results", "Results", "R")

    def sprint(self, race: RaceKey) -> list[Batch]:
        """The sprint's classification, grid and fastest laps; nothing where there was none."""
        return self._classified(race, "sprint", "SprintResults", "S")

    def qualifying(self, race: RaceKey) -> list[Batch]:
        """The result of qualifying."""
        found = self._race_rows(race, "qualifying", "QualifyingResults")
        return self._batches(
            ("qualifying_results", [rows.qualifying(race, row, order) for order, row in enumerate(found, start=1)])
        )

    def pit_stops(self, race: RaceKey) -> list[Batch]:
        """The race's pit stops: time in the pit lane, no tyres."""
        stops = self._race_rows(race, "pitstops", "PitStops")
        people = self._people(race.season) if stops else {}
        return self._batches(("pit_stops", [rows.pit_stop(race, row, people) for row in stops]))

    def laps(self, race: RaceKey) -> list[Batch]:
        """The race's official lap times and positions, some 1,100 rows in a dozen requests."""
        people: Mapping[str, str] = {}
        found: list[Row] = []
        for page in self._pages(f"{race.season}/{race.round}/laps", "RaceTable", "Races"):
            people = people or self._people(race.season)
            for lap in (lap for found_race in page for lap in found_race.rows_of("Laps")):
                lap_number = lap.need("number", integer)
                found.extend(rows.lap(race, lap_number, timing, people) for timing in lap.rows_of("Timings"))
        return self._batches(("laps", found))

    def standings(self, race: RaceKey, engines: Mapping[str, str] | None) -> list[Batch]:
        """The championships after `race` as published.

        `engines` gives each constructor's engine maker (slug to slug): Jolpica does not know it, our key needs it.
        None asks for the drivers' championship only.
        """
        path = f"{race.season}/{race.round}"
        drivers = self._standings(f"{path}/driverstandings", "DriverStandings")
        constructors = (
            [] if engines is None else self._standings(f"{path}/constructorstandings", "ConstructorStandings")
        )
        return self._batches(
            (
                "published_driver_standings",
                [rows.driver_standing(race, row, order) for order, row in enumerate(drivers, start=1)],
            ),
            (
                "published_constructor_standings",
                [
                    rows.constructor_standing(race, row, order, engines or {})
                    for order, row in enumerate(constructors, 1)
                ],
            ),
        )

    def _classified(self, race: RaceKey, path: str, key: str, session: str) -> list[Batch]:
        found = self._race_rows(race, path, key)
        classification = rows.Classification(race, session, found)
        return self._batches(
            ("race_results", classification.results()),
            ("starting_grids", classification.grid()),
            ("fastest_laps", classification.fastest_laps()),
        )

    def _race_rows(self, race: RaceKey, path: str, key: str) -> list[Answer]:
        pages = self._pages(f"{race.season}/{race.round}/{path}", "RaceTable", "Races")
        return [row for page in pages for found in page for row in found.rows_of(key)]

    def _standings(self, path: str, key: str) -> list[Answer]:
        pages = self._pages(path, "StandingsTable", "StandingsLists")
        return [row for page in pages for found in page for row in found.rows_of(key)]

    def _drivers(self, season: int) -> list[Answer]:
        return [driver for page in self._pages(f"{season}/drivers", "DriverTable", "Drivers") for driver in page]

    def _people(self, season: int) -> dict[str, str]:
        """Jolpica's driver ids to slugs: laps and stops carry no names, and slugs are made of names."""
        return {driver.need("driverId", text): rows.slug_of_driver(driver) for driver in self._drivers(season)}

    def _pages(self, path: str, table: str, key: str) -> Iterator[list[Answer]]:
        offset = 0
        while True:
            answer = self.http.get_json(f"{self.base_url}/{path}.json", {"limit": PAGE_ROWS, "offset": offset})
            data = answer.part("MRData")
            yield data.part(table).part(key).rows()
            step = data.need("limit", integer)
            if step < 1:
                raise SourceMalformedError(SOURCE, f"{data.path}.limit is {step}, which pages through nothing")
            offset += step
            if offset >= data.need("total", integer):
                return

    def _batches(self, *found: tuple[str, list[Row]]) -> list[Batch]:
        revision = fetched_revision(self.clock)
        return without_empty([batch_of(dataset, SOURCE, revision, data_rows) for dataset, data_rows in found])


def _circuit(circuit: Answer) -> Row:
    place = circuit.part("Location")
    return {
        "circuit_id": circuit_slug(circuit.need("circuitId", text)),
        "name": circuit.need("circuitName", text),
        "place_name": place.find("locality", text),
        "country": place.find("country", text),
        "latitude": place.find("lat", number),
        "longitude": place.find("long", number),
    }


def _race(race: Answer) -> Row:
    circuit = race.part("Circuit")
    return {
        "season": race.need("season", integer),
        "round": race.need("round", integer),
        "date": race.need("date", day),
        "start_time_utc": _start(race),
        "name": race.need("raceName", text),
        "circuit_id": circuit_slug(circuit.need("circuitId", text)),
    }


def _sessions(race: Answer) -> Iterator[Row]:
    parts = [("R", race), *((code, race.part_or_none(key)) for key, code in _SESSIONS.items())]
    for code, part in parts:
        if part is not None:
            yield {
                "season": race.need("season", integer),
                "round": race.need("round", integer),
                "session": code,
                "date": part.need("date", day),
                "start_time_utc": _start(part),
            }


def _start(part: Answer) -> object:
    clock = part.find("time", text)
    if clock is None:
        return None
    whole = Answer(part.source, part.path, {"time": f"{part.need('date', text)}T{clock}"})
    return whole.find("time", instant)
