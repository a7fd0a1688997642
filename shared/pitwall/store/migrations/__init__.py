"""Alembic's environment and the versions; `pitwall.store.migrate` runs them."""
