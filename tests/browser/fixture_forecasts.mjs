// Hand-made forecasts, title odds, back-test and models for the browser tests: invented chances made by formulas.
import { CARS, constructor, driver } from "./fixture_data.mjs";

export const FORECASTER = "20260501-fixture";
export const KNOWS = "2026-03 race";
export const TRIAL = "20260430-trial";
export const TRIAL_UP_TO = "2026-03";
const DIGITS = 10_000;
const PODIUM = 3;
const POINTS = 10;
const HORIZONS = ["pre_weekend", "post_practice", "post_qualifying"];
const CHAMPION = "blend";
const MODELS = [CHAMPION, "grid frequencies", "championship order", "elo", "uniform"];
const LIMITS = ["no car upgrades are known before they race", "rain is known only as a share"];

const indices = Array.from({ length: CARS }, (_, index) => index);
const sum = (values) => values.reduce((total, value) => total + value, 0);

/** `weights` as chances of four decimals that add up to `total`, none above one, the last one exactly none. */
function chances(weights, total) {
  let shares = weights.map((weight) => (weight / sum(weights)) * total);
  for (let round = 0; round < 60; round += 1) {
    const over = sum(shares.map((share) => Math.max(0, share - 0.97)));
    const room = shares.map((share) => (share < 0.97 ? share : 0));
    shares = shares.map((share, index) => Math.min(share, 0.97) + (over * room[index]) / sum(room));
  }
  const whole = shares.map((share) => Math.floor(share * DIGITS));
  whole[2] += total * DIGITS - sum(whole);
  return whole.map((one) => one / DIGITS);
}

const strength = (rate) => indices.map((index) => (index === CARS - 1 ? 0 : Math.exp(-rate * index)));
const WIN = chances(strength(0.42), 1);
const BEFORE = chances(strength(0.42).map((weight, index) => weight * [0.8, 1.5, 1.1][index % 3]), 1);
const PODIUMS = chances(strength(0.3), PODIUM);
const SCORED = chances(strength(0.14), POINTS);

function reasons(index) {
  const words = ["place on the grid", "rating of the car", "rating of the driver", "form of the last five races", "this circuit", "pace in practice", "team-mate", "experience"];
  const all = words.map((text, at) => ({ feature: text.replaceAll(" ", "-"), words: `${text}: ${(index + at) % 3 === 2 ? "against" : "for"}`, value: at, contribution: ((index + at) % 3 === 2 ? -1 : 1) * (1.2 / (at + 1)) }));
  const base = -2.5;
  return { target: "win", base, log_odds: base + sum(all.map((one) => one.contribution)), reasons: all };
}

/** Races that were run go to the car that was number three of the forecast; its favourite retires. */
function car(index, { isTrial, hasReasons, hasPrevious, isRun }) {
  const place = isRun ? (index + 2) % CARS : index;
  const expected = 1.6 + place * 0.86;
  return {
    driver: driver(index), constructor: constructor(index), win: WIN[place], podium: PODIUMS[place], points: SCORED[place], dnf: isTrial ? null : 0.06 + (index % 5) * 0.03,
    expected_position: expected, position_low: isTrial ? null : Math.max(1, Math.round(expected - 3)), position_high: isTrial ? null : Math.min(CARS, Math.round(expected + 5)),
    positions: isTrial ? null : indices.map(() => 1 / CARS), confidence: isTrial ? null : 0.71 - index * 0.014, explanation: hasReasons ? reasons(index) : null,
    previous_win: hasPrevious ? BEFORE[place] : null, finished: isRun ? index + 1 : null,
  };
}

function head(scenario, { isTrial, horizon, upTo }) {
  const isRule = scenario === "rule";
  return {
    forecast_id: isTrial ? null : `fixture-${horizon}`, basis: isTrial ? "backtest" : "published", horizon, model_name: isTrial ? CHAMPION : isRule ? "rule" : "race-outcome",
    model_version: isTrial ? TRIAL : FORECASTER, source: isRule ? "rule" : "model", as_of: upTo, cut_off: isTrial ? null : "2026-05-08T16:00:00Z", computed_at: "2026-05-08T18:00:00Z",
    runs: isTrial ? null : isRule ? 0 : 20_000, interval: 0.8, stale: scenario === "outdated",
    quality: isTrial ? ["computed later by the back-test, from what was known at this point"] : isRule ? ["no race-outcome model for pre weekend is in use"] : ["driver-ek has no race yet"],
  };
}

