"""The start: what a slot is worth on lap 1, how it strings the field out, who starts well, what standing costs.

Races whose first lap was neutralised say nothing about clean starts and are left out; so are those begun with anybody
on intermediates or wets, often behind a safety car that the feed forgot (Spa 2021).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pitwall.calibration.estimates import Estimate
from pitwall.calibration.event_groups import Measured, Pooled, pool_means, seasons_by_group
from pitwall.calibration.event_laps import Floats, LapGrid
from pitwall.domain.race_parameters import StartParameters
from pitwall.domain.regulations import MOST_CARS

if TYPE_CHECKING:
    from pitwall.calibration.race_facts import RaceFacts

PIT_LANE = 0
"""Slot of a start from the pit lane."""
_INCIDENT_S = 9.0
"""Later than its slot's usual time by this much at the end of lap 1: spun, damaged or stalled, not started badly."""
_FEWEST_STARTS = 200
_FLYING_LAPS = slice(2, 8)
_UNKNOWN = Estimate(0.0, 0.5, 0)
_UNSCALED = Estimate(1.0, 0.3, 0)
_SLOT_M = 8.0
_FIRST_CORNER_MS = 25.0
_FEWEST_PER_SLOT = 10
_FULL_GRID = 20
_REHEARSALS = 400
_LEAST_INTERVAL_S = 0.05
_INTERVAL_LOG_SD = 0.4
"""Believed before races were seen."""
_SPREAD_FACTORS = (0.5, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)
_GAIN_HALF_LIFE_SEASONS = 3.0


@dataclass(frozen=True)
class Start:
    """One car's first lap."""

    driver_id: str
    slot: int
    """1 for pole; PIT_LANE from the pit lane."""
    behind_s: float
    """The leader at the end of lap 1."""


@dataclass(frozen=True)
class StartMeasurement:
    """One race's start."""

    starts: tuple[Start, ...] = ()
    """Empty where lap 1 was neutralised."""
    standing_lap_loss_s: float | None = None
    """Lap 1 of whoever led it against his laps 3 to 8, green, no stop."""


def measure_start(facts: "RaceFacts", grid: LapGrid) -> StartMeasurement:
    """The start of a race that ran green, on slicks, from the lights to the end of lap 1."""
    if not grid.laps or grid.neutralised[0].any() or not np.isfinite(grid.end_s[0]).sum() > 1:
        return StartMeasurement()
    if grid.wet_share()[0] > 0.0:
        return StartMeasurement()
    slots = grid_slots(facts)
    first = np.nanmin(grid.end_s[0])
    starts = [
        Start(driver, slots[driver], round(float(grid.end_s[0, column] - first), 3))
        for column, driver in enumerate(grid.driver_ids)
        if driver in slots and np.isfinite(grid.end_s[0, column]) and not grid.stop[0, column]
    ]
    return StartMeasurement(tuple(starts), _standing_loss(grid))


def grid_slots(facts: "RaceFacts") -> dict[str, int]:
    """The grid slot of each driver, PIT_LANE for the pit lane."""
    slots: dict[str, int] = {}
    for driver, position, text in zip(
        facts.grid["driver_id"], facts.grid["position"], facts.grid["position_text"], strict=True
    ):
        if text == "PL":
            slots[str(driver)] = PIT_LANE
        elif position == position and 1 <= position <= MOST_CARS:
            slots[str(driver)] = int(position)
    return slots


def _standing_loss(grid: LapGrid) -> float | None:
    leader = int(np.nanargmin(grid.end_s[0]))
    laps = slice(_FLYING_LAPS.start, _FLYING_LAPS.stop)
    flying = grid.clear[laps, leader] & ~grid.pitted[laps, leader] & grid.dry[laps, leader]
    times = grid.time_s[laps, leader][flying]
    times = times[np.isfinite(times)]
    if len(times) < 3 or not np.isfinite(grid.time_s[0, leader]) or not grid.dry[0, leader]:
        return None
    return round(float(grid.time_s[0, leader] - np.median(times)), 3)


@dataclass(frozen=True)
class StartCalibration:
    """Starts of all races, pooled."""

    slot_loss_s: tuple[float, ...]
    """[30]"""
    spread_s: tuple[float, ...]
    """[30] what reshuffles neighbours; the whole field being strung out more or less is not in it."""
    scale: Pooled
    """By circuit: how far the field is strung out, 1 for the mean."""
    gain_s: Pooled
    """By driver."""
    interval_s: tuple[float, ...]
    """[30] to the car ahead at the end of lap 1, by place; first place 0."""
    interval_log_sd: float
    pit_lane_loss_s: Estimate
    standing_lap_loss_s: Pooled
    """By circuit; of the mean pole sitter."""
    n: int

    def for_race(self, circuit_id: str) -> StartParameters:
        """The start parameters of a circuit."""
        scale = self.scale.of(circuit_id).mean
        return StartParameters(
            slot_loss_s=scale * np.array(self.slot_loss_s),
            spread_s=np.array(self.spread_s),
            pit_lane_loss_s=self.pit_lane_loss_s.mean,
            standing_lap_loss_s=self.standing_lap_loss_s.of(circuit_id).mean,
            interval_s=scale * np.array(self.interval_s),
            interval_log_sd=self.interval_log_sd,
        )


