"""Passing: every real following lap within reach, who was ahead at its end, and what spoke for or against a pass.

The pace difference of a lap is that of *expected* clean laps (`event_pace`: neighbouring laps in clear air), dirty air
apart; not that of the laps driven, which the fight itself decides. The simulator asks with the free laps it drew; their
noise is allowed for in `overtaking_fit`.
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pitwall.calibration.event_laps import UNKNOWN, Flags, Floats, LapGrid
from pitwall.calibration.event_pace import ExpectedPace, followed

REACH_S = 1.5
"""A follower whose expected gap at the end of the lap is smaller than this attacks."""
AID_REACH_S = 1.0
_FARTHEST_S = 4.0
_FEWEST = 5
_LARGEST_DIFFERENCE_S = 3.0
_NORMAL_QUARTILES = 1.349
"""Distance of a normal's quartiles in standard deviations."""
_INCIDENT_S = 3.0
"""A car this much off its expected lap had trouble of its own."""
_COLD_LIMIT_S = 2.0
_HELD_UP_S = 0.6
"""Followers expected closer than this at the end of the lap are held up by the car ahead."""
_PACE_EDGES = (-0.75, -0.4, -0.2, 0.0, 0.2, 0.4, 0.6, 0.9, 1.3, 2.0)
_LIFE_EDGES = (0.0, 8.0)
_SPEED_EDGES = (0.0,)
_GAP_EDGES = (0.3, 0.5, 0.8, AID_REACH_S)

Cell = tuple[float, float, float, float, float, float, int, int]
"""Pace, tyre-life and top-speed difference (means of the cell), aid, out lap, mean gap before the lap, attempts,
passes."""


@dataclass(frozen=True)
class OvertakingMeasurement:
    """One race's following laps, sorted into cells of alike ones."""

    cells: tuple[Cell, ...] = ()
    follow_gap_s: float | None = None
    """Mean at the end of laps on which the follower was held up."""
    follow_gaps: int = 0
    follow_gap_sd_s: float | None = None
    """Of the same, by quartiles: the few who drop back altogether are not held up."""
    pass_gap_s: float | None = None
    """Median lead of a passer at the end of the lap."""
    noise_sd_s: float | None = None
    """Of the laps around the expected ones."""
    top_speed_kmh: tuple[tuple[str, str, float], ...] = ()
    """(driver, constructor, median speed trap against the field's)."""


@dataclass(frozen=True, eq=False)
class Following:
    """Following laps, one row each."""

    lap: NDArray[np.int64]
    """Index of the lap, 0 for lap 1."""
    car: NDArray[np.int64]
    ahead: NDArray[np.int64]
    gap_before_s: Floats
    pace_difference_s: Floats
    """Positive where the follower is faster."""
    life_difference: Floats
    speed_difference_kmh: Floats
    aid: Flags
    out_lap: Flags
    passed: Flags
    gap_after_s: Floats


def measure_overtaking(grid: LapGrid, pace: ExpectedPace | None) -> OvertakingMeasurement:
    """The following laps of a dry race."""
    if pace is None:
        return OvertakingMeasurement()
    speeds = top_speeds(grid)
    rows = following_laps(grid, pace, speeds)
    held_up = ~rows.passed & (rows.gap_before_s - rows.pace_difference_s < _HELD_UP_S)
    gaps = rows.gap_after_s[held_up & ~rows.out_lap]
    return OvertakingMeasurement(
        cells=_cells(rows),
        follow_gap_s=round(float(np.minimum(gaps, _FARTHEST_S).mean()), 3) if len(gaps) >= _FEWEST else None,
        follow_gaps=len(gaps),
        follow_gap_sd_s=_spread(gaps),
        pass_gap_s=_middle(-rows.gap_after_s[rows.passed & ~rows.out_lap]),
        noise_sd_s=round(pace.noise_sd_s, 3),
        top_speed_kmh=tuple(
            (driver, team, round(float(speed), 1))
            for driver, team, speed in zip(grid.driver_ids, grid.constructor_ids, speeds, strict=True)
            if np.isfinite(speed)
        ),
    )


def _middle(values: Floats) -> float | None:
    return round(float(np.median(values)), 3) if len(values) >= _FEWEST else None


def _spread(values: Floats) -> float | None:
    if len(values) < _FEWEST:
        return None
    lower, upper = np.percentile(values, (25, 75))
    return round(float(upper - lower) / _NORMAL_QUARTILES, 3)


def top_speeds(grid: LapGrid) -> Floats:
    """[cars] median speed trap on clear laps against the median car; NaN with too few readings."""
    clear = grid.clear & grid.dry & ~grid.pitted & np.isfinite(grid.top_speed_kmh)
    clear[:1] = False
    own = np.array(
        [
            np.median(grid.top_speed_kmh[clear[:, car], car]) if clear[:, car].sum() >= 8 else np.nan
            for car in range(clear.shape[1])
        ]
    )
    return own - np.nanmedian(own) if np.isfinite(own).any() else own


