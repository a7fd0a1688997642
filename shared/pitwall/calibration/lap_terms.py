"""The terms of the lap-time model, and how wear is made of them: shared by the fit and by the pools."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Codes = NDArray[np.int64]

DRY_TERMS = (
    "lap",
    *("offset_soft", "offset_hard"),
    *("wear_soft", "wear_medium", "wear_hard"),
    *("curve_soft", "curve_medium", "curve_hard"),
    *("cliff_soft", "cliff_medium", "cliff_hard"),
)
"""Fixed effects in the order of precision matrices: seconds per lap, seconds, seconds per lap of tyre life, seconds at
CURVE_LAPS times (tyre life / CURVE_LAPS)(tyre life / CURVE_LAPS - 1), seconds per lap beyond the cliff."""
LAP, OFFSET, WEAR, CURVE, CLIFF = 0, slice(1, 3), slice(3, 6), slice(6, 9), slice(9, 12)
CURVE_LAPS = 20.0
"""Wear is stated as the mean slope over so many laps, so that curvature says something else."""


def wear_basis(tyre_life: Array, cliff_lap: float) -> tuple[Array, Array, Array]:
    """What multiplies the wear, curve and cliff terms of a compound at each tyre life."""
    share = tyre_life / CURVE_LAPS
    return tyre_life, share * (share - 1.0), np.maximum(0.0, tyre_life - cliff_lap)
