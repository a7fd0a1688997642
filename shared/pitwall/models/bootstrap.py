"""Intervals by drawing races again with replacement (Efron 1979), and calibration that knows its noise floor."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from pitwall.domain.forecasts import Horizon
from pitwall.domain.model_records import CalibrationBin, Interval
from pitwall.models.trees import Floats

DRAWS = 4000
EDGES = (0.0, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 1.0)
"""Of calibration bins: narrow where most chances to win are."""
_Z = 1.96
_FLOOR_DRAWS = 200


def interval(by_race: Sequence[float], seed: int) -> Interval:
    """Mean over races with its 95 % interval. Raises ValueError without races."""
    values = np.array(by_race, dtype=float)
    if not len(values):
        raise ValueError("an interval needs a race")
    low, high = np.percentile(_shares(len(values), seed) @ values, [2.5, 97.5])
    return Interval(float(values.mean()), float(low), float(high), len(values))


@lru_cache(maxsize=64)
def _shares(races: int, seed: int) -> Floats:
    """[draws, races] how often each race was drawn, as a share: the same draws serve every figure."""
    drawn = np.random.default_rng(seed).multinomial(races, np.full(races, 1.0 / races), size=DRAWS)
    return drawn / races


def calibration_bins(
    chances: Floats, came: Floats, horizon: Horizon, model: str, target: str, edges: Sequence[float] = EDGES
) -> tuple[CalibrationBin, ...]:
    """Chances by bin beside how often they came true; empty bins are left out."""
    place = np.clip(np.digitize(chances, edges[1:-1], right=True), 0, len(edges) - 2)
    made = []
    for i in range(len(edges) - 1):
        inside = place == i
        n = int(inside.sum())
        if n:
            low, high = wilson(float(came[inside].sum()), n)
            made.append(
                CalibrationBin(
                    horizon,
                    model,
                    target,
                    edges[i],
                    edges[i + 1],
                    n,
                    float(chances[inside].mean()),
                    float(came[inside].mean()),
                    low,
                    high,
                )
            )
    return tuple(made)


def wilson(hits: float, n: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927)."""
    share, z2 = hits / n, _Z**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    reach = _Z * np.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, float(middle - reach)), min(1.0, float(middle + reach))


def calibration_error(chances: Floats, came: Floats, bins: int = 10) -> float:
    """ECE: mean distance of said and came over `bins` equally full bins, weighted by their size."""
    order = np.argsort(chances, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    return float(sum(abs(chances[p].mean() - came[p].mean()) * len(p) for p in parts) / len(chances))


def calibration_floor(chances: Floats, seed: int, bins: int = 10) -> float:
    """The ECE that chances have on average when they are exactly right, from as many cars."""
    rng = np.random.default_rng(seed)
    drawn = (
        calibration_error(chances, (rng.random(len(chances)) < chances).astype(float), bins)
        for _ in range(_FLOOR_DRAWS)
    )
    return float(np.mean(list(drawn)))
