"""A fitted number with its honesty: spread, sample size, seasons. And the pooling that gives a rare group its share.

Empirical Bayes in closed form (Efron and Morris 1975): every race is summarised once, so the pooled value as of any
date costs microseconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Estimate:
    """A parameter's mean with its standard error and the data behind it."""

    mean: float
    sd: float
    n: int
    """Observations (races, laps or stops; the field that holds it says which)."""
    seasons: tuple[int, ...] = ()


def precision_weighted(values: Sequence[float], variances: Sequence[float]) -> tuple[float, float]:
    """Mean and variance of independent measurements of one number."""
    weights = 1.0 / np.maximum(np.asarray(variances, dtype=float), 1e-12)
    return float(np.average(values, weights=weights)), float(1.0 / weights.sum())


def between_variance(values: Sequence[float], variances: Sequence[float]) -> float:
    """How much the true values differ from each other, beyond measurement error (DerSimonian and Laird 1986)."""
    if len(values) < 2:
        return 0.0
    measured = np.asarray(values, dtype=float)
    weights = 1.0 / np.maximum(np.asarray(variances, dtype=float), 1e-12)
    mean = np.average(measured, weights=weights)
    excess = float(np.sum(weights * (measured - mean) ** 2)) - (len(measured) - 1)
    return max(0.0, excess / float(weights.sum() - np.sum(weights**2) / weights.sum()))


def shrink(mean: float, variance: float, prior_mean: float, prior_variance: float) -> tuple[float, float]:
    """The posterior mean and variance of a group's value, given the spread of all groups as prior."""
    if prior_variance <= 0.0:
        return prior_mean, 0.0
    share = prior_variance / (prior_variance + variance)
    return prior_mean + share * (mean - prior_mean), share * variance
