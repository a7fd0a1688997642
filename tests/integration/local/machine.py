"""A machine that loads history: a home folder, a store, and what its settings say."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from pitwall.lake.lake import Lake
from pitwall.lake.storage import FolderStorage
from pitwall.local.history import History, load_history
from pitwall.settings import Settings
from pitwall.store.engine import open_engine
from tests.provider_season import provider_addresses

NOW = datetime(2024, 7, 1, 12, tzinfo=UTC)
"""Months after the tiny data set's races."""


class Machine:
    """A home folder, a store, and what its settings say."""

    def __init__(self, home: Path, url: str, now: datetime = NOW, **chosen: Any) -> None:
        self.engine: Engine = open_engine(url, statement_timeout_s=None)
        self.lake = Lake(FolderStorage(home / "lake"))
        self.shown: list[tuple[str, int, int]] = []
        self._home, self._now, self._chosen = home, now, chosen

    def load(self, **chosen: Any) -> History:
        """Loads history with the settings changed by `chosen`."""
        settings = Settings(home=self._home, **{**provider_addresses(), **self._chosen, **chosen})
        return load_history(self.engine, self.lake, settings, self._show, lambda: self._now)

    def _show(self, step: str, done: int, total: int) -> None:
        self.shown.append((step, done, total))
