"""Retirements: hazard per lap by team and driver, and the first lap's own.

Reliability changes from season to season, so old seasons fade; a team's machinery and a driver's accidents multiply.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pitwall.calibration.estimates import Estimate
from pitwall.calibration.event_groups import Counted, Pooled, pool_rates
from pitwall.calibration.team_lineage import team_of

if TYPE_CHECKING:
    from pitwall.calibration.race_facts import RaceFacts

_HALF_LIFE_SEASONS = 1.5
_NOT_DROPPED_OUT = frozenset({"DNS", "DNQ", "DNPQ", "DSQ"})


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
            CarDistance(str(driver), str(constructor), int(laps), bool(text not in _NOT_DROPPED_OUT and reason))
            for driver, constructor, laps, text, reason in zip(
                results["driver_id"],
                results["constructor_id"],
                results["laps"].fillna(0),
                results["position_text"],
                results["reason_retired"].notna(),
                strict=True,
            )
            if text not in ("DNS", "DNQ", "DNPQ")
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
    rows = [(season, car) for season, m in races for car in m.cars]
    newest = max((season for season, _ in rows), default=0)
    later = [(season, car) for season, car in rows if car.laps > 0]
    by_team = pool_rates(
        _summed(
            (season, team_of(car.constructor_id), float(car.retired), float(car.laps - 1 + car.retired))
            for season, car in later
        ),
        _HALF_LIFE_SEASONS,
        newest,
        prior_rate=0.002,
    )
    factor = pool_rates(
        _summed(
            (
                season,
                car.driver_id,
                float(car.retired),
                by_team.of(team_of(car.constructor_id)).mean * max(1, car.laps - 1 + car.retired),
            )
            for season, car in later
        ),
        2 * _HALF_LIFE_SEASONS,
        newest,
        prior_rate=1.0,
    )
    first_lap = pool_rates(
        _summed((season, car.driver_id, float(car.retired and car.laps == 0), 1.0) for season, car in rows),
        3 * _HALF_LIFE_SEASONS,
        newest,
        prior_rate=0.015,
    )
    share = pool_rates(
        _summed((season, "field", float(car.retired), 1.0) for season, car in rows), _HALF_LIFE_SEASONS, newest
    )
    return RetirementCalibration(by_team, _around_one(factor), first_lap, share.overall)


def _summed(rows: Iterable[tuple[int, str, float, float]]) -> Sequence[Counted]:
    """One count per group and season."""
    events: dict[tuple[int, str], float] = defaultdict(float)
    exposure: dict[tuple[int, str], float] = defaultdict(float)
    for season, group, happened, chance in rows:
        events[season, group] += happened
        exposure[season, group] += chance
    return [Counted(group, events[season, group], exposure[season, group], season) for season, group in events]


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
