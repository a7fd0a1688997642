"""Hundreds of plans told apart to a given resolution, with races only where they decide something.

Plans of one family lie near a surface over their stop laps, and plans of one race share its luck: a plan learns from
races it has not played. Standard errors come from the races themselves (the sandwich of Liang and Zeger 1986).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from pitwall.domain.tyre_strategy import Strategy
from pitwall.errors import InvalidRequestError
from pitwall.strategy.evaluation import CLEARLY_WORSE, FIRST_RUNS, Play
from pitwall.strategy.objectives import Array, Objective
from pitwall.strategy.plan_families import families, roughness, working_covariance

MOST_RUNS = 16_384
_PLANS_PER_ROUND = 12
"""Plans that play on at a time: those furthest from being resolved; the others learn from them."""
_GROWTH = 3
"""A round is this part of the races played so far, ..."""
_LONGEST_ROUND = 512
_MISFIT = 1.0
"""Resolutions by which plans are taken to lie off their surface; 0.003 to 0.014 positions by 8,192 races of each."""


@dataclass(frozen=True)
class ResolvedPlan:
    """A plan against the best one, in the objective's unit; more is worse."""

    strategy: Strategy
    difference_to_best: float
    standard_error: float
    """Of the difference; what the surface may miss is in it."""
    resolved: bool
    """Proven not to be better than the best by more than the resolution, or known to a standard error of it."""
    runs: int
    """Races it has played itself."""


def resolve(
    play: Play,
    plans: Sequence[Strategy],
    objective: Objective,
    points_by_place: Array,
    *,
    to: float,
    most_runs: int = MOST_RUNS,
) -> tuple[ResolvedPlan, ...]:
    """The plans, best first, each resolved to `to` in the objective's unit or out of races after `most_runs`.

    Resolved is a plan whose difference to the best is either `CLEARLY_WORSE` standard errors above -`to` (it is proven
    not to be better than the best by more than `to`: an indifference zone) or known to a standard error of `to`.
    Raises InvalidRequestError for no plans, and for the cautious objective, whose value is no mean over races.
    """
    if not plans or to <= 0.0 or objective.name == "cautious":
        raise InvalidRequestError(f"{len(plans)} plans to {to} of {objective.name}: plans and a mean are needed")
    known = _Known(play, list(plans), objective, points_by_place, to)
    while len(wanted := known.wanted()) and known.races < most_runs:
        length = min(max(known.races // _GROWTH, FIRST_RUNS), _LONGEST_ROUND, most_runs - known.races)
        known.play(wanted, length)
    return known.ranked()


class _Known:
    """What the races so far say of every plan: an estimate of its mean loss, corrected by each round (Kalman 1960)."""

    def __init__(
        self, play: Play, plans: list[Strategy], objective: Objective, points_by_place: Array, to: float
    ) -> None:
        self._play, self._plans, self._objective, self._points, self._to = play, plans, objective, points_by_place, to
        self.races = 0
        losses = self._losses(np.arange(len(plans)), FIRST_RUNS)
        known = families(plans)
        self._covariance = working_covariance(known, losses)
        smooth = roughness(known, len(plans)) / (_MISFIT * to) ** 2
        luck = self._covariance / FIRST_RUNS
        pull = np.linalg.inv(np.eye(len(plans)) + luck @ smooth)
        self._loss = pull @ losses.mean(axis=1)
        self._spread = pull @ luck
        """Of the errors of the estimates, were the working covariance true: what the rounds are weighed by."""
        self._variance = _of_mean(pull @ losses) + self._spread - pull @ self._spread
        """Of the errors of the estimates as the races have it, whatever the true covariance."""
        self._runs = np.full(len(plans), FIRST_RUNS)
        self._compare()

    def play(self, rows: NDArray[np.int64], runs: int) -> None:
        """These plans play the next races; the others learn from them."""
        losses = self._losses(rows, runs)
        block = np.ix_(rows, rows)
        seen = self._spread[rows]
        gain = np.linalg.solve(self._spread[block] + self._covariance[block] / runs, seen)
        self._loss = self._loss + (losses.mean(axis=1) - self._loss[rows]) @ gain
        left = self._variance[rows] - 0.5 * (self._variance[block] + _of_mean(losses)) @ gain
        _subtract(self._variance, np.concatenate([gain, left]), np.concatenate([left, gain]))
        _subtract(self._spread, gain, seen)
        self._runs[rows] += runs
        self._compare()

    def _losses(self, rows: NDArray[np.int64], runs: int) -> Array:
        played = self._play([self._plans[row] for row in rows], runs, self.races)
        self.races += runs
        points = np.where(played.retired, 0.0, self._points[played.position])
        return self._objective.losses(played.position, points)

    def _compare(self) -> None:
        self._leader = best = int(np.argmin(self._loss))
        self._difference = self._loss - self._loss[best]
        squared = np.diag(self._variance) + self._variance[best, best] - 2.0 * self._variance[best]
        self._error = np.sqrt(np.maximum(squared, 0.0))

    @property
    def _resolved(self) -> NDArray[np.bool_]:
        proven = self._difference + self._to >= CLEARLY_WORSE * self._error
        result: NDArray[np.bool_] = proven | (self._error <= self._to)
        return result

    def wanted(self) -> NDArray[np.int64]:
        """The plans furthest from being resolved, and the best to compare them with; none when all are resolved."""
        open_rows = np.flatnonzero(~self._resolved)
        if not len(open_rows):
            return open_rows
        enough = np.maximum(self._to, (self._difference + self._to) / CLEARLY_WORSE)
        lacking = (self._error / enough)[open_rows]
        furthest = open_rows[np.argsort(-lacking, kind="stable")[:_PLANS_PER_ROUND]]
        return np.union1d(furthest, [self._leader])

    def ranked(self) -> tuple[ResolvedPlan, ...]:
        """All plans, best first."""
        resolved = self._resolved
        return tuple(
            ResolvedPlan(
                self._plans[row],
                float(self._difference[row]),
                float(self._error[row]),
                bool(resolved[row]),
                int(self._runs[row]),
            )
            for row in np.argsort(self._difference, kind="stable")
        )


def _of_mean(losses: Array) -> Array:
    """[plans, plans] covariance of the means over races of losses [plans, runs]."""
    runs = losses.shape[1]
    off = losses - losses.mean(axis=1, keepdims=True)
    covariance: Array = off @ off.T / (runs * (runs - 1))
    return covariance


@njit(cache=True)
def _subtract(matrix, rows, columns):  # type: ignore[no-untyped-def]
    """Takes the product of `rows` turned and `columns` off, on one thread: a library's threads would only wait."""
    for i in range(matrix.shape[0]):
        for k in range(rows.shape[0]):
            for j in range(matrix.shape[1]):
                matrix[i, j] -= rows[k, i] * columns[k, j]