def pool_starts(races: Sequence[tuple[str, int, StartMeasurement]]) -> StartCalibration:
    """Of (circuit, season, measurement); `assumed_start` with too few clean starts."""
    races = [race for race in races if race[2].starts]
    slot = np.array([s.slot for _, _, m in races for s in m.starts])
    behind = np.array([s.behind_s for _, _, m in races for s in m.starts])
    race = np.array([i for i, (_, _, m) in enumerate(races) for _ in m.starts])
    driver = np.array([s.driver_id for _, _, m in races for s in m.starts])
    gridded = slot > 0
    if gridded.sum() < _FEWEST_STARTS:
        return assumed_start()
    profile = _profile(slot[gridded], behind[gridded])
    usual = profile[np.maximum(slot, 1) - 1]
    fair = gridded & (behind - usual < _INCIDENT_S)
    scales, residual = _scales(race, usual, behind, fair, len(races))
    seasons = [season for _, season, _ in races]
    scale = pool_means(
        [Measured(c, float(k), 0.01, s) for (c, s, _), k in zip(races, scales, strict=True) if np.isfinite(k)],
        unseen=_UNSCALED,
    )
    lane = behind[~gridded] - scales[race[~gridded]] * profile[19]
    lane = lane[np.isfinite(lane) & (lane < 40.0)]
    spread = _spread(slot[fair], residual[fair])
    factor = _reshuffling(profile, spread, slot[fair], behind[fair], race[fair])
    intervals, interval_log_sd = _intervals(behind, race, scales)
    return StartCalibration(
        slot_loss_s=tuple(float(value) for value in profile - profile[0]),
        spread_s=tuple(float(value) for value in factor * spread),
        scale=scale,
        gain_s=_gains(driver[fair], residual[fair], np.array(seasons)[race[fair]]),
        interval_s=tuple(float(value) for value in intervals),
        interval_log_sd=interval_log_sd,
        pit_lane_loss_s=Estimate(
            float(np.median(lane)) if len(lane) else 0.0,
            float(np.std(lane) / np.sqrt(len(lane))) if len(lane) > 1 else 5.0,
            len(lane),
            tuple(sorted(set(seasons))),
        ),
        standing_lap_loss_s=pool_means(
            [
                Measured(c, m.standing_lap_loss_s + float(profile[0]), 0.5, s)
                for c, s, m in races
                if m.standing_lap_loss_s is not None
            ],
            unseen=_UNKNOWN,
        ),
        n=int(fair.sum()),
    )


def assumed_start() -> StartCalibration:
    """Believed before races were seen: slots 8 m apart (FIA Sporting Regulations), 25 m/s into the first corner."""
    nothing = Pooled(_UNKNOWN, 0.0, {})
    return StartCalibration(
        slot_loss_s=tuple(_SLOT_M / _FIRST_CORNER_MS * slot for slot in range(MOST_CARS)),
        spread_s=(1.0,) * MOST_CARS,
        scale=Pooled(_UNSCALED, 0.0, {}),
        gain_s=nothing,
        interval_s=(0.0,) + (_SLOT_M / _FIRST_CORNER_MS,) * (MOST_CARS - 1),
        interval_log_sd=_INTERVAL_LOG_SD,
        pit_lane_loss_s=Estimate(_SLOT_M / _FIRST_CORNER_MS, 5.0, 0),
        standing_lap_loss_s=nothing,
        n=0,
    )


def _profile(slot: Floats, behind: Floats) -> Floats:
    """Median time behind the leader by slot, smoothed by a cubic; slots beyond the data go on at its last slope."""
    filled = [s for s in range(1, MOST_CARS + 1) if (slot == s).sum() >= _FEWEST_PER_SLOT]
    medians = np.array([np.median(behind[slot == s]) for s in filled])
    counts = np.array([(slot == s).sum() for s in filled], dtype=float)
    places = np.array(filled, dtype=float)
    curve = np.polynomial.Polynomial.fit(places, medians, 3, w=np.sqrt(counts))
    every = np.arange(1, MOST_CARS + 1, dtype=float)
    last = places[-1]
    slope = (curve(last) - curve(last - 4)) / 4
    smooth = np.where(every <= last, curve(every), curve(last) + slope * (every - last))
    return np.maximum.accumulate(np.maximum(smooth, 0.0))


