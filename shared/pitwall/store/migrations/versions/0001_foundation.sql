-- The foundation: reference data, calendar, results, laps, weather, standings and the loader's books.
-- Statements end with a semicolon at the end of a line. Equal to store/tables.py, which a test keeps true.

CREATE TABLE circuits (
    circuit_id text NOT NULL, name text NOT NULL, full_name text, circuit_type text, direction text,
    place_name text, country text, latitude double precision, longitude double precision,
    length_km double precision, turns smallint, source text NOT NULL, source_rank smallint NOT NULL,
    source_revision bigint NOT NULL,
    CONSTRAINT pk_circuits PRIMARY KEY (circuit_id)
);

CREATE TABLE constructors (
    constructor_id text NOT NULL, name text NOT NULL, full_name text, country text, source text NOT NULL,
    source_rank smallint NOT NULL, source_revision bigint NOT NULL,
    CONSTRAINT pk_constructors PRIMARY KEY (constructor_id)
);

CREATE TABLE drivers (
    driver_id text NOT NULL, name text NOT NULL, first_name text, last_name text, driver_code text,
    permanent_number smallint, date_of_birth date, date_of_death date, nationality text, source text NOT NULL,
    source_rank smallint NOT NULL, source_revision bigint NOT NULL,
    CONSTRAINT pk_drivers PRIMARY KEY (driver_id)
);

CREATE TABLE ingest_rejects (
    reject_id text NOT NULL, stage text NOT NULL, dataset text NOT NULL, season smallint, round smallint,
    session text, source text NOT NULL, source_revision bigint NOT NULL, reason text NOT NULL,
    row_json text NOT NULL,
    CONSTRAINT pk_ingest_rejects PRIMARY KEY (reject_id)
);
CREATE INDEX ix_ingest_rejects_partition ON ingest_rejects (dataset, season, round);

CREATE TABLE ingest_runs (
    run_id text NOT NULL, job text NOT NULL, source_name text NOT NULL, target text NOT NULL,
    started_at timestamptz NOT NULL, finished_at timestamptz NOT NULL, outcome text NOT NULL,
    rows_accepted integer NOT NULL, rows_rejected integer NOT NULL, objects_written integer NOT NULL, detail text,
    source text NOT NULL, source_rank smallint NOT NULL, source_revision bigint NOT NULL,
    CONSTRAINT pk_ingest_runs PRIMARY KEY (run_id)
);
CREATE INDEX ix_ingest_runs_started ON ingest_runs (started_at);

CREATE TABLE load_progress (
    id smallint NOT NULL, step text NOT NULL, done integer NOT NULL, total integer NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(), active boolean NOT NULL,
    CONSTRAINT pk_load_progress PRIMARY KEY (id)
);

CREATE TABLE loaded_objects (
    path text NOT NULL, dataset text NOT NULL, season smallint, round smallint, session text, rows integer NOT NULL,
    outcome text DEFAULT 'loaded' NOT NULL, detail text, loaded_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_loaded_objects PRIMARY KEY (path)
);
CREATE INDEX ix_loaded_objects_loaded_at ON loaded_objects (loaded_at);
CREATE INDEX ix_loaded_objects_partition ON loaded_objects (dataset, season, round, session);

CREATE TABLE reconcile_gaps (
    season smallint NOT NULL, round smallint NOT NULL, dataset text NOT NULL, lake_rows integer NOT NULL,
    store_rows integer NOT NULL, checked_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_reconcile_gaps PRIMARY KEY (season, round, dataset)
);

CREATE TABLE seasons (
    season smallint NOT NULL,
    CONSTRAINT pk_seasons PRIMARY KEY (season)
);

