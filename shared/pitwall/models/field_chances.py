"""Scores of a field turned into chances that add up: one winner, three on the podium, so many in the points.

Chance of car i to be among the first k: logistic(shift + score_i), the race's shift chosen so that they add up to k.
"""

import numpy as np
from scipy.optimize import minimize

from pitwall.models.trees import Floats, Ints

_STEPS = 40
_CLOSE = 1e-9
_LONGEST_STEP = 2.0


def win_chances(scores: Floats, starts: Ints) -> Floats:
    """[rows] softmax of `scores` ([rows], log-odds) within each race; `starts` [races + 1] as in OutcomeTable."""
    top = np.maximum.reduceat(scores, starts[:-1])
    sizes = np.diff(starts)
    raised = np.exp(scores - np.repeat(top, sizes))
    chances: Floats = raised / np.repeat(np.add.reduceat(raised, starts[:-1]), sizes)
    return chances


def place_chances(scores: Floats, starts: Ints, places: int) -> Floats:
    """[rows] chance to be among the first `places`; 1 for all where the field is no larger than that."""
    if places == 1:
        return win_chances(scores, starts)
    sizes = np.diff(starts)
    wanted = np.minimum(places, sizes)
    share = np.clip(wanted / sizes, 0.01, 0.99)
    shift = np.log(share / (1.0 - share)) - np.add.reduceat(scores, starts[:-1]) / sizes
    for _ in range(_STEPS):
        chances = _logistic(scores + np.repeat(shift, sizes))
        missing = wanted - np.add.reduceat(chances, starts[:-1])
        if np.abs(missing).max() < _CLOSE:
            break
        slope = np.maximum(np.add.reduceat(chances * (1.0 - chances), starts[:-1]), 1e-9)
        shift = shift + np.clip(missing / slope, -_LONGEST_STEP, _LONGEST_STEP)
    # What Newton leaves is far below a published digit; a field no larger than `places` has no shift at all.
    totals = np.add.reduceat(chances, starts[:-1])
    made: Floats = np.minimum(chances * np.repeat(wanted / totals, sizes), 1.0)
    return made


def log_odds(chances: Floats, least: float = 1e-4) -> Floats:
    """Log-odds of chances, none surer than `least`."""
    held = np.clip(chances, least, 1.0 - least)
    answer: Floats = np.log(held / (1.0 - held))
    return answer


def fit_weights(
    columns: Floats,
    among: Floats,
    starts: Ints,
    places: int,
    race_weights: Floats,
    penalty: float,
    prior: Floats | None = None,
    nonnegative: bool = False,
    start: Floats | None = None,
) -> Floats:
    """[columns] weights under which the chances explain best who was among the first `places` (`among`, [rows] 0/1).

    Maximum likelihood with a ridge `penalty` towards `prior` (None: zero), searched from `start` on (None: `prior`).
    The shift needs no derivative: where the chances add up to the places, the likelihood does not change with it.
    """
    centre = np.zeros(columns.shape[1]) if prior is None else prior
    row_weights = np.repeat(race_weights, np.diff(starts))
    bounds = [(0.0, None)] * len(centre) if nonnegative else None

    def loss(weights: Floats) -> tuple[float, Floats]:
        chances = place_chances(columns @ weights, starts, places)
        away = weights - centre
        if places == 1:
            lost = -(row_weights * among * np.log(np.maximum(chances, 1e-12))).sum()
        else:
            held = np.clip(chances, 1e-12, 1 - 1e-12)
            lost = -(row_weights * (among * np.log(held) + (1 - among) * np.log(1 - held))).sum()
        slope = columns.T @ (row_weights * (chances - among)) + penalty * away
        return float(lost + penalty * (away @ away) / 2.0), slope

    found = minimize(
        loss,
        centre.copy() if start is None else start,
        jac=True,
        method="L-BFGS-B",
        bounds=bounds,
        options={"maxiter": 200},
    )
    weights: Floats = found.x
    return weights


def _logistic(values: Floats) -> Floats:
    held: Floats = 1.0 / (1.0 + np.exp(-np.clip(values, -500.0, 500.0)))
    return held
