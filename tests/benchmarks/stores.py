"""Throwaway stores for benchmarks: an embedded PostgreSQL with the laptop's own settings, and a folder lake."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from pitwall.lake.lake import Lake
from pitwall.lake.storage import open_storage
from pitwall.local.postgres import EmbeddedPostgres
from pitwall.store.engine import open_engine
from pitwall.store.migrate import migrate


@dataclass(frozen=True)
class Home:
    """Where a benchmark's data lie."""

    url: str
    engine: Engine
    lake: Lake


@contextmanager
def fresh_home() -> Iterator[Home]:
    """An empty migrated store and an empty lake, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="pitwall-bench-"))
    folder.chmod(0o755)
    try:
        with EmbeddedPostgres(folder / "postgres", durable=True) as server:
            engine = open_engine(server.url, statement_timeout_s=None)
            migrate(engine)
            yield Home(server.url, engine, Lake(open_storage(str(folder / "lake"))))
            engine.dispose()
    finally:
        shutil.rmtree(folder)
