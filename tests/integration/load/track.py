"""A lake and a store side by side, and ways to tell whether two stores hold the same."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from pitwall.domain.datasets import Batch
from pitwall.ingest.intake import take_in
from pitwall.lake.lake import Lake
from pitwall.lake.storage import FolderStorage
from pitwall.load.loader import LoadReport, load_paths
from pitwall.store.schema import metadata

_VIEWS = ("current_driver_standings", "current_constructor_standings")
_NOT_DATA = ("load_progress", "reconcile_gaps")
TABLES = tuple(table.name for table in metadata.sorted_tables if table.name not in _NOT_DATA)

_EVERYTHING = text(
    " UNION ALL ".join(
        f"SELECT '{name}', (to_jsonb(t) - 'loaded_at')::text FROM {name} t" for name in (*TABLES, *_VIEWS)
    )
)

Contents = dict[str, list[str]]


class Track:
    """A lake folder and the store it is loaded into."""

    def __init__(self, folder: Path, engine: Engine) -> None:
        self.lake = Lake(FolderStorage(folder))
        self.engine = engine

    def take(self, *batches: Batch) -> list[str]:
        """Batches into the lake; gives the paths that are new there, refused rows included."""
        before = set(self.lake.storage.paths())
        for one in batches:
            take_in(one, self.lake)
        return [path for path in self.lake.storage.paths() if path not in before]

    def load(self, paths: Iterable[str]) -> LoadReport:
        """Objects of the lake into the store."""
        return load_paths(self.engine, self.lake, paths)

    def deliver(self, *batches: Batch) -> LoadReport:
        """Batches into the lake and at once into the store."""
        return self.load(self.take(*batches))

    def receive(self, other: Lake, path: str) -> None:
        """One object of another lake arrives in this one."""
        self.lake.storage.put_if_absent(path, other.storage.read(path))

    def contents(self) -> Contents:
        """All rows of all tables and views; the time of loading is no content."""
        found: Contents = {name: [] for name in (*TABLES, *_VIEWS)}
        with self.engine.connect() as connection:
            for name, row in connection.execute(_EVERYTHING):
                found[name].append(row)
        return {name: sorted(rows) for name, rows in found.items()}

    def touched(self) -> dict[str, list[tuple[Any, ...]]]:
        """Where every row lies and which transaction wrote it: the same twice means that no row was written."""
        with self.engine.connect() as connection:
            return {
                name: sorted(
                    tuple(row)
                    for row in connection.execute(
                        text(f"SELECT tableoid::int, ctid::text, xmin::text, md5(t::text) FROM {name} t")
                    )
                )
                for name in TABLES
            }

    def rows(self, table: str, condition: str = "true") -> list[dict[str, Any]]:
        """Rows of a table as dicts."""
        with self.engine.connect() as connection:
            found = connection.execute(text(f"SELECT to_jsonb(t)::text FROM {table} t WHERE {condition}")).scalars()
            return sorted((json.loads(row) for row in found), key=str)

    def waiting(self) -> list[str]:
        """Why rows were refused while loading."""
        return sorted({row["reason"] for row in self.rows("ingest_rejects", "stage = 'load'")})


def column(rows: Sequence[dict[str, Any]], name: str) -> list[Any]:
    """One column of rows."""
    return [row[name] for row in rows]
