"""Forecasts, models and their marks, ratings and profiles; the statements stand in the SQL file of the same name."""

from alembic import op

from pitwall.store.migrations.scripts import run_script_of

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TABLES = (
    "predictions, qualifying_predictions, championship_predictions, forecasts, backtests, prediction_accuracy, "
    "scored_cars, accuracy_summaries, calibration_bins, model_metadata, model_promotions, rating_history, "
    "driver_profiles, circuit_traits, feature_manifests"
)


def upgrade() -> None:
    """Create the tables; what is published is loaded into them by the next load."""
    run_script_of(__file__)


def downgrade() -> None:
    """Drop them; the published documents can fill them again."""
    op.execute("ALTER TABLE drivers DROP COLUMN current_elo")
    op.execute("ALTER TABLE constructors DROP COLUMN current_elo")
    op.execute("DROP VIEW elo_history")
    op.execute(f"DROP TABLE {_TABLES}")
    op.execute("DELETE FROM loaded_objects WHERE path LIKE 'published/%'")