CREATE TABLE races (
    season smallint NOT NULL, round smallint NOT NULL, date date NOT NULL, start_time_utc timestamptz,
    name text NOT NULL, official_name text, grand_prix_id text, circuit_id text NOT NULL, circuit_layout_id text,
    qualifying_format text, course_length_km double precision, turns smallint, laps smallint,
    scheduled_laps smallint, distance_km double precision, cancelled boolean NOT NULL, source text NOT NULL,
    source_rank smallint NOT NULL, source_revision bigint NOT NULL,
    race_id text GENERATED ALWAYS AS (season::text || '-' || lpad(round::text, 2, '0')) STORED,
    status text DEFAULT 'scheduled' NOT NULL,
    CONSTRAINT pk_races PRIMARY KEY (season, round),
    CONSTRAINT fk_races_season_seasons FOREIGN KEY(season) REFERENCES seasons (season),
    CONSTRAINT fk_races_circuit_id_circuits FOREIGN KEY(circuit_id) REFERENCES circuits (circuit_id)
);
CREATE INDEX ix_races_date ON races (date);
CREATE UNIQUE INDEX ix_races_race_id ON races (race_id);

CREATE TABLE compound_nominations (
    season smallint NOT NULL, round smallint NOT NULL, soft text NOT NULL, medium text NOT NULL, hard text NOT NULL,
    source text NOT NULL, source_rank smallint NOT NULL, source_revision bigint NOT NULL,
    CONSTRAINT pk_compound_nominations PRIMARY KEY (season, round),
    CONSTRAINT fk_compound_nominations_season_races FOREIGN KEY(season, round) REFERENCES races (season, round)
);

CREATE TABLE constructor_standings (
    season smallint NOT NULL, round smallint NOT NULL, constructor_id text NOT NULL,
    engine_manufacturer_id text NOT NULL, position smallint, position_text text NOT NULL,
    points double precision NOT NULL, wins smallint NOT NULL, podiums smallint NOT NULL, basis text NOT NULL,
    CONSTRAINT pk_constructor_standings PRIMARY KEY (season, round, constructor_id, engine_manufacturer_id),
    CONSTRAINT fk_constructor_standings_season_races FOREIGN KEY(season, round) REFERENCES races (season, round),
    CONSTRAINT fk_constructor_standings_constructor_id_constructors FOREIGN KEY(constructor_id) REFERENCES constructors (constructor_id)
);
CREATE INDEX ix_constructor_standings_season_position ON constructor_standings (season, round, position);

CREATE TABLE driver_seats (
    season smallint NOT NULL, round smallint NOT NULL, driver_id text NOT NULL, constructor_id text NOT NULL,
    entrant_id text, engine_manufacturer_id text, driver_code text, source text NOT NULL,
    source_rank smallint NOT NULL, source_revision bigint NOT NULL,
    CONSTRAINT pk_driver_seats PRIMARY KEY (season, round, driver_id, constructor_id),
    CONSTRAINT fk_driver_seats_season_races FOREIGN KEY(season, round) REFERENCES races (season, round),
    CONSTRAINT fk_driver_seats_driver_id_drivers FOREIGN KEY(driver_id) REFERENCES drivers (driver_id),
    CONSTRAINT fk_driver_seats_constructor_id_constructors FOREIGN KEY(constructor_id) REFERENCES constructors (constructor_id)
);
CREATE INDEX ix_driver_seats_constructor ON driver_seats (constructor_id, season);
CREATE INDEX ix_driver_seats_driver ON driver_seats (driver_id, season);

CREATE TABLE driver_standings (
    season smallint NOT NULL, round smallint NOT NULL, driver_id text NOT NULL, position smallint,
    position_text text NOT NULL, points double precision NOT NULL, wins smallint NOT NULL,
    podiums smallint NOT NULL, basis text NOT NULL,
    CONSTRAINT pk_driver_standings PRIMARY KEY (season, round, driver_id),
    CONSTRAINT fk_driver_standings_season_races FOREIGN KEY(season, round) REFERENCES races (season, round),
    CONSTRAINT fk_driver_standings_driver_id_drivers FOREIGN KEY(driver_id) REFERENCES drivers (driver_id)
);
CREATE INDEX ix_driver_standings_season_position ON driver_standings (season, round, position);

