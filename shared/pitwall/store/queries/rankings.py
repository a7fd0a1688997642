"""Rankings of drivers and constructors: by Elo, by a season's points, and of all time."""

from typing import Literal

from pitwall.store.queries.fragments import constructor_json, driver_json, race_id_of
from pitwall.store.reader import Statement

RankedBy = Literal["elo", "season", "all-time"]
Competitor = Literal["driver", "constructor"]

_NEWEST_SEASON = "(SELECT max(season) FROM driver_standings)"

# Who has raced in the newest season rated; a rating of somebody long gone ranks nobody today.
_BY_ELO = f"""SELECT newest.competitor_id AS id, newest.rating AS value,
        {race_id_of("newest")} AS as_of
    FROM (SELECT DISTINCT ON (competitor_id) * FROM elo_history WHERE competitor = '{{competitor}}'
            AND (CAST(:season AS int) IS NULL OR season <= :season)
            ORDER BY competitor_id, season DESC, round DESC) AS newest
    WHERE newest.season = coalesce(CAST(:season AS int), (SELECT max(season) FROM elo_history))"""

_BY_SEASON = f"""SELECT s.{{competitor}}_id AS id, sum(s.points) AS value,
        max({race_id_of("s")}) AS as_of
    FROM {{competitor}}_standings s WHERE s.season = coalesce(CAST(:season AS int), {_NEWEST_SEASON})
        AND s.round = (SELECT max(round) FROM {{competitor}}_standings WHERE season = s.season)
    GROUP BY s.{{competitor}}_id"""

_BY_ALL_TIME = """SELECT x.{competitor}_id AS id, count(DISTINCT (x.season, x.round))::float8 AS value, NULL AS as_of
    FROM race_results x WHERE x.session = 'R' AND x.position = 1
        AND (CAST(:season AS int) IS NULL OR x.season <= :season) GROUP BY x.{competitor}_id"""

_RANKED_BY = {"elo": _BY_ELO, "season": _BY_SEASON, "all-time": _BY_ALL_TIME}

_SPAN = {
    "elo": "x.season = coalesce(CAST(:season AS int), (SELECT max(season) FROM elo_history))",
    "season": f"x.season = coalesce(CAST(:season AS int), {_NEWEST_SEASON})",
    "all-time": "(CAST(:season AS int) IS NULL OR x.season <= :season)",
}

_RANKING = """SELECT rank() OVER (ORDER BY ranked.value DESC)::int AS rank, {who}, ranked.value,
        coalesce(record.races, 0)::int AS races, coalesce(record.wins, 0)::int AS wins,
        coalesce(record.podiums, 0)::int AS podiums, ranked.as_of
    FROM ({ranked}) AS ranked JOIN {table} ON {alias}.{competitor}_id = ranked.id
        LEFT JOIN (SELECT x.{competitor}_id AS id, count(DISTINCT (x.season, x.round)) AS races,
                count(DISTINCT (x.season, x.round)) FILTER (WHERE x.position = 1) AS wins,
                count(*) FILTER (WHERE x.position <= 3) AS podiums
            FROM race_results x WHERE x.session = 'R' AND {span} GROUP BY x.{competitor}_id) AS record
            ON record.id = ranked.id
    ORDER BY ranked.value DESC, record.wins DESC NULLS LAST, ranked.id LIMIT :most"""

_WHO = {
    "driver": (f"{driver_json()} AS driver", "drivers d", "d"),
    "constructor": (f"{constructor_json()} AS constructor", "constructors c", "c"),
}


def ranking(competitor: Competitor, by: RankedBy, season: int | None, most: int) -> Statement:
    """The best of them by Elo (of who raced in that season), by a season's points, or by wins of all time."""
    who, table, alias = _WHO[competitor]
    ranked = _RANKED_BY[by].format(competitor=competitor)
    sql = _RANKING.format(who=who, ranked=ranked, table=table, alias=alias, competitor=competitor, span=_SPAN[by])
    return Statement(sql, {"season": season, "most": most})
