"""Time penalties: how often stewards give them, by driver, as race control announced them.

Only time penalties: a drive-through or a stop-and-go comes once in seven races.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pitwall.calibration.estimates import Estimate
from pitwall.calibration.event_groups import Counted, Pooled, discount, pool_rates
from pitwall.calibration.event_laps import LapGrid

if TYPE_CHECKING:
    from pitwall.calibration.race_facts import RaceFacts

_GIVEN = re.compile(r"(?<!SERVED - )\b(\d+) SECOND TIME PENALTY FOR CAR (\d+)")
_HALF_LIFE_SEASONS = 2.0
_USUAL_S = 5.0
"""FIA Formula One Sporting Regulations, Article 54.3(a): the lesser of the two time penalties."""


class Penalty(NamedTuple):
    """A time penalty when it was announced."""

    driver_id: str
    lap: int
    """Of the leader."""
    seconds: int


@dataclass(frozen=True)
class PenaltyMeasurement:
    """One race's time penalties; `known` is False where the lake has no race control messages of it."""

    known: bool = False
    laps: Mapping[str, int] = field(default_factory=dict)
    """Driven, by driver."""
    penalties: Mapping[str, int] = field(default_factory=dict)
    """By driver, where any."""
    seconds: tuple[int, ...] = ()


def announced(facts: "RaceFacts") -> list[Penalty]:
    """The race's time penalties in order."""
    numbers = {
        str(number): str(driver)
        for number, driver in zip(facts.results["driver_number"], facts.results["driver_id"], strict=True)
    }
    found = []
    for message, lap in zip(facts.race_control["message"], facts.race_control["lap_number"], strict=True):
        given = _GIVEN.search(message)
        if given and given[2] in numbers:
            found.append(Penalty(numbers[given[2]], int(lap) if lap == lap and lap is not None else 0, int(given[1])))
    return found


def stops_with_penalty(facts: "RaceFacts") -> set[tuple[str, int]]:
    """(driver, lap) of each stop that was a car's first after a time penalty: it was served there."""
    serving = set()
    for penalty in announced(facts):
        laps = facts.pit_stops.loc[facts.pit_stops["driver_id"] == penalty.driver_id, "lap_number"]
        later = [int(lap) for lap in laps if lap >= penalty.lap]
        if later:
            serving.add((penalty.driver_id, min(later)))
    return serving


def measure_penalties(facts: "RaceFacts", grid: LapGrid) -> PenaltyMeasurement:
    """The penalties of a race."""
    driven = {driver: int(laps) for driver, laps in zip(grid.driver_ids, grid.driven.sum(axis=0), strict=True)}
    penalties = announced(facts)
    return PenaltyMeasurement(
        known=len(facts.race_control) > 0,
        laps=driven,
        penalties=dict(Counter(penalty.driver_id for penalty in penalties)),
        seconds=tuple(penalty.seconds for penalty in penalties),
    )


@dataclass(frozen=True)
class PenaltyCalibration:
    """Time penalties of all races."""

    per_lap: Pooled
    """Probability, by driver."""
    seconds: Estimate
    """Of one."""


def pool_penalties(races: Iterable[tuple[int, PenaltyMeasurement]]) -> PenaltyCalibration:
    """Of (season, measurement)."""
    rows = list(races)
    newest = max((season for season, _ in rows), default=0)
    given: dict[tuple[str, int], int] = defaultdict(int)
    driven: dict[tuple[str, int], int] = defaultdict(int)
    for season, measured in rows:
        if measured.known:
            for driver, laps in measured.laps.items():
                driven[driver, season] += laps
                given[driver, season] += measured.penalties.get(driver, 0)
    counted = [Counted(key[0], given[key], laps, key[1]) for key, laps in driven.items()]
    each = [(season, seconds) for season, measured in rows for seconds in measured.seconds]
    return PenaltyCalibration(
        pool_rates(counted, _HALF_LIFE_SEASONS, newest, prior_rate=0.0015), _mean_seconds(each, newest)
    )


def _mean_seconds(penalties: Sequence[tuple[int, int]], newest: int) -> Estimate:
    """Recent seasons count most; with none seen the usual five seconds."""
    if not penalties:
        return Estimate(_USUAL_S, _USUAL_S, 0)
    weights = np.array([discount(season, newest, _HALF_LIFE_SEASONS) for season, _ in penalties])
    values = np.array([seconds for _, seconds in penalties], dtype=float)
    mean = float(np.average(values, weights=weights))
    variance = float(np.average((values - mean) ** 2, weights=weights))
    error = np.sqrt(variance * np.sum(weights**2)) / np.sum(weights)
    seasons = tuple(sorted({season for season, _ in penalties}))
    return Estimate(mean, float(error), len(penalties), seasons)
