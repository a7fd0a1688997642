"""What timing would have told of an invented race: laps, stops, track status, race control, weather.

Everything is read off the race as run; nothing is drawn again, except the weather.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

import numpy as np

from pitwall.domain.neutralisations import StatusChange, leader_laps, race_neutralisations
from pitwall.domain.vocabulary import RaceKey, SessionCode
from pitwall.sources.batches import Row
from pitwall.sources.synthetic_cast import Event
from pitwall.sources.synthetic_race import RACE_START_S, Car, DrivenLap, Race

_SECTOR_SHARES = (0.31, 0.38)
"""Of sectors 1 and 2 in a lap; sector 3 is the rest."""
_COMPOUND_ORDER = ("SOFT", "MEDIUM", "HARD")
_WEATHER_STEP_S = 60.0


@dataclass(frozen=True)
class TimedRace:
    """A race as run, where and when."""

    key: RaceKey
    event: Event
    race: Race
    start_utc: datetime

    @property
    def identity(self) -> Row:
        """The columns that name the session."""
        return {"season": self.key.season, "round": self.key.round, "session": "R"}

    @property
    def finish_time_s(self) -> float:
        """Session time of the flag."""
        return session_time_s(self.race.winner.total_ms)

    @property
    def stopped_time_s(self) -> float:
        """Session time at which the first retired car stopped on the track, just into its next lap."""
        return session_time_s(self.race.retired[0].total_ms + 4_000)

    def utc(self, time_s: float) -> datetime:
        """The instant of a session time."""
        return self.start_utc + timedelta(seconds=time_s - RACE_START_S)

    def leader_end_s(self, lap_number: int) -> float:
        """Session time at which the leader ended a lap; of lap 0, the start."""
        ends = [car.laps[lap_number - 1].end_ms for car in self.race.cars if len(car.laps) >= lap_number]
        return session_time_s(min(ends)) if lap_number else RACE_START_S


def session_time_s(race_ms: int) -> float:
    """Milliseconds since the start as session time in seconds."""
    return (round(RACE_START_S * 1_000) + race_ms) / 1_000


def status_changes(timed: TimedRace) -> list[StatusChange]:
    """The track's status: clear, and what the neutralisation brought."""
    slow = timed.race.slow
    changes = [StatusChange(0.0, "1")]
    if slow is None:
        return changes
    begins_s = round(timed.stopped_time_s + 10, 3)
    ends_s = round(timed.leader_end_s(slow.last) - 6, 3)
    changes.append(StatusChange(round(timed.stopped_time_s + 2, 3), "2"))
    if timed.event.safety_car:
        changes.append(StatusChange(begins_s, "4"))
    else:
        changes += [StatusChange(begins_s, "6"), StatusChange(ends_s - 12, "7")]
    return [*changes, StatusChange(ends_s, "1")]


def track_status_rows(timed: TimedRace) -> list[Row]:
    """Rows of data set `track_status`."""
    messages = {"1": "AllClear", "2": "Yellow", "4": "SCDeployed", "6": "VSCDeployed", "7": "VSCEnding"}
    return [
        {**timed.identity, "time_s": change.time_s, "status": change.status, "message": messages[change.status]}
        for change in status_changes(timed)
    ]


def neutralisation_rows(timed: TimedRace) -> list[Row]:
    """Rows of data set `neutralisations`, found from track status and laps as for a real race."""
    laps = [lap for car in timed.race.cars for lap in car.laps]
    leader = leader_laps(
        np.array([lap.lap_number for lap in laps]), np.array([session_time_s(lap.end_ms) for lap in laps])
    )
    found = race_neutralisations(timed.key, SessionCode.R, status_changes(timed), leader, RACE_START_S)
    stopped = timed.race.retired[0].driver.last_name
    return [{**one.model_dump(mode="json"), "cause": f"{stopped} stopped on the track"} for one in found]


