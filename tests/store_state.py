"""What a store holds, condensed: a checksum of its rows, and which row versions PostgreSQL keeps."""

import hashlib
from collections.abc import Collection, Mapping

from sqlalchemy import Engine, text

from pitwall.store.schema import metadata

BOOKS = frozenset({"ingest_runs", "loaded_objects", "load_progress", "ingest_rejects"})
"""Tables that say when and how something came; all others say what is known."""


def knowledge() -> list[str]:
    """The tables that say what is known, derived ones included."""
    return sorted(name for name in metadata.tables if name not in BOOKS)


def checksum(engine: Engine, names: Collection[str] | None = None) -> dict[str, str]:
    """A hash of each table's rows, whatever order they lie in; `checked_at` is left out."""
    found = {}
    with engine.connect() as connection:
        for name in sorted(knowledge() if names is None else names):
            columns = ", ".join(f't."{column.name}"' for column in metadata.tables[name].columns if _lasts(column.name))
            rows = connection.execute(text(f"SELECT ROW({columns})::text AS r FROM {name} t ORDER BY r")).scalars()
            found[name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()[:16]
    return found


def row_versions(engine: Engine, names: Collection[str] | None = None) -> Mapping[str, list[tuple[object, ...]]]:
    """For each table the (xmin, ctid) of its rows: the same again means that no row was written."""
    found = {}
    with engine.connect() as connection:
        for name in sorted(knowledge() if names is None else names):
            rows = connection.execute(text(f"SELECT xmin::text, ctid::text, tableoid::int FROM {name} ORDER BY 3, 2"))
            found[name] = [tuple(row) for row in rows]
    return found


def count(engine: Engine, name: str, where: str = "true") -> int:
    """How many rows of a table fulfil a condition."""
    with engine.connect() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {name} WHERE {where}")).scalar_one())


def _lasts(column: str) -> bool:
    return column != "checked_at"
