"""The first schema: every table of the foundation and the two views of the current standings.

The statements stand in the SQL file of the same name, so that a schema change is reviewed as SQL.
"""

from alembic import op

from pitwall.store.migrations.scripts import run_script_of

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES = (
    "loaded_objects, load_progress, reconcile_gaps, ingest_rejects, ingest_runs, published_constructor_standings, "
    "published_driver_standings, constructor_standings, driver_standings, stints, compound_nominations, "
    "neutralisations, track_status, race_control_messages, hourly_weather, session_weather, lap_times, pit_stops, "
    "practice_results, starting_grids, qualifying_results, fastest_laps, race_results, driver_seats, "
    "session_timings, sessions, races, seasons, circuits, constructors, drivers"
)


def upgrade() -> None:
    """Create everything."""
    run_script_of(__file__)


def downgrade() -> None:
    """Drop everything, the laps' partitions included; the lake can rebuild it."""
    op.execute("DROP MATERIALIZED VIEW current_driver_standings, current_constructor_standings")
    op.execute(f"DROP TABLE {_TABLES}")