/** The forecast of a race; undefined where there is none (a 404). Season 2025 and before has the back-test's. */
export function racePrediction(race, horizon, scenario) {
  const isTrial = race.season < 2026;
  const isRun = race.status === "completed";
  const horizons = isRun ? HORIZONS : HORIZONS.slice(0, 2);
  const spoken = horizon ?? horizons.at(-1);
  if (scenario === "no-forecast" || race.season < 2018 || (!isRun && race.round > 4) || !horizons.includes(spoken)) return undefined;
  const hasPrevious = !isTrial && spoken !== "pre_weekend";
  const kind = { isTrial, isRun, hasPrevious, hasReasons: !isTrial && scenario !== "rule" };
  return {
    race: { race_id: race.race_id, name: race.name, date: race.date, start_time_utc: race.start_time_utc, status: race.status, circuit: race.circuit },
    head: head(scenario, { isTrial, horizon: spoken, upTo: isTrial ? `races before ${race.race_id}` : KNOWS }),
    horizons, scoring_places: isTrial ? null : POINTS, previous: hasPrevious ? { forecast_id: "fixture-pre_weekend", horizon: "pre_weekend", computed_at: "2026-05-06T18:00:00Z" } : null,
    drivers: indices.map((index) => car(index, kind)),
  };
}

const contenders = (names, shares) => names.map((one, index) => {
  const now = 75 - index * 3;
  const canWin = index < names.length - 2;
  return {
    ...one, probability: shares[index], points_now: now, expected_points: 260 - index * 11, points_low: 210 - index * 9, points_high: 310 - index * 9, maximum_points: now + 58, can_win: canWin,
    arithmetic: index === 0 ? "leads with 75 points; 58 left in 2 races and 1 sprint" : `${now} points and 58 left in 2 races and 1 sprint make ${now + 58}; ${names[0].competitor_id} has 75 already${canWin ? "" : ": out of reach"}`,
  };
});

function title(kind, scenario) {
  const names = kind === "drivers" ? indices.map((index) => ({ competitor_id: driver(index).driver_id, name: driver(index).name, code: driver(index).code }))
    : indices.slice(0, 11).map((index) => ({ competitor_id: constructor(index).constructor_id, name: constructor(index).name, code: null }));
  const able = names.length - 2;
  const shares = [...chances(strength(0.7).slice(0, able), 1), 0, 0];
  const history = [1, 2, 3].flatMap((round) => {
    const said = [...chances(strength(0.25 + round * 0.15).slice(0, able).map((weight, index) => weight * (round < 3 && index % 2 ? 1.6 : 1)), 1), 0, 0];
    return names.map((one, index) => ({ after_race_id: `2026-0${round}`, competitor_id: one.competitor_id, probability: round === 3 ? shares[index] : said[index], expected_points: 260 - index * 11 }));
  });
  const odds = { head: { ...head(scenario, { isTrial: false, horizon: "pre_weekend", upTo: KNOWS }), model_name: "championship" }, after_race_id: "2026-03", races_left: 2, sprints_left: 1, contenders: contenders(names, shares) };
  return { odds, history };
}

/** Both titles; of other seasons than 2026 nothing was forecast. */
export function championship(season, scenario) {
  if (season !== 2026 || scenario === "no-forecast") return { season, drivers: null, constructors: null, drivers_history: [], constructors_history: [] };
  const [drivers, constructors] = [title("drivers", scenario), title("constructors", scenario)];
  return { season, drivers: drivers.odds, constructors: constructors.odds, drivers_history: drivers.history, constructors_history: constructors.history };
}

const MEANS = {
  log_loss: [1.15, 1.32, 1.61, 1.5, 3.04], top_1: [0.59, 0.52, 0.44, 0.47, 0.05], top_3: [0.91, 0.88, 0.79, 0.82, 0.14], podium_precision: [0.69, 0.66, 0.55, 0.58, 0.14],
  brier_win: [0.031, 0.034, 0.038, 0.036, 0.048], brier_podium: [0.064, 0.07, 0.081, 0.078, 0.129], brier_points: [0.15, 0.16, 0.171, 0.168, 0.25], position_error: [3.02, 3.2, 3.6, 3.5, 5.4], spearman: [0.66, 0.62, 0.55, 0.57, 0],
};
const GOALS = { log_loss: 1.18, top_1: 0.58, top_3: 0.91, podium_precision: 0.69, brier_podium: 0.064, brier_points: 0.149, position_error: 3 };
const SEASONS = [2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026];

