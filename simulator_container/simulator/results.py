"""Simulated races summed up: how often each thing happened, per candidate and car.

Plain counting; the standard errors of what is counted are the reader's from `runs`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.race_runs import HAPPENED, RaceRuns

Array = NDArray[np.float64]

QUANTILES = (0.1, 0.5, 0.9)
_PODIUM = 3
POINTS = (25.0, 18.0, 15.0, 12.0, 10.0, 8.0, 6.0, 4.0, 2.0, 1.0)
"""FIA Formula One Sporting Regulations since 2010, Article 6.4; the point for the fastest lap is not simulated."""


@dataclass(frozen=True)
class SimulationResult:
    """Leading axis V: the candidates of the focus car, one without."""

    runs: int
    seed: int
    first_run: int
    first_lap: int
    position_probability: Array
    """[V, cars, cars] of car c to finish in place p + 1, cars out of the race included as classified."""
    p_win: Array
    """[V, cars]"""
    p_podium: Array
    p_points: Array
    p_retired: Array
    expected_position: Array
    expected_points: Array
    """[V, cars] a car out of the race scores nothing."""
    race_time_quantiles_s: Array
    """[V, cars, QUANTILES] of the runs the car finishes; NaN where it never does."""
    expected_stops: Array
    happened_per_race: dict[str, tuple[float, ...]]
    """Mean by HAPPENED, per candidate."""
    lap_position_quantiles: Array | None = None
    """[V, laps, cars, QUANTILES] with a trace, of all runs."""
    lap_gap_quantiles_s: Array | None = None
    """[V, laps, cars, QUANTILES] with a trace, of the runs in which the car still runs; NaN where none is left."""


def summarise(runs: RaceRuns, points_table: Sequence[float] | None = None) -> SimulationResult:
    """What the runs say. `points_table`: points of first, second, ... place; None: those since 2010."""
    points = np.zeros(runs.cars)
    table = POINTS if points_table is None else tuple(points_table)
    points[: len(table)] = table[: runs.cars]
    finished = ~runs.retired
    scored = points[runs.position - 1] * finished
    placed = _place_shares(runs.position, runs.cars)
    return SimulationResult(
        runs=runs.runs,
        seed=runs.seed,
        first_run=runs.first_run,
        first_lap=runs.first_lap,
        position_probability=placed,
        p_win=((runs.position == 1) & finished).mean(axis=1),
        p_podium=((runs.position <= _PODIUM) & finished).mean(axis=1),
        p_points=(scored > 0).mean(axis=1),
        p_retired=runs.retired.mean(axis=1),
        expected_position=runs.position.mean(axis=1),
        expected_points=scored.mean(axis=1),
        race_time_quantiles_s=_quantiles(np.where(finished, runs.race_time_s, np.nan)),
        expected_stops=runs.stops.mean(axis=1),
        happened_per_race={
            name: tuple(float(mean) for mean in runs.happened[:, :, index].mean(axis=1))
            for index, name in enumerate(HAPPENED)
        },
        lap_position_quantiles=None if runs.trace_position is None else _quantiles(runs.trace_position),
        lap_gap_quantiles_s=None if runs.trace_gap_s is None else _quantiles(runs.trace_gap_s),
    )


def _place_shares(position: NDArray[np.uint8], cars: int) -> Array:
    versions, runs, _ = position.shape
    shares = np.empty((versions, cars, cars))
    for version in range(versions):
        for car in range(cars):
            shares[version, car] = np.bincount(position[version, :, car] - 1, minlength=cars) / runs
    return shares


def _quantiles(values: NDArray[np.generic]) -> Array:
    """Over the runs, axis 1, passing over NaN; the quantiles become the last axis. Sorted once, lower of two values."""
    ordered = np.sort(values, axis=1)  # NaN last
    known = np.sum(~np.isnan(ordered), axis=1, keepdims=True) if ordered.dtype.kind == "f" else None
    parts = []
    for quantile in QUANTILES:
        last = np.full_like(ordered[:, :1], 0, np.int64) + ordered.shape[1] - 1 if known is None else known - 1
        rank = np.maximum(np.floor(quantile * np.maximum(last, 0)).astype(np.int64), 0)
        parts.append(np.take_along_axis(ordered, rank, axis=1)[:, 0])
    return np.stack(parts, axis=-1).astype(np.float64)
