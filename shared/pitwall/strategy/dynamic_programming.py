"""The plans that are fastest alone on the track: exact, for every number of stops and every start compound.

Dynamic programming over lap, compound, tyre life, stops to come and compounds used. Tyre life follows from the lap of
the last stop, so stints are the steps, and the cost of one is a look-up in the free-air tables.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numba import njit
from numpy.typing import NDArray

from pitwall.domain.race_parameters import COMPOUNDS
from pitwall.domain.regulations import RaceRules
from pitwall.domain.tyre_strategy import Stop, Strategy
from pitwall.strategy.free_air import IMPOSSIBLE_S, FreeAir, compound_index
from pitwall.strategy.situation import Situation

Array = NDArray[np.float64]
Counts = NDArray[np.int64]

_USED_SETS = 16
"""Sets of compounds used: one bit for each dry compound, one for intermediates and wets together."""
_BIT = (1, 2, 4, 8, 8)
_BITS = np.array(_BIT)


@dataclass(frozen=True)
class TimedPlan:
    """A plan and its free-air time from now to the flag."""

    strategy: Strategy
    time_s: float


def optimal_plans(tables: FreeAir, within_s: float = IMPOSSIBLE_S) -> tuple[TimedPlan, ...]:
    """The fastest legal plan of each number of stops to come and each start compound, fastest first.

    `within_s`: only those that lose no more to the fastest. Empty where no plan is legal any more.
    """
    situation = tables.situation
    to_go = _costs_to_go(
        tables.stint_s,
        tables.stop_s,
        np.array(tables.options),
        _BITS,
        rule_met(situation.rules),
        _reachable(tables),
        situation.lap,
        situation.most_stops,
    )
    first = [
        (*_first_stop(tables, index, stops, to_go[0]), index, stops)
        for index in start_indices(tables)
        for stops in range(situation.fewest_stops, situation.most_stops + 1)
    ]
    possible = sorted(choice for choice in first if choice[0] < IMPOSSIBLE_S)
    return tuple(
        TimedPlan(situation.strategy(COMPOUNDS[index], _walk(lap, stops, used_set(situation, index), *to_go)), time_s)
        for time_s, lap, index, stops in possible
        if time_s <= possible[0][0] + within_s
    )


def start_indices(tables: FreeAir) -> list[int]:
    """What the car is on or may start on, as indices in COMPOUNDS, where it is worth fitting."""
    indices = [compound_index(compound) for compound in tables.situation.start_options]
    return [index for index in indices if index in tables.options]


def used_set(situation: Situation, start_index: int) -> int:
    """The bits of the compounds used so far, the set the car is on or starts on included."""
    used = _BIT[start_index]
    for compound in situation.used:
        used |= _BIT[compound_index(compound)]
    return used


def rule_met(rules: RaceRules) -> NDArray[np.bool_]:
    """[16] whether the rule on dry compounds is met by each set of compounds used. Not to be written to."""
    return _dry_compounds_met(rules.dry_compounds)


@lru_cache
def _dry_compounds_met(needed: int) -> NDArray[np.bool_]:
    dry = [(used & 7).bit_count() for used in range(_USED_SETS)]
    met = np.array([used >= 8 or dry[used] >= needed for used in range(_USED_SETS)])
    met.flags.writeable = False
    return met


def _reachable(tables: FreeAir) -> Counts:
    """Sets of compounds that can be the used ones after the present or start set."""
    known = 0
    for compound in tables.situation.used:
        known |= _BIT[compound_index(compound)]
    most = known
    for index in (*tables.options, *start_indices(tables)):
        most |= _BIT[index]
    return np.array([used for used in range(1, _USED_SETS) if used & known == known and used & most == used])


def _first_stop(tables: FreeAir, index: int, stops: int, value_s: Array) -> tuple[float, int]:
    """Time to the flag with so many stops to come, and the lap of the first one (0 without)."""
    situation = tables.situation
    used, lap, laps = used_set(situation, index), situation.lap, situation.rules.laps
    if stops == 0:
        met = bool(rule_met(situation.rules)[used])
        return (float(tables.first_s[index, laps]) if met else IMPOSSIBLE_S), 0
    ahead = slice(lap + 1, laps)
    fitted = [value_s[stops - 1, ahead, c, used | _BIT[c]] for c in tables.options]
    total_s = tables.first_s[index, ahead] + tables.stop_s[ahead] + np.minimum.reduce(fitted)
    soonest = int(total_s.argmin())
    return float(total_s[soonest]), lap + 1 + soonest


def _walk(lap: int, stops: int, used: int, value_s: Array, best_lap: Counts, best_next: Counts) -> list[Stop]:
    """The stops from the first one, on `lap`, on."""
    if stops == 0:
        return []
    compound = min(range(len(COMPOUNDS)), key=lambda c: float(value_s[stops - 1, lap, c, used | _BIT[c]]))
    chosen = []
    for left in range(stops - 1, -1, -1):
        chosen.append(Stop(lap, COMPOUNDS[compound]))
        used |= _BIT[compound]
        if left:
            lap, compound = int(best_lap[left, lap, compound, used]), int(best_next[left, lap, compound, used])
    return chosen


@njit(cache=True)
def _costs_to_go(stint_s, stop_s, options, bits, met, reachable, lap, most_stops):  # type: ignore[no-untyped-def]
    """[stops left, lap of the stop, compound fitted, compounds used]: time to the flag, next stop lap and compound."""
    laps = stop_s.shape[0] - 1
    shape = (max(most_stops, 1), laps + 1, 5, 16)
    value_s = np.full(shape, 1e9)
    best_lap = np.zeros(shape, dtype=np.int16)
    best_next = np.zeros(shape, dtype=np.int16)
    after_s = np.empty(laps + 1)
    fitted = np.empty(laps + 1, dtype=np.int64)
    for c in options:
        for enough in np.flatnonzero(met):
            value_s[0, lap + 1 : laps, c, enough] = stint_s[c, lap + 1 : laps, laps]
    for left in range(1, most_stops):
        for used in reachable:
            _fit_next(value_s[left - 1], stop_s, options, bits, used, lap, after_s, fitted)
            for c in options:
                for start in range(lap + 1, laps - 1):
                    time_s, end = _best_end(stint_s[c, start], after_s, start, laps)
                    value_s[left, start, c, used] = time_s
                    best_lap[left, start, c, used] = end
                    best_next[left, start, c, used] = fitted[end]
    return value_s, best_lap, best_next


@njit(cache=True)
def _best_end(stint_s, after_s, start, laps):  # type: ignore[no-untyped-def]
    """The least time from a stop on lap `start` to the flag with stops left, and the lap of the next one."""
    best, at = 1e9, start + 1
    for end in range(start + 1, laps):
        total = stint_s[end] + after_s[end]
        if total < best:
            best, at = total, end
    return best, at


@njit(cache=True)
def _fit_next(value_s, stop_s, options, bits, used, lap, after_s, fitted):  # type: ignore[no-untyped-def]
    """Writes the cost from a stop on each lap to the flag with the best compound fitted, and that compound."""
    for end in range(lap + 1, stop_s.shape[0] - 1):
        after_s[end] = 1e9
        fitted[end] = options[0]
        for following in options:
            to_go = value_s[end, following, used | bits[following]]
            if to_go < after_s[end]:
                after_s[end] = to_go
                fitted[end] = following
        after_s[end] += stop_s[end]
