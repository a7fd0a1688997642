"""The championship after every round, computed from finishing places and the season's rules.

Published points are never summed: a corrected classification corrects everything after it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from pitwall.domain.adjustments import (
    CONSTRUCTOR_ADJUSTMENTS,
    CONSTRUCTOR_EXCLUSIONS,
    DRIVER_EXCLUSIONS,
    ConstructorAdjustment,
    Exclusion,
)
from pitwall.domain.points import FIRST_COMPUTED_SEASON, Finish, RaceOutcome, finish_points

_LAST_DROPPED_SCORES_SEASON = 1990
_COUNTED_RESULTS = 11
"""FIA Formula One Sporting Regulations 1981 to 1990: a driver's eleven best results count."""
_FIRST_FULL_TABLE_SEASON = 2000
"""Published tables list, and count back over, every classified place from 2000, until then only those that score."""
_SCORING_PLACES_BEFORE = 6
_EARLIER_RESULT_WINS = frozenset({1998, 1999})
"""Drivers' tables of these seasons rank those whom nothing separates by who had his best result first."""
_PODIUM = 3


@dataclass(frozen=True)
class DriverStanding:
    """A driver's place in the championship after a round: a row of table `driver_standings`."""

    season: int
    round: int
    driver_id: str
    position: int | None
    """Shared by those whom nothing separates; None for one excluded."""
    position_text: str
    points: float
    wins: int
    podiums: int
    """Wins and podiums of Grands Prix; sprints have neither, and do not count for countback."""


@dataclass(frozen=True)
class ConstructorStanding:
    """As DriverStanding, for a constructor with one make of engine."""

    season: int
    round: int
    constructor_id: str
    engine_manufacturer_id: str
    position: int | None
    position_text: str
    points: float
    wins: int
    podiums: int


_Entry = tuple[str, str]
"""Driver or constructor id, and make of engine ("" for a driver)."""


class _Placed(NamedTuple):
    position: int | None
    position_text: str
    points: float
    wins: int
    podiums: int


@dataclass
class _Record:
    """What an entry has collected so far."""

    points_by_round: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    places: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    """How often it finished in each place of a Grand Prix."""
    first_round: dict[int, int] = field(default_factory=dict)
    """When it first finished there."""

    def add(self, outcome: RaceOutcome, finish: Finish, points: float) -> None:
        self.points_by_round[outcome.round] += points
        if outcome.session == "R" and finish.position is not None:
            self.places[finish.position] += 1
            self.first_round.setdefault(finish.position, outcome.round)

    def first_of_best(self) -> int:
        """The round of its best place in a Grand Prix, the earliest where it had several; 0 without any."""
        return self.first_round[min(self.first_round)] if self.first_round else 0

    def points(self, counted_results: int | None) -> float:
        return float(sum(sorted(self.points_by_round.values(), reverse=True)[:counted_results]))


def driver_standings(season: int, outcomes: Iterable[RaceOutcome]) -> list[DriverStanding]:
    """The drivers' championship after each round of `season`, by round, then place.

    `outcomes` are the season's races and sprints in any order. Equal points are separated by the number of wins, then
    second places and so on over Grands Prix; drivers still equal share their position. Listed is who was classified in
    a Grand Prix or scored (until 1999: who scored). Raises ValueError before FIRST_COMPUTED_SEASON or where an outcome
    is of another season.
    """
    counted = _COUNTED_RESULTS if season <= _LAST_DROPPED_SCORES_SEASON else None
    exclusions = [one for one in DRIVER_EXCLUSIONS if one.season == season]
    records: dict[_Entry, _Record] = defaultdict(_Record)
    standings = []
    for round_number, of_round in _rounds(season, outcomes):
        for outcome in of_round:
            for finish, points in zip(outcome.finishes, finish_points(outcome), strict=True):
                records[finish.driver_id, ""].add(outcome, finish, points)
        table = {entry: (record, record.points(counted)) for entry, record in records.items()}
        excluded = _in_force(exclusions, round_number, records)
        for (driver_id, _), placed in _ranked(season, table, excluded, earlier_wins=season in _EARLIER_RESULT_WINS):
            standings.append(DriverStanding(season, round_number, driver_id, *placed))
    return standings


