"""Brings rows into PostgreSQL: COPY aside, refuse what refers to nothing, then change only what differs."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import psycopg
import pyarrow as pa
import pyarrow.csv as pa_csv
from sqlalchemy import Connection, ForeignKeyConstraint, Table, text

from pitwall.errors import StoreError, StoreUnavailableError

STAGING = "staging"


@dataclass(frozen=True)
class Unreferenced:
    """A row whose reference does not exist (yet)."""

    reason: str
    row: dict[str, object]


@dataclass(frozen=True)
class Changes:
    """How many rows of the target differ now."""

    written: int
    deleted: int


def stage(connection: Connection, table: Table, rows: pa.Table) -> None:
    """Copies `rows` into a temporary table shaped like `table`; any earlier one is replaced.

    Raises StoreUnavailableError where PostgreSQL goes away meanwhile, StoreError where it refuses the rows.
    """
    connection.execute(text(f"DROP TABLE IF EXISTS pg_temp.{STAGING}"))
    connection.execute(text(f"CREATE TEMP TABLE {STAGING} (LIKE {table.name} INCLUDING DEFAULTS) ON COMMIT DROP"))
    _copy(connection, rows)
    connection.execute(text(f"ANALYZE {STAGING}"))


def _copy(connection: Connection, rows: pa.Table) -> None:
    sink = pa.BufferOutputStream()
    pa_csv.write_csv(rows, sink, pa_csv.WriteOptions(include_header=False))
    columns = ", ".join(_quoted(rows.column_names))
    driver = connection.connection.driver_connection
    assert driver is not None
    # SQLAlchemy knows nothing of COPY, so the engine does not translate its errors.
    try:
        with driver.cursor() as cursor, cursor.copy(f"COPY {STAGING} ({columns}) FROM STDIN (FORMAT csv)") as copy:
            copy.write(memoryview(sink.getvalue()))
    except psycopg.OperationalError as error:
        raise StoreUnavailableError("PostgreSQL went away while rows were copied to it") from error
    except psycopg.Error as error:
        raise StoreError(f"PostgreSQL refuses rows of {rows.column_names}: {error}") from error


def refuse_unreferenced(connection: Connection, table: Table) -> list[Unreferenced]:
    """Takes out of the staging table every row that refers to a row that is not there."""
    found: list[Unreferenced] = []
    for constraint in sorted(table.foreign_key_constraints, key=lambda c: c.referred_table.name):
        found.extend(_refuse(connection, constraint))
    return found


def _refuse(connection: Connection, constraint: ForeignKeyConstraint) -> list[Unreferenced]:
    referred = constraint.referred_table.name
    pairs = [(element.parent.name, element.column.name) for element in constraint.elements]
    match = " AND ".join(f"r.{theirs} = s.{ours}" for ours, theirs in pairs)
    known = " AND ".join(f"s.{ours} IS NOT NULL" for ours, _ in pairs)
    result = connection.execute(
        text(
            f"DELETE FROM {STAGING} s WHERE {known} AND NOT EXISTS (SELECT 1 FROM {referred} r WHERE {match}) "
            "RETURNING row_to_json(s)::text"
        )
    )
    refused = []
    for (row_json,) in result:
        row = json.loads(row_json)
        value = ", ".join(f"{ours} {row[ours]}" for ours, _ in pairs)
        refused.append(Unreferenced(f"{referred} holds no {value}", row))
    return refused


def upsert(connection: Connection, table: Table, columns: Sequence[str]) -> int:
    """Brings the staged rows into `table`; a row that is there already with the same values is not touched."""
    key = [column.name for column in table.primary_key.columns]
    rest = [name for name in columns if name not in key]
    names = ", ".join(_quoted(columns))
    update = ", ".join(f'"{name}" = excluded."{name}"' for name in rest)
    ours = ", ".join(f't."{name}"' for name in rest)
    theirs = ", ".join(f'excluded."{name}"' for name in rest)
    action = f"DO UPDATE SET {update} WHERE ({ours}) IS DISTINCT FROM ({theirs})" if rest else "DO NOTHING"
    return connection.execute(
        text(
            f"INSERT INTO {table.name} AS t ({names}) SELECT {names} FROM {STAGING} "
            f"ON CONFLICT ({', '.join(_quoted(key))}) {action}"
        )
    ).rowcount


def delete_vanished(connection: Connection, table: Table, scope: Sequence[dict[str, object]]) -> int:
    """Deletes rows of `table` within `scope` (partitions as column values) that are not staged."""
    key = [column.name for column in table.primary_key.columns]
    staged = " AND ".join(f's."{name}" = t."{name}"' for name in key)
    return connection.execute(
        text(
            f"DELETE FROM {table.name} t WHERE {scope_condition(scope)} "
            f"AND NOT EXISTS (SELECT 1 FROM {STAGING} s WHERE {staged})"
        )
    ).rowcount


def scope_condition(scope: Sequence[dict[str, object]]) -> str:
    """SQL that is true for rows `t` of the given partitions. An empty dict stands for the whole table."""
    columns = list(scope[0]) if scope else []
    if not columns:
        return "true" if scope else "false"
    values = ", ".join(f"({', '.join(_literal(part[c]) for c in columns)})" for part in scope)
    return f"({', '.join(f't.{c}' for c in columns)}) IN ({values})"


def _literal(value: object) -> str:
    if isinstance(value, int):
        return str(value)
    assert isinstance(value, str)
    assert value.isalnum(), "a partition's session is one of our own codes"
    return f"'{value}'"


def _quoted(names: Sequence[str]) -> list[str]:
    return [f'"{name}"' for name in names]
