"""Runs the queries: PostgreSQL builds each row's JSON, so that a thousand laps cost no Python object per cell."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, Row, TextClause, text


@dataclass(frozen=True)
class Statement:
    """A SELECT in a fixed text and the values of its `:parameters`; what a caller said never becomes SQL text."""

    sql: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    is_json: bool = False
    """Whether its one column is the text of a JSON object already."""


@lru_cache(maxsize=256)
def _clause(sql: str) -> TextClause:
    return text(sql)


class Reader:
    """One open connection to the store. Every method raises StoreUnavailableError where it is away."""

    def __init__(self, connection: Connection) -> None:
        """`connection` stays the caller's to close."""
        self._connection = connection

    def json_rows(self, statement: Statement) -> list[str]:
        """Each row as the text of a JSON object, in the statement's order."""
        sql = (
            statement.sql if statement.is_json else f"SELECT row_to_json(answer)::text FROM ({statement.sql}) AS answer"
        )
        return list(self._connection.execute(_clause(sql), statement.parameters).scalars())

    def json_row(self, statement: Statement) -> str | None:
        """The first row as the text of a JSON object; None where there is none."""
        rows = self.json_rows(statement)
        return rows[0] if rows else None

    def objects(self, statement: Statement) -> list[dict[str, Any]]:
        """Each row as a dictionary of JSON values."""
        return [json.loads(row) for row in self.json_rows(statement)]

    def rows(self, statement: Statement) -> Sequence[Row[Any]]:
        """Each row with Python values."""
        return self._connection.execute(_clause(statement.sql), statement.parameters).all()

    def first(self, statement: Statement) -> Row[Any] | None:
        """The first row with Python values; None where there is none."""
        return self._connection.execute(_clause(statement.sql), statement.parameters).first()


@contextmanager
def reading(engine: Engine) -> Iterator[Reader]:
    """A reader on a connection of its own, without the two round trips of a transaction."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        yield Reader(connection)
