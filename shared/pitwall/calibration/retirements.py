"""Retirements: hazard per lap by team and driver, and the first lap's own.

Reliability changes from season to season, so old seasons fade; a team's machinery and a driver's accidents multiply.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pitwall.calibration.estimates import Estimate
from pitwall.calibration.event_groups import Counted, Pooled, pool_rates
from pitwall.calibration.team_lineage import team_of

if TYPE_CHECKING:
    from pitwall.calibration.race_facts import RaceFacts

_HALF_LIFE_SEASONS = 1.5
_NOT_STARTED = frozenset({"DNS", "DNQ", "DNPQ"})
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


@dataclass(frozen=True)
class RetirementMeasurement:
    """All starters of a race."""

    cars: tuple[CarDistance, ...] = ()


def measure_retirements(facts: "RaceFacts") -> RetirementMeasurement:
    """Who started, how far each came, and who dropped out; disqualified cars did not."""
    results = facts.results
    return RetirementMeasurement(
        tuple(
            CarDistance(str(driver), str(constructor), int(laps), bool(text not in NOT_DROPPED_OUT and reason))
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

    def hazard(self, driver_id: str, team: str) -> float:
        """Per lap."""
        return self.by_team.of(team).mean * self.driver_factor.of(driver_id).mean


def pool_retirements(races: Iterable[tuple[int, RetirementMeasurement]]) -> RetirementCalibration:
    """Of (season, measurement)."""
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
    return RetirementCalibration(by_team, _around_one(factor), first_lap, share.overall)


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
            total = totals[season, car.driver_id, team_of(car.constructor_id)]
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
