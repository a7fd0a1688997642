// Hand-made answers of the API for the browser tests: invented people, times made by a formula, no real race in it.

const TEAMS = ["mclaren", "ferrari", "mercedes", "red-bull", "williams", "aston-martin", "alpine", "haas", "racing-bulls", "audi", "cadillac"];
const SURNAMES = [
  "Abel", "Brandt", "Castel", "Dorn", "Ek", "Falk", "Gomes", "Hale", "Ito", "Janda", "Koval",
  "Lind", "Moreau", "Nagy", "Okoro", "Pires", "Quist", "Rossi", "Sato", "Toth", "Urban", "de Vega",
];
export const CARS = 22;
export const LAPS = 50;
const SESSIONS = ["FP1", "SQ", "S", "Q", "R"];

export const driver = (index) => ({
  driver_id: `driver-${SURNAMES[index].toLowerCase().replace(" ", "-")}`,
  name: `Test ${SURNAMES[index]}`,
  code: SURNAMES[index].replace(/[^A-Za-z]/g, "").slice(0, 3).toUpperCase(),
  number: index + 1,
});
export const constructor = (index) => {
  const id = TEAMS[index % TEAMS.length];
  return { constructor_id: id, name: `${id[0].toUpperCase()}${id.slice(1)}` };
};
const circuit = { circuit_id: "test-ring", name: "Test Ring", place_name: "Testville", country: "Testland" };
const isOut = (index) => index >= CARS - 2;
const lapsOf = (index) => (isOut(index) ? 18 : index >= CARS - 5 ? LAPS - 1 : LAPS);

function sessionsFor(date) {
  return SESSIONS.map((session, index) => ({ session, date, start_time_utc: `${date}T${String(9 + index).padStart(2, "0")}:00:00Z` }));
}

export function raceSummary(season, round, status) {
  const date = `${season}-${String(round + 2).padStart(2, "0")}-08`;
  const done = status === "completed";
  return {
    race_id: `${season}-${String(round).padStart(2, "0")}`, season, round, name: `Testland ${round} Grand Prix`, official_name: null,
    date, start_time_utc: season >= 2018 ? `${date}T13:00:00Z` : null, status, circuit,
    sessions: season >= 2018 ? sessionsFor(date) : [], has_sprint: season >= 2018, laps: done ? LAPS : null, scheduled_laps: null, has_laps: done && season >= 2018 && !(season === 2025 && round === 1),
    shortened: false, winner: done ? { driver: driver(0), constructor: constructor(0) } : null, pole: done ? driver(1) : null, source: "fixture",
  };
}

export function raceDetail(season, round, status) {
  const has = status === "completed" && season >= 2018 ? 1 : 0;
  const done = status === "completed" ? 1 : 0;
  return {
    ...raceSummary(season, round, status),
    qualifying_format: "KNOCKOUT", course_length_km: 5.1, turns: 17, distance_km: done ? 255 : null,
    compounds: has ? { soft: "C5", medium: "C4", hard: "C3" } : null,
    weather: has ? { air_temp_c: 21.3, track_temp_c: 33.8, rainfall_share: 0.2, readings: 90 } : null,
    coverage: {
      results: 22 * done, qualifying: 22 * done, grid: 22 * done, practice: 22 * has, sprint: 22 * has, pit_stops: 30 * has,
      laps: 1000 * has, stints: 60 * has, weather: 90 * has, race_control: 40 * has,
    },
    previous_race_id: round > 1 ? `${season}-${String(round - 1).padStart(2, "0")}` : null,
    next_race_id: `${season}-${String(round + 1).padStart(2, "0")}`,
  };
}

export function results(season) {
  return Array.from({ length: CARS }, (_, index) => ({
    position: isOut(index) ? null : index + 1, position_text: isOut(index) ? "DNF" : String(index + 1), driver: driver(index), constructor: constructor(index),
    entry: 1, grid_position: index === 4 ? null : ((index * 5) % CARS) + 1, grid_position_text: index === 4 ? "PL" : String(((index * 5) % CARS) + 1),
    laps: lapsOf(index), time_s: index === 0 ? 4805.5 : null, gap_s: index > 0 && lapsOf(index) === LAPS ? index * 3.217 : null,
    laps_behind: !isOut(index) && lapsOf(index) < LAPS ? 1 : null, time_penalty_s: index === 6 ? 5 : null, points: Math.max(0, 25 - index * 2.5),
    reason_retired: isOut(index) ? "Gearbox" : null,
    fastest_lap: season >= 2018 ? { rank: index + 1, lap_number: 44, lap_time_s: 92.1 + index * 0.11 } : null,
    pit_stops: season >= 2018 ? (isOut(index) ? 0 : 2) : null, shared_car: season < 1958 && index === 2, source: "fixture",
  }));
}