def _scales(race: Floats, usual: Floats, behind: Floats, fair: Floats, races: int) -> tuple[Floats, Floats]:
    weight = np.bincount(race[fair], (usual * usual)[fair], minlength=races)
    scales = np.bincount(race[fair], (usual * behind)[fair], minlength=races) / np.where(weight > 0, weight, np.nan)
    return scales, behind - scales[race] * usual


def _spread(slot: Floats, residual: Floats) -> Floats:
    """Robust standard deviation by slot as a straight line in the slot; a curve through thirty noisy values is less."""
    filled = [s for s in range(1, MOST_CARS + 1) if (slot == s).sum() >= _FEWEST_PER_SLOT]
    sds = [np.subtract(*np.percentile(residual[slot == s], [75, 25])) / 1.349 for s in filled]
    slope, base = np.polyfit(filled, sds, 1)
    return np.asarray(np.maximum(0.2, base + slope * np.minimum(np.arange(1, MOST_CARS + 1), filled[-1])))


def _intervals(behind: Floats, race: Floats, scales: Floats) -> tuple[Floats, float]:
    """Usual interval by place where the field is strung out as usual, and the spread of its logarithm, both robust.

    By medians: a car that spun is no interval. Smoothed by a cubic; places beyond the data are like its last.
    """
    places, logs = [], []
    for which in np.flatnonzero(np.isfinite(scales)):
        intervals = np.diff(np.sort(behind[race == which])) / scales[which]
        places.append(np.arange(2, len(intervals) + 2))
        logs.append(np.log(np.maximum(intervals, _LEAST_INTERVAL_S)))
    place, log = np.concatenate(places), np.concatenate(logs)
    filled = [p for p in range(2, MOST_CARS + 1) if (place == p).sum() >= _FEWEST_PER_SLOT]
    medians, counts = [np.median(log[place == p]) for p in filled], [float((place == p).sum()) for p in filled]
    curve = np.polynomial.Polynomial.fit(filled, medians, 3, w=np.sqrt(counts))
    usual = curve(np.clip(np.arange(1, MOST_CARS + 1), filled[0], filled[-1]))
    sd = float(np.subtract(*np.percentile(log - usual[place - 1], [75, 25])) / 1.349)
    return np.concatenate([[0.0], np.exp(usual[1:])]), sd


def _reshuffling(profile: Floats, spread: Floats, slot: Floats, behind: Floats, race: Floats) -> float:
    """Factor on the spread that changes as many places on lap 1 as were changed.

    The residuals' own spread changes too few: cars that lose places lose them to their neighbours, not at random.
    """
    changed = [
        np.abs(_ranks(slot[race == which]) - _ranks(behind[race == which])).mean()
        for which in np.unique(race)
        if (race == which).sum() >= _FULL_GRID - 5
    ]
    if not changed:
        return 1.0
    draws = np.random.default_rng(0).standard_normal((_REHEARSALS, _FULL_GRID))
    grid = np.arange(_FULL_GRID)
    simulated = [
        np.abs(_ranks(profile[:_FULL_GRID] + factor * spread[:_FULL_GRID] * draws) - grid).mean()
        for factor in _SPREAD_FACTORS
    ]
    return float(np.interp(np.mean(changed), simulated, _SPREAD_FACTORS))


def _ranks(values: Floats) -> NDArray[np.int64]:
    return np.asarray(np.argsort(np.argsort(values, axis=-1), axis=-1))


def _gains(drivers: NDArray[np.str_], residual: Floats, season: Floats) -> Pooled:
    """Gain is time not lost; one start says little, so the drivers' own spread decides how much is believed."""
    sd = float(np.subtract(*np.percentile(residual, [75, 25])) / 1.349)
    names, which = np.unique(drivers, return_inverse=True)
    newest = int(season.max())
    weight = 0.5 ** ((newest - season) / _GAIN_HALF_LIFE_SEASONS)
    clipped = np.clip(residual, -3 * sd, 3 * sd)
    clipped = clipped - np.average(clipped, weights=weight)
    total = np.bincount(which, weight)
    mean = -np.bincount(which, weight * clipped) / total
    variance = sd**2 * np.bincount(which, weight**2) / total**2
    count = np.bincount(which)
    seen = seasons_by_group(which, season, len(names))
    gains = [
        Measured(str(name), float(mean[i]), float(variance[i]), newest, int(count[i]), seen[i])
        for i, name in enumerate(names)
    ]
    return pool_means(gains, unseen=_UNKNOWN)
