"""Classifications of one race weekend: race and sprint, qualifying, grid, practice."""

from pitwall.domain.vocabulary import RaceKey
from pitwall.store.queries.fragments import RACE, constructor_json, driver_json, of_session, seat_code, seat_number
from pitwall.store.reader import Statement

_DRIVER = driver_json(code=seat_code("x"), number=seat_number("x"))
_WHO = f"{_DRIVER} AS driver, {constructor_json()} AS constructor"
_JOINS = "JOIN drivers d USING (driver_id) JOIN constructors c USING (constructor_id)"

# Stops are counted only where the race has any: no row means "not known" before 1994, "none" after.
_PIT_STOPS = f"""CASE WHEN EXISTS (SELECT FROM pit_stops x WHERE {RACE} AND x.session = :session) THEN (
    SELECT count(*) FROM pit_stops p WHERE p.season = x.season AND p.round = x.round AND p.session = x.session
        AND p.driver_id = x.driver_id) END"""

_CLASSIFICATION = f"""SELECT x.position, x.position_text, {_WHO}, x.entry, x.grid_position, x.grid_position_text,
    x.laps, x.time_s, x.gap_s, x.laps_behind, x.time_penalty_s, x.points, x.reason_retired,
    CASE WHEN f.driver_id IS NOT NULL THEN json_build_object('rank', f.position, 'lap_number', f.lap_number,
        'lap_time_s', f.lap_time_s) END AS fastest_lap,
    {_PIT_STOPS} AS pit_stops, x.shared_car, x.source
    FROM race_results x {_JOINS}
    LEFT JOIN fastest_laps f USING (season, round, session, driver_id, entry)
    WHERE {RACE} AND x.session = :session ORDER BY x.display_order"""

_QUALIFYING = f"""SELECT x.part, x.position, x.position_text, {_WHO}, x.q1_s, x.q2_s, x.q3_s, x.time_s, x.gap_s,
    x.laps, x.source
    FROM qualifying_results x {_JOINS}
    WHERE {RACE} AND x.session = :session
    ORDER BY array_position(ARRAY['overall', 'qualifying-1', 'qualifying-2'], x.part), x.display_order"""

_GRID = f"""SELECT x.position, x.position_text, {_WHO}, x.grid_penalty, x.time_s, x.source
    FROM starting_grids x {_JOINS}
    WHERE {RACE} AND x.session = :session ORDER BY x.display_order"""

_PRACTICE = f"""SELECT x.position, {_WHO}, x.time_s, x.gap_s, x.laps, x.source
    FROM practice_results x {_JOINS}
    WHERE {RACE} AND x.session = :session ORDER BY x.display_order"""


def classification(race: RaceKey, session: str) -> Statement:
    """The cars of a race (`R`) or sprint (`S`) in published order."""
    return of_session(_CLASSIFICATION, race, session)


def qualifying(race: RaceKey, session: str) -> Statement:
    """The result of qualifying (`Q`) or sprint qualifying (`SQ`), the overall one first."""
    return of_session(_QUALIFYING, race, session)


def starting_grid(race: RaceKey, session: str) -> Statement:
    """Where the cars of a race (`R`) or sprint (`S`) started."""
    return of_session(_GRID, race, session)


def practice(race: RaceKey, session: str) -> Statement:
    """The best laps of a practice session (`FP1` ... `FP4`)."""
    return of_session(_PRACTICE, race, session)