CREATE TABLE fastest_laps (
    season smallint NOT NULL, round smallint NOT NULL, session text NOT NULL, driver_id text NOT NULL,
    entry smallint NOT NULL, position smallint, lap_number smallint, lap_time_s double precision,
    source text NOT NULL, source_rank smallint NOT NULL, source_revision bigint NOT NULL,
    CONSTRAINT pk_fastest_laps PRIMARY KEY (season, round, session, driver_id, entry),
    CONSTRAINT fk_fastest_laps_season_races FOREIGN KEY(season, round) REFERENCES races (season, round),
    CONSTRAINT fk_fastest_laps_driver_id_drivers FOREIGN KEY(driver_id) REFERENCES drivers (driver_id)
);

CREATE TABLE hourly_weather (
    season smallint NOT NULL, round smallint NOT NULL, time_utc timestamptz NOT NULL, kind text NOT NULL,
    air_temp_c double precision, precipitation_mm double precision, precipitation_probability double precision,
    humidity_pct double precision, cloud_cover_pct double precision, wind_speed_ms double precision,
    wind_direction_deg double precision, source text NOT NULL, source_rank smallint NOT NULL,
    source_revision bigint NOT NULL,
    CONSTRAINT pk_hourly_weather PRIMARY KEY (season, round, time_utc, kind),
    CONSTRAINT fk_hourly_weather_season_races FOREIGN KEY(season, round) REFERENCES races (season, round)
);

CREATE TABLE lap_times (
    season smallint NOT NULL, round smallint NOT NULL, session text NOT NULL, driver_id text NOT NULL,
    driver_code text, driver_number text, constructor_id text, lap_number smallint NOT NULL,
    lap_time_s double precision, lap_time_source text, sector1_s double precision, sector2_s double precision,
    sector3_s double precision, stint smallint, compound text, compound_name text, tyre_life smallint,
    fresh_tyre boolean, tyre_source text, pit_in boolean, pit_out boolean, pit_in_time_s double precision,
    pit_out_time_s double precision, lap_start_time_s double precision, lap_end_time_s double precision,
    track_status text, position smallint, is_accurate boolean, is_personal_best boolean, deleted boolean,
    deleted_reason text, speed_i1_kmh double precision, speed_i2_kmh double precision,
    speed_fl_kmh double precision, speed_st_kmh double precision, provider text, valid boolean, in_lap boolean,
    out_lap boolean, neutralised boolean, tyre_life_recomputed smallint, tyre_life_consistent boolean,
    source text NOT NULL, source_rank smallint NOT NULL, source_revision bigint NOT NULL,
    CONSTRAINT pk_lap_times PRIMARY KEY (season, round, session, driver_id, lap_number),
    CONSTRAINT fk_lap_times_season_races FOREIGN KEY(season, round) REFERENCES races (season, round),
    CONSTRAINT fk_lap_times_driver_id_drivers FOREIGN KEY(driver_id) REFERENCES drivers (driver_id)
) PARTITION BY LIST (season);
CREATE INDEX ix_lap_times_driver ON lap_times (driver_id, season, round);

CREATE TABLE neutralisations (
    season smallint NOT NULL, round smallint NOT NULL, session text NOT NULL, number smallint NOT NULL,
    kind text NOT NULL, start_lap smallint NOT NULL, end_lap smallint, start_time_s double precision,
    end_time_s double precision, cause text, estimated boolean NOT NULL, source text NOT NULL,
    source_rank smallint NOT NULL, source_revision bigint NOT NULL,
    CONSTRAINT pk_neutralisations PRIMARY KEY (season, round, session, number),
    CONSTRAINT fk_neutralisations_season_races FOREIGN KEY(season, round) REFERENCES races (season, round)
);

