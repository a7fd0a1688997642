"""The few plans a decision now is made between: box now for this or that, or stay out until one lap or another.

Each is the best continuation of its own action, so that a comparison is between decisions and not between plans.
"""

from dataclasses import dataclass

import numpy as np

from pitwall.domain.race_parameters import COMPOUNDS
from pitwall.domain.tyre_strategy import Strategy
from pitwall.domain.vocabulary import Compound
from pitwall.strategy.continuations import Continuations
from pitwall.strategy.free_air import IMPOSSIBLE_S
from pitwall.strategy.reasons import box_label, stay_label

MOST_CHOICES = 8
_HOPELESS_S = 25.0
"""Free-air loss to the best way on beyond which nothing on track makes up for it: more than a stop."""
_WAITS = (2, 3, 5, 8, 12, 17)
"""Laps from now to the stops of the staying choices, closer where the decision is."""


@dataclass(frozen=True)
class Choice:
    """One action and the plan that follows from it."""

    label: str
    strategy: Strategy
    box: bool
    """The car stops at the end of the next lap."""
    lap: int | None
    """Of the next stop; None: no more stops."""
    compound: Compound | None
    time_s: float
    """To the flag in free air."""


def choices(ways: Continuations, most: int = MOST_CHOICES) -> tuple[Choice, ...]:
    """At most `most` actions with a chance, boxing now and staying out both among them where both are legal.

    The fastest way on in free air is one of them. Empty where no way on is legal.
    """
    now = ways.tables.situation.lap + 1
    boxing = [_stopping(ways, compound, now) for compound in COMPOUNDS if _possible(ways, compound, now)]
    staying = [_stopping(ways, ways.best_on(lap)[0], lap) for lap in _later_laps(ways, now)]
    if ways.no_stop_s < IMPOSSIBLE_S:
        staying.append(Choice(stay_label(None), ways.no_stop(), False, None, None, ways.no_stop_s))
    boxing.sort(key=lambda choice: choice.time_s)
    staying.sort(key=lambda choice: choice.time_s)
    best_s = min((choice.time_s for choice in (*boxing, *staying)), default=IMPOSSIBLE_S)
    box = [choice for choice in boxing if choice.time_s < best_s + _HOPELESS_S] or boxing[:1]
    stay = [choice for choice in staying if choice.time_s < best_s + _HOPELESS_S] or staying[:1]
    box = box[: max(2, most // 3)]
    return (*box, *stay[: most - len(box)])


def _possible(ways: Continuations, compound: Compound, lap: int) -> bool:
    return lap < ways.tables.situation.rules.laps and bool(
        ways.next_stop_s[COMPOUNDS.index(compound), lap] < IMPOSSIBLE_S
    )


def _later_laps(ways: Continuations, now: int) -> list[int]:
    """Laps to stop on other than the next one: the best of all, and a ladder towards and beyond it."""
    laps = ways.tables.situation.rules.laps
    best = ways.best_after(now)[0]
    wanted = {best, best - 2, best + 3, *(now - 1 + wait for wait in _WAITS)}
    possible = np.flatnonzero(ways.next_stop_s.min(axis=0) < IMPOSSIBLE_S)
    return sorted(lap for lap in wanted if now < lap < laps and lap in possible)


def _stopping(ways: Continuations, compound: Compound, lap: int) -> Choice:
    box = lap == ways.tables.situation.lap + 1
    label = box_label(compound) if box else stay_label(lap)
    time_s = float(ways.next_stop_s[COMPOUNDS.index(compound), lap])
    return Choice(label, ways.strategy(compound, lap), box, lap, compound, time_s)
