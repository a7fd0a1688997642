"""Ridge regression that odd laps cannot pull about: few lines that every measurement of pace shares."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_ROUNDS = 6


@dataclass(frozen=True)
class RobustFit:
    """Coefficients with their standard errors, and the scale of what is left over."""

    coefficients: Array
    sds: Array
    residual_sd: float
    """Robust: from the median absolute residual."""


def robust_ridge(design: Array, response: Array, penalty: Array, *, limit_sds: float = 1.5) -> RobustFit:
    """Huber's M-estimate by reweighting (Huber 1981, chapter 7), with a ridge `penalty` per column.

    Residuals lose weight from `limit_sds` standard deviations on. The response is centred for the fit, so a penalised
    column shrinks to the mean.
    """
    centred = response - response.mean()
    weights = np.ones(len(response))
    for _ in range(_ROUNDS):
        weighted = design * weights[:, None]
        normal = design.T @ weighted + np.diag(penalty)
        coefficients = np.linalg.solve(normal, weighted.T @ centred)
        residuals = centred - design @ coefficients
        scale = max(1.4826 * float(np.median(np.abs(residuals))), 1e-9)
        weights = np.minimum(1.0, limit_sds * scale / np.maximum(np.abs(residuals), 1e-12))
    sds = scale * np.sqrt(np.diag(np.linalg.inv(normal)))
    return RobustFit(coefficients, sds, scale)
