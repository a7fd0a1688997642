"""The migrations against a real PostgreSQL: equal to the tables in code, repeatable, and safe to run twice."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect, text

from pitwall.store.engine import open_engine
from pitwall.store.migrate import migrate, reset
from pitwall.store.schema import metadata

pytestmark = pytest.mark.database


def test_the_migrated_schema_equals_the_tables_in_code(store: Engine) -> None:
    with store.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"target_metadata": metadata, "compare_type": True, "compare_server_default": True},
        )
        assert compare_metadata(context, metadata) == []


def test_the_comparison_does_see_a_difference(store: Engine) -> None:
    with store.begin() as connection:
        connection.execute(text("ALTER TABLE circuits DROP COLUMN turns"))
        connection.execute(text("DROP INDEX ix_races_date"))
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    assert {str(difference[0]) for difference in differences} == {"add_column", "add_index"}


def test_migrating_twice_changes_nothing(store: Engine) -> None:
    with store.begin() as connection:
        connection.execute(text("INSERT INTO seasons VALUES (2024)"))
    migrate(store)
    with store.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM seasons")) == 1


def test_two_migrations_at_once_both_succeed(empty_database_url: str) -> None:
    engine = open_engine(empty_database_url, statement_timeout_s=None)
    with ThreadPoolExecutor(2) as pool:
        for outcome in [pool.submit(migrate, engine) for _ in range(2)]:
            outcome.result()
    assert "lap_times" in inspect(engine).get_table_names()
    engine.dispose()


def test_reset_drops_every_row_and_every_partition(store: Engine) -> None:
    with store.begin() as connection:
        connection.execute(text("INSERT INTO seasons VALUES (2024)"))
        connection.execute(text("CREATE TABLE lap_times_2024 PARTITION OF lap_times FOR VALUES IN (2024)"))
    reset(store)
    with store.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM seasons")) == 0
    assert "lap_times_2024" not in inspect(store).get_table_names()


def test_reset_of_an_empty_database_builds_the_schema(empty_database_url: str) -> None:
    engine = create_engine(empty_database_url)
    reset(engine)
    assert set(metadata.tables) <= set(inspect(engine).get_table_names())
    engine.dispose()


def test_the_current_standings_can_be_refreshed_while_they_are_read(store: Engine) -> None:
    with store.begin() as connection:
        for view in ("current_driver_standings", "current_constructor_standings"):
            connection.execute(text(f"REFRESH MATERIALIZED VIEW CONCURRENTLY {view}"))
