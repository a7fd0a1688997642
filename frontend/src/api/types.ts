/** The shapes of /api/v1 as the screens consume them. */

export type DriverRef = { driver_id: string; name: string; code: string | null; number: number | string | null };
export type ConstructorRef = { constructor_id: string; name: string };
export type CircuitRef = { circuit_id: string; name: string; place_name: string; country: string };

export type DataOrigin = "real" | "synthetic" | "none";
export type Compound = "SOFT" | "MEDIUM" | "HARD" | "INTERMEDIATE" | "WET";
export type SessionCode = "FP1" | "FP2" | "FP3" | "FP4" | "WU" | "Q" | "SQ" | "S" | "R";

export type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance?: string;
  correlation_id: string | null;
};

export type Health = {
  status: "ready" | "degraded" | "down";
  database: { reachable: boolean; detail: string | null };
  lake: { reachable: boolean; newest_object_at: string | null };
  data: {
    origin: DataOrigin;
    newest_result: { race_id: string; name: string; date: string } | null;
    age_days: number | null;
    stale: boolean;
    stale_reason: string | null;
    missing: string[];
    last_ingest_at: string | null;
  };
};

export type SyncSource = {
  source: string;
  job: string | null;
  outcome: string;
  finished_at: string | null;
  rows_accepted: number | null;
  rows_rejected: number | null;
  detail: string | null;
};

export type SyncStatus = {
  is_syncing: boolean;
  progress: { step: string; done: number; total: number | null } | null;
  last_sync: string | null;
  origin: DataOrigin;
  sources: SyncSource[];
  rejects: { dataset: string; reason: string; rows: number }[];
  gaps: { race_id: string; dataset: string; lake_rows: number; store_rows: number }[];
  missing: { race_id: string; dataset: string; reason: string }[];
};

export type Season = {
  season: number;
  races: number;
  completed_races: number;
  first_date: string | null;
  last_date: string | null;
  has_laps: boolean;
  drivers_champion: DriverRef | null;
  constructors_champion: ConstructorRef | null;
};

export type ScheduledSession = { session: SessionCode; date: string; start_time_utc: string | null };

export type RaceSummary = {
  race_id: string;
  season: number;
  round: number;
  name: string;
  official_name: string | null;
  date: string;
  start_time_utc: string | null;
  status: "scheduled" | "completed" | "cancelled";
  circuit: CircuitRef;
  sessions: ScheduledSession[];
  has_sprint: boolean;
  laps: number | null;
  scheduled_laps: number | null;
  shortened: boolean;
  winner: { driver: DriverRef; constructor: ConstructorRef } | null;
  pole: DriverRef | null;
};

export type Coverage = {
  results: number;
  qualifying: number;
  grid: number;
  practice: number;
  sprint: number;
  pit_stops: number;
  laps: number;
  stints: number;
  weather: number;
  race_control: number;
};

export type RaceDetail = RaceSummary & {
  qualifying_format: string | null;
  course_length_km: number | null;
  turns: number | null;
  distance_km: number | null;
  compounds: { soft: string | null; medium: string | null; hard: string | null } | null;
  weather: { air_temp_c: number | null; track_temp_c: number | null; rainfall_share: number | null; readings: number } | null;
  coverage: Coverage;
  previous_race_id: string | null;
  next_race_id: string | null;
};

export type ResultRow = {
  position: number | null;
  position_text: string;
  driver: DriverRef;
  constructor: ConstructorRef;
  entry: number;
  grid_position: number | null;
  grid_position_text: string | null;
  laps: number | null;
  time_s: number | null;
  gap_s: number | null;
  laps_behind: number | null;
  time_penalty_s: number | null;
  points: number | null;
  reason_retired: string | null;
  fastest_lap: { rank: number | null; lap_number: number | null; lap_time_s: number | null } | null;
  pit_stops: number | null;
  shared_car: boolean;
};

export type QualifyingRow = {
  part: string;
  position: number | null;
  position_text: string;
  driver: DriverRef;
  constructor: ConstructorRef;
  q1_s: number | null;
  q2_s: number | null;
  q3_s: number | null;
  time_s: number | null;
  gap_s: number | null;
  laps: number | null;
};

export type GridRow = {
  position: number | null;
  position_text: string;
  driver: DriverRef;
  constructor: ConstructorRef;
  grid_penalty: string | null;
  time_s: number | null;
};

export type PracticeRow = {
  position: number | null;
  driver: DriverRef;
  constructor: ConstructorRef;
  time_s: number | null;
  gap_s: number | null;
  laps: number | null;
};

export type PitStopRow = {
  driver: DriverRef;
  constructor: ConstructorRef | null;
  stop: number;
  lap_number: number;
  pit_lane_time_s: number | null;
  stationary_s: number | null;
  compound_before: Compound | null;
  tyre_life_before: number | null;
  compound_after: Compound | null;
  tyre_life_after: number | null;
  position_in_lap: number | null;
  position_after_out_lap: number | null;
  track_status_in_lap: string | null;
};

export type StintRow = {
  driver: DriverRef;
  stint: number;
  compound: Compound | null;
  compound_name: string | null;
  fresh_tyre: boolean | null;
  start_lap: number;
  end_lap: number;
  laps: number;
  tyre_life_start: number | null;
  tyre_life_end: number | null;
  median_lap_time_s: number | null;
};

export type LapRow = {
  driver_id: string;
  driver_code: string | null;
  driver_number: number | string | null;
  constructor_id: string;
  lap_number: number;
  position: number | null;
  lap_time_s: number | null;
  stint: number | null;
  compound: Compound | null;
  tyre_life: number | null;
  pit_in: boolean | null;
  pit_out: boolean | null;
  track_status: string | null;
  neutralised: boolean | null;
  deleted: boolean | null;
  lap_start_time_s: number | null;
};

export type WeatherRow = {
  time_s: number;
  air_temp_c: number | null;
  track_temp_c: number | null;
  humidity_pct: number | null;
  pressure_mbar: number | null;
  rainfall: boolean | null;
  wind_direction_deg: number | null;
  wind_speed_ms: number | null;
};

export type RaceControlRow = {
  message_number: number;
  time_utc: string | null;
  time_s: number | null;
  lap_number: number | null;
  category: string | null;
  message: string;
  flag: string | null;
  scope: string | null;
  sector: number | null;
  driver_number: number | string | null;
};

export type Neutralisation = {
  number: number;
  kind: "SC" | "VSC" | "RED";
  start_lap: number | null;
  end_lap: number | null;
  start_time_s: number | null;
  end_time_s: number | null;
  cause: string | null;
  estimated: boolean;
};

export type DriverStanding = {
  position: number | null;
  position_text: string;
  driver: DriverRef;
  constructors: ConstructorRef[];
  points: number;
  wins: number;
  podiums: number;
  gap_to_leader: number | null;
  round: number;
  season: number;
};

export type ConstructorStanding = Omit<DriverStanding, "driver" | "constructors"> & { constructor: ConstructorRef };
