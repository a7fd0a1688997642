"""A few plans worth simulating: the fastest alone on the track, and those around them that traffic may make better.

For every order of compounds its own optimum, then the same with stops earlier, later or together shifted, and under
way what stopping at once would be. A plan that waits is there too: it is the one that gains most from a safety car,
since every car may stop early under one.
"""

from collections.abc import Iterator

import numpy as np
from numba import njit
from numpy.typing import NDArray

from pitwall.domain.race_parameters import COMPOUNDS
from pitwall.domain.tyre_strategy import Stop, Strategy
from pitwall.errors import IllegalStrategyError
from pitwall.strategy.dynamic_programming import TimedPlan, optimal_plans, rule_met, start_indices, used_set
from pitwall.strategy.free_air import IMPOSSIBLE_S, FreeAir

Array = NDArray[np.float64]
Plan = tuple[tuple[int, ...], tuple[int, ...]]
"""Compounds in order, the present or start set first, and stop laps."""

MOST_PLANS = 16
WINDOW_S = 1.0
"""Free-air time a stop lap may cost and still lie in its window."""
_WORTH_A_LOOK_S = 30.0
"""Free-air loss up to which an order of compounds may still win by traffic or a safety car: over one stop."""
_WAITING_LAPS = 6
"""As long as most safety cars stay out."""
_SHIFTS = (-2, 2, -4, 4, 7, -7)
"""Laps by which stops are moved: as far as undercuts, overcuts and waiting for a safety car go."""


