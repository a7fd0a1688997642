"""Published forecasts: of a race, of a qualifying session, of a season's titles; and the back-test's where none was."""

from typing import Literal

from pitwall.domain.forecasts import Horizon, Title
from pitwall.domain.vocabulary import RaceKey
from pitwall.store.queries.fragments import (
    NEWEST_BACKTEST,
    circuit_json,
    constructor_json,
    driver_json,
    horizon_order,
    race_id_of,
    seat_code,
    seat_number,
)
from pitwall.store.reader import Reader, Statement

Kind = Literal["race", "qualifying"]

_NEWEST_RESULT = "(SELECT max(done.race_id) FROM races done WHERE done.status = 'completed')"

_HEAD = """json_build_object('forecast_id', x.forecast_id, 'basis', 'published', 'horizon', x.horizon,
    'model_name', x.model_name, 'model_version', x.model_version, 'source', x.source, 'as_of', x.as_of,
    'cut_off', x.cut_off, 'computed_at', x.computed_at, 'runs', x.runs, 'interval', 0.8,
    'stale', coalesce({stale}, false), 'quality', x.quality)"""

# A race to come is foretold from the newest result; one that has a result is history, and nothing goes stale.
_RACE_STALE = f"r.status = 'scheduled' AND split_part(x.as_of, ' ', 1) < {_NEWEST_RESULT}"
_TITLE_STALE = (
    f"{race_id_of('x')} < "
    "(SELECT max(done.race_id) FROM races done WHERE done.status = 'completed' AND done.season = x.season)"
)

_RACE = f"""json_build_object('race_id', r.race_id, 'name', r.name, 'date', r.date, 'start_time_utc', r.start_time_utc,
    'status', r.status, 'circuit', {circuit_json()})"""

_WHO = f"""{driver_json(code=seat_code("p"), number=seat_number("p"))} AS driver, {constructor_json()} AS constructor"""

_FINISHED = """(SELECT min(done.display_order) FROM race_results done WHERE done.season = p.season
    AND done.round = p.round AND done.session = 'R' AND done.driver_id = p.driver_id)"""

_HORIZONS = """SELECT DISTINCT horizon FROM forecasts WHERE season = :season AND round = :round AND kind = :kind"""

_NEWEST_FORECAST = f"""SELECT x.forecast_id FROM forecasts x
    WHERE x.season = :season AND x.round = :round AND x.kind = :kind
        AND (CAST(:horizon AS text) IS NULL OR x.horizon = :horizon)
    ORDER BY {horizon_order("x")} DESC, x.computed_at DESC LIMIT 1"""

_PREVIOUS = f"""SELECT y.forecast_id, y.horizon, y.computed_at FROM forecasts x JOIN forecasts y
        ON (y.season, y.round, y.kind) = (x.season, x.round, x.kind) AND y.computed_at < x.computed_at
    WHERE x.forecast_id = :forecast_id ORDER BY y.computed_at DESC, {horizon_order("y")} DESC LIMIT 1"""

_SEATED = """(SELECT q.*, NULL::text AS driver_number FROM {table} q) p"""

_RACE_HEAD = f"""SELECT {_RACE} AS race, {_HEAD.format(stale=_RACE_STALE)} AS head, x.scoring_places
    FROM forecasts x JOIN races r USING (season, round) JOIN circuits ci USING (circuit_id)
    WHERE x.forecast_id = :forecast_id"""

_RACE_CARS = f"""SELECT {_WHO}, p.predicted_win_probability AS win, p.podium_probability AS podium,
        p.points_probability AS points, p.retirement_probability AS dnf, p.predicted_position AS expected_position,
        p.position_low, p.position_high, p.positions, p.confidence_score AS confidence, p.explanation,
        (SELECT before.predicted_win_probability FROM predictions before
            WHERE before.forecast_id = :previous AND before.driver_id = p.driver_id) AS previous_win,
        {_FINISHED} AS finished
    FROM {_SEATED.format(table="predictions")} JOIN drivers d USING (driver_id)
        LEFT JOIN constructors c USING (constructor_id)
    WHERE p.forecast_id = :forecast_id ORDER BY p.place"""