export function qualifying(season) {
  return Array.from({ length: CARS }, (_, index) => ({
    part: "overall", position: index + 1, position_text: String(index + 1), driver: driver(index), constructor: constructor(index),
    q1_s: season >= 2018 ? 91.5 + index * 0.09 : null, q2_s: season >= 2018 && index < 16 ? 91.1 + index * 0.08 : null,
    q3_s: season >= 2018 && index < 10 ? 90.8 + index * 0.07 : null, time_s: season >= 2018 ? null : 101.2 + index, gap_s: null, laps: null, source: "fixture",
  }));
}

export function grid() {
  return Array.from({ length: CARS }, (_, index) => ({
    position: index + 1, position_text: String(index + 1), driver: driver((index * 9) % CARS), constructor: constructor((index * 9) % CARS),
    grid_penalty: index === 12 ? "+5" : null, time_s: null, source: "fixture",
  }));
}

export function practice() {
  return Array.from({ length: CARS }, (_, index) => ({
    position: index + 1, driver: driver(index), constructor: constructor(index), time_s: index === 21 ? null : 93 + index * 0.1,
    gap_s: index === 21 ? null : index * 0.1, laps: 20 + (index % 5), source: "fixture",
  }));
}

const STOP_LAPS = [16, 34];
const COMPOUNDS = ["MEDIUM", "HARD", "SOFT", "INTERMEDIATE", "WET"];
const compoundAt = (index, stint) => (index === 20 ? null : COMPOUNDS[(index + stint) % COMPOUNDS.length]);
const stopLap = (index, stop) => STOP_LAPS[stop] + (index % 5);
const stintAt = (index, lap) => (isOut(index) ? 0 : lap <= stopLap(index, 0) ? 0 : lap <= stopLap(index, 1) ? 1 : 2);

export function laps() {
  return Array.from({ length: CARS }, (_, index) => index).flatMap((index) =>
    Array.from({ length: lapsOf(index) }, (_, at) => {
      const lap = at + 1;
      const stint = stintAt(index, lap);
      const stopping = !isOut(index) && [stopLap(index, 0), stopLap(index, 1)].includes(lap);
      const neutral = lap >= 24 && lap <= 27;
      return {
        driver_id: driver(index).driver_id, driver_code: driver(index).code, driver_number: index + 1, constructor_id: constructor(index).constructor_id,
        lap_number: lap, position: lap === 30 && index === 3 ? null : ((index + (lap < 20 && index % 2 ? 1 : 0)) % CARS) + 1,
        lap_time_s: lap === 24 ? null : 92.4 + index * 0.11 + (lap % 17) * 0.05 + (stopping ? 21 : 0) + (neutral ? 30 : 0) + (lap === 1 ? 6 : 0),
        stint: stint + 1, compound: compoundAt(index, stint), tyre_life: lap % 17, fresh_tyre: stint !== 1, pit_in: stopping, pit_out: false,
        track_status: neutral ? "4" : "1", neutralised: neutral, counted: true, deleted: false, lap_start_time_s: 3600 + lap * 93, source: "fixture",
      };
    }),
  );
}

export function stints() {
  return Array.from({ length: CARS }, (_, index) => index).flatMap((index) => {
    const ends = isOut(index) ? [18] : [stopLap(index, 0), stopLap(index, 1), lapsOf(index)];
    return ends.map((end, stint) => {
      const start = stint === 0 ? 1 : ends[stint - 1] + 1;
      return {
        driver: driver(index), stint: stint + 1, compound: compoundAt(index, stint), compound_name: "C4", fresh_tyre: stint !== 1,
        start_lap: start, end_lap: end, laps: end - start + 1, tyre_life_start: 1, tyre_life_end: end - start + 1, median_lap_time_s: 93.2,
      };
    });
  });
}

