"""Logistic regression on compressed counts: Newton's method with a Gaussian prior, in NumPy, in milliseconds.

Pooling runs wherever strategy is served, where scikit-learn is not.
"""

from dataclasses import dataclass

import numpy as np

from pitwall.calibration.event_laps import Floats

_STEPS = 30
_CLOSE = 1e-8


@dataclass(frozen=True, eq=False)
class FittedLogit:
    """Coefficients with their standard errors (Laplace)."""

    mean: Floats
    sd: Floats


def fit_logit(
    design: Floats, events: Floats, trials: Floats, prior_mean: Floats, prior_sd: float, offset: Floats | float = 0.0
) -> FittedLogit:
    """Posterior mode of the coefficients.

    `design` [cells, terms]; of `trials` in a cell `events` happened (both may be weighted counts). `offset` is added to
    the linear predictor.
    """
    precision = np.eye(design.shape[1]) / prior_sd**2
    coefficients = np.array(prior_mean, dtype=float)
    for _ in range(_STEPS):
        probability = sigmoid(design @ coefficients + offset)
        gradient = design.T @ (events - trials * probability) - precision @ (coefficients - prior_mean)
        weight = trials * probability * (1.0 - probability)
        step = np.linalg.solve(design.T @ (design * weight[:, None]) + precision, gradient)
        # A full Newton step overshoots from far away; half a unit of logit per term never does.
        step *= min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-12))
        coefficients = coefficients + step
        if np.abs(step).max() < _CLOSE:
            break
    probability = sigmoid(design @ coefficients + offset)
    weight = trials * probability * (1.0 - probability)
    covariance = np.linalg.inv(design.T @ (design * weight[:, None]) + precision)
    return FittedLogit(coefficients, np.sqrt(np.diag(covariance)))


def sigmoid(values: Floats) -> Floats:
    """Probability of log-odds, without overflow."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * values)))
