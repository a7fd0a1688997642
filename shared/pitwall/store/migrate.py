"""Brings a database to the current schema, or empties it; the only door to Alembic.

The configuration is built here in code, so that no file carries a database URL.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, text

_MIGRATIONS = Path(__file__).with_name("migrations")
_LOCK = 0x70697477
"""Key of the advisory lock under which a schema is changed: two starting loaders must not both migrate."""


def alembic_config(connection: Connection) -> Config:
    """Alembic's configuration for running the versions on `connection`."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def migrate(engine: Engine) -> None:
    """Bring the database to the newest schema version; nothing happens where it is there already.

    Raises StoreUnavailableError where PostgreSQL cannot be reached.
    """
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        command.upgrade(alembic_config(connection), "head")


def reset(engine: Engine) -> None:
    """Drop every table with all its rows and build the schema anew; the lake is left alone.

    Raises StoreUnavailableError where PostgreSQL cannot be reached.
    """
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        config = alembic_config(connection)
        command.downgrade(config, "base")
        command.upgrade(config, "head")
