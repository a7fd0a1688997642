"""Pools what wet tracks, intermediates and wets cost, as shares of a dry lap.

Few races are wet, so all are one group.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pitwall.calibration.estimates import Estimate, between_variance, precision_weighted, shrink
from pitwall.calibration.lap_measurement import WetKind, WetMeasurement
from pitwall.calibration.lap_terms import Array

_BELIEFS = (
    ((0.0, 0.14), (0.25, 0.10), (0.5, 0.13), (1.0, 0.28)),
    ((0.0, 0.26), (0.5, 0.2), (0.75, 0.19), (1.0, 0.21)),
)
"""(wetness, share of a dry lap) for intermediates and wets. The usual rule of thumb of broadcasts and teams
(intermediates from about 110 % of the dry lap, wets from about 120 %) on our scale of wetness; how wets do on a dry
track no race shows, since nobody stays out on them."""
_SOAKED_SLICK = 0.45
"""Share of a dry lap that slicks lose where all are on wets: they aquaplane. No race shows it; it only has to be far
more than intermediates lose there."""
_DRY_SLICK = 0.35
"""Of the same in proportion to wetness, before any race."""
_BELIEF_WEIGHT = 3.0
_BELIEF_SPREAD = 0.02
_FEWEST_POINTS = 5
_DRY_TRACK_SDS = 4.0
"""The spread is normal and drawn for the whole race: wider, and some dry races would be faster on intermediates."""
_WEAR_BELIEF = (0.02, 0.03)
"""Mean and standard deviation of seconds per lap of tyre life: order of magnitude of a hard tyre."""


@dataclass(frozen=True)
class WetPool:
    """Pooled wet laps."""

    parabolas: tuple[tuple[float, ...], ...]
    """[3, 3] slick, intermediate, wet: constant, linear and quadratic in wetness, of the loss in dry laps."""
    spread: tuple[float, float]
    """Standard deviation from race to race about the parabola, as a share of a dry lap: intermediate, wet."""
    wear: tuple[Estimate, Estimate]
    wear_spread_s: tuple[float, float]
    """From race to race."""
    points: tuple[int, int, int]

    @property
    def crossover_wetness(self) -> float:
        """Wetness from which intermediates are faster than slicks."""
        wetness = np.linspace(0.0, 1.0, 201)
        slick, intermediate = (np.polynomial.polynomial.polyval(wetness, one) for one in self.parabolas[:2])
        return float(wetness[int(np.argmax(intermediate < slick))])


def pool_wet(races: Sequence[tuple[int, WetMeasurement]]) -> WetPool:
    """What all wet races together say; `races` are (season, measurement)."""
    slicks, intermediates, wets = ([wet.kinds[kind] for _, wet in races] for kind in range(3))
    parabolas = (_slick(slicks), _parabola(intermediates, _BELIEFS[0]), _parabola(wets, _BELIEFS[1]))
    wears = [_wear(races, kind) for kind in range(2)]
    return WetPool(
        parabolas=tuple(tuple(parabola.tolist()) for parabola in parabolas),
        spread=(_spread(intermediates, parabolas[1]), _spread(wets, parabolas[2])),
        wear=(wears[0][0], wears[1][0]),
        wear_spread_s=(wears[0][1], wears[1][1]),
        points=(_points(slicks), _points(intermediates), _points(wets)),
    )


def best_track(parabola: Sequence[float]) -> float:
    """The least loss over all wetness: what the tyre costs on the track it is best on."""
    wetness = np.linspace(0.0, 1.0, 101)
    return float(np.min(np.polynomial.polynomial.polyval(wetness, parabola)))


def _slick(kinds: Sequence[WetKind]) -> Array:
    """Nothing on a dry track, _SOAKED_SLICK on a soaked one; the laps say how steeply it begins."""
    powers, moments = _sums(kinds)
    square = powers[2] - 2.0 * powers[3] + powers[4] + _BELIEF_WEIGHT / 16.0
    across = moments[1] - moments[2] - _SOAKED_SLICK * (powers[3] - powers[4])
    slope = float(np.clip((across + _BELIEF_WEIGHT / 16.0 * _DRY_SLICK) / square, 0.0, _SOAKED_SLICK))
    return np.array([0.0, slope, _SOAKED_SLICK - slope])


def _parabola(kinds: Sequence[WetKind], believed: Sequence[tuple[float, float]]) -> Array:
    wetness, loss = np.array(believed).T
    powers, moments = _sums(kinds)
    powers = powers + [_BELIEF_WEIGHT * float(np.sum(wetness**power)) for power in range(5)]
    moments = moments + [_BELIEF_WEIGHT * float(np.sum(loss * wetness**power)) for power in range(3)]
    normal = np.array([[powers[row + column] for column in range(3)] for row in range(3)])
    solution = np.linalg.solve(normal, moments)
    if solution[2] < 0.0:
        # What bends down beyond the laps that were seen would make a soaked track the best one.
        solution = np.append(np.linalg.solve(normal[:2, :2], moments[:2]), 0.0)
    return np.asarray(solution, dtype=np.float64)


def _spread(kinds: Sequence[WetKind], parabola: Array) -> float:
    """From race to race: how far the mean of a race's laps lies from the parabola."""
    weights, misses = [_BELIEF_WEIGHT], [_BELIEF_SPREAD]
    for kind in kinds:
        if kind.points >= _FEWEST_POINTS:
            weights.append(kind.powers[0])
            misses.append((kind.moments[0] - float(parabola @ kind.powers[:3])) / kind.powers[0])
    spread = float(np.sqrt(np.average(np.square(misses), weights=np.sqrt(weights))))
    return min(spread, float(parabola[0]) / _DRY_TRACK_SDS)


def _sums(kinds: Sequence[WetKind]) -> tuple[Array, Array]:
    powers = np.sum([kind.powers for kind in kinds], axis=0) if kinds else np.zeros(5)
    moments = np.sum([kind.moments for kind in kinds], axis=0) if kinds else np.zeros(3)
    return np.asarray(powers, dtype=np.float64), np.asarray(moments, dtype=np.float64)


def _points(kinds: Sequence[WetKind]) -> int:
    return sum(kind.points for kind in kinds)


def _wear(races: Sequence[tuple[int, WetMeasurement]], kind: int) -> tuple[Estimate, float]:
    told = [(season, wet.wear[kind]) for season, wet in races if wet.wear[kind].laps]
    mean, sd = _WEAR_BELIEF
    if not told:
        return Estimate(mean, sd, 0), sd
    slopes = [wear.slope_s for _, wear in told]
    variances = [wear.sd_s**2 for _, wear in told]
    between = between_variance(slopes, variances)
    pooled, variance = precision_weighted(slopes, [variance + between + sd**2 for variance in variances])
    pooled, variance = shrink(pooled, variance, mean, sd**2)
    seasons = tuple(sorted({season for season, _ in told}))
    laps = sum(wear.laps for _, wear in told)
    return Estimate(max(pooled, 0.0), float(np.sqrt(variance)), laps, seasons), float(np.sqrt(between))
