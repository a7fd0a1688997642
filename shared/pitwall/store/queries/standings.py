"""Championship standings: the current ones from their materialised views, those after a round from the tables."""

from pitwall.store.queries.fragments import constructor_json, driver_json, season_number
from pitwall.store.reader import Reader, Statement

_SEASON_CODE = """(SELECT s.driver_code FROM driver_seats s WHERE s.driver_id = x.driver_id AND s.season = x.season
    AND s.driver_code IS NOT NULL ORDER BY s.round DESC LIMIT 1)"""

_DRIVEN_FOR = f"""(SELECT coalesce(json_agg({constructor_json()} ORDER BY driven.first_round), '[]')
    FROM (SELECT s.constructor_id, min(s.round) AS first_round FROM driver_seats s
        WHERE s.driver_id = x.driver_id AND s.season = x.season AND s.round <= x.round
        GROUP BY s.constructor_id) AS driven
    JOIN constructors c USING (constructor_id))"""

_MEASURES = "x.points, x.wins, x.podiums, max(x.points) OVER () - x.points AS gap_to_leader, x.basis"
_ORDER = "ORDER BY x.position NULLS LAST, x.points DESC"

_SEASON_NUMBER = season_number("x", "x.season", "x.round")
_WHO = driver_json(code=_SEASON_CODE, number="{number}")

_DRIVERS = f"""SELECT x.season, x.round, x.position, x.position_text, {_WHO} AS driver,
    {_DRIVEN_FOR} AS constructors, {_MEASURES}
    FROM {{table}} x JOIN drivers d USING (driver_id) {{condition}} {_ORDER}, x.driver_id"""

_CONSTRUCTORS = f"""SELECT x.season, x.round, x.position, x.position_text, {constructor_json()} AS constructor,
    x.engine_manufacturer_id, {_MEASURES}
    FROM {{table}} x JOIN constructors c USING (constructor_id) {{condition}}
    {_ORDER}, x.constructor_id, x.engine_manufacturer_id"""

_AFTER_ROUND = "WHERE x.season = :season AND x.round = :round"

_NUMBER_NOW = f"coalesce({_SEASON_NUMBER}, d.permanent_number::text)"

_DRIVERS_NOW = _DRIVERS.format(table="current_driver_standings", condition="", number=_NUMBER_NOW)
_DRIVERS_AFTER = _DRIVERS.format(table="driver_standings", condition=_AFTER_ROUND, number=_SEASON_NUMBER)
_CONSTRUCTORS_NOW = _CONSTRUCTORS.format(table="current_constructor_standings", condition="")
_CONSTRUCTORS_AFTER = _CONSTRUCTORS.format(table="constructor_standings", condition=_AFTER_ROUND)

_NEWEST_ROUND = "SELECT max(round) FROM driver_standings WHERE season = :season"
_NEWEST = "SELECT season, round FROM driver_standings ORDER BY season DESC, round DESC LIMIT 1"


def current_driver_standings() -> Statement:
    """The drivers' championship after the newest race with a result."""
    return Statement(_DRIVERS_NOW)


def current_constructor_standings() -> Statement:
    """The constructors' championship after the newest race with a result."""
    return Statement(_CONSTRUCTORS_NOW)


def driver_standings(season: int, after_round: int) -> Statement:
    """The drivers' championship after a round."""
    return Statement(_DRIVERS_AFTER, {"season": season, "round": after_round})


def constructor_standings(season: int, after_round: int) -> Statement:
    """The constructors' championship after a round; empty before 1958."""
    return Statement(_CONSTRUCTORS_AFTER, {"season": season, "round": after_round})


def newest_round(reader: Reader, season: int) -> int | None:
    """The season's last round with standings; None where it has none."""
    row = reader.first(Statement(_NEWEST_ROUND, {"season": season}))
    return row[0] if row else None


def newest_season(reader: Reader) -> int | None:
    """The season of the newest standings; None where there are none."""
    row = reader.first(Statement(_NEWEST))
    return row[0] if row else None
