"""Whether the forecasts have become worse than they were tried to be: the last five races beside the back-test.

Five races are few: an alarm is a reason to look, and no proof.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean

ROLLING_RACES = 5
ALARM_ABOVE = 0.10
"""Relative change of the winner's log loss."""


@dataclass(frozen=True)
class Mark:
    """What a forecast of one race lost, in nats (log loss of the winner)."""

    race_id: str
    log_loss: float


@dataclass(frozen=True)
class Drift:
    """The rolling mean beside what was expected, both in nats; `change` is relative, above nought is worse."""

    races: int
    recent: float
    expected: float
    change: float
    alarm: bool


def drift(published: Iterable[Mark], tried: Iterable[Mark]) -> Drift | None:
    """The newest races' mean against the mean of all others tried; None where there are too few to say.

    What was published of a race counts before what the back-test says of it.
    """
    expectation = {mark.race_id: mark.log_loss for mark in tried}
    all_marks = expectation | {mark.race_id: mark.log_loss for mark in published}
    newest = sorted(all_marks)[-ROLLING_RACES:]
    others = [loss for race, loss in expectation.items() if race not in newest]
    if len(newest) < ROLLING_RACES or len(others) < ROLLING_RACES:
        return None
    recent, expected = fmean(all_marks[race] for race in newest), fmean(others)
    change = recent / expected - 1.0
    return Drift(len(newest), recent, expected, change, change > ALARM_ABOVE)
