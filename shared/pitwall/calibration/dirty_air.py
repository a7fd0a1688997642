"""What other cars cost without passing: dirty air by gap, failed attempts, blue flags.

Laps against their expectation in clear air. For dirty air only cars no faster than the one ahead are looked at: what a
faster car loses behind a slower one is being held up, which the simulator makes of the minimum gap.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pitwall.calibration.estimates import Estimate
from pitwall.calibration.event_groups import Measured, Pooled, pool_means
from pitwall.calibration.event_laps import UNKNOWN, Flags, Floats, LapGrid
from pitwall.calibration.event_pace import CLEAR_AIR_S, ExpectedPace, clean_laps, followed

GAP_EDGES_S = (0.0, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0)
"""Bins of the gap at the start of the lap; the last is the yardstick."""
_NOT_FASTER_S = (-0.6, 0.0)
_ATTACKED_WITHIN_S = 0.8
_FASTER_S = 0.2
_OUTLIER_S = 2.5
_UNSEEN = Estimate(0.3, 0.3, 0)
_REACHES_S = np.linspace(1.0, 4.0, 13)

Sums = tuple[float, float, int]
"""Sum, sum of squares, laps."""


@dataclass(frozen=True)
class DirtyAirMeasurement:
    """One race's losses, as sums over laps."""

    by_gap: tuple[Sums, ...] = ()
    """By GAP_EDGES_S."""
    attacked: Sums = (0.0, 0.0, 0)
    """Cars ahead in clear air that held off a faster one right behind."""
    unattacked: Sums = (0.0, 0.0, 0)
    """Cars in clear air with nobody near behind."""
    lapped: Sums = (0.0, 0.0, 0)
    """Loss per car that lapped them."""
    unlapped: Sums = (0.0, 0.0, 0)


def measure_dirty_air(grid: LapGrid, pace: ExpectedPace | None) -> DirtyAirMeasurement:
    """The losses of a dry race."""
    if pace is None:
        return DirtyAirMeasurement()
    off = grid.time_s - pace.lap_s
    usable = clean_laps(grid) & (np.abs(off) < _OUTLIER_S)
    ahead, gap = grid.ahead
    ahead_before = _lap_before(ahead, UNKNOWN)
    before = _lap_before(gap, np.nan)
    difference = followed(pace.lap_s, ahead_before) - pace.lap_s
    not_faster = usable & (difference > _NOT_FASTER_S[0]) & (difference <= _NOT_FASTER_S[1])
    clear = usable & (before > CLEAR_AIR_S)
    attacked, alone = _from_behind(grid, pace, ahead_before, before)
    times_lapped = _times_lapped(grid)
    blue = usable & (times_lapped > 0)
    place = np.digitize(before, GAP_EDGES_S) - 1
    return DirtyAirMeasurement(
        tuple(_sums(off[not_faster & (place == bin_) & (times_lapped == 0)]) for bin_ in range(len(GAP_EDGES_S))),
        attacked=_sums(off[clear & attacked]),
        unattacked=_sums(off[clear & alone]),
        lapped=_sums(off[blue] / times_lapped[blue]),
        unlapped=_sums(off[usable & (times_lapped == 0)]),
    )


def _lap_before(values: np.ndarray, empty: float) -> np.ndarray:
    first = np.full((1, values.shape[1]), empty, dtype=values.dtype)
    return np.vstack([first, values[:-1]])


def _from_behind(
    grid: LapGrid, pace: ExpectedPace, ahead_before: np.ndarray, gap_before_s: Floats
) -> tuple[Flags, Flags]:
    """[laps, cars] a faster car began the lap right behind and stayed there; nobody was near behind."""
    attacked = np.zeros(grid.end_s.shape, dtype=bool)
    alone = np.isfinite(grid.end_s)
    for lap, car in zip(*np.nonzero((ahead_before != UNKNOWN) & (gap_before_s < CLEAR_AIR_S)), strict=True):
        rival = ahead_before[lap, car]
        alone[lap, rival] = False
        faster = pace.lap_s[lap, rival] - pace.lap_s[lap, car] > _FASTER_S
        stayed = grid.end_s[lap, car] > grid.end_s[lap, rival]
        attacked[lap, rival] = gap_before_s[lap, car] < _ATTACKED_WITHIN_S and faster and stayed
    return attacked, alone


def _times_lapped(grid: LapGrid) -> Floats:
    """[laps, cars] how many cars lapped this one during the lap."""
    ends = [np.sort(column[np.isfinite(column)]) for column in grid.end_s.T]
    times = np.zeros(grid.end_s.shape)
    for other in ends:
        done = np.searchsorted(other, np.nan_to_num(grid.end_s, nan=-1.0), side="right")
        lead = done - np.arange(1, grid.laps + 1)[:, None]
        times[1:] += np.clip(lead[1:] - np.maximum(lead[:-1], 0), 0, 1) * (lead[1:] > 0)
    return times


