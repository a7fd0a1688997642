"""What became of one car in many simulated races: chances, expectations and, lap by lap, where it was.

Also the comparison of two variants of a car's race that were played with the same random numbers.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pitwall.strategy.paired import Difference, paired_difference
from simulator import RaceRuns

QUANTILES = (0.1, 0.5, 0.9)
"""Low, middle and high: 80 % of the races lie between the first and the last."""
_PODIUM = 3

Array = NDArray[np.float64]
Quantiles = tuple[float, float, float]


@dataclass(frozen=True)
class SimulatedLap:
    """Where the car was at the end of a lap, over the races in which it was still driving."""

    lap: int
    position: Quantiles | None
    gap_s: Quantiles | None
    """To the leader. None for both where it never got so far."""


@dataclass(frozen=True)
class Outcome:
    """One car's finish over all simulated races."""

    position_probabilities: tuple[float, ...]
    """Of first, second, ... place; cars out of the race take the last ones."""
    expected_position: float
    expected_points: float
    p_win: float
    p_podium: float
    p_points: float
    p_retired: float
    race_time_s: Quantiles | None
    """From the state on, of the races it finished on the lead lap; None where it never did."""
    laps: tuple[SimulatedLap, ...] = ()
    """Empty where the races were not traced."""


@dataclass(frozen=True)
class Gained:
    """One variant of a car's race against another on the same random numbers; positive is gained."""

    positions: Difference
    points: Difference
    time_s: Difference | None
    """Over the races in which both variants went the same distance; None where there is no such race."""


def car_outcome(runs: RaceRuns, variant: int, car: int, points: Array) -> Outcome:
    """The finish of the car in row `car` in one variant.

    `points` are those of each finishing position (`points_of_places`).
    """
    position, cars = runs.position[variant, :, car].astype(np.int64), runs.position.shape[2]
    probabilities = np.bincount(position, minlength=cars + 1)[1 : cars + 1] / len(position)
    retired = runs.retired[variant, :, car]
    scored = place_points(runs, variant, car, points)
    full = ~retired & (runs.laps_done[variant, :, car] == runs.laps_done[variant].max(axis=1))
    return Outcome(
        position_probabilities=tuple(probabilities.tolist()),
        expected_position=float(probabilities @ np.arange(1, cars + 1)),
        expected_points=float(scored.mean()),
        p_win=float(probabilities[0]),
        p_podium=float(probabilities[:_PODIUM].sum()),
        p_points=float(np.mean(scored > 0.0)),
        p_retired=float(retired.mean()),
        race_time_s=_quantiles(runs.race_time_s[variant, full, car]),
        laps=_laps(runs, variant, car),
    )


def gained(runs: RaceRuns, variant: int, base: RaceRuns, base_variant: int, car: int, points: Array) -> Gained:
    """What a variant gains on another one; both must have been played with the same seed, runs and field."""
    before, after = (one.position[row, :, car].astype(float) for one, row in ((base, base_variant), (runs, variant)))
    same = runs.laps_done[variant, :, car] == base.laps_done[base_variant, :, car]
    same &= ~runs.retired[variant, :, car] & ~base.retired[base_variant, :, car]
    times = base.race_time_s[base_variant, same, car], runs.race_time_s[variant, same, car]
    return Gained(
        positions=paired_difference(-after, -before),
        points=paired_difference(
            place_points(runs, variant, car, points), place_points(base, base_variant, car, points)
        ),
        time_s=paired_difference(times[0], times[1]) if same.any() else None,
    )


def place_points(runs: RaceRuns, variant: int, car: int, points: Array) -> Array:
    """[runs] championship points of the car's place; none for a car out of the race."""
    return np.where(runs.retired[variant, :, car], 0.0, points[runs.position[variant, :, car]])


def _laps(runs: RaceRuns, variant: int, car: int) -> tuple[SimulatedLap, ...]:
    if runs.trace_position is None or runs.trace_gap_s is None:
        return ()
    position, gap_s = runs.trace_position[variant, :, :, car], runs.trace_gap_s[variant, :, :, car]
    laps = []
    for row in range(position.shape[1]):
        driving = (position[:, row] > 0) & np.isfinite(gap_s[:, row])
        laps.append(
            SimulatedLap(runs.first_lap + row, _quantiles(position[driving, row]), _quantiles(gap_s[driving, row]))
        )
    return tuple(laps)


def _quantiles(values: NDArray[np.generic]) -> Quantiles | None:
    if values.size == 0:
        return None
    low, middle, high = np.quantile(np.asarray(values, dtype=np.float64), QUANTILES)
    return float(low), float(middle), float(high)
