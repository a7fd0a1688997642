"""A car's strategy: start tyres and stops. One that breaks the rules of its race cannot be constructed.

`illegal_reasons` is the one legality check; it says in words what is wrong.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from pitwall.domain.regulations import RaceRules
from pitwall.domain.vocabulary import Compound
from pitwall.errors import IllegalStrategyError

MOST_STOPS = 7
"""Stops a strategy may have; more than any plan a team has made, fewer than some cars in races of many tyre changes."""

DRY_COMPOUNDS = (Compound.SOFT, Compound.MEDIUM, Compound.HARD)
WET_COMPOUNDS = (Compound.INTERMEDIATE, Compound.WET)


class PaceMode(IntEnum):
    """How hard a stint is driven; the numbers are the kernel's."""

    CONSERVE = 0
    BALANCED = 1
    PUSH = 2


@dataclass(frozen=True, order=True)
class Stop:
    """A tyre change at the end of lap `lap` (the in lap); the next lap is the out lap."""

    lap: int
    compound: Compound
    tyre_life: int = 0
    """Laps already on the set."""
    under_red_flag: bool = False
    """A change while the race is stopped: free, and it counts as a set used."""


@dataclass(frozen=True)
class Stint:
    """Laps `first_lap` to `last_lap` on one set."""

    compound: Compound
    first_lap: int
    last_lap: int
    tyre_life_at_start: int = 0

    @property
    def laps(self) -> int:
        """Laps driven in the stint."""
        return self.last_lap - self.first_lap + 1


@dataclass(frozen=True)
class Strategy:
    """Start tyres and stops of one car over a whole race, what it has already done included.

    Raises IllegalStrategyError where `illegal_reasons` finds anything.
    """

    rules: RaceRules
    start: Compound
    stops: tuple[Stop, ...] = ()
    start_tyre_life: int = 0
    modes: tuple[PaceMode, ...] = ()
    """One per stint; empty: balanced throughout."""
    q2_compound: Compound | None = None
    """The compound a car among the first ten must start on (until 2021); None: free choice."""

    def __post_init__(self) -> None:
        """Refuse what the rules forbid."""
        reasons = illegal_reasons(self.rules, self.start, self.stops, self.start_tyre_life, self.q2_compound)
        if self.modes and len(self.modes) != len(self.stops) + 1:
            reasons.append(f"{len(self.modes)} pace modes for {len(self.stops) + 1} stints: give one per stint or none")
        if reasons:
            raise IllegalStrategyError(reasons)

    @property
    def stints(self) -> tuple[Stint, ...]:
        """The stints from the start to the flag."""
        return tuple(stints_of(self.rules.laps, self.start, self.stops, self.start_tyre_life))

    def __str__(self) -> str:
        """Such as `M 24 H`: compound, stop lap, compound."""
        return " ".join([self.start[0], *(f"{stop.lap} {stop.compound[0]}" for stop in self.stops)])


def stints_of(laps: int, start: Compound, stops: Sequence[Stop], start_tyre_life: int = 0) -> Iterator[Stint]:
    """The stints that `stops` cut a race of `laps` laps into; nothing is checked."""
    first, compound, tyre_life = 1, start, start_tyre_life
    for stop in stops:
        yield Stint(compound, first, stop.lap, tyre_life)
        first, compound, tyre_life = stop.lap + 1, stop.compound, stop.tyre_life
    yield Stint(compound, first, laps, tyre_life)


def illegal_reasons(
    rules: RaceRules,
    start: Compound,
    stops: Sequence[Stop],
    start_tyre_life: int = 0,
    q2_compound: Compound | None = None,
) -> list[str]:
    """Why the strategy is against the rules, in words; empty where it is legal."""
    return [
        *_misplaced_stops(rules, stops),
        *_worn_sets(start_tyre_life, stops),
        *_missing_compounds(rules, start, stops),
        *(() if rules.longest_stint_laps is None else _overlong_stints(rules, start, stops, start_tyre_life)),
        *(() if q2_compound is None else _wrong_start(rules, start, q2_compound)),
    ]


def _misplaced_stops(rules: RaceRules, stops: Sequence[Stop]) -> Iterator[str]:
    if len(stops) > MOST_STOPS:
        yield f"{len(stops)} stops: at most {MOST_STOPS} are planned"
    for stop in stops:
        if stop.lap < 1:
            yield f"stop on lap {stop.lap}: the first lap a car can stop on is lap 1"
        elif stop.lap >= rules.laps:
            yield f"stop on lap {stop.lap}: the last lap to stop on is {rules.laps - 1} of {rules.laps}"
    for earlier, later in itertools.pairwise(stops):
        if later.lap <= earlier.lap and not (later.under_red_flag and later.lap == earlier.lap):
            yield f"stop on lap {later.lap} after the one on lap {earlier.lap}: stops must be in order, one a lap"


def _worn_sets(start_tyre_life: int, stops: Sequence[Stop]) -> Iterator[str]:
    for tyre_life in (start_tyre_life, *(stop.tyre_life for stop in stops)):
        if tyre_life < 0:
            yield f"tyre life {tyre_life}: a set has done 0 laps or more"


def _missing_compounds(rules: RaceRules, start: Compound, stops: Sequence[Stop]) -> Iterator[str]:
    used = {start, *(stop.compound for stop in stops)}
    dry = used.intersection(DRY_COMPOUNDS)
    if used.isdisjoint(WET_COMPOUNDS) and len(dry) < rules.dry_compounds:
        yield f"only {', '.join(sorted(dry))}: a dry race needs {rules.dry_compounds} different dry compounds"
    if len(stops) + 1 < rules.tyre_sets:
        yield f"{len(stops) + 1} sets of tyres: this race needs {rules.tyre_sets}"


def _overlong_stints(rules: RaceRules, start: Compound, stops: Sequence[Stop], start_tyre_life: int) -> Iterator[str]:
    limit = rules.longest_stint_laps
    if limit is None:
        return
    for stint in stints_of(rules.laps, start, stops, start_tyre_life):
        worn = stint.laps + stint.tyre_life_at_start
        if worn > limit and stint.compound in DRY_COMPOUNDS:
            yield f"{worn} laps on the set of laps {stint.first_lap} to {stint.last_lap}: this race allows {limit}"


def _wrong_start(rules: RaceRules, start: Compound, q2_compound: Compound | None) -> Iterator[str]:
    if rules.q2_start_tyres and q2_compound is not None and start in DRY_COMPOUNDS and start is not q2_compound:
        yield f"start on {start}: the first ten of the grid start on their Q2 tyres, {q2_compound}"