export function pitStops() {
  return Array.from({ length: CARS - 2 }, (_, index) => index).flatMap((index) =>
    STOP_LAPS.map((_, stop) => ({
      driver: driver(index), constructor: constructor(index), stop: stop + 1, lap_number: stopLap(index, stop), pit_lane_time_s: 22.1 + ((index * 7) % 11) * 0.13,
      stationary_s: index % 3 ? 2.4 + index * 0.03 : null, compound_before: compoundAt(index, stop), tyre_life_before: 16,
      compound_after: compoundAt(index, stop + 1), tyre_life_after: 0, position_in_lap: index + 1, position_after_out_lap: Math.min(CARS, index + 5),
      track_status_in_lap: stop === 0 ? "1" : "24", source: "fixture",
    })),
  );
}

export function weather() {
  return Array.from({ length: 90 }, (_, minute) => ({
    time_s: 3300 + minute * 60, air_temp_c: 21 + Math.sin(minute / 15), track_temp_c: 34 - minute / 20, humidity_pct: 58, pressure_mbar: 1013.2,
    rainfall: minute > 30 && minute < 48, wind_direction_deg: 180, wind_speed_ms: 2.1, source: "fixture",
  }));
}

export function raceControl() {
  const rows = [
    ["Flag", "GREEN LIGHT - PIT EXIT OPEN", "GREEN"], ["Flag", "YELLOW IN TRACK SECTOR 4", "YELLOW"], ["SafetyCar", "SAFETY CAR DEPLOYED", null],
    ["Flag", "WAVED BLUE FLAG FOR CAR 9", "BLUE"], ["Other", "CAR 7 TIME 1:33.1 DELETED - TRACK LIMITS AT TURN 4", null], ["Drs", "DRS ENABLED", null],
    ["Other", "FIA STEWARDS: 5 SECOND TIME PENALTY FOR CAR 7", null], ["Flag", "CHEQUERED FLAG", "CHEQUERED"],
  ];
  return rows.map(([category, message, flag], index) => ({
    message_number: index + 1, time_utc: null, time_s: 3600 + index * 300, lap_number: index === 0 ? null : index * 6, category, message, flag, scope: null,
    sector: null, driver_number: null, source: "fixture",
  }));
}

export const neutralisations = () => [
  { number: 1, kind: "SC", start_lap: 24, end_lap: 27, start_time_s: 5800, end_time_s: 6180, cause: null, estimated: false, source: "fixture" },
  { number: 2, kind: "VSC", start_lap: 40, end_lap: 41, start_time_s: 7300, end_time_s: 7400, cause: null, estimated: true, source: "fixture" },
];

export function standings(kind) {
  const count = kind === "drivers" ? CARS : TEAMS.length;
  return Array.from({ length: count }, (_, index) => ({
    season: 2026, round: 3, position: index + 1, position_text: String(index + 1), points: 75 - index * 3, wins: index === 0 ? 3 : 0, podiums: index < 3 ? 3 : 0,
    gap_to_leader: index * 3, basis: "published", ...(kind === "drivers" ? { driver: driver(index), constructors: [constructor(index)] } : { constructor: constructor(index) }),
  }));
}

export function health(scenario) {
  const stale = scenario === "stale";
  const none = scenario === "empty";
  return {
    status: stale ? "degraded" : "ready", database: { reachable: true, detail: null }, lake: { reachable: true, newest_object_at: "2026-05-08T18:00:00Z" },
    data: {
      origin: scenario === "synthetic" ? "synthetic" : none ? "none" : "real", newest_result: none ? null : { race_id: "2026-03", name: "Testland 3 Grand Prix", date: "2026-05-08" },
      age_days: none ? null : stale ? 45 : 2, stale, stale_reason: stale ? "a later race has been run" : null, missing: [], last_ingest_at: none ? null : "2026-05-08T18:30:00Z",
    },
  };
}

export function syncStatus(scenario) {
  if (scenario === "empty") return { is_syncing: true, progress: { step: "laps", done: 3, total: 9 }, last_sync: null, origin: "none", sources: [], rejects: [], gaps: [], missing: [] };
  return {
    is_syncing: false, progress: null, last_sync: "2026-05-08T18:30:00Z", origin: "real",
    sources: [{ source: "fixture", job: "results", outcome: "succeeded", finished_at: "2026-05-08T18:29:00Z", rows_accepted: 1200, rows_rejected: 3, detail: null }],
    rejects: [{ dataset: "laps", reason: "lap_time_s below zero", rows: 3 }], gaps: [],
    missing: Array.from({ length: 20 }, (_, index) => ({ race_id: `2024-${String(index + 1).padStart(2, "0")}`, dataset: "laps", reason: "the source has none" })),
  };
}
