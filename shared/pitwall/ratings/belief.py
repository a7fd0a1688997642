"""What is believed of drivers' and teams' paces: one joint normal, so that a result of one tells about those beside.

Each part (a driver or a team) has two paces, of qualifying and of the race. Pure functions: a belief never changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Indices = NDArray[np.intp]

_LEVEL_VAR = 25.0
"""Of the level a session's results share: only differences within a session are information."""
_REWEIGHTINGS = 2


class Kind(StrEnum):
    """What a part is."""

    DRIVER = "driver"
    TEAM = "team"
    DRIVER_WEEKEND = "driver's weekend"
    """What a driver is this weekend, beside what he is anywhere."""
    TEAM_AT_CIRCUIT = "team at circuit"
    """What this circuit and weekend make of a team's cars, beside what they are anywhere."""


class Aspect(IntEnum):
    """Which of a part's two paces."""

    QUALIFYING = 0
    RACE = 1


class Part(NamedTuple):
    """A driver or a team that has a pace."""

    kind: Kind
    name: str


ASPECTS = len(Aspect)


class Car(NamedTuple):
    """The parts whose paces add up to a car's."""

    driver: Part
    driver_weekend: Part
    team: Part
    team_at_circuit: Part


@dataclass(frozen=True)
class Belief:
    """Means and covariance of the parts' paces; part `i` has the rows `2 i` and `2 i + 1`."""

    parts: tuple[Part, ...] = ()
    mean: Array = field(default_factory=lambda: np.zeros(0))
    covariance: Array = field(default_factory=lambda: np.zeros((0, 0)))

    def rows(self, parts: Sequence[Part], aspect: Aspect) -> Indices:
        """Where the paces of `parts` stand. Raises KeyError for a part that is not held."""
        places = {part: place for place, part in enumerate(self.parts)}
        return np.array([ASPECTS * places[part] + aspect for part in parts], dtype=np.intp)


@dataclass(frozen=True)
class Readings:
    """One session's results: `value[i]` is the pace of a car, larger is faster, on the scale of the paces."""

    cars: tuple[Car, ...]
    value: Array
    aspect: Aspect
    car_sd: float
    """How a single car strays from its pace that day."""
    team_sd: float
    """And both cars of a team together."""


def widened(belief: Belief, keep: Array, added_var: Array, correlation: Array) -> Belief:
    """Time passes: part `i` keeps `keep[i]` of its mean and its two paces wander by `added_var[i]`, correlated."""
    factor = np.repeat(keep, ASPECTS)
    covariance = belief.covariance * factor[:, None] * factor[None, :]
    first = np.arange(0, len(factor), ASPECTS)
    covariance[first, first] += added_var
    covariance[first + 1, first + 1] += added_var
    covariance[first, first + 1] += correlation * added_var
    covariance[first + 1, first] += correlation * added_var
    return Belief(belief.parts, belief.mean * factor, covariance)


def joined(belief: Belief, parts: Sequence[Part], means: Sequence[Array], blocks: Sequence[Array]) -> Belief:
    """The belief with further parts, independent of those held: means [2], covariances [2, 2]."""
    if not parts:
        return belief
    held, size = len(belief.mean), len(belief.mean) + ASPECTS * len(parts)
    covariance = np.zeros((size, size))
    covariance[:held, :held] = belief.covariance
    for place, block in enumerate(blocks):
        first = held + ASPECTS * place
        covariance[first : first + ASPECTS, first : first + ASPECTS] = block
    return Belief((*belief.parts, *parts), np.concatenate([belief.mean, *means]), covariance)


def without(belief: Belief, leaving: frozenset[Part]) -> Belief:
    """The belief about all other parts."""
    staying = [place for place, part in enumerate(belief.parts) if part not in leaving]
    if len(staying) == len(belief.parts):
        return belief
    rows = np.array([ASPECTS * place + aspect for place in staying for aspect in Aspect], dtype=np.intp)
    parts = tuple(belief.parts[place] for place in staying)
    return Belief(parts, belief.mean[rows], belief.covariance[np.ix_(rows, rows)])


def block_of(belief: Belief, part: Part) -> tuple[Array, Array]:
    """Mean [2] and covariance [2, 2] of one part's paces by aspect. Raises ValueError for a part that is not held."""
    first = ASPECTS * belief.parts.index(part)
    rows = slice(first, first + ASPECTS)
    return belief.mean[rows], belief.covariance[rows, rows]


def learned(belief: Belief, readings: Readings, residual_limit: float) -> Belief:
    """The belief after a session's results; a car far off its pace counts for less (Huber, `residual_limit` sds).

    Variances never grow, whatever the results are.
    """
    rows = _sum_rows(belief, readings.cars, readings.aspect)
    with_cars = belief.covariance[:, rows].sum(axis=1)
    team = rows[Car._fields.index("team")]
    same_team = team[:, None] == team[None, :]
    spread = with_cars[rows].sum(axis=0) + _LEVEL_VAR + same_team * readings.team_sd**2
    surprise = readings.value - belief.mean[rows].sum(axis=0)
    weight = np.ones(len(surprise))
    for _ in range(_REWEIGHTINGS):
        own_var = readings.car_sd**2 / weight
        strayed = np.abs(own_var * np.linalg.solve(spread + np.diag(own_var), surprise)) / readings.car_sd
        weight = residual_limit / np.maximum(strayed, residual_limit)
    own_var = readings.car_sd**2 / weight
    inverse = np.linalg.inv(spread + np.diag(own_var))
    gain = with_cars @ ((inverse + inverse.T) / 2)
    change = gain @ with_cars.T
    return Belief(
        belief.parts,
        belief.mean + gain @ surprise,
        belief.covariance - (change + change.T) / 2,
    )


def paces_of(belief: Belief, sums: Sequence[Sequence[Part]], qualifying_share: float) -> tuple[Array, Array]:
    """Means and standard deviations of sums of parts, equally many each: a car is driver, team and circuit.

    `qualifying_share` of their qualifying paces, the rest of their race paces.
    """
    mean, var = np.zeros(len(sums)), np.zeros(len(sums))
    shares = {Aspect.QUALIFYING: qualifying_share, Aspect.RACE: 1.0 - qualifying_share}
    rows = {aspect: _sum_rows(belief, sums, aspect) for aspect in Aspect}
    for one, share in shares.items():
        mean += share * belief.mean[rows[one]].sum(axis=0)
        for other, other_share in shares.items():
            var += share * other_share * belief.covariance[rows[one][:, None], rows[other][None, :]].sum(axis=(0, 1))
    return mean, np.sqrt(var)


def _sum_rows(belief: Belief, sums: Sequence[Sequence[Part]], aspect: Aspect) -> Indices:
    """[parts of a sum, sums]: where their paces stand."""
    parts = [part for summands in zip(*sums, strict=True) for part in summands]
    return belief.rows(parts, aspect).reshape(-1, len(sums))