def candidates(tables: FreeAir, most: int = MOST_PLANS) -> tuple[TimedPlan, ...]:
    """Up to `most` different legal plans, the fastest in free air first; the first is the optimum.

    Raises IllegalStrategyError where no plan is legal any more.
    """
    optima = optimal_plans(tables)
    if not optima:
        raise IllegalStrategyError([_why_none(tables)])
    usual = len(tables.situation.stops_ahead(optima[0].strategy))
    counts = range(max(usual - 1, tables.situation.fewest_stops), usual + 2)
    bases = [plan for plan in orders(tables, counts) if plan[0] <= optima[0].time_s + _WORTH_A_LOOK_S]
    chosen: dict[Plan, float] = {}
    for time_s, plan in [
        *_diverse(bases)[: max(1, most // 2)],
        *_under_way(tables, counts),
        *_variants(tables, bases),
        *bases,
    ]:
        if len(chosen) < most and time_s < IMPOSSIBLE_S:
            chosen.setdefault(plan, time_s)
    return tuple(timed_plan(tables, plan, time_s) for plan, time_s in sorted(chosen.items(), key=lambda item: item[1]))


def orders(tables: FreeAir, stop_counts: range, first_stop: range | None = None) -> list[tuple[float, Plan]]:
    """The fastest plan of every order of compounds with so many stops to come, fastest first.

    `first_stop`: only plans whose next stop is on one of these laps.
    """
    situation, laps = tables.situation, tables.situation.rules.laps
    met, found = rule_met(situation.rules), []

    def extend(compounds: tuple[int, ...], used: int, to_lap_s: Array, before: tuple[NDArray[np.int64], ...]) -> None:
        # `to_lap_s`: the least time to the end of each lap, that lap's stop not included
        if len(before) in stop_counts and met[used] and to_lap_s[laps] < IMPOSSIBLE_S:
            found.append((float(to_lap_s[laps]), (compounds, _stop_laps(before, laps))))
        if len(before) >= min(stop_counts.stop - 1, situation.most_stops):
            return
        stopped_s = to_lap_s + tables.stop_s
        if first_stop is not None and not before:
            stopped_s = np.where(np.isin(np.arange(laps + 1), first_stop), stopped_s, IMPOSSIBLE_S)
        stopped_s[: situation.lap + 1] = IMPOSSIBLE_S
        for compound in tables.options:
            next_s, came_from = _a_stint_on(stopped_s, tables.stint_s[compound])
            extend((*compounds, compound), used | used_set(situation, compound), next_s, (*before, came_from))

    for start in start_indices(tables):
        extend((start,), used_set(situation, start), tables.first_s[start], ())
    return sorted(found)


@njit(cache=True)
def _a_stint_on(stopped_s, stint_s):  # type: ignore[no-untyped-def]
    """The least time to the end of each lap, a stint after a stop; and the lap of that stop."""
    best_s = stopped_s[0] + stint_s[0]
    came_from = np.zeros(len(best_s), dtype=np.int64)
    for start in range(1, len(stopped_s)):
        for end in range(len(best_s)):
            total_s = stopped_s[start] + stint_s[start, end]
            if total_s < best_s[end]:
                best_s[end], came_from[end] = total_s, start
    return best_s, came_from


def stop_windows(tables: FreeAir, strategy: Strategy) -> tuple[tuple[int, int], ...]:
    """For each stop to come the laps around it that cost up to `WINDOW_S` more in free air, other stops unmoved."""
    stops = tables.situation.stops_ahead(strategy)
    on_grid = tables.situation.lap == 0
    start = COMPOUNDS.index(strategy.start if on_grid else tables.situation.start_options[0])
    compounds = [start, *(COMPOUNDS.index(stop.compound) for stop in stops)]
    marks = [tables.situation.lap, *(stop.lap for stop in stops), tables.situation.rules.laps]
    windows = []
    for number, stop in enumerate(stops):
        since, until = marks[number], marks[number + 2]
        before_s = tables.first_s[start] if number == 0 else tables.stint_s[compounds[number], since]
        total_s = before_s + tables.stop_s + tables.stint_s[compounds[number + 1], :, until]
        cheap = total_s <= total_s[stop.lap] + WINDOW_S
        first = last = stop.lap
        while first - 1 > since and cheap[first - 1]:
            first -= 1
        while last + 1 < until and cheap[last + 1]:
            last += 1
        windows.append((first, last))
    return tuple(windows)


def _stop_laps(before: tuple[NDArray[np.int64], ...], end: int) -> tuple[int, ...]:
    stops: list[int] = []
    for came_from in reversed(before):
        end = int(came_from[end])
        stops.append(end)
    return tuple(reversed(stops))


def _under_way(tables: FreeAir, counts: range) -> list[tuple[float, Plan]]:
    """Stopping at once for each compound, and waiting: what a decision in the race is about."""
    lap, laps = tables.situation.lap, tables.situation.rules.laps
    if lap == 0:
        return []
    seen: set[int] = set()
    at_once = []
    for time_s, plan in orders(tables, counts, range(lap + 1, lap + 2)):
        if plan[1] and plan[0][1] not in seen:
            seen.add(plan[0][1])
            at_once.append((time_s, plan))
    waiting = orders(tables, counts, range(lap + _WAITING_LAPS, laps))
    return [*at_once, *waiting[:2]]


def _diverse(bases: list[tuple[float, Plan]]) -> list[tuple[float, Plan]]:
    """The fastest of every start compound and number of stops first, then the others."""
    seen: set[tuple[int, int]] = set()
    first: list[tuple[float, Plan]] = []
    others: list[tuple[float, Plan]] = []
    for time_s, plan in bases:
        kind = (plan[0][0], len(plan[1]))
        (others if kind in seen else first).append((time_s, plan))
        seen.add(kind)
    return [*first, *others]


def _variants(tables: FreeAir, bases: list[tuple[float, Plan]]) -> Iterator[tuple[float, Plan]]:
    """The fastest plans with one stop, then all stops moved; the fastest plan's nearest moves come first."""
    for shift in _SHIFTS:
        for _, (compounds, stops) in bases[:3]:
            moves = [[shift * (number == moved) for number in range(len(stops))] for moved in range(len(stops))]
            if len(stops) > 1:
                moves.append([shift] * len(stops))
            for move in moves:
                moved_to = tuple(lap + by for lap, by in zip(stops, move, strict=True))
                time_s = _time_s(tables, compounds, moved_to)
                if time_s < IMPOSSIBLE_S:
                    yield time_s, (compounds, moved_to)


def _time_s(tables: FreeAir, compounds: tuple[int, ...], stops: tuple[int, ...]) -> float:
    laps, since, total = tables.situation.rules.laps, tables.situation.lap, 0.0
    for compound, lap in zip(compounds, (*stops, laps), strict=True):
        if not since < lap <= laps or (lap == laps and lap in stops):
            return IMPOSSIBLE_S
        total += float(tables.stint_s[compound, since, lap]) + (float(tables.stop_s[lap]) if lap < laps else 0.0)
        since = lap
    return total


def timed_plan(tables: FreeAir, plan: Plan, time_s: float) -> TimedPlan:
    """The plan as a strategy. Raises IllegalStrategyError."""
    compounds, laps = plan
    stops = [Stop(lap, COMPOUNDS[compound]) for lap, compound in zip(laps, compounds[1:], strict=True)]
    return TimedPlan(tables.situation.strategy(COMPOUNDS[compounds[0]], stops), time_s)


def _why_none(tables: FreeAir) -> str:
    left = tables.situation.laps_left
    return f"with {left} {'lap' if left == 1 else 'laps'} left no plan meets the rules on compounds, sets and stints"