def constructor_standings(season: int, outcomes: Iterable[RaceOutcome]) -> list[ConstructorStanding]:
    """The constructors' championship after each round of `season`; as driver_standings, over all cars of each.

    A constructor is one entry per make of engine ("" where that is unknown). The stewards' adjustments are those of
    domain.adjustments. Raises ValueError as driver_standings does.
    """
    exclusions = [one for one in CONSTRUCTOR_EXCLUSIONS if one.season == season]
    adjustments = [one for one in CONSTRUCTOR_ADJUSTMENTS if one.season == season]
    records: dict[_Entry, _Record] = defaultdict(_Record)
    standings = []
    for round_number, of_round in _rounds(season, outcomes):
        of_this_round = [one for one in adjustments if one.round == round_number]
        _lapse(records, of_this_round)
        for outcome in of_round:
            for finish, points in zip(outcome.finishes, finish_points(outcome), strict=True):
                entry = finish.constructor_id, finish.engine_manufacturer_id or ""
                records[entry].add(outcome, finish, points)
        _adjust(records, of_this_round)
        table = {entry: (record, record.points(None)) for entry, record in records.items()}
        excluded = _in_force(exclusions, round_number, records)
        for (constructor_id, engine), placed in _ranked(season, table, excluded, earlier_wins=False):
            standings.append(ConstructorStanding(season, round_number, constructor_id, engine, *placed))
    return standings


def _rounds(season: int, outcomes: Iterable[RaceOutcome]) -> Iterator[tuple[int, list[RaceOutcome]]]:
    if season < FIRST_COMPUTED_SEASON:
        raise ValueError(f"standings are computed from {FIRST_COMPUTED_SEASON}, not for {season}")
    ordered = sorted(outcomes, key=lambda outcome: outcome.round)
    if any(outcome.season != season for outcome in ordered):
        raise ValueError(f"an outcome is of another season than {season}")
    for round_number, of_round in groupby(ordered, key=lambda outcome: outcome.round):
        yield round_number, list(of_round)


def _lapse(records: dict[_Entry, _Record], adjustments: Iterable[ConstructorAdjustment]) -> None:
    lapsed = {one.constructor_id for one in adjustments if one.points is None}
    for entry in [entry for entry in records if entry[0] in lapsed]:
        del records[entry]


def _adjust(records: dict[_Entry, _Record], adjustments: Iterable[ConstructorAdjustment]) -> None:
    for one in adjustments:
        entries = sorted(entry for entry in records if entry[0] == one.constructor_id)
        if one.points is not None and entries:
            records[entries[0]].points_by_round[one.round] += one.points


def _in_force(exclusions: Iterable[Exclusion], round_number: int, entries: Iterable[_Entry]) -> dict[_Entry, Exclusion]:
    in_force = {one.entry_id: one for one in exclusions if round_number >= one.from_round}
    return {entry: in_force[entry[0]] for entry in entries if entry[0] in in_force}


def _ranked(
    season: int, table: dict[_Entry, tuple[_Record, float]], excluded: dict[_Entry, Exclusion], earlier_wins: bool
) -> Iterator[tuple[_Entry, _Placed]]:
    """The listed entries in order; those excluded come last. `earlier_wins`: see _EARLIER_RESULT_WINS."""
    last_place = max((place for record, _ in table.values() for place in record.places), default=0)
    places = range(1, (last_place if season >= _FIRST_FULL_TABLE_SEASON else _SCORING_PLACES_BEFORE) + 1)

    def merit(entry: _Entry) -> tuple[float, ...]:
        record, points = table[entry]
        earliest = record.first_of_best() if earlier_wins else 0
        return (-points, *(-record.places.get(place, 0) for place in places), earliest)

    listed = [entry for entry, (record, points) in table.items() if _is_listed(season, record, points)]
    listed.sort(key=lambda entry: (entry in excluded, merit(entry), table[entry][0].first_of_best(), entry))
    position, merit_before = 0, None
    for row, entry in enumerate(listed, start=1):
        record, points = table[entry]
        wins, podiums = record.places.get(1, 0), sum(record.places.get(place, 0) for place in range(1, _PODIUM + 1))
        if entry in excluded:
            exclusion = excluded[entry]
            kept = points if exclusion.keeps_points else 0.0
            yield entry, _Placed(None, exclusion.position_text, kept, wins, podiums)
            continue
        if merit(entry) != merit_before:
            position, merit_before = row, merit(entry)
        yield entry, _Placed(position, str(position), points, wins, podiums)


def _is_listed(season: int, record: _Record, points: float) -> bool:
    return points > 0 or (season >= _FIRST_FULL_TABLE_SEASON and bool(record.places))
