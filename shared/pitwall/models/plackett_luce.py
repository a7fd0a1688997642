"""Plackett-Luce: the winner is drawn by strength, then the second from the rest, and so on down to a last place read.

Strength is a weighted sum of what is known of a car (Plackett 1975; Luce 1959).
"""

import numpy as np
from scipy.optimize import minimize

from pitwall.models.trees import Floats, Ints

_NONE = -1e9


class OrderedRaces:
    """Races laid out by finishing order, so that one pass over the places serves all of them."""

    def __init__(self, order: Floats, starts: Ints, race_weights: Floats, places: int, fading: float) -> None:
        """`order` [rows] 1..n within each race; `places` are read, each counting `fading` times the one before."""
        sizes = np.diff(starts)
        self._rows = np.full((len(sizes), int(sizes.max(initial=1))), -1)
        race = np.repeat(np.arange(len(sizes)), sizes)
        self._rows[race, order.astype(int) - 1] = np.arange(len(order))
        self._present = self._rows >= 0
        self._sizes, self._weights, self._places, self._fading = sizes, race_weights, places, fading

    def loss(self, strengths: Floats) -> tuple[float, Floats]:
        """(minus the weighted log-likelihood, its slope by strength [rows])."""
        held = np.where(self._present, strengths[self._rows], _NONE)
        top = held.max(axis=1, keepdims=True)
        raised = np.exp(held - top) * self._present
        left = np.cumsum(raised[:, ::-1], axis=1)[:, ::-1]
        slope, lost = np.zeros_like(raised), 0.0
        for place in range(min(self._places, raised.shape[1])):
            # The last car of a field is drawn from itself alone: it tells nothing.
            weight = self._fading**place * self._weights * (place < self._sizes - 1)
            total = np.maximum(left[:, place], 1e-300)
            lost += float((weight * np.where(weight > 0, np.log(total) - held[:, place] + top[:, 0], 0.0)).sum())
            drawn = raised / total[:, None]
            drawn[:, :place] = 0.0
            slope += weight[:, None] * drawn
            slope[:, place] -= weight
        by_row = np.zeros(len(strengths))
        by_row[self._rows[self._present]] = slope[self._present]
        return lost, by_row


def fit_strengths(columns: Floats, races: OrderedRaces, penalty: float, start: Floats | None = None) -> Floats:
    """[columns] weights of greatest likelihood with a ridge `penalty`, searched from `start` on (None: zero)."""
    begin = np.zeros(columns.shape[1]) if start is None else start

    def loss(weights: Floats) -> tuple[float, Floats]:
        lost, slope = races.loss(columns @ weights)
        return lost + penalty * float(weights @ weights) / 2.0, columns.T @ slope + penalty * weights

    found = minimize(loss, begin, jac=True, method="L-BFGS-B", options={"maxiter": 200})
    weights: Floats = found.x
    return weights
