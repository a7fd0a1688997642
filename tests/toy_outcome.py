"""A race-outcome model taught by a handful of hand-made races, in a second; for tests of what is done with models."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from pitwall.domain.forecasts import RaceForecast
from pitwall.domain.vocabulary import RaceKey
from pitwall.features.history import History
from pitwall.lake.lake import Lake
from pitwall.lake.publications import documents
from pitwall.lake.storage import FolderStorage
from pitwall.models import outcome, outcome_forecast
from pitwall.models.outcome_table import outcome_tables
from pitwall.models.publishing import publish_everything
from pitwall.models.registry import Registry
from pitwall.models.training import Sources, Trained, store_challenger
from tests.hand_made_history import Tables, hand_made_history

COMING = RaceKey(2024, 5)
"""The last race of the hand-made seasons, 2024-07-24."""
NEWEST = RaceKey(2024, 4)
BEFORE = datetime(2024, 7, 1, 9, tzinfo=UTC)
_OF_THE_RACE = ("results", "fastest_laps", "pit_stops", "neutralisations", "race_pace", "sprint_pace")
OF_THE_GRID = ("qualifying", "grids", "sectors")
OF_PRACTICE = ("practice", "long_runs")


def before_the_race(tables: Tables) -> Tables:
    """The coming race has its practice, qualifying and grid, and no result."""
    return without(tables, *_OF_THE_RACE)


def before_qualifying(tables: Tables) -> Tables:
    """It has its practice alone."""
    return without(before_the_race(tables), *OF_THE_GRID)


def before_the_weekend(tables: Tables) -> Tables:
    """It is announced, with its entries."""
    return without(before_qualifying(tables), *OF_PRACTICE, "weather")


def without(tables: Tables, *names: str) -> Tables:
    """None of the coming race's rows in the tables `names`."""
    return tables | {name: tables[name].loc[~is_coming(tables[name])] for name in names}


def is_coming(table: pd.DataFrame) -> pd.Series:
    """Which rows are the coming race's."""
    return (table["season"] == COMING.season) & (table["round"] == COMING.round)


def let_few_races_teach(monkeypatch: pytest.MonkeyPatch) -> None:
    """Models ask for sixty races; here eight will do."""
    for module in (outcome, outcome_forecast):
        monkeypatch.setattr(module, "FEWEST_RACES", 8)


def sources_of(history: History, folder: Path) -> Sources:
    """With a lake that is empty, its calendar too, which is not needed."""
    return Sources(history, Lake(FolderStorage(folder / "lake")), {}, FolderStorage(folder / "artefacts"))


@cache
def taught_files(seed: int = 1) -> Mapping[str, bytes]:
    """The files of a model per horizon, taught by all races before the coming one; once per process and seed."""
    return {
        f"{horizon}.{name}": data
        for horizon, table in outcome_tables(sources_of(hand_made_history(before_the_weekend), Path("nowhere"))).items()
        for name, data in outcome.fit_outcome(table.finished(), (), seed).files().items()
    }


@dataclass
class Desk:
    """Publishes from hand-made seasons into a folder, an hour passing at every look at the clock."""

    folder: Path
    time: datetime = BEFORE
    registry: Registry = field(init=False)

    def __post_init__(self) -> None:
        self.artefacts = FolderStorage(self.folder / "artefacts")
        self.registry = Registry(self.artefacts, self.now)

    def now(self) -> datetime:
        """An hour later than the last time."""
        self.time += timedelta(hours=1)
        return self.time

    def sources(self, history: History) -> Sources:
        """With this desk's artefacts."""
        return sources_of(history, self.folder)

    def champion(self, seed: int = 1) -> str:
        """Teaches a model and puts it into use; its version."""
        trained = Trained("toy", taught_files(seed), 14, {})
        card = store_challenger(self.registry, "race-outcome", str(NEWEST), trained, self.now())
        return self.registry.promote("race-outcome", card.version, "for a test").version

    def publish(self, history: History) -> list[str]:
        """What `pitwall predict` publishes."""
        return publish_everything(self.sources(history), self.now)

    def forecasts(self, race: RaceKey = COMING) -> list[RaceForecast]:
        """All that were published of a race, oldest first."""
        mine = documents(self.artefacts, RaceForecast, str(race))
        return sorted(mine, key=lambda one: one.header.computed_at)


def coming_race(change: object = before_the_race) -> History:
    """The hand-made seasons with the last race to come; `change` edits the tables."""
    return hand_made_history(change)  # type: ignore[arg-type]
