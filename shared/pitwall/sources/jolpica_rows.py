"""One row of Jolpica's JSON to one row of ours: ids to slugs, quoted numbers to numbers, its letters to f1db's.

Pure, so that each rule can be read and tested without a request.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pitwall.domain.crosswalk import constructor_slug, driver_slug
from pitwall.domain.vocabulary import RaceKey
from pitwall.errors import SourceMalformedError
from pitwall.sources.answers import Answer, day, duration_s, integer, label, number, text
from pitwall.sources.batches import Row

_POSITION_TEXTS: Mapping[str, str] = {
    "R": "DNF",
    "D": "DSQ",
    "E": "EX",
    "W": "DNS",
    "F": "DNQ",
    "N": "NC",
}
"""Ergast's letters for an unclassified car, and f1db's words for the same."""
_FINISHED = ("finished", "lapped")


def slug_of_driver(driver: Answer) -> str:
    """The slug of a driver object. Raises SourceMalformedError where it has no name."""
    return driver_slug(driver.need("driverId", text), driver.need("givenName", text), driver.need("familyName", text))


def driver(row: Answer) -> Row:
    """A driver. Raises SourceMalformedError, as all functions here."""
    given, family = row.need("givenName", text), row.need("familyName", text)
    return {
        "driver_id": slug_of_driver(row),
        "name": f"{given} {family}",
        "first_name": given,
        "last_name": family,
        "driver_code": row.find("code", text),
        "permanent_number": row.find("permanentNumber", integer),
        "date_of_birth": row.find("dateOfBirth", day),
        "nationality": row.find("nationality", text),
    }


def constructor(row: Answer, season: int) -> Row:
    """A constructor, without a country: Jolpica gives a demonym."""
    return {
        "constructor_id": constructor_slug(row.need("constructorId", text), season),
        "name": row.need("name", text),
    }


def qualifying(race: RaceKey, row: Answer, order: int) -> Row:
    """A driver's knock-out times; `order` counts the rows of the answer."""
    position = row.find("position", integer)
    return {
        **_car(race, "Q", row),
        "part": "overall",
        "entry": 1,
        "display_order": position or order,
        "position": position,
        "position_text": str(position) if position else "NC",
        "q1_s": row.find("Q1", duration_s),
        "q2_s": row.find("Q2", duration_s),
        "q3_s": row.find("Q3", duration_s),
    }


def pit_stop(race: RaceKey, row: Answer, people: Mapping[str, str]) -> Row:
    """A pit stop; `people` maps Jolpica's driver ids to slugs."""
    return {
        "season": race.season,
        "round": race.round,
        "session": "R",
        "driver_id": _person(row, people),
        "stop": row.need("stop", integer),
        "lap_number": row.need("lap", integer),
        "pit_lane_time_s": row.find("duration", duration_s),
    }


def lap(race: RaceKey, lap_number: int, row: Answer, people: Mapping[str, str]) -> Row:
    """A lap of one car."""
    lap_time_s = row.find("time", duration_s)
    return {
        "season": race.season,
        "round": race.round,
        "session": "R",
        "driver_id": _person(row, people),
        "lap_number": lap_number,
        "lap_time_s": lap_time_s,
        "lap_time_source": "official" if lap_time_s is not None else None,
        "position": row.find("position", integer),
    }


def driver_standing(race: RaceKey, row: Answer, order: int) -> Row:
    """A driver's place in the championship."""
    return {**_standing(race, row, order), "driver_id": slug_of_driver(row.part("Driver"))}


def constructor_standing(race: RaceKey, row: Answer, order: int, engines: Mapping[str, str]) -> Row:
    """A constructor's place; `engines` gives the engine maker, and without it ingest will refuse the row."""
    slug = constructor_slug(row.part("Constructor").need("constructorId", text), race.season)
    return {
        **_standing(race, row, order),
        "constructor_id": slug,
        "engine_manufacturer_id": engines.get(slug),
    }


