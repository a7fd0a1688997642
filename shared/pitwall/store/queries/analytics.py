"""How drivers and circuits have done, from results: form, trend, conditions, records."""

from pitwall.store.queries.fragments import DID_NOT_START, circuit_json, driver_json, race_id_of
from pitwall.store.reader import Statement

_STARTED = f"x.position_text NOT IN {DID_NOT_START}"
_WET_FROM_SHARE = 0.1

_RACES = f"""(SELECT x.*, row_number() OVER (ORDER BY x.season, x.round) AS nth FROM race_results x
    WHERE x.driver_id = :driver_id AND x.session = 'R' AND x.entry = 1 AND {_STARTED}
        AND (CAST(:season AS int) IS NULL OR x.season = :season)) x"""

# The standard error of a slope: sqrt((1 - r2) * syy / sxx / (n - 2)).
_TREND = """CASE WHEN count(x.position) >= 3 AND regr_sxx(x.position, x.nth) > 0 THEN json_build_object(
    'places_per_race', regr_slope(x.position, x.nth),
    'standard_error', CASE WHEN regr_syy(x.position, x.nth) > 0 THEN sqrt(greatest(0, (1 - regr_r2(x.position, x.nth))
        * regr_syy(x.position, x.nth) / regr_sxx(x.position, x.nth) / (count(x.position) - 2))) END,
    'races', count(x.position)) END"""

_SUMMARY = f"""SELECT (SELECT {driver_json()} FROM drivers d WHERE d.driver_id = :driver_id) AS driver,
        CAST(:season AS int) AS season, count(*)::int AS races, avg(x.position)::float8 AS avg_position,
        avg(coalesce(x.points, 0)) AS points_per_race,
        (SELECT avg(q.position)::float8 FROM qualifying_results q WHERE q.driver_id = :driver_id AND q.session = 'Q'
            AND q.part = 'overall' AND (CAST(:season AS int) IS NULL OR q.season = :season)) AS qualifying_avg,
        avg(x.grid_position - x.position)::float8 AS places_gained_avg,
        count(*) FILTER (WHERE x.position = 1)::int AS wins, count(*) FILTER (WHERE x.position <= 3)::int AS podiums,
        avg((x.position IS NULL)::int)::float8 AS retirement_rate, {_TREND} AS trend
    FROM {_RACES}"""

_CONDITIONS = f"""SELECT told.condition, count(*)::int AS races, avg(x.position)::float8 AS avg_position,
        avg(coalesce(x.points, 0)) AS points_per_race
    FROM {_RACES} JOIN races r USING (season, round) JOIN circuits ci USING (circuit_id)
        LEFT JOIN LATERAL (SELECT avg(w.rainfall::int) AS share FROM session_weather w WHERE w.season = x.season
            AND w.round = x.round AND w.session = 'R') AS rain ON true
        CROSS JOIN LATERAL unnest(ARRAY[lower(ci.circuit_type),
            CASE WHEN rain.share >= {_WET_FROM_SHARE} THEN 'wet' WHEN rain.share IS NOT NULL THEN 'dry' END])
            AS told (condition)
    WHERE told.condition IN ('street', 'road', 'permanent', 'wet', 'dry')
    GROUP BY told.condition ORDER BY told.condition"""

_RATINGS = f"""SELECT DISTINCT ON (x.system) x.system, {race_id_of("x")} AS race_id, x.rating, x.sd
    FROM rating_history x WHERE x.competitor = 'driver' AND x.competitor_id = :driver_id
    ORDER BY x.system, x.season DESC, x.round DESC"""

_ELO = f"""SELECT {race_id_of("x")} AS race_id, x.rating FROM elo_history x
    WHERE x.competitor = 'driver' AND x.competitor_id = :driver_id
        AND (CAST(:season AS int) IS NULL OR x.season = :season) ORDER BY x.season, x.round"""

_PROFILE = """SELECT season, trait, value, unit, n, percentile, as_of FROM driver_profiles
    WHERE driver_id = :driver_id AND season = (SELECT max(season) FROM driver_profiles WHERE driver_id = :driver_id
        AND (CAST(:season AS int) IS NULL OR season = :season)) ORDER BY trait"""

_AT_CIRCUIT = "JOIN races r USING (season, round) WHERE r.circuit_id = :circuit_id AND x.session = 'R'"

