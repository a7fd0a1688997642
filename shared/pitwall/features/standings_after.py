"""The championships after each race of a season, as the domain computes them, in the form that outcomes carry."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pitwall.domain.points import FIRST_COMPUTED_SEASON, Finish, RaceOutcome
from pitwall.domain.standings import constructor_standings, driver_standings
from pitwall.features.weekend import FastestLapLine, ResultLine, Standing

Tables = tuple[tuple[Standing, ...], tuple[Standing, ...]]
"""Drivers' and constructors' championship."""


@dataclass(frozen=True)
class Scored:
    """What a round's points are made of."""

    round: int
    results: tuple[ResultLine, ...]
    sprint: tuple[ResultLine, ...]
    fastest_laps: tuple[FastestLapLine, ...]
    counted_laps: float
    scheduled_laps: float


def season_standings(season: int, rounds: Iterable[Scored]) -> Mapping[int, Tables]:
    """Drivers' and constructors' tables by round; each rests on that round and earlier ones. Empty before 1981."""
    if season < FIRST_COMPUTED_SEASON:
        return {}
    outcomes = [outcome for one in rounds for outcome in _race_outcomes(season, one)]
    drivers: dict[int, list[Standing]] = {}
    for driver in driver_standings(season, outcomes):
        drivers.setdefault(driver.round, []).append(Standing(driver.driver_id, _number(driver.position), driver.points))
    constructors: dict[int, dict[str, Standing]] = {}
    # A constructor with two makes of engine stands twice; the better one is its place.
    for team in sorted(constructor_standings(season, outcomes), key=lambda one: one.points):
        standing = Standing(team.constructor_id, _number(team.position), team.points)
        constructors.setdefault(team.round, {})[team.constructor_id] = standing
    return {one: (tuple(of_drivers), tuple(constructors.get(one, {}).values())) for one, of_drivers in drivers.items()}


def _race_outcomes(season: int, scored: Scored) -> list[RaceOutcome]:
    fastest = min(scored.fastest_laps, key=lambda line: _or_slowest(line.lap_time_s), default=None)
    race = RaceOutcome(
        season,
        scored.round,
        "R",
        tuple(_finish(line) for line in scored.results),
        laps=_whole(scored.counted_laps),
        scheduled_laps=_whole(scored.scheduled_laps),
        fastest_lap_driver_id=fastest.driver_id if fastest else None,
    )
    sprint = tuple(_finish(line) for line in scored.sprint)
    return [race, RaceOutcome(season, scored.round, "S", sprint)] if sprint else [race]


def _finish(line: ResultLine) -> Finish:
    return Finish(
        line.driver_id,
        line.constructor_id,
        line.engine_manufacturer_id,
        _whole(line.position),
        line.position_text,
        _whole(line.laps),
    )


def _whole(value: float) -> int | None:
    return int(value) if value == value else None


def _number(value: int | None) -> float:
    return float("nan") if value is None else float(value)


def _or_slowest(value: float) -> float:
    return value if value == value else float("inf")
