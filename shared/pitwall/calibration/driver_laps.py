"""How steadily each driver laps, how often and how badly errs, and how fast he wears his tyres, in one race."""

from collections.abc import Iterator

import numpy as np

from pitwall.calibration.clean_laps import DryLaps
from pitwall.calibration.lap_fit import DryFit
from pitwall.calibration.lap_measurement import DriverLaps

MISTAKE_S = 1.5
"""A free lap slower than expected by more than this holds a mistake."""
_FEWEST_LAPS = 10


def measure_drivers(laps: DryLaps, fit: DryFit) -> tuple[DriverLaps, ...]:
    """Every driver with enough free laps."""
    return tuple(_drivers(laps, fit))


def _drivers(laps: DryLaps, fit: DryFit) -> Iterator[DriverLaps]:
    # What the fit's driver and stint terms took out of the residuals.
    freedom = len(laps.lap) / max(len(laps.lap) - 2 * len(laps.drivers), 1)
    for number, driver_id in enumerate(laps.drivers):
        own = (laps.driver == number) & laps.free
        if own.sum() < _FEWEST_LAPS:
            continue
        residual = fit.residual_s[own]
        steady = np.abs(residual) <= MISTAKE_S
        lost = residual[residual > MISTAKE_S]
        wear_s, wear_sd_s = _own_wear(laps, fit, laps.driver == number)
        yield DriverLaps(
            driver_id=driver_id,
            laps=int(own.sum()),
            noise_squares_s2=float(np.sum(residual[steady] ** 2)) * freedom,
            noise_laps=int(steady.sum()),
            mistakes=len(lost),
            mistakes_s=float(lost.sum()),
            wear_s=wear_s,
            wear_sd_s=wear_sd_s,
        )


def _own_wear(laps: DryLaps, fit: DryFit, own: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> tuple[float, float]:
    """Mean of the driver's stints' own wear, each with the noise of its laps and the spread of stints."""
    slopes, variances = [], []
    for stint in np.unique(laps.stint[own]):
        rows = laps.stint == stint
        life = laps.tyre_life[rows] - laps.tyre_life[rows].mean()
        square = float(np.sum(laps.weight[rows] * life**2))
        if square <= 0.0:
            continue
        residual = np.clip(fit.wear_residual_s[rows], -MISTAKE_S, MISTAKE_S)
        slopes.append(float(np.sum(laps.weight[rows] * life * residual)) / square)
        variances.append(fit.noise_sd_s**2 / square + fit.stint_wear_sd_s**2)
    if not slopes:
        return 0.0, 1.0
    weights = 1.0 / np.array(variances)
    return float(np.average(slopes, weights=weights)), float(1.0 / np.sqrt(weights.sum()))
