"""Pools what wet tracks, intermediates and wets cost, as shares of a dry lap.

Few races are wet, so all are one group.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pitwall.calibration.clean_laps import Array
from pitwall.calibration.estimates import Estimate, between_variance, precision_weighted, shrink
from pitwall.calibration.wet_laps import WetKind, WetMeasurement

_BELIEFS = (
    ((0.1, 0.04), (0.25, 0.11), (0.5, 0.24), (1.0, 0.6)),
    ((0.0, 0.14), (0.25, 0.10), (0.5, 0.13), (1.0, 0.28)),
    ((0.0, 0.26), (0.5, 0.2), (0.75, 0.19), (1.0, 0.21)),
)
"""(wetness, share of a dry lap) for slicks, intermediates and wets. The usual rule of thumb of broadcasts and teams
(intermediates from about 110 % of the dry lap, wets from about 120 %) on our scale of wetness; how slicks behave on a
soaked track and wets on a dry one no race shows, since nobody stays out on them."""
_BELIEF_WEIGHT = 3.0
_WEAR_BELIEF = (0.02, 0.03)
"""Mean and standard deviation of seconds per lap of tyre life: order of magnitude of a hard tyre."""


@dataclass(frozen=True)
class WetPool:
    """Pooled wet laps."""

    parabolas: tuple[tuple[float, ...], ...]
    """[3, 3] slick, intermediate, wet: constant, linear and quadratic in wetness, of the loss in dry laps."""
    spread: tuple[float, float]
    """Standard deviation of a wet lap's loss about the parabola: intermediate, wet."""
    wear: tuple[Estimate, Estimate]
    wear_spread_s: tuple[float, float]
    """From race to race."""
    points: tuple[int, int, int]


def pool_wet(races: Sequence[tuple[int, WetMeasurement]]) -> WetPool:
    """What all wet races together say; `races` are (season, measurement)."""
    fits = [_parabola([wet.kinds[kind] for _, wet in races], kind) for kind in range(3)]
    wears = [_wear(races, kind) for kind in range(2)]
    return WetPool(
        parabolas=tuple(tuple(coefficients.tolist()) for coefficients, _ in fits),
        spread=(fits[1][1], fits[2][1]),
        wear=(wears[0][0], wears[1][0]),
        wear_spread_s=(wears[0][1], wears[1][1]),
        points=(
            sum(wet.kinds[0].points for _, wet in races),
            sum(wet.kinds[1].points for _, wet in races),
            sum(wet.kinds[2].points for _, wet in races),
        ),
    )


def best_track(parabola: Sequence[float]) -> float:
    """The least loss over all wetness: what the tyre costs on the track it is best on."""
    wetness = np.linspace(0.0, 1.0, 101)
    return float(np.min(np.polynomial.polynomial.polyval(wetness, parabola)))


def _parabola(kinds: Sequence[WetKind], kind: int) -> tuple[Array, float]:
    points = _BELIEFS[kind]
    believed = WetKind(
        powers=tuple(_BELIEF_WEIGHT * sum(w**power for w, _ in points) for power in range(5)),
        moments=tuple(_BELIEF_WEIGHT * sum(loss * w**power for w, loss in points) for power in range(3)),
        squares=_BELIEF_WEIGHT * sum(loss**2 for _, loss in points),
    )
    everything = [*kinds, believed]
    powers = np.sum([one.powers for one in everything], axis=0)
    moments = np.sum([one.moments for one in everything], axis=0)
    normal = np.array([[powers[row + column] for column in range(3)] for row in range(3)])
    # A slick on a dry track loses nothing, by definition; neither tyre's loss may bend down at the far end.
    terms = np.array([1, 2]) if kind == 0 else np.array([0, 1, 2])
    solution = np.zeros(3)
    solution[terms] = np.linalg.solve(normal[np.ix_(terms, terms)], moments[terms])
    if solution[2] < 0.0:
        solution[:] = 0.0
        solution[terms[:-1]] = np.linalg.solve(normal[np.ix_(terms[:-1], terms[:-1])], moments[terms[:-1]])
    left = sum(one.squares for one in everything) - 2.0 * solution @ moments + solution @ normal @ solution
    return solution, float(np.sqrt(max(left, 0.0) / max(powers[0], 1e-9)))


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
