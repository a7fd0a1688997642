"""A track of the test's own: an empty lake beside an empty store, and more of them where orders are compared."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine

from pitwall.local.postgres import EmbeddedPostgres
from pitwall.store.engine import open_engine
from tests.integration.load.track import Track

NewTrack = Callable[[], Track]
_numbers = count(1)


@pytest.fixture
def track(database_url: str, tmp_path: Path) -> Iterator[Track]:
    """An empty lake and an empty store."""
    engine = open_engine(database_url, statement_timeout_s=None)
    yield Track(tmp_path / "lake", engine)
    engine.dispose()


@pytest.fixture
def new_track(postgres_server: EmbeddedPostgres, template_database: str, tmp_path: Path) -> Iterator[NewTrack]:
    """Makes further empty tracks."""
    made: list[tuple[str, Engine]] = []

    def make() -> Track:
        name = f"track_{next(_numbers)}"
        _administrate(postgres_server, f"CREATE DATABASE {name} TEMPLATE {template_database}")
        engine = open_engine(postgres_server.url_of(name), statement_timeout_s=None)
        made.append((name, engine))
        return Track(tmp_path / name, engine)

    yield make
    for name, engine in made:
        engine.dispose()
        _administrate(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


def _administrate(server: EmbeddedPostgres, statement: str) -> None:
    address = server.url_of("postgres").replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement.encode())
