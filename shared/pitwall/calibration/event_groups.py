"""Pooling of event measurements: groups (circuits, teams, drivers) share strength through the overall value.

Empirical Bayes in closed form, as in `estimates`: a normal mean for times, Gamma-Poisson for counts of rare events.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from statistics import median

import numpy as np
from numpy.typing import NDArray

from pitwall.calibration.estimates import Estimate, between_variance, shrink

_SMALLEST_VARIANCE = 1e-8
_ENOUGH_FOR_MEDIAN = 3
_FAR_SDS = 3.0


@dataclass(frozen=True)
class Measured:
    """One race's value of something, with the variance of its error."""

    group: str
    value: float
    variance: float
    season: int
    n: int = 1
    seasons: tuple[int, ...] = ()
    """Where it stands for several."""


@dataclass(frozen=True)
class Counted:
    """Events of one race and what they could have happened in (laps, car-laps, chances)."""

    group: str
    events: float
    exposure: float
    season: int
    seasons: tuple[int, ...] = ()


@dataclass(frozen=True)
class Pooled:
    """An overall value and what each group's own data make of it."""

    overall: Estimate
    between_sd: float
    """How much the groups' true values differ."""
    groups: Mapping[str, Estimate]

    def of(self, group: str) -> Estimate:
        """The group's value; of one never seen, the overall value with the groups' spread and n = 0."""
        own = self.groups.get(group)
        if own is not None:
            return own
        return replace(self.overall, sd=sqrt(self.overall.sd**2 + self.between_sd**2), n=0)


def discount(season: int, newest: int, half_life_seasons: float) -> float:
    """Weight of a season's data beside the newest's."""
    return float(0.5 ** ((newest - season) / half_life_seasons))


def seasons_by_group(group: NDArray[np.int64], season: NDArray[np.float64], groups: int) -> list[tuple[int, ...]]:
    """The seasons of each group's rows, groups numbered from 0."""
    return [tuple(np.unique(season[group == number]).astype(int).tolist()) for number in range(groups)]


def pool_means(measured: Iterable[Measured], unseen: Estimate, drift_sd: float = 0.0) -> Pooled:
    """Groups' means shrunk to the overall mean of groups.

    `drift_sd`: how far a group's true value wanders in a season; older values count as so much less certain. Without
    any measurement all groups have the value `unseen`, which no data are behind.
    """
    rows = list(measured)
    if not rows:
        return Pooled(unseen, 0.0, {})
    newest = max(row.season for row in rows)
    by_group: dict[str, list[Measured]] = defaultdict(list)
    for row in rows:
        by_group[row.group].append(row)
    means: dict[str, tuple[float, float]] = {}
    within = _within_variance(by_group)
    for group, own in by_group.items():
        means[group] = _group_mean(own, within, drift_sd, newest)
    values, variances = [m for m, _ in means.values()], [v for _, v in means.values()]
    between = between_variance(values, variances)
    weights_of_groups = 1.0 / (np.asarray(variances) + between)
    overall = float(np.average(values, weights=weights_of_groups))
    overall_variance = float(1.0 / weights_of_groups.sum())
    groups = {}
    for group, (mean, variance) in means.items():
        own_mean, own_variance = shrink(mean, variance, overall, between)
        # What is borrowed from the overall value is no surer than that value.
        own_variance += (variance / (variance + between)) ** 2 * overall_variance
        groups[group] = Estimate(
            own_mean, sqrt(own_variance), sum(r.n for r in by_group[group]), _seasons(by_group[group])
        )
    return Pooled(
        Estimate(overall, sqrt(overall_variance), sum(row.n for row in rows), _seasons(rows)), sqrt(between), groups
    )


