"""The joint forecast of a race: a chance for each car and place, played many times and brought to the blend's chances.

Rows and columns add up to one; the first column are the wins, the first three the podium, and so on.
"""

import itertools

import numpy as np
from scipy.special import ndtri

from pitwall.models.trees import Floats

RUNS = 4000
_ROUNDS = 4
_RAKINGS = 2000
_CLOSE = 1e-10
_LEAST = 1e-5
"""Nothing is impossible: part of every entry, so that raking can move it."""


def place_matrix(
    wins: Floats, podiums: Floats, points: Floats, shares: Floats, retirement: Floats, seed: int
) -> Floats:
    """[cars, places] chances that agree with `wins`, `podiums`, `points` and, within them, with the mean places.

    `shares` [cars] are expected shares of the field in front (0-1), `retirement` chances to retire. How many score is
    the sum of `points`. The same seed gives the same matrix.
    """
    cars = len(wins)
    if cars == 1:
        return np.ones((1, 1))
    edges = [min(round(float(total.sum())), cars) for total in (wins, podiums, points)]
    blocks = _blocks(np.column_stack([wins, podiums, points]), edges)
    return _raked(_played(shares, retirement, seed), blocks, [0, *edges, cars])


def expected_places(matrix: Floats) -> Floats:
    """[cars] mean place."""
    mean: Floats = matrix @ np.arange(1.0, matrix.shape[1] + 1.0)
    return mean


def middle_places(matrix: Floats) -> Floats:
    """[cars] the place as likely beaten as not (median, interpolated within a place): what errs least on average.

    A mean place answers another question: retirements pull the favourite's to fourth.
    """
    reached = np.cumsum(matrix, axis=1)
    place = np.argmax(reached >= 0.5 - 1e-12, axis=1)
    rows = np.arange(len(matrix))
    before = reached[rows, place] - matrix[rows, place]
    middle: Floats = place + 0.5 + (0.5 - before) / np.maximum(matrix[rows, place], 1e-12)
    return np.clip(middle, 1.0, float(matrix.shape[1]))


def _blocks(chances: Floats, edges: list[int]) -> Floats:
    """[cars, 4] chance to win, to be on the podium below, in the points below, and behind; brought to agree."""
    cars = len(chances)
    reached = np.maximum.accumulate(chances, axis=1)
    held = np.diff(np.column_stack([np.zeros(cars), reached, np.ones(cars)]), axis=1)
    sizes = np.diff([0, *edges, cars]).astype(float)
    held = np.where(sizes > 0, np.maximum(held, _LEAST), 0.0)
    for _ in range(_RAKINGS):
        held *= sizes / np.maximum(held.sum(axis=0), 1e-300)
        rows = held.sum(axis=1, keepdims=True)
        held /= rows
        if np.abs(rows - 1.0).max() < _CLOSE:
            break
    return held


def _played(shares: Floats, retirement: Floats, seed: int) -> Floats:
    """[cars, places] frequencies of a race played RUNS times around paces that lead to the wanted mean places."""
    cars = len(shares)
    rng = np.random.default_rng(seed)
    noise, luck = rng.standard_normal((RUNS, cars)), rng.standard_normal((RUNS, cars))
    out = rng.random((RUNS, cars)) < retirement
    wanted = np.clip(shares + (0.5 - shares.mean()), 0.5 / cars, 1 - 0.5 / cars)
    pace = -1.4 * ndtri(wanted)
    for _ in range(_ROUNDS):
        result = np.where(out, luck - 50.0, pace + noise)
        place = np.argsort(np.argsort(-result, axis=1), axis=1)
        reached = np.clip((place.mean(axis=0) + 0.5) / cars, 0.5 / cars, 1 - 0.5 / cars)
        pace = pace + 1.4 * (ndtri(reached) - ndtri(wanted))
    counts = np.stack([np.bincount(place[:, car], minlength=cars) for car in range(cars)])
    made: Floats = counts / RUNS + _LEAST
    return made


def _raked(matrix: Floats, blocks: Floats, edges: list[int]) -> Floats:
    """Iterative proportional fitting (Deming and Stephan 1940) to block sums by row, and to columns of one."""
    held = matrix.copy()
    spans = [(low, high, block) for block, (low, high) in enumerate(itertools.pairwise(edges)) if high > low]
    for _ in range(_RAKINGS):
        for low, high, block in spans:
            held[:, low:high] *= (blocks[:, block] / held[:, low:high].sum(axis=1))[:, None]
        columns = held.sum(axis=0)
        held /= columns
        if np.abs(columns - 1.0).max() < _CLOSE:
            break
    return held
