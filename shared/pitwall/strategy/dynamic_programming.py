"""The plans that are fastest alone on the track: exact, for every number of stops and every start compound.

Dynamic programming over lap, compound, tyre life, stops to come and compounds used. Tyre life follows from the lap of
the last stop, so stints are the steps, and the cost of one is a look-up in the free-air tables.
"""

from collections.abc import Sequence
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
    starts = start_indices(tables)
    times_s, laps, fitted = _best_plans(
        tables.first_s,
        tables.stint_s,
        tables.stop_s,
        np.array(tables.options),
        _BITS,
        rule_met(situation.rules),
        _reachable(tables),
        np.array([(index, used_set(situation, index)) for index in starts], np.int64).reshape(-1, 2),
        situation.lap,
        situation.most_stops,
    )
    every_s, every_lap = times_s.tolist(), laps.tolist()
    first = [
        (every_s[row][stops], every_lap[row][stops][0], index, stops, row)
        for row, index in enumerate(starts)
        for stops in range(situation.fewest_stops, situation.most_stops + 1)
    ]
    possible = sorted(choice for choice in first if choice[0] < IMPOSSIBLE_S)
    return tuple(
        TimedPlan(
            situation.strategy(COMPOUNDS[index], _stops(every_lap[row][stops], fitted[row, stops], stops)), time_s
        )
        for time_s, _, index, stops, row in possible
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


def _stops(laps: Sequence[int], fitted: Counts, count: int) -> list[Stop]:
    compounds = [COMPOUNDS[index] for index in fitted[:count].tolist()]
    return [Stop(lap, compound) for lap, compound in zip(laps[:count], compounds, strict=True)]


@njit(cache=True)
def _best_plans(first_s, stint_s, stop_s, options, bits, met, reachable, starts, lap, most_stops):  # type: ignore[no-untyped-def]
    """[start, stops to come] time to the flag of the fastest plan; its stop laps and compounds, [.., most_stops]."""
    value_s, best_lap, best_next = _costs_to_go(stint_s, stop_s, options, bits, met, reachable, lap, most_stops)
    shape = (len(starts), most_stops + 1)
    times_s = np.full(shape, 1e9)
    laps = np.zeros((*shape, max(most_stops, 1)), dtype=np.int64)
    fitted = np.zeros_like(laps)
    for row in range(len(starts)):
        index, used = starts[row]
        if met[used]:
            times_s[row, 0] = first_s[index, stop_s.shape[0] - 1]
        for stops in range(1, most_stops + 1):
            to_go_s = value_s[stops - 1]
            times_s[row, stops], soonest = _first_stop(first_s[index], stop_s, options, bits, used, to_go_s, lap)
            laps[row, stops, 0] = soonest
            _walk(laps[row, stops], fitted[row, stops], stops, used, bits, value_s, best_lap, best_next)
    return times_s, laps, fitted


@njit(cache=True)
def _first_stop(first_s, stop_s, options, bits, used, to_go_s, lap):  # type: ignore[no-untyped-def]
    """Time to the flag with stops to come, and the lap of the first one."""
    best, soonest = np.inf, 0
    for at in range(lap + 1, stop_s.shape[0] - 1):
        fitted_s = np.inf
        for c in options:
            fitted_s = min(fitted_s, to_go_s[at, c, used | bits[c]])
        total_s = first_s[at] + stop_s[at] + fitted_s
        if total_s < best:
            best, soonest = total_s, at
    return best, soonest


@njit(cache=True)
def _walk(laps, fitted, stops, used, bits, value_s, best_lap, best_next):  # type: ignore[no-untyped-def]
    """Writes the stops that follow from the lap of the first one."""
    at, compound = laps[0], 0
    for c in range(1, len(bits)):
        if value_s[stops - 1, at, c, used | bits[c]] < value_s[stops - 1, at, compound, used | bits[compound]]:
            compound = c
    for number in range(stops):
        laps[number], fitted[number] = at, compound
        used |= bits[compound]
        left = stops - 1 - number
        if left:
            at, compound = best_lap[left, at, compound, used], best_next[left, at, compound, used]


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