def pool_rates(
    counted: Iterable[Counted], half_life_seasons: float = 100.0, newest: int | None = None, prior_rate: float = 0.0
) -> Pooled:
    """Groups' rates (events per exposure): Gamma-Poisson, the prior's shape by moments.

    Older seasons count for less, halved every `half_life_seasons`. Without any exposure the `prior_rate`.
    """
    rows = [row for row in counted if row.exposure > 0]
    if not rows:
        return Pooled(Estimate(prior_rate, prior_rate, 0), prior_rate, {})
    newest = newest or max(row.season for row in rows)
    events: dict[str, float] = defaultdict(float)
    exposure: dict[str, float] = defaultdict(float)
    seen: dict[str, list[Counted]] = defaultdict(list)
    for row in rows:
        weight = discount(row.season, newest, half_life_seasons)
        events[row.group] += weight * row.events
        exposure[row.group] += weight * row.exposure
        seen[row.group].append(row)
    total_events, total_exposure = sum(events.values()), sum(exposure.values())
    # Half an event keeps a rate above zero where none was ever seen.
    rate = (total_events + 0.5) / total_exposure
    variance = _rate_variance(events, exposure, rate)
    groups = {group: _posterior_rate(events[group], exposure[group], rate, variance, seen[group]) for group in seen}
    overall = Estimate(
        rate, sqrt(total_events + 0.5) / total_exposure, round(sum(row.events for row in rows)), _seasons(rows)
    )
    return Pooled(overall, sqrt(variance), groups)


def _group_mean(rows: Sequence[Measured], within: float, drift_sd: float, newest: int) -> tuple[float, float]:
    """Mean and variance; a race far from its group's median (rain, repairs) counts as uncertain by as much as it is."""
    middle = median(row.value for row in rows)
    total, weighted = 0.0, 0.0
    for row in rows:
        variance = row.variance + within + (drift_sd * (newest - row.season)) ** 2 + _SMALLEST_VARIANCE
        off = (row.value - middle) ** 2
        if len(rows) >= _ENOUGH_FOR_MEDIAN and off > _FAR_SDS**2 * variance:
            variance += off
        total += 1.0 / variance
        weighted += row.value / variance
    return weighted / total, 1.0 / total


def _posterior_rate(events: float, exposure: float, rate: float, variance: float, rows: Sequence[Counted]) -> Estimate:
    n, seasons = round(sum(row.events for row in rows)), _seasons(rows)
    if variance <= 0.0:
        return Estimate(rate, 0.0, n, seasons)
    shape, prior_exposure = rate**2 / variance, rate / variance
    mean = (shape + events) / (prior_exposure + exposure)
    return Estimate(mean, sqrt(shape + events) / (prior_exposure + exposure), n, seasons)


def _rate_variance(events: Mapping[str, float], exposure: Mapping[str, float], rate: float) -> float:
    """Between groups, beyond Poisson chance (moments, weighted by exposure); a tenth of the rate at least."""
    weights = np.array([exposure[group] for group in exposure])
    rates = np.array([events[group] for group in exposure]) / weights
    if len(weights) < 2:
        return (0.1 * rate) ** 2
    excess = float(np.sum(weights * (rates - rate) ** 2)) - (len(weights) - 1) * rate
    spread = excess / float(weights.sum() - np.sum(weights**2) / weights.sum())
    return max(spread, (0.1 * rate) ** 2)


def _within_variance(by_group: Mapping[str, Sequence[Measured]]) -> float:
    """From race to race within a group, beyond measurement error; robust, by medians."""
    squares: list[float] = []
    errors: list[float] = []
    for rows in by_group.values():
        if len(rows) < _ENOUGH_FOR_MEDIAN:
            continue
        middle = median(row.value for row in rows)
        squares += [(row.value - middle) ** 2 * len(rows) / (len(rows) - 1) for row in rows]
        errors += [row.variance for row in rows]
    if not squares:
        return 0.0
    return max(0.0, 1.4826**2 * median(squares) - median(errors))


def _seasons(rows: Iterable[Measured] | Iterable[Counted]) -> tuple[int, ...]:
    return tuple(sorted({season for row in rows for season in row.seasons or (row.season,)}))
