"""A tiny season of 2024, row by row, for tests that need racing data: four cars, three races, the last not yet run.

Rows are plain dicts, so that a test can change the one figure it is about; `batch` makes of them what a source yields.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pitwall.domain.datasets import Batch
from pitwall.sources.batches import batch_of

SEASON = 2024
DRIVERS = ("ann-amber", "bob-blue", "cat-coral", "dan-denim")
CONSTRUCTORS = ("amber-racing", "blue-motors")
CIRCUITS = ("alpha-ring", "beta-park", "gamma-street")
RACE_LAPS = 3

Rows = list[dict[str, Any]]


def batch(dataset: str, rows: Sequence[dict[str, Any]], source: str = "f1db", revision: int = 1) -> Batch:
    """What `source` yields of a data set."""
    return batch_of(dataset, source, revision, rows)


def constructor_of(driver: str) -> str:
    """Two drivers each."""
    return CONSTRUCTORS[DRIVERS.index(driver) // 2] if driver in DRIVERS else CONSTRUCTORS[0]


def drivers(ids: Iterable[str] = DRIVERS) -> Rows:
    """Drivers with a name and a code."""
    return [{"driver_id": d, "name": d.replace("-", " ").title(), "driver_code": d[:3].upper()} for d in ids]


def constructors() -> Rows:
    """Both constructors."""
    return [{"constructor_id": c, "name": c.replace("-", " ").title()} for c in CONSTRUCTORS]


def circuits(ids: Iterable[str] = CIRCUITS) -> Rows:
    """Circuits with a name."""
    return [{"circuit_id": c, "name": c.replace("-", " ").title()} for c in ids]


def race(round_: int, **changed: Any) -> dict[str, Any]:
    """One race of the calendar; the distance is known for the two that were run."""
    run = {"laps": RACE_LAPS} if round_ < len(CIRCUITS) else {}
    circuit = CIRCUITS[(round_ - 1) % len(CIRCUITS)]
    row = {"season": SEASON, "round": round_, "date": _day(round_), "name": f"Prize {round_}", "circuit_id": circuit}
    return {**row, **run, **changed}


def calendar(rounds: Iterable[int] = (1, 2, 3)) -> Rows:
    """The races of these rounds."""
    return [race(round_) for round_ in rounds]


def schedule(rounds: Iterable[int] = (1, 2, 3)) -> Rows:
    """Qualifying and race of these rounds."""
    return [
        {"season": SEASON, "round": r, "session": session, "date": _day(r) - timedelta(days=before)}
        for r in rounds
        for session, before in (("Q", 1), ("R", 0))
    ]


def results(round_: int, order: Sequence[str] = DRIVERS, session: str = "R") -> Rows:
    """The classification in finishing order."""
    return [
        {
            **_entry(round_, session, driver),
            "driver_number": str(10 + place),
            "display_order": place,
            "position": place,
            "position_text": str(place),
            "laps": RACE_LAPS,
        }
        for place, driver in enumerate(order, 1)
    ]


def fastest_laps(round_: int, driver: str = DRIVERS[0]) -> Rows:
    """Who drove the fastest lap."""
    return [
        {"season": SEASON, "round": round_, "driver_id": driver, "position": 1, "lap_number": 2, "lap_time_s": 79.5}
    ]


def lap(round_: int, driver: str, lap_number: int, **changed: Any) -> dict[str, Any]:
    """One race lap on mediums, of 80 seconds and a little more for each car."""
    row = {
        "season": SEASON,
        "round": round_,
        "session": "R",
        "driver_id": driver,
        "lap_number": lap_number,
        "lap_time_s": 80.0 + 0.1 * lap_number + len(driver) / 100,
        "compound": "MEDIUM",
        "tyre_life": lap_number,
        "stint": 1,
        "track_status": "1",
    }
    return {**row, **changed}


def laps(round_: int, drivers_: Iterable[str] = DRIVERS, count: int = RACE_LAPS) -> Rows:
    """Every lap of these drivers."""
    return [lap(round_, driver, number) for driver in drivers_ for number in range(1, count + 1)]


def weather(round_: int, readings: int = 3) -> Rows:
    """Readings of a race's weather station, a minute apart."""
    return [
        {"season": SEASON, "round": round_, "session": "R", "time_s": 60.0 * n, "air_temp_c": 20.0 + n}
        for n in range(readings)
    ]


def hour(round_: int, kind: str = "forecast", **changed: Any) -> dict[str, Any]:
    """One hour of weather at the circuit."""
    begins = datetime.combine(_day(round_), datetime.min.time(), UTC)
    return {"season": SEASON, "round": round_, "time_utc": begins, "kind": kind, "air_temp_c": 21.0, **changed}


def season() -> list[Batch]:
    """Everything of the season by one source, in an order that can be loaded."""
    return [
        batch("circuits", circuits()),
        batch("drivers", drivers()),
        batch("constructors", constructors()),
        batch("races", calendar()),
        batch("sessions", schedule()),
        batch("fastest_laps", fastest_laps(1)),
        batch("race_results", results(1)),
        batch("race_results", results(2, DRIVERS[::-1])),
        batch("laps", laps(1), "dataset"),
        batch("session_weather", weather(1), "dataset"),
    ]


def _day(round_: int) -> date:
    return date(SEASON, 3, 3) + timedelta(weeks=2 * (round_ - 1))


def _entry(round_: int, session: str, driver: str) -> dict[str, Any]:
    constructor = constructor_of(driver)
    return {
        "season": SEASON,
        "round": round_,
        "session": session,
        "driver_id": driver,
        "constructor_id": constructor,
        "engine_manufacturer_id": constructor,
    }
