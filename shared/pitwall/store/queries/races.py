"""The calendar: races with circuit, sessions, winner and pole, and what is stored about each."""

from pitwall.domain.vocabulary import RaceKey
from pitwall.store.queries.fragments import (
    SESSION_ORDER,
    circuit_json,
    constructor_json,
    driver_json,
    seat_code,
    seat_number,
)
from pitwall.store.reader import Statement

_IN_RACE = "x.season = r.season AND x.round = r.round"

_SESSIONS = f"""(
    SELECT coalesce(json_agg(json_build_object('session', x.session, 'date', x.date,
        'start_time_utc', x.start_time_utc) ORDER BY x.date, x.start_time_utc, {SESSION_ORDER}), '[]')
    FROM sessions x WHERE {_IN_RACE})"""

_WINNER = f"""(
    SELECT json_build_object('driver', {driver_json(code=seat_code("x"), number=seat_number("x"))},
        'constructor', {constructor_json()})
    FROM race_results x JOIN drivers d USING (driver_id) JOIN constructors c USING (constructor_id)
    WHERE {_IN_RACE} AND x.session = 'R' AND x.position = 1 ORDER BY x.display_order LIMIT 1)"""


# A scalar subquery, since PostgreSQL would turn EXISTS into a join that reads every lap.
_HAS_LAPS = f"(SELECT x.lap_number FROM lap_times x WHERE {_IN_RACE} AND x.session = 'R' LIMIT 1) IS NOT NULL"


def _first_of(table: str, condition: str) -> str:
    return f"""(
    SELECT {driver_json(code=seat_code("x"), number=seat_number("x"))}
    FROM {table} x JOIN drivers d USING (driver_id)
    WHERE {_IN_RACE} AND {condition} ORDER BY x.display_order LIMIT 1)"""


# Who starts first has the pole; before the grid is out, it is who qualified first.
_POLE = f"""coalesce(
    {_first_of("starting_grids", "x.session = 'R' AND x.position = 1")},
    {_first_of("race_results", "x.session = 'R' AND x.grid_position = 1")},
    {_first_of("qualifying_results", "x.session = 'Q' AND x.part = 'overall' AND x.position = 1")})"""

_SUMMARY = f"""r.race_id, r.season, r.round, r.name, r.official_name, r.date, r.start_time_utc, r.status,
    {circuit_json()} AS circuit, {_SESSIONS} AS sessions,
    EXISTS (SELECT FROM sessions x WHERE {_IN_RACE} AND x.session = 'S') AS has_sprint,
    r.laps, r.scheduled_laps, coalesce(r.laps < r.scheduled_laps, false) AS shortened,
    {_HAS_LAPS} AS has_laps, {_WINNER} AS winner, {_POLE} AS pole, r.source"""


def _count(table: str, condition: str) -> str:
    return f"(SELECT count(*) FROM {table} x WHERE {_IN_RACE} AND {condition})"


_COVERAGE = f"""json_build_object(
    'results', {_count("race_results", "x.session = 'R'")},
    'qualifying', {_count("qualifying_results", "x.session = 'Q'")},
    'grid', {_count("starting_grids", "x.session = 'R'")},
    'practice', {_count("practice_results", "true")},
    'sprint', {_count("race_results", "x.session = 'S'")},
    'pit_stops', {_count("pit_stops", "x.session = 'R'")},
    'laps', {_count("lap_times", "x.season = :season AND x.session = 'R'")},
    'stints', {_count("stints", "x.session = 'R'")},
    'weather', {_count("session_weather", "x.session = 'R'")},
    'race_control', {_count("race_control_messages", "x.session = 'R'")})"""

_WEATHER = f"""(
    SELECT CASE WHEN count(*) > 0 THEN json_build_object(
        'air_temp_c', round(avg(x.air_temp_c)::numeric, 1), 'track_temp_c', round(avg(x.track_temp_c)::numeric, 1),
        'rainfall_share', round(avg(x.rainfall::int), 3), 'readings', count(*)) END
    FROM session_weather x WHERE {_IN_RACE} AND x.session = 'R')"""

_DETAIL = f"""{_SUMMARY}, r.qualifying_format, r.course_length_km, r.turns, r.distance_km,
    (SELECT json_build_object('soft', x.soft, 'medium', x.medium, 'hard', x.hard)
        FROM compound_nominations x WHERE {_IN_RACE}) AS compounds,
    {_WEATHER} AS weather, {_COVERAGE} AS coverage,
    (SELECT x.race_id FROM races x WHERE (x.season, x.round) < (r.season, r.round)
        ORDER BY x.season DESC, x.round DESC LIMIT 1) AS previous_race_id,
    (SELECT x.race_id FROM races x WHERE (x.season, x.round) > (r.season, r.round)
        ORDER BY x.season, x.round LIMIT 1) AS next_race_id"""

_CALENDAR = f"""SELECT {_SUMMARY} FROM races r JOIN circuits ci USING (circuit_id)
    WHERE r.season = :season AND r.round > :round ORDER BY r.round LIMIT :limit"""

_ALL_RACES = f"""SELECT {_SUMMARY} FROM races r JOIN circuits ci USING (circuit_id)
    WHERE (r.season, r.round) < (:season, :round) ORDER BY r.season DESC, r.round DESC LIMIT :limit"""

_ONE_RACE = f"""SELECT {_DETAIL} FROM races r JOIN circuits ci USING (circuit_id)
    WHERE r.season = :season AND r.round = :round"""


def season_calendar(season: int, after_round: int, limit: int) -> Statement:
    """A season's races in their order, from the round after `after_round`."""
    return Statement(_CALENDAR, {"season": season, "round": after_round, "limit": limit})


def all_races(before: RaceKey, limit: int) -> Statement:
    """Races of all seasons, newest first, from the one that precedes `before`."""
    return Statement(_ALL_RACES, {"season": before.season, "round": before.round, "limit": limit})


def race_detail(race: RaceKey) -> Statement:
    """One race with weather, nominated compounds and the number of rows stored per subject."""
    return Statement(_ONE_RACE, {"season": race.season, "round": race.round})