def following_laps(grid: LapGrid, pace: ExpectedPace, speeds: Floats) -> Following:
    """Every green dry lap a car began within reach of the one ahead; stops, and cars in trouble, are left out."""
    ahead, gap = grid.ahead
    before = np.vstack([np.full((1, gap.shape[1]), np.nan), gap[:-1]])
    leader = np.vstack([np.full((1, gap.shape[1]), UNKNOWN), ahead[:-1]])
    cold = np.clip(np.where(grid.dry, pace.cold_tyre_s[np.clip(grid.compound, 0, 2)], 0.0), 0.0, _COLD_LIMIT_S)
    expected = pace.lap_s + np.where(grid.out_lap, cold, 0.0)
    on_out_lap, after_sector = _behind_out_laps(grid)
    leader = np.where(on_out_lap != UNKNOWN, on_out_lap, leader)
    before = np.where(on_out_lap != UNKNOWN, after_sector, before)
    rival_out = followed(grid.out_lap.astype(float), leader) > 0
    difference = followed(expected, leader) - pace.lap_s
    trouble = followed(grid.time_s - expected, leader) > np.where(rival_out, 30.0, _INCIDENT_S)
    usable = (
        (leader != UNKNOWN)
        & np.isfinite(difference)
        & (np.abs(difference) < _LARGEST_DIFFERENCE_S)
        & (before < _FARTHEST_S)
        & (before - difference < REACH_S)
        & ~grid.neutralised
        & ~(followed(grid.neutralised.astype(float), leader) > 0)
        & ~grid.pitted
        & ~(followed((grid.in_lap | grid.stop).astype(float), leader) > 0)
        & (~rival_out | (on_out_lap != UNKNOWN))
        & np.isfinite(followed(grid.end_s, leader))
        & np.isfinite(grid.end_s)
        & ~trouble
        & (grid.time_s - pace.lap_s < _INCIDENT_S)
    )
    usable[:1] = False
    lap, car = np.nonzero(usable)
    rival = leader[lap, car]
    after = grid.end_s[lap, car] - grid.end_s[lap, rival]
    return Following(
        lap=lap,
        car=car,
        ahead=rival,
        gap_before_s=before[lap, car],
        pace_difference_s=difference[lap, car],
        life_difference=np.nan_to_num(grid.tyre_life[lap, rival] - grid.tyre_life[lap, car]),
        speed_difference_kmh=np.nan_to_num(speeds[car] - speeds[rival]),
        aid=(before[lap, car] <= AID_REACH_S) & aid_enabled(grid)[lap],
        out_lap=rival_out[lap, car],
        passed=after < 0.0,
        gap_after_s=after,
    )


def aid_enabled(grid: LapGrid) -> Flags:
    """[laps] DRS or overtake mode may be used: enough laps since the start or the last neutralisation, and dry."""
    neutral = grid.neutralised_by_lap()
    since = np.zeros(grid.laps, dtype=np.int64)
    for lap in range(grid.laps):
        since[lap] = 0 if neutral[lap] else (since[lap - 1] if lap else 0) + 1
    return np.asarray((since >= grid.aid_from_lap) & (grid.wet_share() == 0.0))


def _behind_out_laps(grid: LapGrid) -> tuple[NDArray[np.int64], Floats]:
    """Who on the out lap is right ahead after the first sector, and how far: at the line the stop is half done."""
    rival = np.full(grid.end_s.shape, UNKNOWN, dtype=np.int64)
    gap = np.full(grid.end_s.shape, np.inf)
    at_sector = np.vstack([np.full((1, grid.end_s.shape[1]), np.nan), grid.end_s[:-1]]) + grid.sector1_s
    for lap in np.nonzero(grid.out_lap.any(axis=1))[0]:
        ends = at_sector[lap]
        order = np.argsort(ends, kind="stable")[: int(np.isfinite(ends).sum())]
        for first, second in pairwise(order):
            if grid.out_lap[lap, first] and not grid.out_lap[lap, second] and ends[second] - ends[first] < REACH_S:
                rival[lap, second] = first
                gap[lap, second] = ends[second] - ends[first]
    return rival, gap


def _cells(rows: Following) -> tuple[Cell, ...]:
    keys = zip(
        np.digitize(rows.pace_difference_s, _PACE_EDGES).tolist(),
        np.digitize(rows.life_difference, _LIFE_EDGES).tolist(),
        np.digitize(rows.speed_difference_kmh, _SPEED_EDGES).tolist(),
        rows.aid.tolist(),
        rows.out_lap.tolist(),
        np.digitize(rows.gap_before_s, _GAP_EDGES).tolist(),
        strict=True,
    )
    members: dict[tuple[int, int, int, bool, bool, int], list[int]] = defaultdict(list)
    for index, key in enumerate(keys):
        members[key].append(index)
    return tuple(
        (
            round(float(rows.pace_difference_s[own].mean()), 3),
            round(float(rows.life_difference[own].mean()), 1),
            round(float(rows.speed_difference_kmh[own].mean()), 1),
            float(key[3]),
            float(key[4]),
            round(float(rows.gap_before_s[own].mean()), 2),
            len(own),
            int(rows.passed[own].sum()),
        )
        for key, own in sorted(members.items())
    )
