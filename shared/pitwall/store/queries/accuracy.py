"""How good the forecasts are: figures of the newest back-test, calibration, marks race by race, misses."""

from pitwall.store.queries.fragments import (
    NEWEST_BACKTEST,
    circuit_json,
    driver_json,
    horizon_order,
    race_id_of,
    seat_code,
    seat_number,
)
from pitwall.store.reader import Statement

_TRIAL = f"""SELECT backtest_id AS trial, model_version, code_version, seed, made_at, first_season, last_race,
        known_limits FROM backtests WHERE backtest_id = {NEWEST_BACKTEST}"""

_OF_SEASONS = """(CAST(:season AS text) IS NULL OR seasons = :season OR seasons LIKE '%-%')"""

_FIGURES = f"""SELECT horizon, model, seasons, figure, value, low, high, races, target FROM accuracy_summaries
    WHERE trial = {NEWEST_BACKTEST} AND {_OF_SEASONS}
    ORDER BY {horizon_order("accuracy_summaries")}, model, seasons, figure"""

_BINS = f"""SELECT horizon, model, target, low, high, n, mean_predicted, observed, observed_low, observed_high
    FROM calibration_bins WHERE trial = {NEWEST_BACKTEST} AND horizon = :horizon ORDER BY model, target, low"""

# A forecast that was given out counts before what a back-test says about the same race.
_MARKED = f"""(SELECT DISTINCT ON (season, round) * FROM prediction_accuracy
    WHERE trial IN ('published', {NEWEST_BACKTEST}) AND horizon = :horizon AND model = :model
        AND (CAST(:season AS int) IS NULL OR season = :season)
    ORDER BY season, round, (trial = 'published') DESC) x"""

_WINNER = f"""(SELECT {driver_json(code=seat_code("w"), number=seat_number("w"))}
    FROM race_results w JOIN drivers d USING (driver_id) WHERE w.season = x.season AND w.round = x.round
        AND w.session = 'R' AND w.position = 1 ORDER BY w.display_order LIMIT 1)"""

_MARKS = f"""SELECT {race_id_of("x")} AS race_id, coalesce(r.name, '') AS race_name,
        x.horizon, x.model, CASE WHEN x.trial = 'published' THEN 'published' ELSE 'backtest' END AS basis,
        {_WINNER} AS winner, x.winner_probability, x.winner_rank, x.log_loss, x.podium_hits, x.brier_win,
        x.brier_podium, x.brier_points, x.position_error, x.spearman
    FROM {_MARKED} LEFT JOIN races r USING (season, round) {{order}} LIMIT :most"""

_OVERALL = f"SELECT avg((x.winner_rank = 1)::int)::float8 AS share, count(*)::int AS races FROM {_MARKED}"

_BY_CIRCUIT = f"""SELECT {circuit_json()} AS circuit, count(*)::int AS races,
        avg((x.winner_rank = 1)::int)::float8 AS top_1, avg(x.log_loss) AS log_loss,
        avg(x.position_error) AS position_error
    FROM {_MARKED} JOIN races r USING (season, round) JOIN circuits ci USING (circuit_id)
    GROUP BY ci.circuit_id, ci.name, ci.place_name, ci.country ORDER BY races DESC, ci.circuit_id"""

_BY_DRIVER = f"""SELECT {driver_json()} AS driver, count(*)::int AS races,
        avg(abs(x.predicted_position - x.position)) AS position_error,
        sum(x.win_probability) AS wins_expected, sum((x.position = 1)::int)::int AS wins,
        sum(x.podium_probability) AS podiums_expected, sum((x.position <= 3)::int)::int AS podiums
    FROM (SELECT DISTINCT ON (season, round, driver_id) * FROM scored_cars
            WHERE trial IN ('published', {NEWEST_BACKTEST}) AND horizon = :horizon AND model = :model
                AND (CAST(:season AS int) IS NULL OR season = :season)
            ORDER BY season, round, driver_id, (trial = 'published') DESC) x
        JOIN drivers d USING (driver_id)
    GROUP BY d.driver_id, d.name, d.driver_code, d.permanent_number ORDER BY races DESC, d.driver_id"""

_LOST = f"""SELECT {race_id_of("prediction_accuracy")} AS race_id, log_loss, trial = 'published' AS published
    FROM prediction_accuracy
    WHERE trial IN ('published', {NEWEST_BACKTEST}) AND horizon = :horizon AND model = :model"""

_CHAMPION = f"""SELECT model FROM scored_cars WHERE trial = {NEWEST_BACKTEST} LIMIT 1"""


def newest_trial() -> Statement:
    """The newest back-test; no row where none was run."""
    return Statement(_TRIAL)


def forecasting_model() -> Statement:
    """The model whose forecasts the newest back-test tried, beside its baselines."""
    return Statement(_CHAMPION)


def figures(season: int | None) -> Statement:
    """Every figure of the newest back-test; with a season, those of it and of the whole span."""
    return Statement(_FIGURES, {"season": None if season is None else str(season)})


def calibration(horizon: str) -> Statement:
    """The calibration tables at a horizon."""
    return Statement(_BINS, {"horizon": horizon})


def marks(model: str, horizon: str, season: int | None, most: int) -> Statement:
    """Marks race by race, newest first."""
    return _marked(_MARKS.format(order="ORDER BY x.season DESC, x.round DESC"), model, horizon, season, most)


def misses(model: str, horizon: str, season: int | None, most: int) -> Statement:
    """The races whose winner was least expected."""
    return _marked(_MARKS.format(order="ORDER BY x.log_loss DESC, x.season, x.round"), model, horizon, season, most)


def overall(model: str, horizon: str, season: int | None) -> Statement:
    """In how many of how many races the favourite won."""
    return _marked(_OVERALL, model, horizon, season)


def by_circuit(model: str, horizon: str, season: int | None) -> Statement:
    """Marks by circuit."""
    return _marked(_BY_CIRCUIT, model, horizon, season)


def by_driver(model: str, horizon: str, season: int | None) -> Statement:
    """What was expected of each driver against what he did."""
    return _marked(_BY_DRIVER, model, horizon, season)


def lost(model: str, horizon: str) -> Statement:
    """What the newest back-test and published forecasts lost, race by race."""
    return Statement(_LOST, {"model": model, "horizon": horizon})


def _marked(sql: str, model: str, horizon: str, season: int | None, most: int | None = None) -> Statement:
    asked: dict[str, object] = {"model": model, "horizon": horizon, "season": season}
    return Statement(sql, asked if most is None else asked | {"most": most})
