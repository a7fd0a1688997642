"""Plays the rest of a season many times: who is champion how often, and who still can be by arithmetic alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pitwall.domain.forecasts import TitleChance, rounded_to_sum
from pitwall.errors import InvalidRequestError

Array = NDArray[np.float64]

RUNS = 20_000
_TAIL = 0.1
_BATCH = 2_000
"""Seasons played at once: a season of 22 cars and 20 races in 8-byte numbers, 2,000 times, is 7 MB."""
_WIN_COUNTS = 1e-3
_SECOND_COUNTS = 1e-6
"""Countback decides between equal points: more wins, then more second places (Sporting Regulations, Article 6.4)."""


@dataclass(frozen=True)
class Contenders:
    """The field as it stands; a row is a driver."""

    driver_ids: tuple[str, ...]
    constructor_ids: tuple[str, ...]
    """Whom each drives for in what is left."""
    pace: Array
    """[n] in sigma units of the field, larger is faster; `pace_sd` is how well it is known."""
    pace_sd: Array
    retirement: Array
    """[n] chance to retire from a race."""
    points: Array
    wins: Array
    seconds: Array


@dataclass(frozen=True)
class Team:
    """A constructor as it stands."""

    constructor_id: str
    points: float
    wins: float
    seconds: float


@dataclass(frozen=True)
class Remaining:
    """What is left to be won. Points are by place, first place first."""

    races: int
    sprints: int
    race_points: tuple[float, ...]
    sprint_points: tuple[float, ...]

    def most_for_one(self) -> float:
        """Points of a driver who wins everything that is left."""
        return self.races * self.race_points[0] + self.sprints * self.sprint_points[0]

    def most_for_two(self) -> float:
        """Points of a team whose two cars come first and second everywhere."""
        return self.races * sum(self.race_points[:2]) + self.sprints * sum(self.sprint_points[:2])


@dataclass(frozen=True)
class Wandering:
    """How paces move, from the ratings: `race_var` is added from race to race, a race strays from pace by `race_sd`."""

    race_var: float
    race_sd: float


def title_chances(
    field: Contenders, teams: Sequence[Team], left: Remaining, wandering: Wandering, seed: int, runs: int = RUNS
) -> tuple[tuple[TitleChance, ...], tuple[TitleChance, ...]]:
    """Chances of the drivers' and of the constructors' title, likeliest first.

    Paces are drawn once a season from what is known of them and wander from race to race; in each race cars stray
    from their pace, and who retires comes last. Raises InvalidRequestError for an empty field.
    """
    if not field.driver_ids or not teams:
        raise InvalidRequestError("a championship needs drivers and teams")
    index = {team.constructor_id: row for row, team in enumerate(teams)}
    unknown = sorted(set(field.constructor_ids) - index.keys())
    if unknown:
        raise InvalidRequestError(f"no standings of {', '.join(unknown)}")
    team_of = np.array([index[team] for team in field.constructor_ids])
    drivers, constructors = _played(field, teams, team_of, left, wandering, seed, runs)
    driver_rows = _chances(field.driver_ids, field.points, field.wins, drivers, left.most_for_one(), left)
    team_points = np.array([team.points for team in teams])
    team_wins = np.array([team.wins for team in teams])
    names = tuple(team.constructor_id for team in teams)
    return driver_rows, _chances(names, team_points, team_wins, constructors, left.most_for_two(), left)


@dataclass(frozen=True)
class _Seasons:
    """Final points [runs, n], and what ranks them: points with countback."""

    points: Array
    merit: Array


def _played(
    field: Contenders,
    teams: Sequence[Team],
    team_of: NDArray[np.int64],
    left: Remaining,
    wandering: Wandering,
    seed: int,
    runs: int,
) -> tuple[_Seasons, _Seasons]:
    cars, random = len(field.driver_ids), np.random.default_rng(seed)
    gained, wins, seconds = (np.zeros((runs, cars)) for _ in range(3))
    for first in range(0, runs, _BATCH):
        part = slice(first, min(runs, first + _BATCH))
        pace = field.pace + field.pace_sd * random.standard_normal((part.stop - first, cars))
        for race in range(left.races):
            pace = pace + np.sqrt(wandering.race_var) * random.standard_normal(pace.shape)
            place = _places(pace, field.retirement, wandering.race_sd, random)
            gained[part] += _by_place(left.race_points, cars)[place]
            wins[part] += place == 0
            seconds[part] += place == 1
            if race < left.sprints:
                sprint = _places(pace, field.retirement / 3.0, wandering.race_sd, random)
                gained[part] += _by_place(left.sprint_points, cars)[sprint]
    points = field.points + gained
    merit = points + _WIN_COUNTS * (field.wins + wins) + _SECOND_COUNTS * (field.seconds + seconds)
    into = np.zeros((cars, len(teams)))
    into[np.arange(cars), team_of] = 1.0
    before = np.array([(team.points, team.wins, team.seconds) for team in teams]).T
    team_points = before[0] + gained @ into
    counted = _WIN_COUNTS * (before[1] + wins @ into) + _SECOND_COUNTS * (before[2] + seconds @ into)
    return _Seasons(points, merit), _Seasons(team_points, team_points + counted)


def _places(pace: Array, retirement: Array, race_sd: float, random: np.random.Generator) -> NDArray[np.int64]:
    """[runs, n] the place of each car in one race, from 0."""
    drawn = pace + race_sd * random.standard_normal(pace.shape)
    drawn = np.where(random.random(pace.shape) < retirement, drawn - 1e3, drawn)
    order = np.argsort(-drawn, axis=1)
    place = np.empty_like(order)
    np.put_along_axis(place, order, np.broadcast_to(np.arange(pace.shape[1]), order.shape), axis=1)
    return place


def _by_place(points: Sequence[float], cars: int) -> Array:
    table = np.zeros(cars)
    table[: min(cars, len(points))] = points[:cars]
    return table


def _chances(
    names: tuple[str, ...], now: Array, wins: Array, seasons: _Seasons, most: float, left: Remaining
) -> tuple[TitleChance, ...]:
    leader = int(np.lexsort((wins, now))[-1])
    possible = [_can_win(row, leader, now, wins, most, left) for row in range(len(names))]
    merit = np.where(possible, seasons.merit, -np.inf)
    best = merit == merit.max(axis=1, keepdims=True)
    shares = (best / best.sum(axis=1, keepdims=True)).mean(axis=0)
    probability = _rounded(shares, possible)
    low, high = np.quantile(seasons.points, (_TAIL, 1.0 - _TAIL), axis=0)
    rows = [
        TitleChance(
            competitor_id=name,
            probability=probability[row],
            points_now=float(now[row]),
            expected_points=round(float(seasons.points[:, row].mean()), 1),
            points_low=round(float(low[row]), 1),
            points_high=round(float(high[row]), 1),
            maximum_points=float(now[row] + most),
            can_win=possible[row],
            arithmetic=_arithmetic(row, leader, names, now, most, left, possible[row]),
        )
        for row, name in enumerate(names)
    ]
    return tuple(sorted(rows, key=lambda one: (-one.probability, -one.expected_points, one.competitor_id)))


def _can_win(row: int, leader: int, now: Array, wins: Array, most: float, left: Remaining) -> bool:
    """Whether winning everything left would do, were the leader never to score again."""
    if row == leader:
        return True
    reach = now[row] + most
    if reach != now[leader]:
        return bool(reach > now[leader])
    return bool(wins[row] + left.races >= wins[leader])


def _rounded(shares: Array, possible: Sequence[bool]) -> list[float]:
    able = [row for row, can in enumerate(possible) if can]
    told = dict(zip(able, rounded_to_sum([float(shares[row]) for row in able], 1), strict=True))
    return [told.get(row, 0.0) for row in range(len(shares))]


def _arithmetic(
    row: int, leader: int, names: Sequence[str], now: Array, most: float, left: Remaining, possible: bool
) -> str:
    if left.races == 0:
        return "the season is over: " + ("champion" if row == leader else f"{now[row]:g} points")
    to_win = f"{most:g} left in {_count(left.races, 'race')}" + (
        f" and {_count(left.sprints, 'sprint')}" if left.sprints else ""
    )
    if row == leader:
        return f"leads with {now[row]:g} points; {to_win}"
    sum_ = f"{now[row]:g} points and {to_win} make {now[row] + most:g}; {names[leader]} has {now[leader]:g} already"
    return sum_ if possible else f"{sum_}: out of reach"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")
