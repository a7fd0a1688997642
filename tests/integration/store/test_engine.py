"""The engine's one translation: whatever keeps PostgreSQL from answering is StoreUnavailableError."""

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from pitwall.errors import ConfigurationError, StoreUnavailableError
from pitwall.settings import settings
from pitwall.store.engine import open_engine, store_engine

pytestmark = pytest.mark.database


def test_a_statement_beyond_its_time_limit_is_cancelled(database_url: str) -> None:
    engine = open_engine(database_url, statement_timeout_s=0.05)
    with pytest.raises(StoreUnavailableError, match="time limit"), engine.connect() as connection:
        connection.execute(text("SELECT pg_sleep(5)"))
    engine.dispose()


def test_a_server_that_does_not_listen_is_unavailable_and_its_address_untold() -> None:
    engine = open_engine("postgresql://someone:hidden@127.0.0.1:1/nothing")
    with pytest.raises(StoreUnavailableError) as caught:
        engine.connect()
    assert "127.0.0.1" not in str(caught.value)
    assert "hidden" not in str(caught.value)


def test_a_missing_table_means_the_store_is_not_set_up(empty_database_url: str) -> None:
    engine = open_engine(empty_database_url)
    with pytest.raises(StoreUnavailableError, match="no tables"), engine.connect() as connection:
        connection.execute(text("SELECT * FROM races"))
    engine.dispose()


def test_mistakes_of_our_own_keep_their_names(store: Engine, database_url: str) -> None:
    engine = open_engine(database_url)
    with pytest.raises(ProgrammingError), engine.connect() as connection:
        connection.execute(text("SELECT nonsense FROM races"))
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(text("INSERT INTO seasons VALUES (2024), (2024)"))
    engine.dispose()


def test_sessions_are_in_utc(database_url: str) -> None:
    engine = open_engine(database_url)
    with engine.connect() as connection:
        assert connection.scalar(text("SHOW timezone")) == "UTC"
    engine.dispose()


def test_a_malformed_url_is_a_configuration_error_that_does_not_repeat_it() -> None:
    with pytest.raises(ConfigurationError) as caught:
        open_engine("not a url with pass:word")
    assert "word" not in str(caught.value)


def test_without_a_url_there_is_no_store_to_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PITWALL_DATABASE_URL", raising=False)
    settings.cache_clear()
    store_engine.cache_clear()
    with pytest.raises(ConfigurationError, match="PITWALL_DATABASE_URL"):
        store_engine()
    settings.cache_clear()
