"""Retirements: hazard per lap by team, driver and place on the grid, and the first lap's own.

Reliability changes from season to season, so old seasons fade; a team's machinery, a driver's accidents and the company
a car starts in multiply.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pitwall.calibration.estimates import Estimate
from pitwall.calibration.event_groups import Counted, Pooled, pool_rates
from pitwall.domain.team_lineage import last_team_of

if TYPE_CHECKING:
    from pitwall.calibration.race_facts import RaceFacts

_HALF_LIFE_SEASONS = 1.5
_NOT_STARTED = frozenset({"DNS", "DNQ", "DNPQ"})
_SLOPE_HALF_LIFE_SEASONS = 4 * _HALF_LIFE_SEASONS
"""Who starts among the slow has always met more trouble: it changes less than who is reliable."""
_NEWTON_STEPS = 8
_SLOPE_BELIEF_SD = 0.5
"""Of the slope before any race, around none: the last of the grid drop out up to twice as often as the first."""
NOT_DROPPED_OUT = _NOT_STARTED | {"DSQ"}
"""Words in place of a position that are no retirement."""


@dataclass(frozen=True)
class CarDistance:
    """How far one car came."""

    driver_id: str
    constructor_id: str
    laps: int
    """Completed."""
    retired: bool
    grid_share: float | None = None
    """-0.5 at the front of the grid, 0.5 at its end; None where it is not on the grid."""


@dataclass(frozen=True)
class RetirementMeasurement:
    """All starters of a race."""

    cars: tuple[CarDistance, ...] = ()


def measure_retirements(facts: "RaceFacts") -> RetirementMeasurement:
    """Who started, how far each came, and who dropped out; disqualified cars did not."""
    results = facts.results
    grid = facts.grid["driver_id"].astype(str).tolist()
    shares = dict(zip(grid, grid_shares(len(grid)).round(4).tolist(), strict=True))
    return RetirementMeasurement(
        tuple(
            CarDistance(
                str(driver),
                str(constructor),
                int(laps),
                bool(text not in NOT_DROPPED_OUT and reason),
                shares.get(str(driver)),
            )
            for driver, constructor, laps, text, reason in zip(
                results["driver_id"],
                results["constructor_id"],
                results["laps"].fillna(0),
                results["position_text"],
                results["reason_retired"].notna(),
                strict=True,
            )
            if text not in _NOT_STARTED
        )
    )


def grid_shares(cars: int) -> NDArray[np.float64]:
    """Where on the grid each of `cars` stands, from -0.5 to 0.5."""
    return (np.arange(cars) + 0.5) / max(cars, 1) - 0.5


@dataclass(frozen=True)
class RetirementCalibration:
    """Hazard per lap from lap 2 on, and probability of lap 1."""

    by_team: Pooled
    driver_factor: Pooled
    """On the team's hazard; 1 for the mean driver."""
    first_lap: Pooled
    """By driver."""
    per_race: Estimate
    """Share of starters that dropped out, recent seasons first."""
    grid_slope: Estimate
    """Of the logarithm of the hazard, from the front of the grid to its end, teams and drivers apart."""

    def hazards(self, driver_ids: Sequence[str], teams: Sequence[str]) -> NDArray[np.float64]:
        """[cars] per lap, of cars in grid order."""
        own = [_hazard(self.by_team, self.driver_factor, *car) for car in zip(driver_ids, teams, strict=True)]
        factor = np.exp(self.grid_slope.mean * grid_shares(len(own)))
        return np.asarray(np.array(own) * factor / (factor.mean() if len(own) else 1.0))


