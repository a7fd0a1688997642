"""Every legal plan of one to three stops, scored alone on the track: about 2.2 million in a race of 57 laps.

Nothing is pruned: each plan's time is added up from the stint tables. Plans that differ in their last stop only form a
row, scored side by side; the best K lie in the K rows whose best plan is fastest, so none is missed.
"""

import itertools
from dataclasses import dataclass
from math import comb

import numpy as np
from numba import njit
from numpy.typing import NDArray

from pitwall.domain.race_parameters import COMPOUNDS
from pitwall.domain.tyre_strategy import Stop
from pitwall.strategy.dynamic_programming import TimedPlan, rule_met, start_indices, used_set
from pitwall.strategy.free_air import IMPOSSIBLE_S, FreeAir
from pitwall.strategy.situation import Situation

Array = NDArray[np.float64]
Laps = NDArray[np.int64]

MOST_STOPS_SCREENED = 3
_ROUNDING_S = 1e-6
"""The compiled loop and NumPy may add up a plan's time differently in the last bits."""


@dataclass(frozen=True)
class _Rows:
    """The plans of one number of stops: sequences of compounds x laps of all stops but the last."""

    sequences: Laps
    """[sequences, stops + 1] indices in COMPOUNDS."""
    prefixes: Laps
    """[prefixes, stops - 1] laps."""
    best_s: Array
    """[sequences, prefixes] of each row's plans the fastest."""


@dataclass(frozen=True)
class Screening:
    """The whole space of plans with one to three stops to come, in free air."""

    tables: FreeAir
    plans: int
    """Plans scored; those with a stint longer than the rules allow score as impossible."""
    times_s: Array
    """Of the fastest plans, best first, from now to the flag."""
    compounds: Laps
    """[plans, 4] of the same plans, the set the car is on or starts on first, as indices in COMPOUNDS; -1 for none."""
    stop_laps: Laps
    """[plans, 3] 0 for none."""
    best_by_first_stop_s: Array
    """[laps + 1] time of the fastest plan whose next stop is on a lap."""

    def timed_plans(self, most: int | None = None) -> tuple[TimedPlan, ...]:
        """The fastest plans as strategies; the first `most` of them."""
        found = zip(self.times_s.tolist(), self.compounds.tolist(), self.stop_laps.tolist(), strict=True)
        return tuple(_timed_plan(self.tables.situation, *plan) for plan in itertools.islice(found, most))


def screen(tables: FreeAir, *, keep: int = 300) -> Screening:
    """All legal plans with one to three stops to come; the `keep` fastest are named."""
    situation = tables.situation
    lap, laps = situation.lap, situation.rules.laps
    tail_s = tables.stop_s + tables.stint_s[:, :, laps]
    tail_s[:, : lap + 1] = IMPOSSIBLE_S
    by_first_s = np.full(laps + 1, IMPOSSIBLE_S)
    scored, plans = [], 0
    for stops in range(max(1, situation.fewest_stops), min(MOST_STOPS_SCREENED, situation.most_stops) + 1):
        sequences, prefixes = _legal_sequences(tables, stops), _prefixes(lap, laps, stops)
        best_s = _best_of_rows(tables.stint_s, tables.stop_s, tail_s, sequences, prefixes, lap)
        scored.append(_Rows(sequences, prefixes, best_s))
        plans += len(sequences) * comb(laps - 1 - lap, stops)
        if stops == 1:
            one_stop_s = tables.stint_s[sequences[:, 0], lap] + tail_s[sequences[:, 1]]
            by_first_s = np.minimum(by_first_s, one_stop_s.min(axis=0, initial=IMPOSSIBLE_S))
        else:
            np.minimum.at(by_first_s, prefixes[:, 0], best_s.min(axis=0, initial=IMPOSSIBLE_S))
    times_s, compounds, stop_laps = _fastest(tables, tail_s, scored, keep)
    return Screening(tables, plans, times_s, compounds, stop_laps, by_first_s)


def _legal_sequences(tables: FreeAir, stops: int) -> Laps:
    """[sequences, stops + 1] compounds in order that meet the rule on dry compounds."""
    situation = tables.situation
    met = rule_met(situation.rules)
    legal = []
    for start in start_indices(tables):
        for rest in itertools.product(tables.options, repeat=stops):
            used = used_set(situation, start)
            for compound in rest:
                used |= used_set(situation, compound)
            if met[used]:
                legal.append((start, *rest))
    return np.array(legal, dtype=np.int64).reshape(-1, stops + 1)


