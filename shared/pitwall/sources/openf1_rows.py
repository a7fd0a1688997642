"""One row of OpenF1's JSON to one row of ours; tyres come from its stints, stops from its pit lane times.

Pure, so that each rule can be read and tested without a request.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pitwall.domain.vocabulary import Compound
from pitwall.errors import SourceMalformedError
from pitwall.sources.answers import Answer, flag, instant, integer, label, number, text
from pitwall.sources.batches import Row

_COMPOUNDS = frozenset(compound.value for compound in Compound)


@dataclass(frozen=True)
class Car:
    """A car of the session and who drives it."""

    car_number: str
    driver_id: str
    driver_code: str | None
    constructor_id: str | None


@dataclass(frozen=True)
class Stint:
    """A set of tyres on a car from lap to lap, both included."""

    number: int
    first_lap: int
    last_lap: int
    compound: str | None
    laps_before: int | None
    """Laps the set had run before this stint."""


Stints = Mapping[str, Sequence[Stint]]
InLaps = frozenset[tuple[str, int]]


def car_of(row: Answer, cars: Mapping[str, Car]) -> Car:
    """The car of a row. Raises SourceMalformedError where the session's driver list lacks it."""
    car_number = row.need("driver_number", label)
    try:
        return cars[car_number]
    except KeyError as error:
        raise SourceMalformedError(row.source, f"{row.path}: car {car_number} is in no driver list") from error


def stints_by_car(answers: Sequence[Answer]) -> Stints:
    """The stints of each car. Raises SourceMalformedError, as all functions here."""
    found: defaultdict[str, list[Stint]] = defaultdict(list)
    for row in answers:
        first, last = row.find("lap_start", integer), row.find("lap_end", integer)
        if first is None or last is None:
            continue
        compound = row.find("compound", text)
        found[row.need("driver_number", label)].append(
            Stint(
                number=row.need("stint_number", integer),
                first_lap=first,
                last_lap=last,
                compound=compound if compound in _COMPOUNDS else None,
                laps_before=row.find("tyre_age_at_start", integer),
            )
        )
    return found


def in_laps(pits: Sequence[Answer]) -> InLaps:
    """The laps on which cars entered the pit lane, as (car number, lap)."""
    return frozenset((row.need("driver_number", label), row.need("lap_number", integer)) for row in pits)


def lap(
    key: Mapping[str, object], row: Answer, car: Car, stints: Stints, pitted: InLaps, zero_utc: datetime | None
) -> Row:
    """A lap; `zero_utc` is where session time begins, None where unknown."""
    lap_number = row.need("lap_number", integer)
    lap_time_s = row.find("lap_duration", number)
    start_utc = row.find("date_start", instant)
    return {
        **key,
        "driver_id": car.driver_id,
        "driver_code": car.driver_code,
        "driver_number": car.car_number,
        "constructor_id": car.constructor_id,
        "lap_number": lap_number,
        "lap_time_s": lap_time_s,
        "lap_time_source": "timing" if lap_time_s is not None else None,
        "sector1_s": row.find("duration_sector_1", number),
        "sector2_s": row.find("duration_sector_2", number),
        "sector3_s": row.find("duration_sector_3", number),
        **_tyres(lap_number, stints.get(car.car_number, ())),
        "pit_in": (car.car_number, lap_number) in pitted,
        "pit_out": row.find("is_pit_out_lap", flag),
        "lap_start_time_s": _session_time_s(start_utc, zero_utc),
        "speed_i1_kmh": row.find("i1_speed", number),
        "speed_i2_kmh": row.find("i2_speed", number),
        "speed_st_kmh": row.find("st_speed", number),
        "provider": "openf1",
    }


def pit_stops(key: Mapping[str, object], pits: Sequence[Answer], cars: Mapping[str, Car]) -> list[Row]:
    """The stops that have a time in the pit lane; without one it is a garage, a grid or a red flag."""
    timed: dict[tuple[str, int], float] = {}
    for row in pits:
        pit_lane_time_s = row.find("lane_duration", number) or row.find("pit_duration", number)
        if pit_lane_time_s is not None:
            timed[car_of(row, cars).car_number, row.need("lap_number", integer)] = pit_lane_time_s
    stops: Counter[str] = Counter()
    found: list[Row] = []
    for car_number, lap_number in sorted(timed, key=lambda stop: (stop[1], stop[0])):
        stops[car_number] += 1
        car = cars[car_number]
        found.append(
            {
                **key,
                "driver_id": car.driver_id,
                "constructor_id": car.constructor_id,
                "driver_number": car_number,
                "stop": stops[car_number],
                "lap_number": lap_number,
                "pit_lane_time_s": timed[car_number, lap_number],
            }
        )
    return found


def race_control(key: Mapping[str, object], messages: Sequence[Answer], zero_utc: datetime | None) -> list[Row]:
    """Race control's messages, numbered in the order sent; repeated ones once."""
    once: dict[tuple[datetime, str, str | None], Answer] = {}
    for row in messages:
        once[row.need("date", instant), row.need("message", text), row.find("driver_number", label)] = row
    ordered = sorted(once.items(), key=lambda item: item[0][0])
    return [
        {
            **key,
            "message_number": order,
            "time_utc": time_utc,
            "time_s": _session_time_s(time_utc, zero_utc),
            "lap_number": row.find("lap_number", integer),
            "category": row.find("category", text),
            "message": message,
            "flag": row.find("flag", text),
            "scope": row.find("scope", text),
            "sector": row.find("sector", integer),
            "driver_number": car_number,
        }
        for order, ((time_utc, message, car_number), row) in enumerate(ordered, start=1)
    ]


def weather(key: Mapping[str, object], row: Answer, zero_utc: datetime) -> Row:
    """A reading of the weather station."""
    rainfall = row.find("rainfall", number)
    return {
        **key,
        "time_s": _session_time_s(row.need("date", instant), zero_utc),
        "air_temp_c": row.find("air_temperature", number),
        "track_temp_c": row.find("track_temperature", number),
        "humidity_pct": row.find("humidity", number),
        "pressure_mbar": row.find("pressure", number),
        "rainfall": None if rainfall is None else rainfall > 0,
        "wind_direction_deg": row.find("wind_direction", number),
        "wind_speed_ms": row.find("wind_speed", number),
    }


def _tyres(lap_number: int, stints: Sequence[Stint]) -> dict[str, object]:
    stint = next((stint for stint in stints if stint.first_lap <= lap_number <= stint.last_lap), None)
    if stint is None:
        return {"stint": None, "compound": None, "tyre_life": None, "fresh_tyre": None}
    before = stint.laps_before
    return {
        "stint": stint.number,
        "compound": stint.compound,
        "tyre_life": None if before is None else before + lap_number - stint.first_lap + 1,
        "fresh_tyre": None if before is None else before == 0,
    }


def _session_time_s(time_utc: datetime | None, zero_utc: datetime | None) -> float | None:
    return None if time_utc is None or zero_utc is None else round((time_utc - zero_utc).total_seconds(), 3)