def pool_retirements(races: Iterable[tuple[int, RetirementMeasurement]]) -> RetirementCalibration:
    """Of (season, measurement)."""
    races = list(races)
    totals = _totals(races)
    newest = max((season for season, _, _ in totals), default=0)

    of_teams = [Counted(team, t.dropped_out, t.laps, season) for (season, _, team), t in totals.items()]
    on_lap_one = [Counted(driver, t.on_lap_one, t.starts, season) for (season, driver, _), t in totals.items()]
    by_team = pool_rates(of_teams, _HALF_LIFE_SEASONS, newest, prior_rate=0.002)
    factor = pool_rates(
        [
            Counted(driver, total.dropped_out, by_team.of(team).mean * total.laps, season)
            for (season, driver, team), total in totals.items()
        ],
        2 * _HALF_LIFE_SEASONS,
        newest,
        prior_rate=1.0,
    )
    first_lap = pool_rates(on_lap_one, 3 * _HALF_LIFE_SEASONS, newest, prior_rate=0.015)
    ended = [
        Counted("field", total.dropped_out + total.on_lap_one, total.starts, season)
        for (season, _, _), total in totals.items()
    ]
    share = pool_rates(ended, _HALF_LIFE_SEASONS, newest, prior_rate=0.1)
    factor = _around_one(factor)
    return RetirementCalibration(by_team, factor, first_lap, share.overall, _grid_slope(races, by_team, factor, newest))


def _hazard(by_team: Pooled, driver_factor: Pooled, driver_id: str, team: str) -> float:
    return by_team.of(team).mean * driver_factor.of(driver_id).mean


def _grid_slope(
    races: Iterable[tuple[int, RetirementMeasurement]], by_team: Pooled, driver_factor: Pooled, newest: int
) -> Estimate:
    """Poisson regression on the place on the grid, each car's own hazard given; drawn to none as by the belief."""
    cars = [
        (season, car.grid_share, float(car.retired), _hazard(by_team, driver_factor, car.driver_id, team), car.laps)
        for season, measured in races
        for car in measured.cars
        if car.grid_share is not None and car.laps > 0
        for team in (last_team_of(car.constructor_id),)
    ]
    if not cars:
        return Estimate(0.0, _SLOPE_BELIEF_SD, 0)
    season, share, dropped_out, hazard, laps = np.array(cars, dtype=np.float64).T
    weight = 0.5 ** ((newest - season) / _SLOPE_HALF_LIFE_SEASONS)
    exposure = weight * hazard * (laps - 1.0 + dropped_out)
    happened = weight * dropped_out
    slope, information = 0.0, 1.0 / _SLOPE_BELIEF_SD**2
    for _ in range(_NEWTON_STEPS):
        expected = exposure * np.exp(slope * share)
        expected *= happened.sum() / max(float(expected.sum()), 1e-12)
        middle = float(expected @ share) / max(float(expected.sum()), 1e-12)
        information = float(expected @ (share - middle) ** 2) + 1.0 / _SLOPE_BELIEF_SD**2
        slope += (float((happened - expected) @ share) - slope / _SLOPE_BELIEF_SD**2) / information
    seasons = tuple(sorted({int(one) for one in season}))
    return Estimate(slope, float(1.0 / np.sqrt(information)), int(dropped_out.sum()), seasons)


@dataclass
class _Total:
    """One driver's season in one team."""

    starts: int = 0
    on_lap_one: int = 0
    dropped_out: int = 0
    """Later than that."""
    laps: int = 0
    """Begun after lap 1."""


def _totals(races: Iterable[tuple[int, RetirementMeasurement]]) -> dict[tuple[int, str, str], _Total]:
    totals: dict[tuple[int, str, str], _Total] = defaultdict(_Total)
    for season, measured in races:
        for car in measured.cars:
            total = totals[season, car.driver_id, last_team_of(car.constructor_id)]
            total.starts += 1
            if car.laps == 0:
                total.on_lap_one += car.retired
            else:
                total.dropped_out += car.retired
                total.laps += car.laps - 1 + car.retired
    return totals


def _around_one(factor: Pooled) -> Pooled:
    """The teams' hazards hold the level; the drivers' factors only differ from each other."""
    level = factor.overall.mean
    if level <= 0.0:
        return factor
    return Pooled(
        Estimate(1.0, factor.overall.sd / level, factor.overall.n, factor.overall.seasons),
        factor.between_sd / level,
        {name: Estimate(e.mean / level, e.sd / level, e.n, e.seasons) for name, e in factor.groups.items()},
    )