CREATE TABLE pit_stops (
    season smallint NOT NULL, round smallint NOT NULL, session text NOT NULL, driver_id text NOT NULL,
    stop smallint NOT NULL, lap_number smallint NOT NULL, constructor_id text, driver_number text,
    pit_lane_time_s double precision, stationary_s double precision, compound_before text,
    tyre_life_before smallint, compound_after text, tyre_life_after smallint, track_status_in_lap text,
    track_status_out_lap text, position_in_lap smallint, position_after_out_lap smallint, source text NOT NULL,
    source_rank smallint NOT NULL, source_revision bigint NOT NULL,
    CONSTRAINT pk_pit_stops PRIMARY KEY (season, round, session, driver_id, stop),
    CONSTRAINT fk_pit_stops_season_races FOREIGN KEY(season, round) REFERENCES races (season, round),
    CONSTRAINT fk_pit_stops_driver_id_drivers FOREIGN KEY(driver_id) REFERENCES drivers (driver_id)
);

CREATE TABLE practice_results (
    season smallint NOT NULL, round smallint NOT NULL, session text NOT NULL, driver_id text NOT NULL,
    constructor_id text NOT NULL, driver_number text, display_order smallint NOT NULL, position smallint,
    position_text text NOT NULL, time_s double precision, gap_s double precision, laps smallint,
    source text NOT NULL, source_rank smallint NOT NULL, source_revision bigint NOT NULL,
    CONSTRAINT pk_practice_results PRIMARY KEY (season, round, session, driver_id),
    CONSTRAINT fk_practice_results_season_races FOREIGN KEY(season, round) REFERENCES races (season, round),
    CONSTRAINT fk_practice_results_driver_id_drivers FOREIGN KEY(driver_id) REFERENCES drivers (driver_id),
    CONSTRAINT fk_practice_results_constructor_id_constructors FOREIGN KEY(constructor_id) REFERENCES constructors (constructor_id)
);

CREATE TABLE published_constructor_standings (
    season smallint NOT NULL, round smallint NOT NULL, constructor_id text NOT NULL,
    engine_manufacturer_id text NOT NULL, display_order smallint NOT NULL, position smallint,
    position_text text NOT NULL, points double precision NOT NULL, source text NOT NULL,
    source_rank smallint NOT NULL, source_revision bigint NOT NULL,
    CONSTRAINT pk_published_constructor_standings PRIMARY KEY (season, round, constructor_id, engine_manufacturer_id),
    CONSTRAINT fk_published_constructor_standings_season_races FOREIGN KEY(season, round) REFERENCES races (season, round),
    CONSTRAINT fk_published_constructor_standings_constructor_id_constructors FOREIGN KEY(constructor_id) REFERENCES constructors (constructor_id)
);

CREATE TABLE published_driver_standings (
    season smallint NOT NULL, round smallint NOT NULL, driver_id text NOT NULL, display_order smallint NOT NULL,
    position smallint, position_text text NOT NULL, points double precision NOT NULL, source text NOT NULL,
    source_rank smallint NOT NULL, source_revision bigint NOT NULL,
    CONSTRAINT pk_published_driver_standings PRIMARY KEY (season, round, driver_id),
    CONSTRAINT fk_published_driver_standings_season_races FOREIGN KEY(season, round) REFERENCES races (season, round),
    CONSTRAINT fk_published_driver_standings_driver_id_drivers FOREIGN KEY(driver_id) REFERENCES drivers (driver_id)
);

