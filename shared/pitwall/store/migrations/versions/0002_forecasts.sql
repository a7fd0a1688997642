-- Forecasts, the models' cards and marks, ratings and profiles; and the current Elo of drivers and constructors.
-- Statements end with a semicolon at the end of a line. Equal to store/forecast_tables.py, which a test keeps true.

CREATE TABLE forecasts (
    forecast_id text NOT NULL, kind text NOT NULL, season smallint NOT NULL, round smallint NOT NULL, horizon text
    NOT NULL, model_name text NOT NULL, model_version text NOT NULL, source text NOT NULL, as_of text NOT NULL,
    cut_off timestamptz NOT NULL, computed_at timestamptz NOT NULL, runs integer NOT NULL, quality jsonb NOT NULL,
    scoring_places smallint, races_left smallint, sprints_left smallint,
    CONSTRAINT pk_forecasts PRIMARY KEY (forecast_id)
);
CREATE INDEX ix_forecasts_race ON forecasts (season, round, kind, horizon, computed_at);

CREATE TABLE predictions (
    forecast_id text NOT NULL, driver_id text NOT NULL, season smallint NOT NULL, round smallint NOT NULL,
    model_version text NOT NULL, constructor_id text NOT NULL, place smallint NOT NULL, predicted_win_probability
    double precision NOT NULL, podium_probability double precision NOT NULL, points_probability double precision
    NOT NULL, retirement_probability double precision NOT NULL, predicted_position double precision NOT NULL,
    position_low smallint NOT NULL, position_high smallint NOT NULL, positions jsonb NOT NULL, confidence_score
    double precision NOT NULL, explanation jsonb, created_at timestamptz NOT NULL,
    CONSTRAINT pk_predictions PRIMARY KEY (forecast_id, driver_id),
    CONSTRAINT fk_predictions_forecast_id_forecasts FOREIGN KEY(forecast_id) REFERENCES forecasts (forecast_id)
);
CREATE INDEX ix_predictions_race_model ON predictions (season, round, model_version);

CREATE TABLE qualifying_predictions (
    forecast_id text NOT NULL, driver_id text NOT NULL, constructor_id text NOT NULL, place smallint NOT NULL,
    pole_probability double precision NOT NULL, top_three_probability double precision NOT NULL,
    top_ten_probability double precision NOT NULL, predicted_position double precision NOT NULL, position_low
    smallint NOT NULL, position_high smallint NOT NULL, positions jsonb NOT NULL, explanation jsonb,
    CONSTRAINT pk_qualifying_predictions PRIMARY KEY (forecast_id, driver_id),
    CONSTRAINT fk_qualifying_predictions_forecast_id_forecasts FOREIGN KEY(forecast_id) REFERENCES forecasts (forecast_id)
);

CREATE TABLE championship_predictions (
    forecast_id text NOT NULL, competitor_id text NOT NULL, place smallint NOT NULL, title_probability double
    precision NOT NULL, points_now double precision NOT NULL, expected_points double precision NOT NULL,
    points_low double precision NOT NULL, points_high double precision NOT NULL, maximum_points double precision
    NOT NULL, can_win boolean NOT NULL, arithmetic text NOT NULL,
    CONSTRAINT pk_championship_predictions PRIMARY KEY (forecast_id, competitor_id),
    CONSTRAINT fk_championship_predictions_forecast_id_forecasts FOREIGN KEY(forecast_id) REFERENCES forecasts (forecast_id)
);

CREATE TABLE backtests (
    backtest_id text NOT NULL, model_version text NOT NULL, code_version text NOT NULL, seed integer NOT NULL,
    made_at timestamptz NOT NULL, first_season smallint NOT NULL, last_race text NOT NULL, known_limits jsonb NOT
    NULL,
    CONSTRAINT pk_backtests PRIMARY KEY (backtest_id)
);
CREATE INDEX ix_backtests_made_at ON backtests (made_at);

CREATE TABLE prediction_accuracy (
    trial text NOT NULL, season smallint NOT NULL, round smallint NOT NULL, horizon text NOT NULL, model text NOT
    NULL, starters smallint NOT NULL, winner_probability double precision NOT NULL, log_loss double precision NOT
    NULL, winner_rank smallint NOT NULL, podium_hits smallint NOT NULL, brier_win double precision NOT NULL,
    brier_podium double precision NOT NULL, brier_points double precision NOT NULL, position_error double
    precision NOT NULL, spearman double precision NOT NULL,
    CONSTRAINT pk_prediction_accuracy PRIMARY KEY (trial, season, round, horizon, model)
);