def lap_rows(timed: TimedRace) -> Iterator[Row]:
    """Rows of data set `laps`."""
    changes = status_changes(timed)
    places = _places(timed.race)
    for car in timed.race.cars:
        best_ms = None
        for lap in car.laps:
            is_best = best_ms is None or lap.time_ms < best_ms
            best_ms = lap.time_ms if is_best else best_ms
            status = _status_during(changes, session_time_s(lap.start_ms), session_time_s(lap.end_ms))
            yield {
                **timed.identity,
                **_lap_timing(lap),
                **_lap_tyres(timed.event, lap),
                "driver_id": car.driver.driver_id,
                "driver_code": car.driver.code,
                "driver_number": str(car.driver.car_number),
                "constructor_id": car.driver.constructor.constructor_id,
                "track_status": status,
                "position": places[car.driver.driver_id, lap.lap_number],
                "is_accurate": lap.lap_number > 1 and status == "1" and lap.pit_in_ms is lap.pit_out_ms is None,
                "is_personal_best": is_best,
                "deleted": False,
                "provider": "synthetic",
            }


def _lap_timing(lap: DrivenLap) -> Row:
    first, second = (round(lap.time_ms * share) for share in _SECTOR_SHARES)
    return {
        "lap_number": lap.lap_number,
        "lap_time_s": lap.time_ms / 1_000,
        "lap_time_source": "timing",
        "sector1_s": first / 1_000,
        "sector2_s": second / 1_000,
        "sector3_s": (lap.time_ms - first - second) / 1_000,
        "lap_start_time_s": session_time_s(lap.start_ms),
        "lap_end_time_s": session_time_s(lap.end_ms),
        "pit_in": lap.pit_in_ms is not None,
        "pit_out": lap.pit_out_ms is not None,
        "pit_in_time_s": None if lap.pit_in_ms is None else session_time_s(lap.pit_in_ms),
        "pit_out_time_s": None if lap.pit_out_ms is None else session_time_s(lap.pit_out_ms),
    }


def _lap_tyres(event: Event, lap: DrivenLap) -> Row:
    compound = lap.tyres.compound.value
    return {
        "stint": lap.stint,
        "compound": compound,
        "compound_name": event.circuit.nominated[_COMPOUND_ORDER.index(compound)],
        "tyre_life": lap.tyre_life,
        "fresh_tyre": lap.tyres.age == 0,
        "tyre_source": "synthetic",
    }


def _status_during(changes: list[StatusChange], start_s: float, end_s: float) -> str:
    times = [change.time_s for change in changes]
    first = bisect_right(times, start_s) - 1
    return "".join(dict.fromkeys(change.status for change in changes[first:] if change.time_s < end_s))


def _places(race: Race) -> dict[tuple[str, int], int]:
    """Each car's place at the end of each lap, by when it crossed the line."""
    places = {}
    for lap_number in range(1, len(race.winner.laps) + 1):
        crossed = [car for car in race.cars if len(car.laps) >= lap_number]
        crossed.sort(key=lambda car: car.laps[lap_number - 1].end_ms)
        places.update({(car.driver.driver_id, lap_number): place for place, car in enumerate(crossed, start=1)})
    return places


def pit_stop_rows(timed: TimedRace) -> Iterator[Row]:
    """Rows of data set `pit_stops`."""
    changes, places = status_changes(timed), _places(timed.race)
    for car in timed.race.cars:
        stops = [(before, after) for before, after in pairwise(car.laps) if after.stint != before.stint]
        for number, (before, after) in enumerate(stops, start=1):
            yield {**timed.identity, **_stop(car, number, before, after, changes, places)}


