"""What a feature is called, what it means and from when it is known; and what a group of them has to be able to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from pitwall.domain.forecasts import Horizon
from pitwall.features.weekend import Outcome, Weekend

Row = tuple[float, ...]
"""One driver's values in the order of his group's features; NaN where unknown."""

ORDER: tuple[Horizon, ...] = (Horizon.PRE_WEEKEND, Horizon.POST_PRACTICE, Horizon.POST_QUALIFYING)


@dataclass(frozen=True)
class Feature:
    """One column."""

    name: str
    group: str
    unit: str
    meaning: str
    first: Horizon = Horizon.PRE_WEEKEND
    """The horizon from which it exists."""

    def known_at(self, horizon: Horizon) -> bool:
        """Whether the column exists at `horizon`."""
        return ORDER.index(self.first) <= ORDER.index(horizon)


class Group(Protocol):
    """A fold over the races in order of time: asked about a weekend first, shown its outcome afterwards."""

    @property
    def columns(self) -> tuple[Feature, ...]:
        """Its features."""

    @property
    def reads_sessions(self) -> bool:
        """Whether its values depend on more of the weekend than race and entries."""

    def features(self, weekend: Weekend) -> Sequence[Row]:
        """A row for each of the weekend's entries, in their order; nothing is learnt."""

    def absorb(self, outcome: Outcome) -> None:
        """Learns from a finished race."""


def columns_of(
    group: str, *described: tuple[str, str, str], first: Horizon = Horizon.PRE_WEEKEND
) -> tuple[Feature, ...]:
    """Features of one group from (name, unit, meaning)."""
    return tuple(Feature(name, group, unit, meaning, first) for name, unit, meaning in described)