_QUALIFYING_CARS = f"""SELECT {_WHO}, p.pole_probability AS pole, p.top_three_probability AS top_three,
        p.top_ten_probability AS top_ten, p.predicted_position AS expected_position, p.position_low, p.position_high,
        p.positions, p.explanation
    FROM (SELECT q.*, x.season, x.round, NULL::text AS driver_number
            FROM qualifying_predictions q JOIN forecasts x USING (forecast_id)) p
        JOIN drivers d USING (driver_id) LEFT JOIN constructors c USING (constructor_id)
    WHERE p.forecast_id = :forecast_id ORDER BY p.place"""

_TRIED_HORIZON = f"""SELECT x.horizon FROM scored_cars x WHERE x.trial = {NEWEST_BACKTEST}
    AND x.season = :season AND x.round = :round AND (CAST(:horizon AS text) IS NULL OR x.horizon = :horizon)
    ORDER BY {horizon_order("x")} DESC LIMIT 1"""

_TRIED_HORIZONS = f"""SELECT DISTINCT horizon FROM scored_cars WHERE trial = {NEWEST_BACKTEST}
    AND season = :season AND round = :round"""

_TRIED_HEAD = f"""SELECT {_RACE} AS race, json_build_object('forecast_id', NULL, 'basis', 'backtest',
        'horizon', CAST(:horizon AS text), 'model_name', (SELECT model FROM scored_cars x WHERE x.trial = b.backtest_id
            AND (x.season, x.round, x.horizon) = (r.season, r.round, CAST(:horizon AS text)) LIMIT 1),
        'model_version', b.model_version, 'source', 'model', 'as_of', 'races before ' || r.race_id, 'cut_off', NULL,
        'computed_at', b.made_at, 'runs', NULL, 'interval', 0.8, 'stale', false,
        'quality', json_build_array('computed later by the back-test, from what was known at this point')) AS head,
        NULL AS scoring_places
    FROM backtests b, races r JOIN circuits ci USING (circuit_id)
    WHERE b.backtest_id = {NEWEST_BACKTEST} AND r.season = :season AND r.round = :round"""

_TRIED_CARS = f"""SELECT {_WHO}, p.win_probability AS win, p.podium_probability AS podium,
        p.points_probability AS points, NULL AS dnf, p.predicted_position AS expected_position, NULL AS position_low,
        NULL AS position_high, NULL AS positions, NULL AS confidence, NULL AS explanation, NULL AS previous_win,
        p.position AS finished
    FROM {_SEATED.format(table="scored_cars")} JOIN drivers d USING (driver_id)
        LEFT JOIN constructors c USING (constructor_id)
    WHERE p.trial = {NEWEST_BACKTEST} AND p.season = :season AND p.round = :round AND p.horizon = :horizon
    ORDER BY p.win_probability DESC, p.driver_id"""

_NAME = {
    Title.DRIVERS: "(SELECT d.name FROM drivers d WHERE d.driver_id = p.competitor_id)",
    Title.CONSTRUCTORS: "(SELECT c.name FROM constructors c WHERE c.constructor_id = p.competitor_id)",
}
_CODE = {
    Title.DRIVERS: """(SELECT s.driver_code FROM driver_seats s WHERE s.driver_id = p.competitor_id
        AND s.season = x.season AND s.driver_code IS NOT NULL ORDER BY s.round DESC LIMIT 1)""",
    Title.CONSTRUCTORS: "NULL",
}