def _stop(
    car: Car,
    number: int,
    before: DrivenLap,
    after: DrivenLap,
    changes: list[StatusChange],
    places: dict[tuple[str, int], int],
) -> Row:
    driver = car.driver
    return {
        "driver_id": driver.driver_id,
        "stop": number,
        "lap_number": before.lap_number,
        "constructor_id": driver.constructor.constructor_id,
        "driver_number": str(driver.car_number),
        "pit_lane_time_s": ((after.pit_out_ms or 0) - (before.pit_in_ms or 0)) / 1_000,
        "compound_before": before.tyres.compound.value,
        "tyre_life_before": before.tyre_life,
        "compound_after": after.tyres.compound.value,
        "tyre_life_after": after.tyre_life,
        "track_status_in_lap": _status_during(changes, session_time_s(before.start_ms), session_time_s(before.end_ms)),
        "track_status_out_lap": _status_during(changes, session_time_s(after.start_ms), session_time_s(after.end_ms)),
        "position_in_lap": places[driver.driver_id, before.lap_number],
        "position_after_out_lap": places[driver.driver_id, after.lap_number],
    }


def race_control_rows(timed: TimedRace) -> list[Row]:
    """Rows of data set `race_control`: start, flags, safety cars, the retirement and the finish, as sent."""
    car = timed.race.retired[0]
    stopped = {"category": "CarEvent", "message": f"CAR {car.driver.car_number} ({car.driver.code}) STOPPED ON TRACK"}
    flag = {"category": "Flag", "scope": "Track"}
    messages: list[tuple[float, Row]] = [
        (RACE_START_S - 2_400, {**flag, "flag": "GREEN", "message": "GREEN LIGHT - PIT EXIT OPEN"}),
        (timed.stopped_time_s, {**stopped, "driver_number": str(car.driver.car_number)}),
        (timed.finish_time_s, {**flag, "flag": "CHEQUERED", "message": "CHEQUERED FLAG"}),
    ]
    safety_car = {"category": "SafetyCar", "status": "DEPLOYED"}
    by_status: dict[str, Row] = {
        "2": {**flag, "flag": "YELLOW", "message": "YELLOW FLAG"},
        "4": {**safety_car, "message": "SAFETY CAR DEPLOYED"},
        "6": {**safety_car, "message": "VIRTUAL SAFETY CAR DEPLOYED"},
        "7": {**safety_car, "status": "ENDING", "message": "VIRTUAL SAFETY CAR ENDING"},
        "1": {**flag, "flag": "CLEAR", "message": "TRACK CLEAR"},
    }
    messages += [(change.time_s, by_status[change.status]) for change in status_changes(timed)[1:]]
    messages.sort(key=lambda message: message[0])
    ends = [timed.leader_end_s(lap) for lap in range(1, len(timed.race.winner.laps) + 1)]
    return [
        {
            **timed.identity,
            **message,
            "message_number": number,
            "time_s": time_s,
            "time_utc": timed.utc(time_s),
            "lap_number": min(bisect_right(ends, time_s) + 1, len(ends)),
        }
        for number, (time_s, message) in enumerate(messages, start=1)
    ]


def weather_rows(timed: TimedRace, random: Random) -> Iterator[Row]:
    """Rows of data set `session_weather`: a dry day, a reading a minute until the flag."""
    air_c, wind_ms = random.uniform(17, 29), random.uniform(0.5, 4)
    track_c, pressure_mbar = air_c + random.uniform(8, 18), random.uniform(995, 1_022)
    direction_deg = random.uniform(0, 360)
    time_s = 0.0
    while time_s <= timed.finish_time_s:
        yield {
            **timed.identity,
            "time_s": time_s,
            "air_temp_c": round(air_c, 1),
            "track_temp_c": round(track_c, 1),
            "humidity_pct": round(90 - 1.6 * air_c, 0),
            "pressure_mbar": round(pressure_mbar, 1),
            "rainfall": False,
            "wind_direction_deg": round(direction_deg % 360, 0),
            "wind_speed_ms": round(wind_ms, 1),
        }
        air_c, track_c = air_c + random.gauss(-0.01, 0.05), track_c + random.gauss(-0.03, 0.1)
        wind_ms, direction_deg = abs(wind_ms + random.gauss(0, 0.2)), direction_deg + random.gauss(0, 6)
        time_s += _WEATHER_STEP_S
