"""The lap time each car would have driven in clean air: what passes, stops and traffic are measured against.

A small least-squares model of one race's own clean laps; not the calibrated lap model, which is fitted across races.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pitwall.calibration.event_laps import DRY_COMPOUNDS, UNKNOWN, Flags, Floats, LapGrid

CLEAR_AIR_S = 2.5
"""A car this far ahead no longer slows the one behind by more than a few hundredths."""
_FEWEST_LAPS = 120
_SLOWEST = 1.06
"""Of the car's median: beyond it a lap was not driven at racing pace."""
_OUTLIER_SDS = 3.0
_NEIGHBOUR_DECAY = 0.75
_NEIGHBOUR_LAPS = 7
_NEIGHBOUR_PRIOR_LAPS = 2.0
"""Weight, in laps, of the model against a car's own neighbouring laps."""


@dataclass(frozen=True, eq=False)
class ExpectedPace:
    """[laps, cars] what each lap would have taken in clean air, on slicks, without a stop; NaN where not known."""

    lap_s: Floats
    model_s: Floats
    """The same by the race's model alone, whatever neighbouring laps took."""
    first_sector_share: Floats
    """[cars] of the lap."""
    noise_sd_s: float
    """Of laps in clear air around their expectation, robust."""
    cold_tyre_s: Floats
    """[3] lost on the second and third sector of an out lap, by dry compound."""


def expected_pace(grid: LapGrid) -> ExpectedPace | None:
    """None where too few laps were dry and green.

    Each lap: the race's model (driver, compound, tyre life, lap number) plus the mean residual of the car's
    neighbouring laps in clear air within the stint, that lap itself left out: what it took must not explain itself.
    """
    usable = clean_laps(grid)
    if usable.sum() < _FEWEST_LAPS or not grid.tyres_reliable:
        return None
    _, gap = grid.ahead
    before = np.vstack([np.full(gap.shape[1], np.nan), gap[:-1]])
    fitted = _model(grid, usable, before)
    residual = grid.time_s - fitted
    sd = float(1.4826 * np.nanmedian(np.abs(residual[usable])))
    in_clear = usable & (before > CLEAR_AIR_S) & (np.abs(residual) < _OUTLIER_SDS * sd)
    lap_s = fitted + _of_neighbours(grid, residual, in_clear)
    share = _first_sector_share(grid, usable)
    off = (grid.time_s - lap_s)[in_clear]
    sd = float(1.4826 * np.median(np.abs(off - np.median(off)))) if len(off) else sd
    return ExpectedPace(lap_s, fitted, share, sd, _cold_tyre(grid, lap_s, share))


def clean_laps(grid: LapGrid) -> Flags:
    """[laps, cars] green, dry, timed, no stop, not the first lap, and not far off the car's own."""
    usable = grid.clear & grid.dry & np.isfinite(grid.time_s) & np.isfinite(grid.tyre_life) & ~grid.pitted
    usable[:1] = False
    # Cars without a usable lap get an infinite median and stay without one.
    median = np.array([np.median(grid.time_s[own, car]) if own.any() else np.inf for car, own in enumerate(usable.T)])
    return np.asarray(usable & (grid.time_s < _SLOWEST * median))


def stint_numbers(grid: LapGrid) -> NDArray[np.int64]:
    """[laps, cars] 0 for the first stint."""
    started = np.vstack([np.zeros((1, grid.out_lap.shape[1]), dtype=np.int64), np.cumsum(grid.out_lap[1:], axis=0)])
    return np.asarray(started, dtype=np.int64)


def _model(grid: LapGrid, usable: Flags, gap_before_s: Floats) -> Floats:
    rows, columns = np.nonzero(usable)
    traffic = np.nan_to_num(np.clip(1.0 - gap_before_s / CLEAR_AIR_S, 0.0, None), nan=0.0, neginf=0.0)
    design = np.column_stack([_terms(grid, rows, columns), traffic[rows, columns]])
    times = grid.time_s[rows, columns]
    keep = np.ones(len(times), dtype=bool)
    for _ in range(2):
        coefficients = np.linalg.lstsq(design[keep], times[keep], rcond=None)[0]
        off = times - design @ coefficients
        keep = np.abs(off - np.median(off)) < _OUTLIER_SDS * 1.4826 * np.median(np.abs(off)) + 1e-9
    known = grid.dry & np.isfinite(grid.tyre_life)
    all_rows, all_columns = np.nonzero(known)
    fitted = np.full(grid.time_s.shape, np.nan)
    fitted[known] = _terms(grid, all_rows, all_columns) @ coefficients[:-1]
    seen = np.bincount(columns, minlength=grid.time_s.shape[1]) > 0
    fitted[:, ~seen] = np.nan
    return fitted


def _terms(grid: LapGrid, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> Floats:
    cars = grid.time_s.shape[1]
    driver = np.zeros((len(rows), cars))
    driver[np.arange(len(rows)), columns] = 1.0
    compound = np.zeros((len(rows), DRY_COMPOUNDS))
    compound[np.arange(len(rows)), grid.compound[rows, columns]] = 1.0
    life = grid.tyre_life[rows, columns][:, None]
    lap = (rows[:, None] + 1.0) / grid.laps
    return np.hstack([driver, compound, compound * life, 0.01 * life**2, lap, lap**2])


def _of_neighbours(grid: LapGrid, residual: Floats, in_clear: Flags) -> Floats:
    laps = np.arange(grid.laps)
    distance = np.abs(laps[:, None] - laps[None, :])
    decay = np.where((distance > 0) & (distance <= _NEIGHBOUR_LAPS), _NEIGHBOUR_DECAY**distance, 0.0)
    stint = stint_numbers(grid)
    values = np.where(in_clear, residual, 0.0)
    weight = np.stack(
        [(decay * (stint[:, None, car] == stint[None, :, car])) @ in_clear[:, car] for car in range(stint.shape[1])],
        axis=1,
    )
    total = np.stack(
        [(decay * (stint[:, None, car] == stint[None, :, car])) @ values[:, car] for car in range(stint.shape[1])],
        axis=1,
    )
    return np.asarray(total / (weight + _NEIGHBOUR_PRIOR_LAPS))


def _first_sector_share(grid: LapGrid, usable: Flags) -> Floats:
    share = np.where(usable, grid.sector1_s / grid.time_s, np.nan)
    if not np.isfinite(share).any():
        return np.full(share.shape[1], np.nan)
    overall = float(np.nanmedian(share))
    seen = np.isfinite(share).sum(axis=0) >= 5
    return np.nanmedian(np.where(seen, share, overall), axis=0)


def _cold_tyre(grid: LapGrid, lap_s: Floats, share: Floats) -> Floats:
    rest = (grid.time_s - grid.sector1_s) - (1.0 - share) * lap_s
    out = grid.out_lap & ~grid.in_lap & grid.clear & grid.dry & np.isfinite(rest)
    out[:1] = False
    result = np.full(DRY_COMPOUNDS, np.nan)
    for compound in range(DRY_COMPOUNDS):
        of_compound = rest[out & (grid.compound == compound)]
        result[compound] = np.median(of_compound) if len(of_compound) >= 4 else np.nan
    overall = float(np.median(rest[out])) if out.sum() >= 4 else 0.5
    return np.where(np.isfinite(result), result, overall)


def followed(values: Floats, ahead: NDArray[np.int64]) -> Floats:
    """[laps, cars] the value of the car ahead; NaN for the leader."""
    rows = np.arange(values.shape[0])[:, None]
    return np.where(ahead == UNKNOWN, np.nan, values[rows, np.maximum(ahead, 0)])
