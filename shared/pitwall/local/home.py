"""The store of this machine's home folder, whoever needs it: `pitwall up`, or a command beside it.

A command attaches to the server that `pitwall up` runs, starts one of its own where none runs, or uses the URL given.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, make_url

from pitwall.local.binaries import postgres_programs
from pitwall.local.children import Account
from pitwall.local.postgres import EmbeddedPostgres
from pitwall.local.postmaster import running_url
from pitwall.settings import Settings, settings
from pitwall.store.engine import open_engine

_FOLDER = "postgres"


def embedded_postgres(chosen: Settings) -> EmbeddedPostgres:
    """The home's own server, not started."""
    return EmbeddedPostgres(chosen.home / _FOLDER)


def has_store(chosen: Settings) -> bool:
    """Whether there is a store to open: a URL is given, or the home has had a server."""
    return bool(chosen.database_url) or (chosen.home / _FOLDER / "data").exists()


@contextmanager
def store_url(chosen: Settings) -> Iterator[str]:
    """The URL of the store for as long as the block lasts.

    Raises StoreUnavailableError, or FolderInUseError while another process is just starting the server.
    """
    found = chosen.database_url or running_url(chosen.home / _FOLDER)
    if found:
        yield found
        return
    with embedded_postgres(chosen) as server:
        yield server.url


@contextmanager
def open_store(chosen: Settings) -> Iterator[Engine]:
    """An engine on the store that lets a statement run for as long as it needs."""
    with store_url(chosen) as url:
        engine = open_engine(url, statement_timeout_s=None)
        try:
            yield engine
        finally:
            engine.dispose()


def announce_store(url: str) -> None:
    """Let everything in this process that reads the settings find the store at `url`."""
    os.environ["PITWALL_DATABASE_URL"] = url
    settings.cache_clear()


def psql_command(url: str) -> tuple[list[str], dict[str, str]]:
    """The command and environment of a psql session on `url`; the password is in the latter, where `ps` hides it."""
    parts = make_url(url)
    program = postgres_programs(Account(os.geteuid(), os.getegid())) / "psql"
    password = {"PGPASSWORD": parts.password} if parts.password else {}
    address = parts.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    return [str(program), address], {**os.environ, **password}
