"""Seasons: how many races, how many of them run, and the champions once all are."""

from pitwall.store.queries.fragments import constructor_json, driver_json, season_number
from pitwall.store.reader import Statement

_CHAMPION_CODE = """(SELECT seat.driver_code FROM driver_seats seat WHERE seat.season = x.season
    AND seat.driver_id = x.driver_id AND seat.driver_code IS NOT NULL ORDER BY seat.round DESC LIMIT 1)"""

_CHAMPION_NUMBER = season_number("x", "x.season")

_DRIVERS_CHAMPION = f"""(SELECT {driver_json(code=_CHAMPION_CODE, number=_CHAMPION_NUMBER)} FROM driver_standings x
    JOIN drivers d USING (driver_id) WHERE x.season = counted.season AND x.position = 1
        AND x.round = (SELECT max(round) FROM driver_standings WHERE season = counted.season) LIMIT 1)"""

_CONSTRUCTORS_CHAMPION = f"""(SELECT {constructor_json()} FROM constructor_standings x
    JOIN constructors c USING (constructor_id) WHERE x.season = counted.season AND x.position = 1
        AND x.round = (SELECT max(round) FROM constructor_standings WHERE season = counted.season) LIMIT 1)"""

_SEASONS = f"""SELECT counted.season, counted.races, counted.completed_races, counted.first_date, counted.last_date,
    (SELECT x.lap_number FROM lap_times x WHERE x.season = counted.season LIMIT 1) IS NOT NULL AS has_laps,
    CASE WHEN counted.open_races = 0 THEN {_DRIVERS_CHAMPION} END AS drivers_champion,
    CASE WHEN counted.open_races = 0 THEN {_CONSTRUCTORS_CHAMPION} END AS constructors_champion
    FROM (SELECT season, count(*) AS races, count(*) FILTER (WHERE status = 'completed') AS completed_races,
            count(*) FILTER (WHERE status = 'scheduled') AS open_races, min(date) AS first_date, max(date) AS last_date
        FROM races GROUP BY season) AS counted
    ORDER BY counted.season DESC"""


def seasons() -> Statement:
    """All stored seasons, newest first; champions only of a season without a race still to come."""
    return Statement(_SEASONS)
