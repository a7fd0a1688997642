"""What is said about a race before it is run: probabilities with their horizon, model, facts and reasons.

A forecast refuses to exist where its probabilities do not add up; `forecast_id` is made of what it says.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import isclose, isfinite

from pitwall.errors import InvalidForecastError

DIGITS = 4
"""Probabilities are published with these decimals, and add up in them exactly."""
PODIUM_PLACES = 3
_TOLERANCE = 1e-6
_RANGE = 0.8


class Horizon(StrEnum):
    """How much of the weekend is known."""

    PRE_WEEKEND = "pre_weekend"
    POST_PRACTICE = "post_practice"
    POST_QUALIFYING = "post_qualifying"


class ForecastSource(StrEnum):
    """The step of the fallback ladder that spoke."""

    MODEL = "model"
    SIMPLER_MODEL = "simpler model"
    RULE = "rule"


class Title(StrEnum):
    """The two championships."""

    DRIVERS = "drivers"
    CONSTRUCTORS = "constructors"


@dataclass(frozen=True)
class Reason:
    """One feature's share of a probability, in log-odds; `words` says it for people."""

    feature: str
    words: str
    value: float | None
    """The feature's value; None where it is unknown."""
    contribution: float
    """Log-odds, before the race is normalised."""


@dataclass(frozen=True)
class Explanation:
    """Why a car's chance is what it is: `base` and the contributions add up to `log_odds`. Raises InvalidForecastError.

    `log_odds` is the member model's own answer before the field is normalised, so that the sum is exact.
    """

    target: str
    """What is explained: `win`, `podium` or `points`; for qualifying `position`, then in places."""
    base: float
    log_odds: float
    reasons: tuple[Reason, ...]
    """All of them, largest first."""

    def __post_init__(self) -> None:
        total = self.base + sum(reason.contribution for reason in self.reasons)
        if not isclose(total, self.log_odds, abs_tol=1e-3):
            raise InvalidForecastError(f"reasons add up to {total:.4f} and not to {self.log_odds:.4f}")


@dataclass(frozen=True)
class DriverForecast:
    """One car's race."""

    driver_id: str
    constructor_id: str
    win: float
    podium: float
    points: float
    retirement: float
    expected_position: float
    position_low: int
    position_high: int
    """The 80 % range of finishing places; retirements count in official order."""
    positions: tuple[float, ...]
    """Chance of each place, first to last."""
    explanation: Explanation | None = None

    @property
    def confidence(self) -> float:
        """Chance that the place is within two of the expected one: how sure this row is, 0-1."""
        near = (place for place in range(1, len(self.positions) + 1) if abs(place - self.expected_position) <= 2.0)
        return min(1.0, sum(self.positions[place - 1] for place in near))


@dataclass(frozen=True)
class QualifyingDriver:
    """One car's qualifying."""

    driver_id: str
    constructor_id: str
    pole: float
    top_three: float
    top_ten: float
    expected_position: float
    position_low: int
    position_high: int
    positions: tuple[float, ...]
    explanation: Explanation | None = None


@dataclass(frozen=True)
class ForecastHeader:
    """Who says it, when, and on which facts."""

    race_id: str
    """For a championship, the last race that counts already."""
    horizon: Horizon
    model_name: str
    model_version: str
    source: ForecastSource
    as_of: str
    """Newest fact used, in words a reader can check: `2026-08 qualifying`."""
    cut_off: datetime
    """UTC; nothing later was used."""
    computed_at: datetime
    runs: int
    quality: tuple[str, ...] = ()
    """What was missing, in words; empty where nothing was."""
    edition: int = 1
    """Raised where the same words are said again after others: by a model that was rolled back to, say."""


@dataclass(frozen=True)
class RaceForecast:
    """A race's forecast. Raises InvalidForecastError where a car is named twice or chances do not add up."""

    header: ForecastHeader
    scoring_places: int
    drivers: tuple[DriverForecast, ...]
    """Likeliest winner first."""

    def __post_init__(self) -> None:
        _check_cars([car.driver_id for car in self.drivers])
        cars = len(self.drivers)
        _check_sum("win", [car.win for car in self.drivers], 1)
        _check_sum("podium", [car.podium for car in self.drivers], min(PODIUM_PLACES, cars))
        _check_sum("points", [car.points for car in self.drivers], min(self.scoring_places, cars))
        _check_places([car.positions for car in self.drivers])

    @property
    def forecast_id(self) -> str:
        """The same words have the same id, whenever they were computed."""
        return _digest("race", self.header, self.drivers)