_TITLE_ODDS = """SELECT {head} AS head, {race_id} AS after_race_id, x.races_left,
        x.sprints_left, (SELECT json_agg(json_build_object('competitor_id', p.competitor_id,
            'name', coalesce({name}, p.competitor_id), 'code', {code}, 'probability', p.title_probability,
            'points_now', p.points_now, 'expected_points', p.expected_points, 'points_low', p.points_low,
            'points_high', p.points_high, 'maximum_points', p.maximum_points, 'can_win', p.can_win,
            'arithmetic', p.arithmetic) ORDER BY p.place)
            FROM championship_predictions p WHERE p.forecast_id = x.forecast_id) AS contenders
    FROM forecasts x WHERE x.kind = :title AND x.season = :season
    ORDER BY x.round DESC, x.computed_at DESC LIMIT 1"""

_TITLE_HISTORY = f"""SELECT {race_id_of("x")} AS after_race_id, p.competitor_id,
        p.title_probability AS probability, p.expected_points
    FROM (SELECT DISTINCT ON (round) * FROM forecasts WHERE kind = :title AND season = :season
            ORDER BY round, computed_at DESC) x
        JOIN championship_predictions p USING (forecast_id) ORDER BY x.round, p.place"""


def forecast_horizons(reader: Reader, race: RaceKey, kind: Kind) -> list[str]:
    """The horizons at which a forecast was published, earliest first."""
    return _ordered(reader, Statement(_HORIZONS, _of(race) | {"kind": kind}))


def newest_forecast(reader: Reader, race: RaceKey, kind: Kind, horizon: str | None) -> str | None:
    """The newest forecast's id, at one horizon or at the latest there is; None where there is none."""
    row = reader.first(Statement(_NEWEST_FORECAST, _of(race) | {"kind": kind, "horizon": horizon}))
    return row[0] if row else None


def earlier_forecast(forecast_id: str) -> Statement:
    """The forecast of the same race before that one."""
    return Statement(_PREVIOUS, {"forecast_id": forecast_id})


def forecast_head(forecast_id: str) -> Statement:
    """The race and who says what of it, when."""
    return Statement(_RACE_HEAD, {"forecast_id": forecast_id})


def race_chances(forecast_id: str, previous: str | None) -> Statement:
    """The cars of a race forecast, with their chance of winning in the `previous` one."""
    return Statement(_RACE_CARS, {"forecast_id": forecast_id, "previous": previous})


def qualifying_chances(forecast_id: str) -> Statement:
    """The cars of a qualifying forecast."""
    return Statement(_QUALIFYING_CARS, {"forecast_id": forecast_id})


def tried_horizons(reader: Reader, race: RaceKey) -> list[str]:
    """The horizons at which the newest back-test spoke of the race."""
    return _ordered(reader, Statement(_TRIED_HORIZONS, _of(race)))


def tried_horizon(reader: Reader, race: RaceKey, horizon: str | None) -> str | None:
    """The horizon itself if the newest back-test has it for that race, of None the latest; else None."""
    row = reader.first(Statement(_TRIED_HORIZON, _of(race) | {"horizon": horizon}))
    return row[0] if row else None


def tried_head(race: RaceKey, horizon: str) -> Statement:
    """As `forecast_head`, of the newest back-test."""
    return Statement(_TRIED_HEAD, _of(race) | {"horizon": horizon})


def tried_chances(race: RaceKey, horizon: str) -> Statement:
    """As `race_chances`, of the newest back-test."""
    return Statement(_TRIED_CARS, _of(race) | {"horizon": horizon})


def title_odds(season: int, title: Title) -> Statement:
    """The newest odds of a season's title."""
    sql = _TITLE_ODDS.format(
        race_id=race_id_of("x"), head=_HEAD.format(stale=_TITLE_STALE), name=_NAME[title], code=_CODE[title]
    )
    return Statement(sql, {"season": season, "title": str(title)})


def title_history(season: int, title: Title) -> Statement:
    """The odds after each race of the season, each as said last."""
    return Statement(_TITLE_HISTORY, {"season": season, "title": str(title)})


def _of(race: RaceKey) -> dict[str, object]:
    return {"season": race.season, "round": race.round}


def _ordered(reader: Reader, statement: Statement) -> list[str]:
    found = {row[0] for row in reader.rows(statement)}
    return [horizon.value for horizon in Horizon if horizon.value in found]
