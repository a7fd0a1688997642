"""The whole schema: importing it makes every table known to `metadata`, which migrations are compared with."""

from pitwall.store import forecast_tables, tables
from pitwall.store.references import metadata

__all__ = ["forecast_tables", "metadata", "tables"]