@dataclass(frozen=True)
class Classification:
    """The rows of a race's or sprint's result, which become results, a grid and fastest laps."""

    race: RaceKey
    session: str
    rows: Sequence[Answer]

    def results(self) -> list[Row]:
        """The classification in the order published."""
        winner = self._winner()
        return [
            self._result(row, order, entry, winner) for order, (row, entry) in enumerate(self._with_entries(), start=1)
        ]

    def grid(self) -> list[Row]:
        """The starting order; Ergast's 0 is a start from the pit lane, behind all others."""
        starters = [row for row in self.rows if row.find("positionText", text) not in ("W", "F")]
        placed = sorted(
            ((row.find("grid", integer), row) for row in starters if row.find("grid", integer) is not None),
            key=lambda pair: pair[0] or len(self.rows) + 1,
        )
        return [
            {
                **_car(self.race, self.session, row),
                "display_order": order,
                "position": position or None,
                "position_text": str(position) if position else "PL",
            }
            for order, (position, row) in enumerate(placed, start=1)
        ]

    def fastest_laps(self) -> list[Row]:
        """Each driver's best lap; sprints come without a rank."""
        found: list[Row] = []
        for row, entry in self._with_entries():
            fastest = row.part_or_none("FastestLap")
            if fastest is None:
                continue
            time = fastest.part_or_none("Time")
            found.append(
                {
                    **_key(self.race, self.session),
                    "driver_id": slug_of_driver(row.part("Driver")),
                    "entry": entry,
                    "position": fastest.find("rank", integer) or None,
                    "lap_number": fastest.find("lap", integer),
                    "lap_time_s": time.find("time", duration_s) if time else None,
                }
            )
        return found

    def _winner(self) -> tuple[int | None, float | None]:
        """The winner's laps and time in seconds."""
        for row in self.rows:
            if row.find("position", integer) == 1:
                return row.find("laps", integer), _time_s(row)
        return None, None

    def _with_entries(self) -> Iterator[tuple[Answer, int]]:
        seen: Counter[str] = Counter()
        for row in self.rows:
            slug = slug_of_driver(row.part("Driver"))
            seen[slug] += 1
            yield row, seen[slug]

    def _result(self, row: Answer, order: int, entry: int, winner: tuple[int | None, float | None]) -> Row:
        published = row.need("positionText", text)
        classified = published.isdigit()
        laps = row.find("laps", integer)
        winner_laps, winner_s = winner
        behind = winner_laps - laps if classified and laps is not None and winner_laps is not None else 0
        # For lapped cars Ergast's time is when they crossed the line, with fewer laps: no race time.
        time_s = _time_s(row) if classified and behind == 0 else None
        gap_s = round(time_s - winner_s, 3) if time_s is not None and winner_s is not None else None
        status = row.find("status", text)
        grid = row.find("grid", integer)
        return {
            **_car(self.race, self.session, row),
            "entry": entry,
            "display_order": order,
            "position": int(published) if classified else None,
            "position_text": _POSITION_TEXTS.get(published, published),
            "laps": laps,
            "time_s": time_s,
            "gap_s": gap_s if published != "1" else None,
            "laps_behind": behind or None,
            "reason_retired": status if not classified and status and status.lower() not in _FINISHED else None,
            "points": row.find("points", number),
            "grid_position": grid or None,
            "grid_position_text": None if grid is None else str(grid) if grid else "PL",
        }


def _time_s(row: Answer) -> float | None:
    time = row.part_or_none("Time")
    millis = time.find("millis", integer) if time else None
    return None if millis is None else millis / 1_000


def _key(race: RaceKey, session: str) -> dict[str, object]:
    return {"season": race.season, "round": race.round, "session": session}


def _car(race: RaceKey, session: str, row: Answer) -> dict[str, object]:
    return {
        **_key(race, session),
        "driver_id": slug_of_driver(row.part("Driver")),
        "constructor_id": constructor_slug(row.part("Constructor").need("constructorId", text), race.season),
        "driver_number": row.find("number", label),
    }


def _standing(race: RaceKey, row: Answer, order: int) -> dict[str, object]:
    position = row.find("position", integer)
    return {
        "season": race.season,
        "round": race.round,
        "display_order": order,
        "position": position,
        "position_text": row.find("positionText", text) or (str(position) if position else "NC"),
        "points": row.need("points", number),
    }


def _person(row: Answer, people: Mapping[str, str]) -> str:
    driver_id = row.need("driverId", text)
    try:
        return people[driver_id]
    except KeyError as error:
        detail = f"{row.path}.driverId is {driver_id}, who is no driver of that season"
        raise SourceMalformedError(row.source, detail) from error
