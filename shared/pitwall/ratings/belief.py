"""What is believed of drivers' and teams' paces: one joint normal, so that a result of one tells about those beside.

Each part (a driver or a team) has two paces, of qualifying and of the race. Pure functions: a belief never changes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Indices = NDArray[np.intp]

_LEVEL_VAR = 25.0
"""Of the level a session's results share: only differences within a session are information."""
_REWEIGHTINGS = 8
"""Then a far surprise counts what it should to within a thousandth of a sigma."""


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

    @cached_property
    def first_row(self) -> Mapping[Part, int]:
        """Of each part."""
        return {part: ASPECTS * place for place, part in enumerate(self.parts)}

    def rows(self, cars: Sequence[Car], aspect: Aspect) -> Indices:
        """[parts of a car, cars]: where the paces of the cars' parts stand. Raises KeyError for one not held."""
        first = self.first_row
        found = np.array([[first[part] for part in car] for car in cars], dtype=np.intp)
        return found.T + aspect


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
    rows = (ASPECTS * np.array(staying, dtype=np.intp)[:, None] + np.arange(ASPECTS)).ravel()
    parts = tuple(belief.parts[place] for place in staying)
    return Belief(parts, belief.mean[rows], belief.covariance[np.ix_(rows, rows)])


def block_of(belief: Belief, part: Part) -> tuple[Array, Array]:
    """Mean [2] and covariance [2, 2] of one part's paces by aspect. Raises KeyError for a part that is not held."""
    first = belief.first_row[part]
    rows = slice(first, first + ASPECTS)
    return belief.mean[rows], belief.covariance[rows, rows]


def learned(belief: Belief, readings: Readings, residual_limit: float) -> Belief:
    """The belief after a session's results; a car far off its pace counts for less (Huber, `residual_limit` sds).

    Variances never grow, whatever the results are.
    """
    rows = belief.rows(readings.cars, readings.aspect)
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


def paces_of(belief: Belief, cars: Sequence[Car], weights: Array) -> tuple[Array, Array]:
    """Means and standard deviations [questions, cars] of weighted sums of the cars' paces.

    `weights` [questions, aspects, parts of a car].
    """
    rows = np.concatenate([belief.rows(cars, aspect) for aspect in Aspect])
    flat = weights.reshape(len(weights), -1)
    covariance = belief.covariance[rows[:, None], rows[None, :]]
    var = np.einsum("qa,abc,qb->qc", flat, covariance, flat)
    return flat @ belief.mean[rows], np.sqrt(var)
