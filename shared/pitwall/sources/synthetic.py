"""A small invented season, made on the spot from a seed, for a Pitwall that has no racing data yet.

Everything carries the source `synthetic`, the lowest rank there is: anything real replaces it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from pitwall.domain.datasets import Batch
from pitwall.domain.points import Finish, RaceOutcome, finish_points
from pitwall.domain.vocabulary import FIRST_LAP_SEASON, LAST_SEASON, RaceKey
from pitwall.sources.batches import Row, batch_of
from pitwall.sources.synthetic_cast import CIRCUITS, CONSTRUCTORS, DRIVERS, EVENTS, RACES_RUN, Driver, Event
from pitwall.sources.synthetic_race import RACE_START_S, Car, Race, qualifying_laps, run_race
from pitwall.sources.synthetic_timing import (
    TimedRace,
    lap_rows,
    neutralisation_rows,
    pit_stop_rows,
    race_control_rows,
    track_status_rows,
    weather_rows,
)

SOURCE = "synthetic"
REVISION = 1

_SESSIONS = (("FP1", -2, time(11, 30)), ("FP2", -2, time(15)), ("FP3", -1, time(10, 30)), ("Q", -1, time(14)))
"""Code, days to the race, UTC time."""
_RACE_TIME = time(13)
_RETIREMENT = "Gearbox"


def synthetic_season(season: int, seed: int = 1) -> Iterator[Batch]:
    """The batches of an invented season: calendar, people and places first, then the races that were run.

    Six races from March to November, the first four run (the last of these on the Sunday on or after 31 May). The same
    season and seed give the same rows. Raises ValueError for a season before laps are kept (2018).
    """
    if not FIRST_LAP_SEASON <= season <= LAST_SEASON:
        raise ValueError(f"an invented season must lie between {FIRST_LAP_SEASON} and {LAST_SEASON}, not {season}")
    yield from _people_and_places()
    rows: dict[str, list[Row]] = {"races": [], "sessions": [], "seats": [], "compound_nominations": []}
    for number, event in enumerate(EVENTS, start=1):
        key, day = RaceKey(season, number), _sunday(season, event)
        random = Random(f"{seed}/{key}")
        planned = _planned(key, event, day)
        ran = _run(key, event, day, random) if number <= RACES_RUN else {}
        for dataset, found in (*planned.items(), *ran.items()):
            rows.setdefault(dataset, []).extend(found)
    for dataset, found in rows.items():
        yield batch_of(dataset, SOURCE, REVISION, found)


def _sunday(season: int, event: Event) -> date:
    day = date(season, event.month, event.day)
    return day + timedelta(days=6 - day.weekday())


def _people_and_places() -> Iterator[Batch]:
    yield batch_of(
        "drivers",
        SOURCE,
        REVISION,
        [
            {
                "driver_id": driver.driver_id,
                "name": f"{driver.first_name} {driver.last_name}",
                "first_name": driver.first_name,
                "last_name": driver.last_name,
                "driver_code": driver.code,
                "permanent_number": driver.car_number,
            }
            for driver in DRIVERS
        ],
    )
    teams = [{"constructor_id": one.constructor_id, "name": one.name, "country": one.country} for one in CONSTRUCTORS]
    yield batch_of("constructors", SOURCE, REVISION, teams)
    yield batch_of(
        "circuits",
        SOURCE,
        REVISION,
        [
            {
                "circuit_id": circuit.circuit_id,
                "name": circuit.name,
                "circuit_type": circuit.circuit_type,
                "direction": circuit.direction,
                "place_name": circuit.place_name,
                "length_km": circuit.length_km,
                "turns": circuit.turns,
            }
            for circuit in CIRCUITS
        ],
    )


def _planned(key: RaceKey, event: Event, day: date) -> Mapping[str, Sequence[Row]]:
    """What is known of a race before it: calendar, seats, tyres."""
    identity = {"season": key.season, "round": key.round}
    start_utc = datetime.combine(day, _RACE_TIME, UTC)
    circuit = event.circuit
    race: Row = {
        **identity,
        "date": day,
        "start_time_utc": start_utc,
        "name": event.name,
        "official_name": f"Invented season {key.season}, round {key.round}: {event.name}",
        "grand_prix_id": event.grand_prix_id,
        "circuit_id": circuit.circuit_id,
        "course_length_km": circuit.length_km,
        "turns": circuit.turns,
        "laps": circuit.laps if key.round <= RACES_RUN else None,
        "distance_km": round(circuit.laps * circuit.length_km, 3) if key.round <= RACES_RUN else None,
    }
    sessions = [
        {
            **identity,
            "session": code,
            "date": day + timedelta(days=days),
            "start_time_utc": datetime.combine(day + timedelta(days=days), at, UTC),
        }
        for code, days, at in (*_SESSIONS, ("R", 0, _RACE_TIME))
    ]
    seats = [
        {
            **identity,
            "driver_id": driver.driver_id,
            "constructor_id": driver.constructor.constructor_id,
            "engine_manufacturer_id": driver.constructor.engine_manufacturer_id,
            "driver_code": driver.code,
        }
        for driver in DRIVERS
    ]
    soft, medium, hard = circuit.nominated
    tyres = [{**identity, "soft": soft, "medium": medium, "hard": hard}]
    return {"races": [race], "sessions": sessions, "seats": seats, "compound_nominations": tyres}


def _run(key: RaceKey, event: Event, day: date, random: Random) -> Mapping[str, Sequence[Row]]:
    """Everything that qualifying and the race left behind."""
    qualifying = qualifying_laps(event, random)
    race = run_race(event, [driver for driver, _ in qualifying], random)
    timed = TimedRace(key, event, race, datetime.combine(day, _RACE_TIME, UTC))
    timing: Row = {
        **timed.identity,
        "start_time_s": RACE_START_S,
        "finish_time_s": timed.finish_time_s,
        "feed_zero_utc": timed.utc(0),
        "started_utc": timed.start_utc,
        "feed_zero_method": SOURCE,
    }
    return {
        "session_timings": [timing],
        "qualifying_results": _qualifying_rows(key, qualifying),
        "starting_grids": _grid_rows(key, qualifying),
        "race_results": _result_rows(timed),
        "fastest_laps": _fastest_lap_rows(timed),
        "laps": list(lap_rows(timed)),
        "pit_stops": list(pit_stop_rows(timed)),
        "session_weather": list(weather_rows(timed, random)),
        "race_control": race_control_rows(timed),
        "track_status": track_status_rows(timed),
        "neutralisations": neutralisation_rows(timed),
    }


def _entry(driver: Driver, place: int) -> Row:
    return {
        "driver_id": driver.driver_id,
        "constructor_id": driver.constructor.constructor_id,
        "driver_number": str(driver.car_number),
        "display_order": place,
    }


def _qualifying_rows(key: RaceKey, qualifying: Sequence[tuple[Driver, tuple[int | None, ...]]]) -> list[Row]:
    return [
        {
            "season": key.season,
            "round": key.round,
            "session": "Q",
            **_entry(driver, place),
            "position": place,
            "position_text": str(place),
            **{f"q{part}_s": None if ms is None else ms / 1_000 for part, ms in enumerate(times, start=1)},
        }
        for place, (driver, times) in enumerate(qualifying, start=1)
    ]


def _grid_rows(key: RaceKey, qualifying: Sequence[tuple[Driver, tuple[int | None, ...]]]) -> list[Row]:
    return [
        {
            "season": key.season,
            "round": key.round,
            "session": "R",
            **_entry(driver, place),
            "position": place,
            "position_text": str(place),
            "time_s": min(ms for ms in times if ms is not None) / 1_000,
        }
        for place, (driver, times) in enumerate(qualifying, start=1)
    ]


def _result_rows(timed: TimedRace) -> list[Row]:
    race = timed.race
    outcome = _outcome(timed.key, race)
    rows: list[Row] = []
    for place, (car, points) in enumerate(zip(race.cars, finish_points(outcome), strict=True), start=1):
        classified = car in race.classified
        laps_behind = len(race.winner.laps) - len(car.laps)
        on_lead_lap = classified and laps_behind == 0
        rows.append(
            {
                **timed.identity,
                **_entry(car.driver, place),
                "engine_manufacturer_id": car.driver.constructor.engine_manufacturer_id,
                "position": place if classified else None,
                "position_text": str(place) if classified else "DNF",
                "laps": len(car.laps),
                "time_s": car.total_ms / 1_000 if on_lead_lap else None,
                "gap_s": (car.total_ms - race.winner.total_ms) / 1_000 if on_lead_lap and place > 1 else None,
                "laps_behind": laps_behind if classified and laps_behind else None,
                "reason_retired": None if classified else _RETIREMENT,
                "points": points or None,
                "grid_position": car.grid,
                "grid_position_text": str(car.grid),
            }
        )
    return rows


def _outcome(key: RaceKey, race: Race) -> RaceOutcome:
    finishes = tuple(
        Finish(
            car.driver.driver_id,
            car.driver.constructor.constructor_id,
            car.driver.constructor.engine_manufacturer_id,
            place if car in race.classified else None,
            str(place) if car in race.classified else "DNF",
        )
        for place, car in enumerate(race.cars, start=1)
    )
    fastest = min(race.cars, key=_best_lap_ms).driver.driver_id
    return RaceOutcome(key.season, key.round, "R", finishes, fastest_lap_driver_id=fastest)


def _best_lap_ms(car: Car) -> int:
    return min(lap.time_ms for lap in car.laps)


def _fastest_lap_rows(timed: TimedRace) -> list[Row]:
    rows: list[Row] = []
    for place, car in enumerate(sorted(timed.race.cars, key=_best_lap_ms), start=1):
        best = min(car.laps, key=lambda lap: lap.time_ms)
        rows.append(
            {
                **timed.identity,
                "driver_id": car.driver.driver_id,
                "position": place,
                "lap_number": best.lap_number,
                "lap_time_s": best.time_ms / 1_000,
            }
        )
    return rows