CREATE TABLE qualifying_results (
    season smallint NOT NULL, round smallint NOT NULL, session text NOT NULL, part text NOT NULL,
    driver_id text NOT NULL, entry smallint NOT NULL, constructor_id text NOT NULL, driver_number text,
    display_order smallint NOT NULL, position smallint, position_text text NOT NULL, time_s double precision,
    q1_s double precision, q2_s double precision, q3_s double precision, gap_s double precision, laps smallint,
    source text NOT NULL, source_rank smallint NOT NULL, source_revision bigint NOT NULL,
    CONSTRAINT pk_qualifying_results PRIMARY KEY (season, round, session, part, driver_id, entry),
    CONSTRAINT fk_qualifying_results_season_races FOREIGN KEY(season, round) REFERENCES races (season, round),
    CONSTRAINT fk_qualifying_results_driver_id_drivers FOREIGN KEY(driver_id) REFERENCES drivers (driver_id),
    CONSTRAINT fk_qualifying_results_constructor_id_constructors FOREIGN KEY(constructor_id) REFERENCES constructors (constructor_id)
);
CREATE INDEX ix_qualifying_results_driver ON qualifying_results (driver_id, season);

CREATE TABLE race_control_messages (
    season smallint NOT NULL, round smallint NOT NULL, session text NOT NULL, message_number smallint NOT NULL,
    time_utc timestamptz, time_s double precision, lap_number smallint, category text, message text NOT NULL,
    status text, flag text, scope text, sector smallint, driver_number text, source text NOT NULL,
    source_rank smallint NOT NULL, source_revision bigint NOT NULL,
    CONSTRAINT pk_race_control_messages PRIMARY KEY (season, round, session, message_number),
    CONSTRAINT fk_race_control_messages_season_races FOREIGN KEY(season, round) REFERENCES races (season, round)
);

CREATE TABLE race_results (
    season smallint NOT NULL, round smallint NOT NULL, session text NOT NULL, driver_id text NOT NULL,
    entry smallint NOT NULL, constructor_id text NOT NULL, engine_manufacturer_id text, driver_number text,
    display_order smallint NOT NULL, position smallint, position_text text NOT NULL, laps smallint,
    time_s double precision, time_penalty_s double precision, gap_s double precision, laps_behind smallint,
    reason_retired text, points double precision, grid_position smallint, grid_position_text text,
    shared_car boolean NOT NULL, source text NOT NULL, source_rank smallint NOT NULL,
    source_revision bigint NOT NULL,
    CONSTRAINT pk_race_results PRIMARY KEY (season, round, session, driver_id, entry),
    CONSTRAINT fk_race_results_season_races FOREIGN KEY(season, round) REFERENCES races (season, round),
    CONSTRAINT fk_race_results_driver_id_drivers FOREIGN KEY(driver_id) REFERENCES drivers (driver_id),
    CONSTRAINT fk_race_results_constructor_id_constructors FOREIGN KEY(constructor_id) REFERENCES constructors (constructor_id)
);
CREATE INDEX ix_race_results_constructor ON race_results (constructor_id, season, round);
CREATE INDEX ix_race_results_driver ON race_results (driver_id, season, round);

CREATE TABLE session_timings (
    season smallint NOT NULL, round smallint NOT NULL, session text NOT NULL, start_time_s double precision,
    finish_time_s double precision, feed_zero_utc timestamptz, started_utc timestamptz, feed_zero_method text,
    source text NOT NULL, source_rank smallint NOT NULL, source_revision bigint NOT NULL,
    CONSTRAINT pk_session_timings PRIMARY KEY (season, round, session),
    CONSTRAINT fk_session_timings_season_races FOREIGN KEY(season, round) REFERENCES races (season, round)
);

CREATE TABLE session_weather (
    season smallint NOT NULL, round smallint NOT NULL, session text NOT NULL, time_s double precision NOT NULL,
    air_temp_c double precision, track_temp_c double precision, humidity_pct double precision,
    pressure_mbar double precision, rainfall boolean, wind_direction_deg double precision,
    wind_speed_ms double precision, source text NOT NULL, source_rank smallint NOT NULL,
    source_revision bigint NOT NULL,
    CONSTRAINT pk_session_weather PRIMARY KEY (season, round, session, time_s),
    CONSTRAINT fk_session_weather_season_races FOREIGN KEY(season, round) REFERENCES races (season, round)
);