_RECORD = f"""(SELECT json_build_object('driver', {driver_json()}, 'season', x.season, 'lap_time_s', x.lap_time_s)
    FROM fastest_laps x JOIN drivers d USING (driver_id) {_AT_CIRCUIT} AND x.lap_time_s IS NOT NULL
        AND r.course_length_km IS NOT DISTINCT FROM (SELECT now.course_length_km FROM races now
            WHERE now.circuit_id = :circuit_id AND now.status = 'completed'
            ORDER BY now.season DESC, now.round DESC LIMIT 1)
    ORDER BY x.lap_time_s, x.season LIMIT 1)"""

_INSIGHTS = f"""SELECT (SELECT {circuit_json()} FROM circuits ci WHERE ci.circuit_id = :circuit_id) AS circuit,
        count(DISTINCT (x.season, x.round))::int AS races, min(x.season) AS first_season,
        {_RECORD} AS fastest_lap_record,
        (SELECT avg(coalesce(made.stops, 0))::float8 FROM race_results x JOIN races r USING (season, round)
            LEFT JOIN (SELECT season, round, driver_id, count(*) AS stops FROM pit_stops WHERE session = 'R'
                GROUP BY season, round, driver_id) AS made USING (season, round, driver_id)
            WHERE r.circuit_id = :circuit_id AND x.session = 'R' AND x.entry = 1 AND x.position IS NOT NULL
                AND EXISTS (SELECT FROM pit_stops p WHERE p.season = x.season AND p.round = x.round)) AS avg_pit_stops,
        avg((x.grid_position = 1)::int) FILTER (WHERE x.position = 1)::float8 AS pole_to_win,
        avg(x.grid_position) FILTER (WHERE x.position = 1)::float8 AS avg_winner_grid,
        avg((x.position IS NULL)::int) FILTER (WHERE {_STARTED})::float8 AS retirement_rate
    FROM race_results x {_AT_CIRCUIT} AND x.entry = 1"""

_TRAITS = (
    """SELECT trait, value, sd, unit, n, as_of FROM circuit_traits WHERE circuit_id = :circuit_id ORDER BY trait"""
)

_TRACK_DRIVERS = f"""SELECT {driver_json()} AS driver, count(*)::int AS races, avg(x.position)::float8 AS avg_position,
        min(x.position) AS best_position, count(*) FILTER (WHERE x.position = 1)::int AS wins,
        count(*) FILTER (WHERE x.position <= 3)::int AS podiums, avg(x.grid_position)::float8 AS avg_grid
    FROM race_results x JOIN drivers d USING (driver_id) {_AT_CIRCUIT} AND x.entry = 1 AND {_STARTED}
        AND (CAST(:season AS int) IS NULL OR x.driver_id IN (SELECT driver_id FROM driver_seats
            WHERE season = :season))
    GROUP BY d.driver_id ORDER BY wins DESC, podiums DESC, avg_position NULLS LAST, d.driver_id LIMIT :most"""


def driver_summary(driver_id: str, season: int | None) -> Statement:
    """A driver's results over a career or a season."""
    return Statement(_SUMMARY, {"driver_id": driver_id, "season": season})


def driver_conditions(driver_id: str, season: int | None) -> Statement:
    """The same by kind of circuit, and by weather where it is stored (wet: rain in a tenth of the readings)."""
    return Statement(_CONDITIONS, {"driver_id": driver_id, "season": season})


def driver_ratings(driver_id: str) -> Statement:
    """The newest rating of every system."""
    return Statement(_RATINGS, {"driver_id": driver_id})


def driver_elo(driver_id: str, season: int | None) -> Statement:
    """Elo after each race."""
    return Statement(_ELO, {"driver_id": driver_id, "season": season})


def driver_profile(driver_id: str, season: int | None) -> Statement:
    """Traits of a season, by default of the newest one profiled."""
    return Statement(_PROFILE, {"driver_id": driver_id, "season": season})


def circuit_insights(circuit_id: str) -> Statement:
    """What races at a circuit are like; the lap record counts on today's layout only."""
    return Statement(_INSIGHTS, {"circuit_id": circuit_id})


def circuit_traits(circuit_id: str) -> Statement:
    """What laps and calibration say of a circuit."""
    return Statement(_TRAITS, {"circuit_id": circuit_id})


def track_drivers(circuit_id: str, season: int | None, most: int) -> Statement:
    """Drivers at one circuit, best first; with a season, those who raced in it."""
    return Statement(_TRACK_DRIVERS, {"circuit_id": circuit_id, "season": season, "most": most})
