"""Alembic's entry: runs the versions on the connection that `pitwall.store.migrate` hands over.

There is no configuration file and no URL; a migration never opens a connection of its own.
"""

from typing import Any

from alembic import context

from pitwall.store.schema import metadata


def _is_ours(name: str | None, kind: str, _parents: Any) -> bool:
    # The loader makes a partition per season; those are rows of lap_times, not tables of the model.
    return not (kind == "table" and name is not None and name.startswith("lap_times_"))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_name=_is_ours,
    compare_server_default=True,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