CREATE TABLE sessions (
    season smallint NOT NULL, round smallint NOT NULL, session text NOT NULL, date date NOT NULL,
    start_time_utc timestamptz, source text NOT NULL, source_rank smallint NOT NULL,
    source_revision bigint NOT NULL,
    CONSTRAINT pk_sessions PRIMARY KEY (season, round, session),
    CONSTRAINT fk_sessions_season_races FOREIGN KEY(season, round) REFERENCES races (season, round)
);

CREATE TABLE starting_grids (
    season smallint NOT NULL, round smallint NOT NULL, session text NOT NULL, driver_id text NOT NULL,
    constructor_id text NOT NULL, driver_number text, display_order smallint NOT NULL, position smallint,
    position_text text NOT NULL, grid_penalty text, time_s double precision, source text NOT NULL,
    source_rank smallint NOT NULL, source_revision bigint NOT NULL,
    CONSTRAINT pk_starting_grids PRIMARY KEY (season, round, session, driver_id),
    CONSTRAINT fk_starting_grids_season_races FOREIGN KEY(season, round) REFERENCES races (season, round),
    CONSTRAINT fk_starting_grids_driver_id_drivers FOREIGN KEY(driver_id) REFERENCES drivers (driver_id),
    CONSTRAINT fk_starting_grids_constructor_id_constructors FOREIGN KEY(constructor_id) REFERENCES constructors (constructor_id)
);

CREATE TABLE stints (
    season smallint NOT NULL, round smallint NOT NULL, session text NOT NULL, driver_id text NOT NULL,
    stint smallint NOT NULL, compound text, compound_name text, fresh_tyre boolean, start_lap smallint NOT NULL,
    end_lap smallint NOT NULL, laps smallint NOT NULL, tyre_life_start smallint, tyre_life_end smallint,
    median_lap_time_s double precision,
    CONSTRAINT pk_stints PRIMARY KEY (season, round, session, driver_id, stint),
    CONSTRAINT fk_stints_season_races FOREIGN KEY(season, round) REFERENCES races (season, round),
    CONSTRAINT fk_stints_driver_id_drivers FOREIGN KEY(driver_id) REFERENCES drivers (driver_id)
);

CREATE TABLE track_status (
    season smallint NOT NULL, round smallint NOT NULL, session text NOT NULL, time_s double precision NOT NULL,
    status text NOT NULL, message text, source text NOT NULL, source_rank smallint NOT NULL,
    source_revision bigint NOT NULL,
    CONSTRAINT pk_track_status PRIMARY KEY (season, round, session, time_s, status),
    CONSTRAINT fk_track_status_season_races FOREIGN KEY(season, round) REFERENCES races (season, round)
);

CREATE MATERIALIZED VIEW current_driver_standings AS
SELECT s.season, s.round, s.position, s.position_text, s.driver_id, d.name, d.driver_code,
    s.points, s.wins, s.podiums, s.basis
FROM driver_standings s JOIN drivers d USING (driver_id)
WHERE (s.season, s.round) = (SELECT season, round FROM driver_standings ORDER BY season DESC, round DESC LIMIT 1);
CREATE UNIQUE INDEX ix_current_driver_standings_driver ON current_driver_standings (driver_id);

CREATE MATERIALIZED VIEW current_constructor_standings AS
SELECT s.season, s.round, s.position, s.position_text, s.constructor_id, c.name, s.engine_manufacturer_id,
    s.points, s.wins, s.podiums, s.basis
FROM constructor_standings s JOIN constructors c USING (constructor_id)
WHERE (s.season, s.round) = (SELECT season, round FROM constructor_standings ORDER BY season DESC, round DESC LIMIT 1);
CREATE UNIQUE INDEX ix_current_constructor_standings_constructor
    ON current_constructor_standings (constructor_id, engine_manufacturer_id);
