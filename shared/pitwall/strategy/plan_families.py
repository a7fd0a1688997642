"""Plans of the same compounds in the same order, whose results vary smoothly with the laps of their stops.

A quadratic surface over stop laps (Box and Wilson 1951) lets neighbours speak for each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np
from numpy.typing import NDArray

from pitwall.domain.tyre_strategy import Strategy
from pitwall.strategy.objectives import Array

_LAPS = 4.0
"""The unit stop laps are measured in: about the half-width of a pit window, so that coefficients are of one size."""
_PLANS_PER_COEFFICIENT = 2
"""Fewer plans than that, and a family has a level only: its surface would follow the luck of each plan."""
_COMMON = 100.0
"""Variance all plans of a race share, against a plan's own: so large that only differences between plans count."""
_LEAST_VARIANCE = 1e-6
"""Of a plan's own luck, where races show none."""


@dataclass(frozen=True)
class Family:
    """Plans of one order of compounds. Get them from `families`."""

    rows: NDArray[np.int64]
    """Which of the plans they are."""
    surface: Array
    """[plans, coefficients] level, slopes and curvatures by stop laps, or the level alone."""

    @property
    def _coefficients(self) -> int:
        return int(self.surface.shape[1])

    @property
    def curved(self) -> bool:
        """Whether the results lie on a surface; otherwise every plan speaks for itself."""
        return self._coefficients > 1

    @property
    def spare(self) -> int:
        """Plans beyond those that fix the coefficients."""
        return len(self.rows) - self._coefficients


def families(plans: Sequence[Strategy]) -> tuple[Family, ...]:
    """All plans, by start compound and the compounds fitted."""
    members: dict[tuple[str, ...], list[int]] = {}
    for row, plan in enumerate(plans):
        members.setdefault((plan.start, *(stop.compound for stop in plan.stops)), []).append(row)
    return tuple(
        Family(np.array(rows), _surface(np.array([[stop.lap for stop in plans[row].stops] for row in rows], float)))
        for rows in members.values()
    )


def roughness(of: Sequence[Family], plans: int) -> Array:
    """[plans, plans] the quadratic form that is the sum of squares by which results lie off their surfaces."""
    form = np.zeros((plans, plans))
    for family in of:
        if family.curved:
            on_surface = family.surface @ np.linalg.pinv(family.surface)
            form[np.ix_(family.rows, family.rows)] = np.eye(len(family.rows)) - on_surface
    return form


def working_covariance(of: Sequence[Family], losses: Array) -> Array:
    """[plans, plans] how losses [plans, runs] of one race go together: each family's surface moves, and luck is added.

    Of few parameters on purpose: a free estimate finds agreement between plans that is luck, and is too sure of it.
    """
    plans, runs = losses.shape
    covariance = np.zeros((plans, plans))
    fitted = [np.linalg.pinv(family.surface) @ losses[family.rows] for family in of]
    common = np.mean([coefficients[0] for coefficients in fitted], axis=0)
    off = sum(
        float(((losses[family.rows] - family.surface @ found) ** 2).sum())
        for family, found in zip(of, fitted, strict=True)
    )
    spare = sum(family.spare for family in of)
    own = off / (spare * runs) if spare else float(np.var(losses - losses.mean(axis=0)))
    own = max(own, _LEAST_VARIANCE)
    for family, found in zip(of, fitted, strict=True):
        moves = np.vstack([found[:1] - common, found[1:]])
        of_luck = own * np.diag(np.linalg.inv(family.surface.T @ family.surface))
        variances = np.maximum(moves.var(axis=1, ddof=1) - of_luck, 0.0)
        covariance[np.ix_(family.rows, family.rows)] = (family.surface * variances) @ family.surface.T
    return covariance + own * np.eye(plans) + _COMMON * own


def _surface(laps: Array) -> Array:
    """[plans, coefficients] the terms of a quadratic in the stop laps, or of a level where plans are few."""
    plans, stops = laps.shape
    if plans < _PLANS_PER_COEFFICIENT * (stops + 1) * (stops + 2) // 2:
        return np.ones((plans, 1))
    from_middle = (laps - laps.mean(axis=0)) / _LAPS
    terms = [np.ones(plans)]
    for degree in (1, 2):
        every = combinations_with_replacement(range(stops), degree)
        terms.extend(from_middle[:, factors].prod(axis=1) for factors in every)
    surface = np.stack(terms, axis=1)
    return surface if np.linalg.matrix_rank(surface) == surface.shape[1] else np.ones((plans, 1))
