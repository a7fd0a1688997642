"""How good a forecast of finishing positions was: errors, rank correlations, hits, calibration. Pure functions.

Positions are ranks from 1. A forecast is an array [runs, cars] of simulated positions, or [cars, positions] of
probabilities made of it.
"""

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Ranks = NDArray[np.int64]

PODIUM = 3


def ranks(values: NDArray[np.generic]) -> Ranks:
    """Ranks from 1 of distinct or tied values; of tied ones the earlier comes first."""
    order = np.argsort(values, kind="stable")
    result = np.empty(len(values), dtype=np.int64)
    result[order] = np.arange(1, len(values) + 1)
    return result


def mean_absolute_error(predicted: NDArray[np.generic], actual: NDArray[np.generic]) -> float:
    """Mean of |predicted - actual|."""
    return float(np.mean(np.abs(np.asarray(predicted, dtype=float) - np.asarray(actual, dtype=float))))


def spearman(predicted: NDArray[np.generic], actual: NDArray[np.generic]) -> float:
    """Rank correlation of two rankings without ties (Spearman 1904)."""
    count = len(actual)
    squares = np.sum((ranks(predicted) - ranks(actual)).astype(float) ** 2)
    return float(1.0 - 6.0 * squares / (count * (count**2 - 1)))


def kendall_tau(predicted: NDArray[np.generic], actual: NDArray[np.generic]) -> float:
    """Share of pairs in the right order less the share in the wrong one (Kendall 1938)."""
    upper = np.triu_indices(len(actual), 1)
    first, second = ranks(predicted), ranks(actual)
    agree = np.sign(first[:, None] - first[None, :]) * np.sign(second[:, None] - second[None, :])
    return float(agree[upper].mean())


def podium_hits(predicted: Ranks, actual: Ranks) -> float:
    """Share of the three on the podium that were forecast there."""
    return float(np.sum((predicted <= PODIUM) & (actual <= PODIUM)) / PODIUM)


def position_probabilities(positions: NDArray[np.integer]) -> Array:
    """[cars, cars] share of the runs [runs, cars] in which each car came in each position."""
    runs, cars = positions.shape
    table = np.zeros((cars, cars))
    for car in range(cars):
        table[car] = np.bincount(positions[:, car].astype(np.int64) - 1, minlength=cars)[:cars]
    return np.asarray(table / runs)


def ranked_probability_score(probabilities: Array, actual: Ranks) -> Array:
    """[cars] CRPS of each position (Epstein 1969, unnormalised): of a sure forecast it is the absolute error."""
    cumulative = np.cumsum(probabilities, axis=1)
    reached = np.arange(1, probabilities.shape[1] + 1)[None, :] >= actual[:, None]
    return np.asarray(np.sum((cumulative - reached) ** 2, axis=1))


def winner_log_loss(win_probabilities: Array, winner: int, runs: int) -> float:
    """-log of the winner's probability, each car given half a run more: no forecast of finite runs is certain."""
    shares = (win_probabilities * runs + 0.5) / (runs + 0.5 * len(win_probabilities))
    return float(-np.log(shares[winner]))


@dataclass(frozen=True)
class PitBounds:
    """Cumulative probability just below and at what happened, a row per forecast (Czado, Gneiting and Held 2009)."""

    below: Array
    at: Array


def pit_bounds(probabilities: Array, actual: Ranks) -> PitBounds:
    """Of forecasts [cars, positions] against the positions that came."""
    cumulative = np.concatenate([np.zeros((len(actual), 1)), np.cumsum(probabilities, axis=1)], axis=1)
    rows = np.arange(len(actual))
    return PitBounds(cumulative[rows, actual - 1], cumulative[rows, actual])


def pit_histogram(bounds: PitBounds, bins: int = 10) -> Array:
    """Share of the forecasts in each bin of probability; flat at 1/bins where the forecast is calibrated."""
    edges = np.linspace(0.0, 1.0, bins + 1)
    return np.array([_between(bounds, low, high) for low, high in itertools.pairwise(edges)])


def coverage(bounds: PitBounds, level: float) -> float:
    """How often the central interval of that probability held what happened.

    Positions are whole: an interval of exactly 80 % splits its two outer positions, which count by the share of them
    that lies inside. So a calibrated forecast covers `level` and not more.
    """
    return _between(bounds, 0.5 - level / 2.0, 0.5 + level / 2.0)


def whole_coverage(bounds: PitBounds, level: float) -> float:
    """The same with the outer positions whole: what a reader of "P3 to P9" sees; more than `level` if calibrated."""
    low, high = 0.5 - level / 2.0, 0.5 + level / 2.0
    return float(np.mean((bounds.at > low) & (bounds.below < high)))


def bootstrap_interval(per_race: Array, weights: Array | None = None, *, draws: int = 2000) -> tuple[float, float]:
    """95 % interval of the weighted mean of `per_race` values over races drawn again (Efron 1979)."""
    generator = np.random.default_rng(1)
    weights = np.ones(len(per_race)) if weights is None else weights
    chosen = generator.integers(0, len(per_race), (draws, len(per_race)))
    means = np.sum(per_race[chosen] * weights[chosen], axis=1) / np.sum(weights[chosen], axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)


def _between(bounds: PitBounds, low: float, high: float) -> float:
    width = np.maximum(bounds.at - bounds.below, 1e-12)
    inside = np.minimum(bounds.at, high) - np.maximum(bounds.below, low)
    # What was held impossible has no width: it lies where it lies.
    inside = np.where(bounds.at > bounds.below, inside, ((bounds.at > low) & (bounds.at <= high)) * 1e-12)
    return float(np.mean(np.clip(inside / width, 0.0, 1.0)))
