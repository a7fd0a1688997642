"""Scales that make a race of 1990 comparable with one of today: normalised order, today's points, chained gaps."""

from collections.abc import Mapping, Sequence
from math import log, nan

from pitwall.features.folding import median_known
from pitwall.features.weekend import NAN, Outcome, QualifyingLine, ResultLine

POINTS_TODAY = (25.0, 18.0, 15.0, 12.0, 10.0, 8.0, 6.0, 4.0, 2.0, 1.0)
"""The table since 2010, fastest laps apart: form is measured by it in every season."""
MOST_GAP_PCT = 7.0
"""The 107 % rule: what is further off was no lap in anger."""
_CHAINING_CARS = 4
_INCIDENTS = ("collision", "accident", "spun", "spin", "puncture", "damage", "injury", "crash")


def todays_points(line: ResultLine) -> float:
    """What the place would score today; a car not classified scores nothing."""
    place = line.position
    return POINTS_TODAY[int(place) - 1] if place == place and place <= len(POINTS_TODAY) else 0.0


def normalised_orders(outcome: Outcome) -> Mapping[str, float]:
    """Official order of each starter, from 0 (first) to 1 (last)."""
    starters = outcome.starters
    span = max(1, len(starters) - 1)
    return {line.driver_id: (line.order - 1.0) / span for line in starters}


def finisher_orders(outcome: Outcome) -> Mapping[str, float]:
    """Order among those who finished, from 0 to 1: what retirements hide of pace."""
    finishers = [line for line in outcome.starters if line.finished]
    span = max(1, len(finishers) - 1)
    return {line.driver_id: place / span for place, line in enumerate(finishers)}


def retired_by_incident(line: ResultLine) -> bool:
    """Whether a retirement was an accident or its consequence, not a failing part; an unknown reason is neither."""
    reason = (line.reason_retired or "").lower()
    return any(word in reason for word in _INCIDENTS)


def qualifying_gaps_pct(lines: Sequence[QualifyingLine]) -> Mapping[str, float]:
    """Gap of each driver's last part to the best of all, freed of the track's evolution from part to part; in percent.

    Parts are chained by the median change of the drivers who took part in both.
    """
    parts = [[line.q1_s, line.q2_s, line.q3_s] for line in lines]
    if all(one != one for row in parts for one in row):
        parts = [[line.time_s] for line in lines]
    logs = [[log(one) if one == one and one > 0 else nan for one in row] for row in parts]
    for part in range(1, len(logs[0]) if logs else 0):
        changes = [row[part] - row[part - 1] for row in logs]
        if sum(1 for one in changes if one == one) >= _CHAINING_CARS:
            shift = median_known(changes)
            logs = [[one - shift if column >= part else one for column, one in enumerate(row)] for row in logs]
    last = {line.driver_id: _last_known(row) for line, row in zip(lines, logs, strict=True)}
    best = min((one for one in last.values() if one == one), default=nan)
    return {driver: _capped_pct(one - best) for driver, one in last.items() if one == one}


def gaps_pct(times_s: Mapping[str, float]) -> Mapping[str, float]:
    """Gap of each time to the best of them, in percent, capped; unknown times are left out."""
    known = {driver: time for driver, time in times_s.items() if time == time and time > 0}
    best = min(known.values(), default=NAN)
    return {driver: min(100.0 * (time / best - 1.0), MOST_GAP_PCT) for driver, time in known.items()}


def mate_differences(values: Mapping[str, float], teams: Mapping[str, str]) -> Mapping[str, float]:
    """Each driver's value minus the mean of his team-mates'; only where both are known."""
    by_team: dict[str, list[tuple[str, float]]] = {}
    for driver, value in values.items():
        if value == value and driver in teams:
            by_team.setdefault(teams[driver], []).append((driver, value))
    differences = {}
    for cars in by_team.values():
        if len(cars) > 1:
            total = sum(value for _, value in cars)
            differences.update({driver: value - (total - value) / (len(cars) - 1) for driver, value in cars})
    return differences


def _last_known(row: Sequence[float]) -> float:
    return next((one for one in reversed(row) if one == one), nan)


def _capped_pct(log_gap: float) -> float:
    return min(100.0 * log_gap, MOST_GAP_PCT)
