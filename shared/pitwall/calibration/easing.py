"""What a leader gives away who has nobody near: the laps of the second half of a race that he drives alone in front.

Against his own other laps in clear air, by the race's model of laps: expected laps of neighbouring ones would hide it.
"""

from collections.abc import Sequence

import numpy as np

from pitwall.calibration.estimates import Estimate
from pitwall.calibration.event_laps import LapGrid
from pitwall.calibration.event_pace import CLEAR_AIR_S, ExpectedPace, clean_laps

EASING_GAP_S = 8.0
"""From here on the car behind is out of a stop's undercut and of sight."""
_OUTLIER_S = 2.5
_FEWEST_LAPS = 5
_FEWEST_RACES = 5
_UNSEEN = Estimate(0.2, 0.2, 0)

Easing = tuple[float, int]
"""Seconds a lap, laps."""


def measure_easing(grid: LapGrid, pace: ExpectedPace | None) -> Easing:
    """Of a dry race: mean over the laps of all who led alone; no laps where nobody did."""
    if pace is None:
        return 0.0, 0
    off = grid.time_s - pace.model_s
    usable = clean_laps(grid) & (np.abs(off) < _OUTLIER_S)
    _, gap = grid.ahead
    clear = usable & (np.vstack([np.full((1, gap.shape[1]), np.nan), gap[:-1]]) > CLEAR_AIR_S)
    alone = np.zeros_like(usable)
    for lap in range(grid.laps // 2, grid.laps):
        order = grid.order(lap - 1)
        if len(order) > 1:
            first, second = grid.end_s[lap - 1, order[:2]]
            alone[lap, order[0]] = second - first > EASING_GAP_S
    lost_s, laps = 0.0, 0
    for car in range(grid.end_s.shape[1]):
        eased, driven = off[usable[:, car] & alone[:, car], car], off[clear[:, car] & ~alone[:, car], car]
        if len(eased) >= _FEWEST_LAPS and len(driven) >= _FEWEST_LAPS:
            lost_s += float((eased - driven.mean()).sum())
            laps += len(eased)
    return (round(lost_s / laps, 4), laps) if laps else (0.0, 0)


def pool_easing(races: Sequence[tuple[int, Easing]]) -> Estimate:
    """Of (season, measurement): mean over races by their laps, never below 0."""
    rows = [(season, lost_s, laps) for season, (lost_s, laps) in races if laps]
    if len(rows) < _FEWEST_RACES:
        return _UNSEEN
    lost_s, laps = np.array([row[1] for row in rows]), np.array([row[2] for row in rows], dtype=float)
    mean = float(np.average(lost_s, weights=laps))
    share = laps / laps.sum()
    error = float(np.sqrt(np.sum((share * (lost_s - mean)) ** 2)))
    return Estimate(max(0.0, mean), error, int(laps.sum()), tuple(sorted({season for season, *_ in rows})))
