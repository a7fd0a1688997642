"""Reads a season's classifications from the store and gives its standings after every round.

Computed by our own arithmetic from the first season whose rules it knows; before that (dropped scores, shared cars)
the published table stands, and each row says which it is.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, text

from pitwall.domain.points import FIRST_COMPUTED_SEASON, Finish, RaceOutcome
from pitwall.domain.standings import constructor_standings, driver_standings

Row = dict[str, object]

_RESULTS = text(
    """
    SELECT season, round, session, driver_id, constructor_id, engine_manufacturer_id, position, position_text, laps
    FROM race_results WHERE season = :season ORDER BY round, session, display_order
    """
)
_RACES = text("SELECT round, laps, scheduled_laps FROM races WHERE season = :season")
_FASTEST = text(
    "SELECT round, session, driver_id FROM fastest_laps WHERE season = :season AND position = 1 ORDER BY driver_id"
)
_PUBLISHED = {
    "driver": text(
        """
        SELECT season, round, driver_id, position, position_text, points
        FROM published_driver_standings WHERE season = :season
        """
    ),
    "constructor": text(
        """
        SELECT season, round, constructor_id, engine_manufacturer_id, position, position_text, points
        FROM published_constructor_standings WHERE season = :season
        """
    ),
}


def season_standings(connection: Connection, season: int) -> tuple[list[Row], list[Row]]:
    """Drivers' and constructors' standings after each round of `season`, as rows of the two tables."""
    outcomes = season_outcomes(connection, season)
    if not outcomes:
        return [], []
    if season >= FIRST_COMPUTED_SEASON:
        drivers: Iterable[Any] = driver_standings(season, outcomes)
        constructors: Iterable[Any] = constructor_standings(season, outcomes)
        return [_computed(row) for row in drivers], [_computed(row) for row in constructors]
    return (
        _published(connection, season, outcomes, "driver", ("driver_id",)),
        _published(connection, season, outcomes, "constructor", ("constructor_id", "engine_manufacturer_id")),
    )


def season_outcomes(connection: Connection, season: int) -> list[RaceOutcome]:
    """The classifications of a season's races and sprints, as the arithmetic wants them."""
    distance = {row.round: (row.laps, row.scheduled_laps) for row in connection.execute(_RACES, {"season": season})}
    fastest = {(row.round, row.session): row.driver_id for row in connection.execute(_FASTEST, {"season": season})}
    finishes: dict[tuple[int, str], list[Finish]] = defaultdict(list)
    for row in connection.execute(_RESULTS, {"season": season}):
        finishes[row.round, row.session].append(
            Finish(
                row.driver_id,
                row.constructor_id,
                row.engine_manufacturer_id,
                row.position,
                row.position_text,
                row.laps,
            )
        )
    outcomes = []
    for (round_, session), cars in finishes.items():
        laps, scheduled = distance[round_] if session == "R" else (None, None)
        outcomes.append(
            RaceOutcome(
                season,
                round_,
                "R" if session == "R" else "S",
                tuple(cars),
                laps,
                scheduled,
                fastest.get((round_, session)),
            )
        )
    return outcomes


def _computed(standing: Any) -> Row:
    return {**asdict(standing), "basis": "computed"}


def _published(
    connection: Connection, season: int, outcomes: list[RaceOutcome], kind: str, identity: tuple[str, ...]
) -> list[Row]:
    rows = [dict(row._mapping) for row in connection.execute(_PUBLISHED[kind], {"season": season})]
    for row in rows:
        who = tuple(row[name] for name in identity)
        raced = [o for o in outcomes if o.round <= row["round"]]
        places = [f.position for o in raced for f in o.finishes if tuple(getattr(f, name) for name in identity) == who]
        row["wins"] = sum(place == 1 for place in places)
        row["podiums"] = sum(place is not None and place <= 3 for place in places)
        row["basis"] = "published"
    return rows
