"""The crew's part of a stop: stationary time by team with its slow-stop tail, and what a double stack costs.

Stationary times are those of the stop award, about nine stops in ten; stops that served a time penalty are left out.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from pitwall.calibration.estimates import Estimate
from pitwall.calibration.event_groups import Counted, Measured, Pooled, pool_means, pool_rates, seasons_by_group
from pitwall.calibration.event_laps import Floats, LapGrid, of_stops
from pitwall.calibration.penalties import stops_with_penalty
from pitwall.domain.team_lineage import last_team_of

if TYPE_CHECKING:
    from pitwall.calibration.race_facts import RaceFacts

_SLOW_OVER_MEDIAN_S = 1.8
_SHORTEST_S = 1.6
_LONGEST_S = 25.0
"""Longer is a repair or a penalty served, not a slow stop."""
_LONGEST_LANE_S = 60.0
"""Longer in the lane is a wait under a red flag or a repair."""
_STACKED_WITHIN_S = 4.0
_FEWEST = 30
_USUAL_MEDIAN_S = 2.5
"""Where nothing was measured at all: the median stop award time of 2018 to 2025, to half a second."""
_HALF_LIFE_SEASONS = 1.0


@dataclass(frozen=True)
class StationaryMeasurement:
    """One race's stops."""

    by_team: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """Stationary times by team (`team_lineage`), seconds."""
    stacked_extra_s: tuple[float, ...] = ()
    """Time in the lane beyond the race's median of second cars that came in right behind their team-mate."""


def measure_stationary(facts: "RaceFacts", grid: LapGrid) -> StationaryMeasurement:
    """The stationary times and double stacks of a race."""
    by_team: dict[str, list[float]] = defaultdict(list)
    stops = facts.pit_stops
    serving = stops_with_penalty(facts)
    for driver, lap, team, stationary in zip(
        stops["driver_id"], stops["lap_number"], stops["constructor_id"], stops["stationary_s"], strict=True
    ):
        if (driver, lap) not in serving and stationary is not None and _SHORTEST_S < stationary < _LONGEST_S:
            by_team[last_team_of(str(team))].append(round(float(stationary), 2))
    return StationaryMeasurement({team: tuple(times) for team, times in by_team.items()}, _stacked(facts, grid))


def _stacked(facts: "RaceFacts", grid: LapGrid) -> tuple[float, ...]:
    lane = of_stops(grid, facts.pit_stops, "pit_lane_time_s")
    lane[lane >= _LONGEST_LANE_S] = np.nan
    if not np.isfinite(lane).any():
        return ()
    usual = float(np.nanmedian(lane))
    extra = []
    for lap in range(1, grid.laps):
        first_of: dict[str, float] = {}
        for car in grid.order(lap - 1):
            if not np.isfinite(lane[lap, car]):
                continue
            team, came_in = grid.constructor_ids[car], float(grid.end_s[lap - 1, car])
            if team in first_of and came_in - first_of[team] < _STACKED_WITHIN_S:
                extra.append(round(float(lane[lap, car] - usual), 2))
            first_of.setdefault(team, came_in)
    return tuple(extra)


@dataclass(frozen=True)
class StationaryCalibration:
    """Crews of all teams."""

    median_s: Pooled
    """By team."""
    log_sd: float
    slow_probability: Pooled
    slow_extra_s: Estimate
    """Mean beyond the median of a slow stop."""
    double_stack_s: Estimate


def pool_stationary(races: Sequence[tuple[int, StationaryMeasurement]]) -> StationaryCalibration:
    """Of (season, measurement): a team's recent stops count most."""
    team = np.array([t for _, m in races for t, times in m.by_team.items() for _ in times])
    time_s = np.array([x for _, m in races for times in m.by_team.values() for x in times])
    season = np.array([s for s, m in races for times in m.by_team.values() for _ in times])
    stacked = np.array([x for _, m in races for x in m.stacked_extra_s if -1.0 < x < _LONGEST_S])
    seasons = tuple(sorted({s for s, _ in races}))
    nothing = Estimate(_USUAL_MEDIAN_S, 0.5, 0)
    if len(time_s) < _FEWEST:
        rare = pool_rates([Counted("any", 0.0, 1.0, seasons[-1] if seasons else 0)])
        return StationaryCalibration(
            Pooled(nothing, 0.3, {}), 0.15, rare, Estimate(4.0, 4.0, 0), _double_stack(stacked, seasons)
        )
    teams, which = np.unique(team, return_inverse=True)
    newest = int(season.max())
    weight = 0.5 ** ((newest - season) / _HALF_LIFE_SEASONS)
    medians = np.array([_weighted_median(time_s[which == i], weight[which == i]) for i in range(len(teams))])
    usual = time_s - medians[which]
    slow = usual > _SLOW_OVER_MEDIAN_S
    logs = np.log(time_s / medians[which])[~slow]
    log_sd = float(np.sqrt(np.average(logs**2, weights=weight[~slow])))
    total = np.bincount(which, weight)
    effective = total**2 / np.bincount(which, weight**2)
    count = np.bincount(which)
    slow_events = np.bincount(which, weight * slow)
    errors = (1.25 * log_sd * medians) ** 2 / effective
    seen = seasons_by_group(which, season, len(teams))
    by_team = [
        Measured(str(name), float(medians[i]), float(errors[i]), newest, int(count[i]), seen[i])
        for i, name in enumerate(teams)
    ]
    of_teams = [
        Counted(str(name), float(slow_events[i]), float(total[i]), newest, seen[i]) for i, name in enumerate(teams)
    ]
    return StationaryCalibration(
        pool_means(by_team, unseen=nothing),
        log_sd,
        pool_rates(of_teams),
        _mean(usual[slow], seasons),
        _double_stack(stacked, seasons),
    )


def _mean(values: Floats, seasons: tuple[int, ...]) -> Estimate:
    if not len(values):
        return Estimate(4.0, 4.0, 0)
    return Estimate(float(values.mean()), float(values.std() / np.sqrt(len(values))), len(values), seasons)


def _double_stack(extra: Floats, seasons: tuple[int, ...]) -> Estimate:
    if len(extra) < 5:
        return Estimate(3.0, 3.0, len(extra), seasons)
    return Estimate(float(np.median(extra)), float(1.25 * extra.std() / np.sqrt(len(extra))), len(extra), seasons)


def _weighted_median(values: Floats, weights: Floats) -> float:
    order = np.argsort(values)
    share = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(share, 0.5 * share[-1])])
