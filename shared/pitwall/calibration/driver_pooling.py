"""Pools how steadily drivers lap, how often they err and how they treat tyres: each drawn to the field's mean."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pitwall.calibration.estimates import Estimate, between_variance, precision_weighted, shrink
from pitwall.calibration.lap_measurement import DriverLaps
from pitwall.calibration.lap_terms import Array

HALF_LIFE_SEASONS = 2.0
"""Drivers change with cars and experience faster than circuits do."""
_NOISE_BELIEF_S = 0.32
_MISTAKES_BELIEF = (0.01, 2.4)
"""Per free lap, and mean seconds: used where no race was measured; both are the field's means of 2018 to 2019."""
_NOISE_LOG_VARIANCE = 0.04
"""Of a driver's noise from race to race, beyond its sampling error: circuits and weather differ."""
_WEAR_FACTORS = (0.6, 1.5)


@dataclass(frozen=True)
class DriverPool:
    """Every driver's numbers, and those of one never seen."""

    noise_sd_s: Mapping[str, Estimate]
    mistake_probability: Mapping[str, Estimate]
    wear_s: Mapping[str, Estimate]
    """Per lap of tyre life above the field."""
    field_noise_sd_s: Estimate
    field_mistake_probability: Estimate
    mistake_mean_s: Estimate

    def noise(self, driver_ids: Sequence[str]) -> Array:
        """[cars] standard deviation from lap to lap, mistakes apart, in seconds."""
        return np.array([self.noise_sd_s.get(driver, self.field_noise_sd_s).mean for driver in driver_ids])

    def mistakes(self, driver_ids: Sequence[str]) -> Array:
        """[cars] probability per lap."""
        field = self.field_mistake_probability
        return np.array([self.mistake_probability.get(driver, field).mean for driver in driver_ids])

    def wear_factor(self, driver_ids: Sequence[str], field_wear_s: float) -> Array:
        """[cars] on all wear, where the field wears `field_wear_s` per lap; 1 for a driver never seen."""
        extra = np.array([self.wear_s[driver].mean if driver in self.wear_s else 0.0 for driver in driver_ids])
        return np.asarray(np.clip(1.0 + extra / field_wear_s, *_WEAR_FACTORS))


def pool_drivers(races: Sequence[tuple[int, Sequence[DriverLaps]]], newest_season: int) -> DriverPool:
    """All drivers of `races`, which are (season, drivers)."""
    seasons: dict[str, set[int]] = defaultdict(set)
    rows: dict[str, list[tuple[float, DriverLaps]]] = defaultdict(list)
    for season, drivers in races:
        weight = 0.5 ** ((newest_season - season) / HALF_LIFE_SEASONS)
        for laps in drivers:
            rows[laps.driver_id].append((weight, laps))
            seasons[laps.driver_id].add(season)
    known = {driver: tuple(sorted(seasons[driver])) for driver in sorted(rows)}
    noise, field_noise = _noise(rows, known)
    mistakes, field_mistakes, mean_s = _mistakes(rows, known)
    return DriverPool(noise, mistakes, _wear(rows, known), field_noise, field_mistakes, mean_s)


_Rows = Mapping[str, Sequence[tuple[float, DriverLaps]]]
_Seasons = Mapping[str, tuple[int, ...]]


def _noise(rows: _Rows, seasons: _Seasons) -> tuple[dict[str, Estimate], Estimate]:
    """On the logarithm; a race of n laps tells it with variance 1 / 2n."""
    told = {driver: [(w, r) for w, r in rows[driver] if r.noise_laps > 1] for driver in seasons}
    values = {
        driver: precision_weighted(
            [0.5 * np.log(max(r.noise_squares_s2, 1e-6) / r.noise_laps) for _, r in races],
            [(0.5 / r.noise_laps + _NOISE_LOG_VARIANCE) / w for w, r in races],
        )
        for driver, races in told.items()
        if races
    }
    everyone = tuple(sorted({season for driver in values for season in seasons[driver]}))
    if not values:
        return {}, Estimate(_NOISE_BELIEF_S, 0.1, 0)
    means, variances = zip(*values.values(), strict=True)
    between = between_variance(means, variances)
    mean, variance = precision_weighted(means, [v + between for v in variances])
    pooled = {}
    for driver, (own, own_variance) in values.items():
        value, spread = shrink(own, own_variance, mean, between)
        laps = sum(r.noise_laps for _, r in told[driver])
        pooled[driver] = Estimate(float(np.exp(value)), float(np.exp(value) * np.sqrt(spread)), laps, seasons[driver])
    laps = sum(estimate.n for estimate in pooled.values())
    return pooled, Estimate(float(np.exp(mean)), float(np.exp(mean) * np.sqrt(variance + between)), laps, everyone)


def _mistakes(rows: _Rows, seasons: _Seasons) -> tuple[dict[str, Estimate], Estimate, Estimate]:
    """Gamma-Poisson: each driver's rate drawn to the field's as if by `strength` laps of it."""
    counts = {d: sum(w * r.mistakes for w, r in rows[d]) for d in seasons}
    laps = {d: sum(w * r.laps for w, r in rows[d]) for d in seasons}
    total, all_laps = sum(counts.values()), sum(laps.values())
    everyone = tuple(sorted({season for own in seasons.values() for season in own}))
    if total <= 0.0:
        rate, mean_s = _MISTAKES_BELIEF
        return {}, Estimate(rate, rate, 0), Estimate(mean_s, mean_s, 0)
    rate = total / all_laps
    excess = sum((counts[d] - rate * laps[d]) ** 2 - rate * laps[d] for d in seasons)
    variance = max(excess / sum(n**2 for n in laps.values()), (0.1 * rate) ** 2)
    strength = rate / variance
    pooled = {
        d: Estimate(
            (counts[d] + rate * strength) / (laps[d] + strength),
            float(np.sqrt(counts[d] + rate * strength) / (laps[d] + strength)),
            sum(r.laps for _, r in rows[d]),
            seasons[d],
        )
        for d in seasons
    }
    number = sum(r.mistakes for d in seasons for _, r in rows[d])
    mean_s = sum(w * r.mistakes_s for d in seasons for w, r in rows[d]) / total
    every_lap = sum(estimate.n for estimate in pooled.values())
    return (
        pooled,
        Estimate(rate, float(np.sqrt(variance)), every_lap, everyone),
        Estimate(mean_s, mean_s / float(np.sqrt(max(number, 1))), number, everyone),
    )


def _wear(rows: _Rows, seasons: _Seasons) -> dict[str, Estimate]:
    values = {
        driver: precision_weighted([r.wear_s for _, r in rows[driver]], [r.wear_sd_s**2 / w for w, r in rows[driver]])
        for driver in seasons
    }
    if not values:
        return {}
    means, variances = zip(*values.values(), strict=True)
    between = between_variance(means, variances)
    mean, _ = precision_weighted(means, [v + between for v in variances])
    pooled = {}
    for driver, (own, own_variance) in values.items():
        value, spread = shrink(own - mean, own_variance, 0.0, between)
        laps = sum(r.laps for _, r in rows[driver])
        pooled[driver] = Estimate(value, float(np.sqrt(spread)), laps, seasons[driver])
    return pooled
