"""Tables of what is said: forecasts, the models' cards and marks, ratings and profiles.

Nothing here refers to the calendar: a forecast stays as it was when a race moves or vanishes. All of it is loaded from
published documents and can be dropped and loaded again.
"""

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Double,
    ForeignKeyConstraint,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from pitwall.store.references import metadata


def _of_forecast() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["forecast_id"], ["forecasts.forecast_id"])


def _race() -> tuple[Column[int], Column[int]]:
    return Column("season", SmallInteger, nullable=False), Column("round", SmallInteger, nullable=False)


forecasts = Table(
    "forecasts",
    metadata,
    Column("forecast_id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    *_race(),
    Column("horizon", Text, nullable=False),
    Column("model_name", Text, nullable=False),
    Column("model_version", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("as_of", Text, nullable=False),
    Column("cut_off", DateTime(timezone=True), nullable=False),
    Column("computed_at", DateTime(timezone=True), nullable=False),
    Column("runs", Integer, nullable=False),
    Column("quality", JSONB, nullable=False),
    Column("scoring_places", SmallInteger),
    Column("races_left", SmallInteger),
    Column("sprints_left", SmallInteger),
    Index("ix_forecasts_race", "season", "round", "kind", "horizon", "computed_at"),
)
"""One row per published forecast, never changed. `kind`: race, qualifying, drivers or constructors (the titles)."""

predictions = Table(
    "predictions",
    metadata,
    Column("forecast_id", Text, primary_key=True),
    Column("driver_id", Text, primary_key=True),
    *_race(),
    Column("model_version", Text, nullable=False),
    Column("constructor_id", Text, nullable=False),
    Column("place", SmallInteger, nullable=False),
    Column("predicted_win_probability", Double, nullable=False),
    Column("podium_probability", Double, nullable=False),
    Column("points_probability", Double, nullable=False),
    Column("retirement_probability", Double, nullable=False),
    Column("predicted_position", Double, nullable=False),
    Column("position_low", SmallInteger, nullable=False),
    Column("position_high", SmallInteger, nullable=False),
    Column("positions", JSONB, nullable=False),
    Column("confidence_score", Double, nullable=False),
    Column("explanation", JSONB),
    Column("created_at", DateTime(timezone=True), nullable=False),
    _of_forecast(),
    Index("ix_predictions_race_model", "season", "round", "model_version"),
)
"""A race forecast's cars; `place` is their order in it."""

qualifying_predictions = Table(
    "qualifying_predictions",
    metadata,
    Column("forecast_id", Text, primary_key=True),
    Column("driver_id", Text, primary_key=True),
    Column("constructor_id", Text, nullable=False),
    Column("place", SmallInteger, nullable=False),
    Column("pole_probability", Double, nullable=False),
    Column("top_three_probability", Double, nullable=False),
    Column("top_ten_probability", Double, nullable=False),
    Column("predicted_position", Double, nullable=False),
    Column("position_low", SmallInteger, nullable=False),
    Column("position_high", SmallInteger, nullable=False),
    Column("positions", JSONB, nullable=False),
    Column("explanation", JSONB),
    _of_forecast(),
)

championship_predictions = Table(
    "championship_predictions",
    metadata,
    Column("forecast_id", Text, primary_key=True),
    Column("competitor_id", Text, primary_key=True),
    Column("place", SmallInteger, nullable=False),
    Column("title_probability", Double, nullable=False),
    Column("points_now", Double, nullable=False),
    Column("expected_points", Double, nullable=False),
    Column("points_low", Double, nullable=False),
    Column("points_high", Double, nullable=False),
    Column("maximum_points", Double, nullable=False),
    Column("can_win", Boolean, nullable=False),
    Column("arithmetic", Text, nullable=False),
    _of_forecast(),
)

backtests = Table(
    "backtests",
    metadata,
    Column("backtest_id", Text, primary_key=True),
    Column("model_version", Text, nullable=False),
    Column("code_version", Text, nullable=False),
    Column("seed", Integer, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("first_season", SmallInteger, nullable=False),
    Column("last_race", Text, nullable=False),
    Column("known_limits", JSONB, nullable=False),
    Index("ix_backtests_made_at", "made_at"),
)

prediction_accuracy = Table(
    "prediction_accuracy",
    metadata,
    Column("trial", Text, primary_key=True),
    Column("season", SmallInteger, primary_key=True, autoincrement=False),
    Column("round", SmallInteger, primary_key=True, autoincrement=False),
    Column("horizon", Text, primary_key=True),
    Column("model", Text, primary_key=True),
    Column("starters", SmallInteger, nullable=False),
    Column("winner_probability", Double, nullable=False),
    Column("log_loss", Double, nullable=False),
    Column("winner_rank", SmallInteger, nullable=False),
    Column("podium_hits", SmallInteger, nullable=False),
    Column("brier_win", Double, nullable=False),
    Column("brier_podium", Double, nullable=False),
    Column("brier_points", Double, nullable=False),
    Column("position_error", Double, nullable=False),
    Column("spearman", Double, nullable=False),
)
"""Marks race by race. `trial` is a back-test's id, or `published` for forecasts given out before their race."""

scored_cars = Table(
    "scored_cars",
    metadata,
    Column("trial", Text, primary_key=True),
    Column("season", SmallInteger, primary_key=True, autoincrement=False),
    Column("round", SmallInteger, primary_key=True, autoincrement=False),
    Column("horizon", Text, primary_key=True),
    Column("driver_id", Text, primary_key=True),
    Column("model", Text, nullable=False),
    Column("constructor_id", Text, nullable=False),
    Column("win_probability", Double, nullable=False),
    Column("podium_probability", Double, nullable=False),
    Column("points_probability", Double, nullable=False),
    Column("predicted_position", Double, nullable=False),
    Column("position", SmallInteger, nullable=False),
)

accuracy_summaries = Table(
    "accuracy_summaries",
    metadata,
    Column("trial", Text, primary_key=True),
    Column("horizon", Text, primary_key=True),
    Column("model", Text, primary_key=True),
    Column("seasons", Text, primary_key=True),
    Column("figure", Text, primary_key=True),
    Column("value", Double, nullable=False),
    Column("low", Double, nullable=False),
    Column("high", Double, nullable=False),
    Column("races", SmallInteger, nullable=False),
    Column("target", Double),
)

calibration_bins = Table(
    "calibration_bins",
    metadata,
    Column("trial", Text, primary_key=True),
    Column("horizon", Text, primary_key=True),
    Column("model", Text, primary_key=True),
    Column("target", Text, primary_key=True),
    Column("low", Double, primary_key=True),
    Column("high", Double, nullable=False),
    Column("n", Integer, nullable=False),
    Column("mean_predicted", Double, nullable=False),
    Column("observed", Double, nullable=False),
    Column("observed_low", Double, nullable=False),
    Column("observed_high", Double, nullable=False),
)

model_metadata = Table(
    "model_metadata",
    metadata,
    Column("model_name", Text, primary_key=True),
    Column("version", Text, primary_key=True),
    Column("model_type", Text, nullable=False),
    Column("training_date", DateTime(timezone=True), nullable=False),
    Column("data_cut_off", Text, nullable=False),
    Column("training_races_count", Integer, nullable=False),
    Column("accuracy", Double),
    Column("mae", Double),
    Column("rmse", Double),
    Column("metrics", JSONB, nullable=False),
    Column("hyperparameters", JSONB, nullable=False),
    Column("code_version", Text, nullable=False),
    Column("sha256", JSONB, nullable=False),
    Column("artifact_path", Text, nullable=False),
    Column("known_limits", JSONB, nullable=False),
    Column("is_production", Boolean, nullable=False, server_default=text("false")),
    Index("ix_model_metadata_production", "model_name", unique=True, postgresql_where=text("is_production")),
)

model_promotions = Table(
    "model_promotions",
    metadata,
    Column("model_name", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("version", Text, nullable=False),
    Column("previous", Text),
    Column("promoted_at", DateTime(timezone=True), nullable=False),
    Column("reason", Text, nullable=False),
)
"""Every change of champion; the highest number of a name is in use."""

rating_history = Table(
    "rating_history",
    metadata,
    Column("system", Text, primary_key=True),
    Column("competitor", Text, primary_key=True),
    Column("competitor_id", Text, primary_key=True),
    Column("season", SmallInteger, primary_key=True, autoincrement=False),
    Column("round", SmallInteger, primary_key=True, autoincrement=False),
    Column("rating", Double, nullable=False),
    Column("sd", Double),
    Index("ix_rating_history_race", "system", "competitor", "season", "round"),
)
"""Ratings after each race; the view `elo_history` shows the Elo part."""

driver_profiles = Table(
    "driver_profiles",
    metadata,
    Column("season", SmallInteger, primary_key=True, autoincrement=False),
    Column("driver_id", Text, primary_key=True),
    Column("trait", Text, primary_key=True),
    Column("value", Double, nullable=False),
    Column("unit", Text, nullable=False),
    Column("n", Integer, nullable=False),
    Column("percentile", Double, nullable=False),
    Column("as_of", Text, nullable=False),
)

circuit_traits = Table(
    "circuit_traits",
    metadata,
    Column("circuit_id", Text, primary_key=True),
    Column("trait", Text, primary_key=True),
    Column("value", Double, nullable=False),
    Column("sd", Double),
    Column("unit", Text, nullable=False),
    Column("n", Integer, nullable=False),
    Column("as_of", Text, nullable=False),
)

feature_manifests = Table(
    "feature_manifests",
    metadata,
    Column("name", Text, primary_key=True),
    Column("version", Text, primary_key=True),
    Column("schema_hash", Text, nullable=False),
    Column("source_range", Text, nullable=False),
    Column("code_version", Text, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("columns", JSONB, nullable=False),
)
