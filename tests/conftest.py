"""What every test may ask for: a fresh migrated database in a real PostgreSQL, and the racing data set.

One server per test process; each test gets its own database, cloned from a migrated template in milliseconds.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, create_engine

from pitwall.local.postgres import EmbeddedPostgres

_REPOSITORY = Path(__file__).parent.parent
_TEMPLATE = "template_pitwall"
_numbers = count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[EmbeddedPostgres]:
    """One embedded PostgreSQL for the whole test process."""
    # Not pytest's own folder: that is closed to the account that runs PostgreSQL when the tests run as root.
    folder = Path(tempfile.mkdtemp(prefix="pitwall-tests-"))
    folder.chmod(0o755)
    try:
        with EmbeddedPostgres(folder / "postgres", durable=False) as server:
            yield server
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def template_database(postgres_server: EmbeddedPostgres) -> str:
    """The name of a database that holds all tables and no rows."""
    from pitwall.store.migrate import migrate

    _administrate(postgres_server, f"CREATE DATABASE {_TEMPLATE}")
    engine = create_engine(postgres_server.url_of(_TEMPLATE))
    migrate(engine)
    engine.dispose()
    return _TEMPLATE


@pytest.fixture
def empty_database_url(postgres_server: EmbeddedPostgres) -> Iterator[str]:
    """The URL of a database of this test's own without any table."""
    yield from _own_database(postgres_server, "template1")


@pytest.fixture
def database_url(postgres_server: EmbeddedPostgres, template_database: str) -> Iterator[str]:
    """The URL of a database of this test's own with all tables and no rows."""
    yield from _own_database(postgres_server, template_database)


@pytest.fixture(scope="module")
def module_database_url(postgres_server: EmbeddedPostgres, template_database: str) -> Iterator[str]:
    """Like `database_url`, but shared by a module whose tests only read what one fixture loaded."""
    yield from _own_database(postgres_server, template_database)


@pytest.fixture
def store(database_url: str) -> Iterator[Engine]:
    """An engine on this test's own database."""
    engine = create_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The racing data set: PITWALL_DATA, else ../shared/data beside the repository."""
    folder = Path(os.environ.get("PITWALL_DATA") or _REPOSITORY.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"no racing data set: {folder} does not exist; set PITWALL_DATA to its folder")
    return folder.resolve()


@pytest.fixture(scope="session")
def aws_server() -> Iterator[str]:
    """The address of one stand-in for AWS for the whole test process."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    yield f"http://127.0.0.1:{port}"
    server.stop()


def _own_database(server: EmbeddedPostgres, template: str) -> Iterator[str]:
    name = f"test_{next(_numbers)}"
    _administrate(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield server.url_of(name)
    _administrate(server, f"DROP DATABASE {name} WITH (FORCE)")


def _administrate(server: EmbeddedPostgres, statement: str) -> None:
    address = server.url_of("postgres").replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement.encode())