CREATE TABLE scored_cars (
    trial text NOT NULL, season smallint NOT NULL, round smallint NOT NULL, horizon text NOT NULL, driver_id text
    NOT NULL, model text NOT NULL, constructor_id text NOT NULL, win_probability double precision NOT NULL,
    podium_probability double precision NOT NULL, points_probability double precision NOT NULL, predicted_position
    double precision NOT NULL, position smallint NOT NULL,
    CONSTRAINT pk_scored_cars PRIMARY KEY (trial, season, round, horizon, driver_id)
);

CREATE TABLE accuracy_summaries (
    trial text NOT NULL, horizon text NOT NULL, model text NOT NULL, seasons text NOT NULL, figure text NOT NULL,
    value double precision NOT NULL, low double precision NOT NULL, high double precision NOT NULL, races smallint
    NOT NULL, target double precision,
    CONSTRAINT pk_accuracy_summaries PRIMARY KEY (trial, horizon, model, seasons, figure)
);

CREATE TABLE calibration_bins (
    trial text NOT NULL, horizon text NOT NULL, model text NOT NULL, target text NOT NULL, low double precision
    NOT NULL, high double precision NOT NULL, n integer NOT NULL, mean_predicted double precision NOT NULL,
    observed double precision NOT NULL, observed_low double precision NOT NULL, observed_high double precision NOT
    NULL,
    CONSTRAINT pk_calibration_bins PRIMARY KEY (trial, horizon, model, target, low)
);

CREATE TABLE model_metadata (
    model_name text NOT NULL, version text NOT NULL, model_type text NOT NULL, training_date timestamptz NOT NULL,
    data_cut_off text NOT NULL, training_races_count integer NOT NULL, accuracy double precision, mae double
    precision, rmse double precision, metrics jsonb NOT NULL, hyperparameters jsonb NOT NULL, code_version text
    NOT NULL, sha256 jsonb NOT NULL, artifact_path text NOT NULL, known_limits jsonb NOT NULL, is_production
    boolean DEFAULT false NOT NULL,
    CONSTRAINT pk_model_metadata PRIMARY KEY (model_name, version)
);
CREATE UNIQUE INDEX ix_model_metadata_production ON model_metadata (model_name) WHERE is_production;

CREATE TABLE model_promotions (
    model_name text NOT NULL, number integer NOT NULL, version text NOT NULL, previous text, promoted_at
    timestamptz NOT NULL, reason text NOT NULL,
    CONSTRAINT pk_model_promotions PRIMARY KEY (model_name, number)
);

CREATE TABLE rating_history (
    system text NOT NULL, competitor text NOT NULL, competitor_id text NOT NULL, season smallint NOT NULL, round
    smallint NOT NULL, rating double precision NOT NULL, sd double precision,
    CONSTRAINT pk_rating_history PRIMARY KEY (system, competitor, competitor_id, season, round)
);
CREATE INDEX ix_rating_history_race ON rating_history (system, competitor, season, round);

CREATE TABLE driver_profiles (
    season smallint NOT NULL, driver_id text NOT NULL, trait text NOT NULL, value double precision NOT NULL, unit
    text NOT NULL, n integer NOT NULL, percentile double precision NOT NULL, as_of text NOT NULL,
    CONSTRAINT pk_driver_profiles PRIMARY KEY (season, driver_id, trait)
);

CREATE TABLE circuit_traits (
    circuit_id text NOT NULL, trait text NOT NULL, value double precision NOT NULL, sd double precision, unit text
    NOT NULL, n integer NOT NULL, as_of text NOT NULL,
    CONSTRAINT pk_circuit_traits PRIMARY KEY (circuit_id, trait)
);

CREATE TABLE feature_manifests (
    name text NOT NULL, version text NOT NULL, schema_hash text NOT NULL, source_range text NOT NULL, code_version
    text NOT NULL, rows integer NOT NULL, columns jsonb NOT NULL,
    CONSTRAINT pk_feature_manifests PRIMARY KEY (name, version)
);

CREATE VIEW elo_history AS
    SELECT competitor, competitor_id, season, round, rating FROM rating_history WHERE system = 'elo';

ALTER TABLE drivers ADD COLUMN current_elo double precision;
ALTER TABLE constructors ADD COLUMN current_elo double precision;
