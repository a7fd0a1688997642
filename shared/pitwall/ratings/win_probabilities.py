"""From paces to chances: cars draw a race around their pace, some retire, the fastest of the rest wins.

By quadrature, not by drawing: exact to four digits, the same each time, a field in a millisecond.
"""

import numpy as np
from scipy.special import ndtr

from pitwall.errors import InvalidRequestError
from pitwall.ratings.belief import Array

_POINTS = 200
_REACH_SDS = 5.0
_TINY = 1e-300


def win_probabilities(pace: Array, pace_sd: Array, race_sd: float, retirement: Array | float = 0.0) -> Array:
    """Chance of each car to win; they add up to 1.

    `pace` [n] and its uncertainty `pace_sd` [n] are `race_total` and its sd, larger is faster; `race_sd` is how far
    one race strays from pace; `retirement` is each car's chance not to finish. Raises InvalidRequestError where a
    value is not finite or a spread not positive.
    """
    values, spread, lost = _checked(pace, pace_sd, race_sd, retirement)
    draws = _grid(values, spread)
    density, ahead = _density(draws, values, spread, lost), lost + (1 - lost) * ndtr((draws[:, None] - values) / spread)
    log_ahead = np.log(np.maximum(ahead, _TINY))
    chances: Array = (density * np.exp(log_ahead.sum(axis=1, keepdims=True) - log_ahead)).sum(axis=0)
    return chances / float(chances.sum())


def _checked(pace: Array, pace_sd: Array, race_sd: float, retirement: Array | float) -> tuple[Array, Array, Array]:
    values = np.asarray(pace, dtype=np.float64)
    spread: Array = np.hypot(np.asarray(pace_sd, dtype=np.float64), race_sd)
    lost = np.broadcast_to(np.asarray(retirement, dtype=np.float64), values.shape)
    if values.size == 0 or spread.shape != values.shape:
        raise InvalidRequestError("a field needs a pace and an uncertainty for each car")
    if not (np.isfinite(values).all() and np.isfinite(spread).all() and (spread > 0).all()):
        raise InvalidRequestError("paces are finite numbers and their spreads above zero")
    if not ((lost >= 0) & (lost < 1)).all():
        raise InvalidRequestError("the chance to retire is at least 0 and below 1")
    return values, spread, lost


def _grid(pace: Array, spread: Array) -> Array:
    low, high = (pace - _REACH_SDS * spread).min(), (pace + _REACH_SDS * spread).max()
    grid: Array = np.linspace(low, high, _POINTS)
    return grid


def _density(draws: Array, pace: Array, spread: Array, lost: Array) -> Array:
    standard = (draws[:, None] - pace) / spread
    density: Array = (1 - lost) * np.exp(-0.5 * standard**2) / spread
    return density