def _sums(values: Floats) -> Sums:
    known = values[np.isfinite(values)]
    return round(float(known.sum()), 3), round(float((known**2).sum()), 3), len(known)


@dataclass(frozen=True)
class DirtyAirCalibration:
    """Losses of all races."""

    loss_s: Pooled
    """Right behind another car, by circuit."""
    reach_s: Estimate
    by_gap_s: tuple[Estimate, ...]
    """Mean loss by GAP_EDGES_S against the last bin, all circuits."""
    failed_attempt_s: Estimate
    blue_flag_s: Estimate


def pool_dirty_air(races: Sequence[tuple[str, int, DirtyAirMeasurement]]) -> DirtyAirCalibration:
    """Of (circuit, season, measurement): the reach from all races, the loss at it by circuit."""
    rows = [row for row in races if row[2].by_gap]
    seasons = tuple(sorted({season for _, season, _ in rows}))
    if not rows:
        nothing = Estimate(0.0, 0.3, 0)
        return DirtyAirCalibration(Pooled(_UNSEEN, 0.0, {}), Estimate(2.0, 1.0, 0), (), nothing, nothing)
    sums = np.array([m.by_gap for *_, m in rows])
    total = sums.sum(axis=0)
    means, errors = _mean_and_error(total)
    reach = _reach(means - means[-1], errors)
    shape = _falling(reach)
    values, variances = _loss(sums, shape)
    measured = [
        Measured(circuit, float(value), float(variance), season, int(n))
        for (circuit, season, _), value, variance, n in zip(
            rows, values, variances, sums[:, :-1, 2].sum(axis=1), strict=True
        )
        if np.isfinite(value)
    ]
    return DirtyAirCalibration(
        pool_means(measured, unseen=_UNSEEN),
        Estimate(float(reach), float(_REACHES_S[1] - _REACHES_S[0]), int(total[:, 2].sum()), seasons),
        tuple(
            Estimate(float(m - means[-1]), float(e), int(n), seasons)
            for m, e, n in zip(means, errors, total[:, 2], strict=True)
        ),
        _difference([m.attacked for *_, m in rows], [m.unattacked for *_, m in rows], seasons),
        _difference([m.lapped for *_, m in rows], [m.unlapped for *_, m in rows], seasons),
    )


def _falling(reach_s: float) -> Floats:
    """Share of the full loss by bin: linear in the gap, nothing from `reach_s` on."""
    middles = np.append((np.array(GAP_EDGES_S[:-1]) + np.array(GAP_EDGES_S[1:])) / 2, np.inf)
    return np.asarray(np.clip(1.0 - middles / reach_s, 0.0, None))


def _reach(loss: Floats, errors: Floats) -> float:
    """The reach whose straight line fits the bins best."""
    weight = 1.0 / np.maximum(errors, 1e-3) ** 2
    misfit = []
    for reach in _REACHES_S:
        shape = _falling(float(reach))
        full = (weight * shape) @ loss / ((weight * shape) @ shape)
        misfit.append(float(weight @ (loss - full * shape) ** 2))
    return float(_REACHES_S[int(np.argmin(misfit))])


def _loss(sums: Floats, shape: Floats) -> tuple[Floats, Floats]:
    """[races] the full loss, and its variance: a regression on the shape with a level of its own per race."""
    n = sums[:, :, 2]
    laps = n.sum(axis=1)
    mean_shape = n @ shape / np.maximum(laps, 1)
    mean_off = sums[:, :, 0].sum(axis=1) / np.maximum(laps, 1)
    spread = (n * (shape - mean_shape[:, None]) ** 2).sum(axis=1)
    together = (sums[:, :, 0] * (shape - mean_shape[:, None])).sum(axis=1)
    variance = np.maximum(sums[:, :, 1].sum(axis=1) / np.maximum(laps, 1) - mean_off**2, 0.01)
    usable = (laps >= 30) & (spread > 0.5)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(usable, together / spread, np.nan), np.where(usable, variance / spread, np.nan)


def _mean_and_error(total: Floats) -> tuple[Floats, Floats]:
    n = np.maximum(total[:, 2], 1)
    mean = total[:, 0] / n
    return mean, np.sqrt(np.maximum(total[:, 1] / n - mean**2, 0.01) / n)


def _difference(first: Sequence[Sums], second: Sequence[Sums], seasons: tuple[int, ...]) -> Estimate:
    total = np.array([np.sum(np.array(first), axis=0), np.sum(np.array(second), axis=0)])
    mean, error = _mean_and_error(total)
    return Estimate(max(0.0, float(mean[0] - mean[1])), float(np.hypot(*error)), int(total[0, 2]), seasons)
