"""What happened during a session: pit stops, stints, weather, race control, neutralisations."""

from pitwall.domain.vocabulary import RaceKey
from pitwall.store.queries.fragments import (
    RACE,
    constructor_json,
    driver_json,
    of_session,
    race_number,
    seat_code,
    seat_number,
)
from pitwall.store.reader import Statement

_CODE = seat_code("x")

_PIT_STOPS = f"""SELECT {driver_json(code=_CODE, number=seat_number("x"))} AS driver,
    {constructor_json()} AS constructor, x.stop, x.lap_number, x.pit_lane_time_s, x.stationary_s,
    x.compound_before, x.tyre_life_before, x.compound_after, x.tyre_life_after,
    x.position_in_lap, x.position_after_out_lap, x.track_status_in_lap, x.source
    FROM pit_stops x JOIN drivers d USING (driver_id) LEFT JOIN constructors c USING (constructor_id)
    WHERE {RACE} AND x.session = :session ORDER BY x.lap_number, x.driver_id, x.stop"""

_STINTS = f"""SELECT {driver_json(code=_CODE, number=race_number("x"))} AS driver, x.stint, x.compound,
    x.compound_name, x.fresh_tyre, x.start_lap, x.end_lap, x.laps, x.tyre_life_start, x.tyre_life_end,
    x.median_lap_time_s
    FROM stints x JOIN drivers d USING (driver_id)
    WHERE {RACE} AND x.session = :session ORDER BY x.driver_id, x.stint"""

_WEATHER = f"""SELECT x.time_s, x.air_temp_c, x.track_temp_c, x.humidity_pct, x.pressure_mbar, x.rainfall,
    x.wind_direction_deg, x.wind_speed_ms, x.source
    FROM session_weather x WHERE {RACE} AND x.session = :session ORDER BY x.time_s"""

_RACE_CONTROL = f"""SELECT x.message_number, x.time_utc, x.time_s, x.lap_number, x.category, x.message, x.flag, x.scope,
    x.sector, x.driver_number, x.source
    FROM race_control_messages x WHERE {RACE} AND x.session = :session ORDER BY x.message_number"""

_NEUTRALISATIONS = f"""SELECT x.number, x.kind, x.start_lap, x.end_lap, x.start_time_s, x.end_time_s, x.cause,
    x.estimated, x.source
    FROM neutralisations x WHERE {RACE} AND x.session = :session ORDER BY x.number"""


def pit_stops(race: RaceKey, session: str) -> Statement:
    """The pit stops of a race (`R`) or sprint (`S`) by lap."""
    return of_session(_PIT_STOPS, race, session)


def stints(race: RaceKey, session: str) -> Statement:
    """Every set of tyres of every car, by driver."""
    return of_session(_STINTS, race, session)


def weather(race: RaceKey, session: str) -> Statement:
    """The readings of the track-side weather station, in order."""
    return of_session(_WEATHER, race, session)


def race_control(race: RaceKey, session: str) -> Statement:
    """The messages of race control, in the order sent."""
    return of_session(_RACE_CONTROL, race, session)


def neutralisations(race: RaceKey, session: str) -> Statement:
    """Safety cars, virtual safety cars and red flags, by start."""
    return of_session(_NEUTRALISATIONS, race, session)
