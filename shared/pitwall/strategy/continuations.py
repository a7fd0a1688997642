"""For every lap and compound of the next stop, the fastest way on from there: what a decision now is chosen from.

In free air and exact for up to three stops to come; one table answers box or stay, which tyres, and the pit window.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pitwall.domain.race_parameters import COMPOUNDS
from pitwall.domain.tyre_strategy import Stop, Strategy
from pitwall.domain.vocabulary import Compound
from pitwall.strategy.dynamic_programming import rule_met, start_indices, used_set
from pitwall.strategy.free_air import IMPOSSIBLE_S, FreeAir, compound_index

Array = NDArray[np.float64]

_MOST_AFTER_NEXT = 2
"""Stops planned after the next one."""


@dataclass(frozen=True)
class Continuations:
    """Times from now to the flag by the next stop. Get one from `continuations`."""

    tables: FreeAir
    start: Compound
    """What the car is on or starts on."""
    next_stop_s: Array
    """[5, laps + 1] with the next stop on that lap for that compound, best continued; IMPOSSIBLE_S where illegal."""
    no_stop_s: float
    """Without another stop; IMPOSSIBLE_S where illegal."""
    _to_come: dict[tuple[int, int], tuple[Stop, ...]]
    """By compound and lap of the next stop: that stop and those after it."""

    def stops(self, compound: Compound, lap: int) -> tuple[Stop, ...]:
        """The next stop and those after it, best continued."""
        return self._to_come[compound_index(compound), lap]

    def strategy(self, compound: Compound, lap: int) -> Strategy:
        """The whole strategy with that next stop."""
        return self.tables.situation.strategy(self.start, self.stops(compound, lap))

    def no_stop(self) -> Strategy:
        """The whole strategy without another stop. Raises IllegalStrategyError where that is against the rules."""
        return self.tables.situation.strategy(self.start, ())

    def best_on(self, lap: int) -> tuple[Compound, float]:
        """The best compound to fit on a lap and the time to the flag with it."""
        row = int(np.argmin(self.next_stop_s[:, lap]))
        return COMPOUNDS[row], float(self.next_stop_s[row, lap])

    def best_after(self, lap: int) -> tuple[int, Compound, float]:
        """Lap, compound and time of the best next stop later than `lap`; a time of IMPOSSIBLE_S where there is none."""
        later = self.next_stop_s[:, lap + 1 :]
        if later.size == 0:
            return lap + 1, self.start, IMPOSSIBLE_S
        row, column = np.unravel_index(int(np.argmin(later)), later.shape)
        return lap + 1 + int(column), COMPOUNDS[int(row)], float(later[row, column])


def continuations(tables: FreeAir, start: Compound | None = None) -> Continuations:
    """The ways on of a car from its tables; `start` names the start tyres where the race has not begun."""
    situation = tables.situation
    index = start_indices(tables)[0] if start is None else compound_index(start)
    laps, used = situation.rules.laps, used_set(situation, index)
    met = rule_met(situation.rules)
    after_next = min(_MOST_AFTER_NEXT, situation.most_stops - 1)
    shape = (len(COMPOUNDS), laps + 1)
    next_stop_s, to_come = np.full(shape, IMPOSSIBLE_S), {}
    if situation.most_stops > 0:
        for row in tables.options:
            ways = _Ways(tables, met, max(0, situation.fewest_stops - 1))
            time_s, stops = ways.onward(row, used | used_bit(row), after_next)
            total = tables.first_s[index] + tables.stop_s + time_s
            total[: situation.lap + 1] = IMPOSSIBLE_S
            next_stop_s[row] = np.minimum(total, IMPOSSIBLE_S)
            for lap in range(situation.lap + 1, laps):
                to_come[row, lap] = (Stop(lap, COMPOUNDS[row]), *stops[lap])
    no_stop_s = float(tables.first_s[index, laps]) if met[used] and situation.fewest_stops == 0 else IMPOSSIBLE_S
    return Continuations(tables, COMPOUNDS[index], next_stop_s, no_stop_s, to_come)


def used_bit(row: int) -> int:
    """The bit of a compound among those used, as `used_set` counts them."""
    return 1 << min(row, 3)


@dataclass(frozen=True)
class _Ways:
    """The best ways on from a stop."""

    tables: FreeAir
    met: NDArray[np.bool_]
    fewest_after: int
    """Stops that must follow the next one."""

    def onward(self, row: int, used: int, most: int, done: int = 0) -> tuple[Array, list[tuple[Stop, ...]]]:
        """[laps + 1] the time to the flag after a stop on each lap for compound `row`, and the stops that follow."""
        stint_s = self.tables.stint_s[row]
        laps = stint_s.shape[1] - 1
        ends = self.met[used] and done >= self.fewest_after
        best_s = stint_s[:, laps].copy() if ends else np.full(laps + 1, IMPOSSIBLE_S)
        stops: list[tuple[Stop, ...]] = [()] * (laps + 1)
        if most == 0:
            return best_s, stops
        for following in self.tables.options:
            after_s, later = self.onward(following, used | used_bit(following), most - 1, done + 1)
            total = stint_s + (self.tables.stop_s + after_s)[None, :]
            at = total.argmin(axis=1)
            time_s = total[np.arange(laps + 1), at]
            for lap in np.flatnonzero(time_s < best_s):
                stops[lap] = (Stop(int(at[lap]), COMPOUNDS[following]), *later[at[lap]])
            best_s = np.minimum(best_s, time_s)
        return best_s, stops
