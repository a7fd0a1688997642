"""Goes through the seasons as they were lived: fitted on the races before, asked, told, and fitted anew.

Straight lines, rule and blend learn after every race, trees after every few; the blend learns from what members said.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pitwall.models.baselines import Baselines, fit_baselines
from pitwall.models.blend import Remembered, fit_blend
from pitwall.models.outcome import OutcomeModel, remember
from pitwall.models.outcome_members import LinearMembers, Members, TreeMembers, fit_linear_members, fit_tree_members
from pitwall.models.outcome_table import OutcomeTable
from pitwall.models.retirement import RetirementModel, fit_retirement

MEMORY_SEASONS = 6
"""Seasons before the first asked about, over which the blend gathers what members say."""
TREES_EVERY = 8
"""Races; and at the start of each season."""


@dataclass(frozen=True)
class Asked:
    """One race, and the model as it stood before it."""

    model: OutcomeModel
    race: OutcomeTable
    baselines: Baselines
    said: Remembered
    """What the members say of it."""
    memory: tuple[Remembered, ...]
    new_season: bool


@dataclass
class _Fitted:
    """The parts as they were last fitted."""

    linear: LinearMembers
    trees: TreeMembers
    baselines: Baselines
    retirement: RetirementModel
    trees_at: int

    @classmethod
    def on(cls, before: OutcomeTable, seed: int) -> "_Fitted":
        return cls(
            fit_linear_members(before),
            fit_tree_members(before, seed),
            fit_baselines(before),
            fit_retirement(before),
            len(before.races),
        )

    def after_race(self, before: OutcomeTable, seed: int) -> None:
        self.linear = fit_linear_members(before, self.linear)
        if len(before.races) - self.trees_at >= TREES_EVERY:
            self.trees, self.trees_at = fit_tree_members(before, seed), len(before.races)


def walk(table: OutcomeTable, first_season: int, seed: int) -> Iterator[Asked]:
    """Each finished race from `first_season` on, in order of time, before its result is told.

    In the seasons of memory before it everything is fitted once a season.
    """
    told = table.finished()
    memory: list[Remembered] = []
    fitted: _Fitted | None = None
    season = None
    for place, race in enumerate(told.races):
        if race.season < first_season - MEMORY_SEASONS or place == 0:
            continue
        before, one = told.part(0, place), told.part(place, place + 1)
        new_season = race.season != season
        if fitted is None or new_season:
            fitted = _Fitted.on(before, seed)
        elif race.season >= first_season:
            fitted.after_race(before, seed)
        season = race.season
        members = Members(table.horizon, fitted.linear, fitted.trees)
        said = remember(members, one)
        if race.season >= first_season:
            model = OutcomeModel(members, fit_blend(memory), fitted.retirement, seed)
            yield Asked(model, one, fitted.baselines, said, tuple(memory), new_season)
        memory.append(said)


def outcome_memory(table: OutcomeTable, seed: int, seasons: int = MEMORY_SEASONS) -> tuple[Remembered, ...]:
    """What members fitted before each of the last `seasons` said of its races: from it a blend can be fitted."""
    told = table.finished()
    if not told.races:
        return ()
    memory: list[Remembered] = []
    members: Members | None = None
    for place, race in enumerate(told.races):
        if race.season <= told.races[-1].season - seasons or place == 0:
            continue
        if members is None or race.season != told.races[place - 1].season:
            before = told.part(0, place)
            members = Members(table.horizon, fit_linear_members(before), fit_tree_members(before, seed))
        memory.append(remember(members, told.part(place, place + 1)))
    return tuple(memory)
