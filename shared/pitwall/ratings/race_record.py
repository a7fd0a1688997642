"""What ratings learn from a race: plain records, so that the fold depends on no data frame and no lake.

A record without an order is a race still to come: it can be rated beforehand and cannot be learned from.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from pitwall.domain.vocabulary import RaceKey
from pitwall.errors import InvalidRequestError


@dataclass(frozen=True)
class RaceEntry:
    """One driver's weekend; what is not known is None."""

    driver_id: str
    constructor_id: str
    order: int | None = None
    """Official order, 1..n over the starters, retirements included; drivers who shared a car have the same.

    None: did not start, or the race is still to come."""
    classified: bool = False
    """Finished and kept the result. A retirement or a disqualification carries no pace."""
    shared_car: bool = False
    """More than one driver drove the car or the driver more than one: the order says little about either."""
    qualifying_gap_pct: float | None = None
    """Of a lap, parts brought to one track; positive is slower. Against any reference the field shares."""
    race_pace_gap_pct: float | None = None
    """Of a lap, freed of fuel, tyres and traffic; positive is slower."""
    sprint_order: int | None = None
    """Place among those classified in the sprint."""


@dataclass(frozen=True)
class RaceRecord:
    """A race weekend. Raises InvalidRequestError where nobody is entered or an order is below 1."""

    race: RaceKey
    circuit_id: str
    entries: tuple[RaceEntry, ...]

    def __post_init__(self) -> None:
        if not self.entries:
            raise InvalidRequestError(f"{self.race}: a race without entries cannot be rated")
        if any(entry.order is not None and entry.order < 1 for entry in self.entries):
            raise InvalidRequestError(f"{self.race}: orders start at 1")

    @property
    def run(self) -> bool:
        """Whether there is a result."""
        return any(entry.order is not None for entry in self.entries)


def cars(record: RaceRecord) -> tuple[RaceEntry, ...]:
    """One entry per driver, by name: an order of rows that tells nothing of the result.

    A driver entered twice is rated by his better result, as a shared car: which seat he owes it to is not known.
    """
    best: dict[str, RaceEntry] = {}
    for entry in sorted(record.entries, key=_place):
        known = best.get(entry.driver_id)
        best[entry.driver_id] = entry if known is None else replace(known, shared_car=True)
    return tuple(best[driver_id] for driver_id in sorted(best))


def in_order_of_time(records: Iterable[RaceRecord]) -> list[RaceRecord]:
    """The records by season and round. Raises InvalidRequestError where a race is told twice."""
    ordered = sorted(records, key=lambda record: record.race)
    for before, after in pairwise(ordered):
        if before.race == after.race:
            raise InvalidRequestError(f"{after.race} is told twice")
    return ordered


def _place(entry: RaceEntry) -> tuple[bool, int, str, str]:
    return entry.order is None, entry.order or 0, entry.driver_id, entry.constructor_id