function figures(horizon) {
  const row = (model, seasons, figure, value, spread, races, target = null) => ({ horizon, model, seasons, figure, value, low: value - spread, high: value + spread, races, target });
  const means = Object.entries(MEANS);
  const whole = means.flatMap(([figure, values]) => MODELS.map((model, at) => row(model, "2018-2025", figure, values[at], values[at] * 0.05, 173, at === 0 ? (GOALS[figure] ?? null) : null)));
  const seasons = SEASONS.flatMap((season) => means.flatMap(([figure, values]) => MODELS.map((model, at) => row(model, String(season), figure, values[at] * (1 + Math.sin(season + at) * 0.12), values[at] * 0.18, 22))));
  const rest = [row(CHAMPION, "2018-2025", "ece_win", 0.006, 0, 173, 0.008), row(CHAMPION, "2018-2025", "coverage_80", 0.805, 0.01, 173), row(CHAMPION, "2018-2025", "log_loss less grid frequencies", -0.17, 0.06, 173)];
  return [...whole, ...seasons, ...rest];
}

function calibration(horizon) {
  return ["win", "podium", "points"].flatMap((target, at) => Array.from({ length: 10 }, (_, bin) => {
    const middle = (bin + 0.5) / 10;
    const came = Math.min(0.99, Math.max(0.002, middle + Math.sin(bin * 2 + at) * 0.04));
    const n = Math.round(1800 / (bin + 1) ** 1.3);
    const spread = 1.96 * Math.sqrt((came * (1 - came)) / n);
    return { horizon, model: CHAMPION, target, low: bin / 10, high: (bin + 1) / 10, n, mean_predicted: middle, observed: came, observed_low: Math.max(0, came - spread), observed_high: Math.min(1, came + spread) };
  }));
}

function mark(season, round, horizon, winner, probability, rank) {
  return {
    race_id: `${season}-0${round}`, race_name: `Testland ${round} Grand Prix`, horizon, model: CHAMPION, basis: season === 2026 ? "published" : "backtest", winner: driver(winner), winner_probability: probability, winner_rank: rank,
    log_loss: -Math.log(probability), podium_hits: 2, brier_win: 0.03, brier_podium: 0.06, brier_points: 0.15, position_error: 3.1, spearman: 0.6,
  };
}

/** The newest back-test; without one (scenario `no-trial`, or an empty store) null and empty, as the API says it. */
export function accuracy(horizon, scenario) {
  const none = { trial: null, horizon, season: null, overall_accuracy: null, races: 0, figures: [], calibration: [], marks: [], misses: [], by_circuit: [], by_driver: [], drift: null };
  if (scenario === "no-trial" || scenario === "empty") return none;
  const races = [[2026, 3], [2026, 2], [2026, 1], ...[2025, 2024, 2023, 2022].flatMap((season) => [5, 4, 3, 2, 1].map((round) => [season, round]))];
  return {
    ...none,
    trial: { trial: "fixture-trial", model_version: TRIAL, code_version: "abc1234", seed: 1, made_at: "2026-05-09T08:00:00Z", first_season: 2018, last_race: TRIAL_UP_TO, known_limits: LIMITS },
    overall_accuracy: 0.59, races: 176, drift: { races: 5, recent: 1.31, expected: 1.15, change: 0.139, alarm: true }, figures: figures(horizon), calibration: calibration(horizon),
    marks: races.map(([season, round], index) => mark(season, round, horizon, index % 4, [0.43, 0.12, 0.61, 0.3][index % 4], (index % 4) + 1)),
    misses: [2, 5, 4].map((round, index) => mark(2025 - index, round, horizon, 15 + index, 0.004 * (index + 1), 17 - index)),
    by_circuit: indices.slice(0, 14).map((index) => ({ circuit: { circuit_id: `ring-${index}`, name: `Test Ring ${index + 1}`, place_name: null, country: "Testland" }, races: 9 - (index % 4), top_1: 0.6 - index * 0.02, log_loss: 1.1 + index * 0.03, position_error: 3 + index * 0.04 })),
    by_driver: indices.map((index) => ({ driver: driver(index), races: 176 - index * 4, position_error: 3 + (index % 5) * 0.2, wins_expected: 40.2 / (index + 1), wins: Math.round(42 / (index + 1)), podiums_expected: 80.4 / (index + 1), podiums: Math.round(78 / (index + 1)) })),
  };
}

export function models(scenario) {
  if (scenario === "no-trial" || scenario === "empty") return [];
  return ["race-outcome", "qualifying-position"].map((name) => ({
    model_name: name, version: FORECASTER, model_type: "blend", is_production: true, training_date: "2026-05-08T17:00:00Z", data_cut_off: "2026-03", training_races: 480, metrics: { log_loss: 1.15 },
    hyperparameters: { trees: 300 }, code_version: "abc1234", sha256: { "model.json": "0".repeat(64) }, known_limits: [LIMITS[0], "a team's first race is guessed from its engine"],
  }));
}
