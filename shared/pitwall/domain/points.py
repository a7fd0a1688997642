"""How many championship points a finishing place is worth, season by season, from 1981.

Before 1981 only the best results of each half of a season counted: there the published standings are the record.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

from pitwall.domain.adjustments import INELIGIBLE

FIRST_COMPUTED_SEASON = 1981
"""The first season whose standings are computed (see domain.standings)."""

Table = tuple[float, ...]
"""Points of first, second, ... place; further places score nothing."""


@dataclass(frozen=True)
class Finish:
    """One car in the classification of a race or sprint; `position` is None for a car not classified."""

    driver_id: str
    constructor_id: str
    engine_manufacturer_id: str | None
    position: int | None
    position_text: str
    laps: int | None = None


@dataclass(frozen=True)
class RaceOutcome:
    """The classification of a race (session R) or sprint (S) with what its points depend on."""

    season: int
    round: int
    session: Literal["R", "S"]
    finishes: tuple[Finish, ...]
    laps: int | None = None
    """Laps counted for the result; None counts as the full distance."""
    scheduled_laps: int | None = None
    """None where the race ran its distance."""
    fastest_lap_driver_id: str | None = None


_RACE_TABLES: tuple[tuple[int, Table], ...] = (
    (1981, (9, 6, 4, 3, 2, 1)),
    (1991, (10, 6, 4, 3, 2, 1)),
    (2003, (10, 8, 6, 5, 4, 3, 2, 1)),
    (2010, (25, 18, 15, 12, 10, 8, 6, 4, 2, 1)),
)
"""By first season. FIA Formula One Sporting Regulations of each first season, "World Championship"."""

_SPRINT_TABLES: tuple[tuple[int, Table], ...] = ((2021, (3, 2, 1)), (2022, (8, 7, 6, 5, 4, 3, 2, 1)))
"""FIA Formula One Sporting Regulations 2021 and 2022, Article 6."""

_SHORTENED_TABLES: tuple[tuple[Fraction, Table], ...] = (
    (Fraction(0), (6, 4, 3, 2, 1)),
    (Fraction(1, 4), (13, 10, 8, 6, 5, 4, 3, 2, 1)),
    (Fraction(1, 2), (19, 14, 12, 9, 8, 6, 5, 3, 2, 1)),
)
"""By the least share of the distance, since 2022. FIA Formula One Sporting Regulations 2022, Article 6.5."""

_FIRST_SLIDING_SEASON = 2022
_FULL_POINTS_SHARE = Fraction(3, 4)
_HALF_DISTANCE = Fraction(1, 2)
_FEWEST_LAPS = 2
_FASTEST_LAP_SEASONS = range(2019, 2025)
"""One point; FIA Formula One Sporting Regulations 2019, Article 6.4; dropped from those of 2025."""
_FASTEST_LAP_PLACES = 10
_DOUBLE_POINTS = frozenset({(2014, 19)})
"""FIA Formula One Sporting Regulations 2014, Article 6.2: double points at the last event."""


class Award(Enum):
    """What the stewards awarded where laps and distance alone would say otherwise."""

    FULL = "full points"
    HALF = "half points"


AWARD_EXCEPTIONS: Mapping[tuple[int, int, str], tuple[Award, str]] = MappingProxyType(
    {
        (2021, 12, "R"): (
            Award.HALF,
            "Belgium: the result was taken after lap 1, but the leader had gone three laps, more than the two required",
        ),
        (2022, 18, "R"): (
            Award.FULL,
            "Japan: the tables of 2022 for shortened races held for one that could not be resumed; this one was, and "
            "ended by the three-hour limit",
        ),
    }
)


def finish_points(outcome: RaceOutcome) -> list[float]:
    """The points of each finish of `outcome`, in the order of its finishes.

    Raises ValueError for a season before FIRST_COMPUTED_SEASON.
    """
    table = points_table(outcome)
    fastest = outcome.fastest_lap_driver_id if _fastest_lap_scores(outcome) else None
    return [
        0.0
        if (outcome.season, outcome.round, finish.driver_id) in INELIGIBLE
        else _place_points(table, finish.position) + (finish.driver_id == fastest and _in_top_ten(finish))
        for finish in outcome.finishes
    ]


def points_table(outcome: RaceOutcome) -> Table:
    """What each place of this race or sprint scores, the fastest lap aside.

    Raises ValueError for a season before FIRST_COMPUTED_SEASON or a sprint before 2021.
    """
    full = _of_season(_SPRINT_TABLES if outcome.session == "S" else _RACE_TABLES, outcome.season)
    if (outcome.season, outcome.round) in _DOUBLE_POINTS:
        return _scaled(full, 2)
    award, _ = AWARD_EXCEPTIONS.get((outcome.season, outcome.round, outcome.session), (None, ""))
    if award is not None:
        return full if award is Award.FULL else _scaled(full, 0.5)
    share = distance_share(outcome)
    if share >= _FULL_POINTS_SHARE:
        return full
    if outcome.laps is not None and outcome.laps < _FEWEST_LAPS:
        return ()
    if outcome.session == "S":
        return full if share >= _HALF_DISTANCE else ()
    if outcome.season < _FIRST_SLIDING_SEASON:
        return _scaled(full, 0.5)
    return _SHORTENED_TABLES[bisect_right([least for least, _ in _SHORTENED_TABLES], share) - 1][1]


def distance_share(outcome: RaceOutcome) -> Fraction:
    """The share of the scheduled laps that counted for the result; 1 where nothing says otherwise."""
    if outcome.laps is None or not outcome.scheduled_laps:
        return Fraction(1)
    return Fraction(outcome.laps, outcome.scheduled_laps)


def _of_season(tables: tuple[tuple[int, Table], ...], season: int) -> Table:
    index = bisect_right([first for first, _ in tables], season) - 1
    if index < 0:
        raise ValueError(f"no points are computed for {season}; the first season is {tables[0][0]}")
    return tables[index][1]


def _scaled(table: Table, factor: float) -> Table:
    return tuple(points * factor for points in table)


def _place_points(table: Table, position: int | None) -> float:
    return float(table[position - 1]) if position is not None and position <= len(table) else 0.0


def _in_top_ten(finish: Finish) -> bool:
    return finish.position is not None and finish.position <= _FASTEST_LAP_PLACES


def _fastest_lap_scores(outcome: RaceOutcome) -> bool:
    raced = outcome.session == "R" and outcome.season in _FASTEST_LAP_SEASONS
    return raced and distance_share(outcome) >= _HALF_DISTANCE