@dataclass(frozen=True)
class QualifyingForecast:
    """A qualifying session's forecast. Raises InvalidForecastError."""

    header: ForecastHeader
    drivers: tuple[QualifyingDriver, ...]

    def __post_init__(self) -> None:
        _check_cars([car.driver_id for car in self.drivers])
        _check_sum("pole", [car.pole for car in self.drivers], 1)
        _check_sum("top ten", [car.top_ten for car in self.drivers], min(10, len(self.drivers)))
        _check_places([car.positions for car in self.drivers])

    @property
    def forecast_id(self) -> str:
        """The same words have the same id, whenever they were computed."""
        return _digest("qualifying", self.header, self.drivers)


@dataclass(frozen=True)
class TitleChance:
    """One competitor's championship."""

    competitor_id: str
    probability: float
    points_now: float
    expected_points: float
    points_low: float
    points_high: float
    """80 % of the simulated seasons end between them."""
    maximum_points: float
    """If everything left is won."""
    can_win: bool
    arithmetic: str
    """Why the title is or is not within reach, with the numbers."""


@dataclass(frozen=True)
class ChampionshipForecast:
    """A championship's odds after `header.race_id`. Raises InvalidForecastError."""

    header: ForecastHeader
    season: int
    title: Title
    races_left: int
    sprints_left: int
    competitors: tuple[TitleChance, ...]

    def __post_init__(self) -> None:
        _check_cars([one.competitor_id for one in self.competitors])
        _check_sum("title", [one.probability for one in self.competitors], 1)
        for one in self.competitors:
            if one.probability > 0 and not one.can_win:
                raise InvalidForecastError(f"{one.competitor_id} cannot win the title and has a chance of it")

    @property
    def forecast_id(self) -> str:
        """The same words have the same id, whenever they were computed."""
        return _digest(f"championship {self.title}", self.header, self.competitors)


Forecast = RaceForecast | QualifyingForecast | ChampionshipForecast


def rounded_to_sum(values: Sequence[float], total: int, digits: int = DIGITS) -> tuple[float, ...]:
    """`values`, which add up to about `total`, in `digits` decimals that add up to it exactly.

    Every value is rounded down, and what is missing goes to those that lost most (largest remainder, Hamilton 1792).
    Raises InvalidForecastError where a value is negative or they do not add up to `total` within a thousandth.
    """
    if any(not isfinite(value) or value < 0 for value in values) or abs(sum(values) - total) > 1e-3:
        raise InvalidForecastError(f"chances add up to {sum(values):.6f}, not to {total}")
    scale = 10**digits
    exact = [min(value, 1.0) * scale for value in values]
    floors = [int(value) for value in exact]
    missing = total * scale - sum(floors)
    most_lost = sorted(range(len(values)), key=lambda i: (floors[i] - exact[i], i))
    room = [i for i in most_lost if floors[i] < scale]
    for i in room[:missing] if missing > 0 else []:
        floors[i] += 1
    for i in [i for i in reversed(most_lost) if floors[i] > 0][: max(0, -missing)]:
        floors[i] -= 1
    return tuple(floor / scale for floor in floors)


def likely_range(positions: Sequence[float], share: float = _RANGE) -> tuple[int, int]:
    """The places between which a car finishes with at least `share`, leaving about as much out on either side."""
    tail, gone, low, high = (1.0 - share) / 2.0, 0.0, 1, len(positions)
    for place, chance in enumerate(positions, start=1):
        gone += chance
        if gone > tail + _TOLERANCE:
            low = place
            break
    gone = 0.0
    for place in range(len(positions), 0, -1):
        gone += positions[place - 1]
        if gone > tail + _TOLERANCE:
            high = place
            break
    return low, high


def _check_cars(ids: Sequence[str]) -> None:
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice or not ids:
        raise InvalidForecastError(f"named twice: {', '.join(twice)}" if twice else "a forecast needs a competitor")


def _check_sum(what: str, chances: Sequence[float], total: int) -> None:
    if any(not 0.0 <= chance <= 1.0 for chance in chances):
        raise InvalidForecastError(f"a chance of {what} is not between 0 and 1")
    if abs(sum(chances) - total) > _TOLERANCE:
        raise InvalidForecastError(f"chances of {what} add up to {sum(chances):.6f}, not to {total}")


def _check_places(rows: Sequence[Sequence[float]]) -> None:
    if any(len(row) != len(rows) for row in rows):
        raise InvalidForecastError("each car needs a chance for each place")
    if any(abs(sum(row) - 1.0) > 1e-3 for row in rows):
        raise InvalidForecastError("a car's chances of all places do not add up to 1")


def _digest(kind: str, header: ForecastHeader, rows: object) -> str:
    said: tuple[object, ...] = (
        kind,
        header.race_id,
        header.horizon,
        header.model_version,
        header.as_of,
        header.source,
        header.quality,
    )
    said += (header.edition,) if header.edition > 1 else ()
    return hashlib.sha256(repr((said, rows)).encode()).hexdigest()[:16]