def _prefixes(lap: int, laps: int, stops: int) -> Laps:
    """[prefixes, stops - 1] laps of all stops but the last, in order."""
    possible = np.arange(lap + 1, laps - 1, dtype=np.int64)
    if stops == 1:
        return np.zeros((1, 0), dtype=np.int64)
    if stops == 2:
        return possible[:, None]
    earlier, later = np.triu_indices(len(possible), k=1)
    return np.stack([possible[earlier], possible[later]], axis=1)


def _fastest(tables: FreeAir, tail_s: Array, scored: list[_Rows], keep: int) -> tuple[Array, Laps, Laps]:
    """Times, compounds and stop laps of the `keep` fastest plans; ties by fewer, then earlier stops."""
    every_s = np.concatenate([rows.best_s.ravel() for rows in scored] or [np.empty(0)])
    enough_s = IMPOSSIBLE_S - 1.0
    if keep <= len(every_s):
        enough_s = min(enough_s, float(np.partition(every_s, keep - 1)[keep - 1]) + _ROUNDING_S)
    found = [_of_rows(tables, tail_s, rows, enough_s) for rows in scored]
    times_s = np.concatenate([plans[0] for plans in found] or [np.empty(0)])
    width = MOST_STOPS_SCREENED
    compounds = np.concatenate([plans[1] for plans in found] or [np.empty((0, width + 1), dtype=np.int64)])
    stop_laps = np.concatenate([plans[2] for plans in found] or [np.empty((0, width), dtype=np.int64)])
    order = np.lexsort([*compounds.T, *stop_laps.T[::-1], times_s])[:keep]
    return times_s[order], compounds[order], stop_laps[order]


def _of_rows(tables: FreeAir, tail_s: Array, rows: _Rows, enough_s: float) -> tuple[Array, Laps, Laps]:
    """Those plans of one number of stops that take no longer than `enough_s`, from the rows that hold any."""
    laps = tables.situation.rules.laps
    of_sequence, of_prefix = np.nonzero(rows.best_s <= enough_s)
    sequences, prefixes = rows.sequences[of_sequence], rows.prefixes[of_prefix]
    base_s, since = np.zeros(len(sequences)), np.full(len(sequences), tables.situation.lap)
    for stop in range(prefixes.shape[1]):
        base_s = (
            base_s + tables.stint_s[sequences[:, stop], since, prefixes[:, stop]] + tables.stop_s[prefixes[:, stop]]
        )
        since = prefixes[:, stop]
    row_s = tables.stint_s[sequences[:, -2], since, :laps] + tail_s[sequences[:, -1], :laps]
    times_s = base_s[:, None] + row_s
    row, last = np.nonzero(times_s <= enough_s)
    compounds = np.full((len(row), MOST_STOPS_SCREENED + 1), -1, dtype=np.int64)
    stop_laps = np.zeros((len(row), MOST_STOPS_SCREENED), dtype=np.int64)
    compounds[:, : sequences.shape[1]] = sequences[row]
    stop_laps[:, : prefixes.shape[1]] = prefixes[row]
    stop_laps[:, prefixes.shape[1]] = last
    return times_s[row, last], compounds, stop_laps


def _timed_plan(situation: Situation, time_s: float, compounds: list[int], stop_laps: list[int]) -> TimedPlan:
    stops = [Stop(lap, COMPOUNDS[compound]) for lap, compound in zip(stop_laps, compounds[1:], strict=True) if lap]
    return TimedPlan(situation.strategy(COMPOUNDS[compounds[0]], stops), time_s)


@njit(cache=True, fastmath={"nnan", "nsz"})
def _best_of_rows(stint_s, stop_s, tail_s, sequences, prefixes, lap):  # type: ignore[no-untyped-def]
    """[sequences, prefixes] the fastest plan of each row, every plan of it scored."""
    laps = stop_s.shape[0] - 1
    best_s = np.empty((sequences.shape[0], prefixes.shape[0]))
    last = prefixes.shape[1]
    for s in range(sequences.shape[0]):
        tail = tail_s[sequences[s, last + 1]]
        for p in range(prefixes.shape[0]):
            base_s, since = 0.0, lap
            for stop in range(last):
                stop_lap = prefixes[p, stop]
                base_s += stint_s[sequences[s, stop], since, stop_lap] + stop_s[stop_lap]
                since = stop_lap
            stint = stint_s[sequences[s, last], since]
            best = 1e18
            for end in range(since + 1, laps):
                best = min(best, base_s + (stint[end] + tail[end]))
            best_s[s, p] = best
    return best_s
