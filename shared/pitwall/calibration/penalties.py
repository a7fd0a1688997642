"""Time penalties: how often stewards give them, by driver, as race control announced them.

Only time penalties: a drive-through or a stop-and-go comes once in seven races.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from pitwall.calibration.event_groups import Counted, Pooled, pool_rates
from pitwall.calibration.event_laps import LapGrid

if TYPE_CHECKING:
    from pitwall.calibration.race_facts import RaceFacts

_GIVEN = re.compile(r"(?<!SERVED - )\b(\d+) SECOND TIME PENALTY FOR CAR (\d+)")
_HALF_LIFE_SEASONS = 2.0


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
    """Probability per lap, by driver."""

    per_lap: Pooled


def pool_penalties(races: Iterable[tuple[int, PenaltyMeasurement]]) -> PenaltyCalibration:
    """Of (season, measurement)."""
    given: dict[tuple[str, int], int] = defaultdict(int)
    driven: dict[tuple[str, int], int] = defaultdict(int)
    for season, measured in races:
        if measured.known:
            for driver, laps in measured.laps.items():
                driven[driver, season] += laps
                given[driver, season] += measured.penalties.get(driver, 0)
    counted = [Counted(key[0], given[key], laps, key[1]) for key, laps in driven.items()]
    return PenaltyCalibration(pool_rates(counted, _HALF_LIFE_SEASONS, prior_rate=0.0015))
