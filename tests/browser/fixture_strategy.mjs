// Hand-made answers of the strategy doors: invented wear, chances and outcomes made by formulas, the same for the same question.
import { CARS, constructor, driver, LAPS } from "./fixture_data.mjs";

const DRY = ["SOFT", "MEDIUM", "HARD"];
const WET = ["INTERMEDIATE", "WET"];
const POINTS = [25, 18, 15, 12, 10, 8, 6, 4, 2, 1];
export const MODEL = "fixture-model-1";
export const AS_OF = "2026-02";

const car = (index) => ({ ...driver(index), number: undefined, constructor_id: constructor(index).constructor_id, grid: index + 1 });
const estimated = (mean, sd, n) => ({ mean, sd, low: mean - 1.28 * sd, high: mean + 1.28 * sd, n, seasons: [2024, 2025] });

function said(raceId, scenario, runs, seed) {
  return {
    race_id: raceId, model_version: MODEL, as_of: AS_OF, pace: "before the race", computed_at: "2026-05-01T10:00:00Z", runs, seed, interval: 0.8, source: "model",
    stale: scenario === "outdated", quality: ["rain in practice: long runs of 12 cars only"],
  };
}

const labelOf = (plan) => [plan.start[0], ...plan.stops.map((stop) => `${stop.lap} ${stop.compound[0]}`)].join(" ");

function planned(plan) {
  const ends = [...plan.stops.map((stop) => stop.lap), LAPS];
  const compounds = [plan.start, ...plan.stops.map((stop) => stop.compound)];
  const stints = compounds.map((compound, index) => {
    const first = (ends[index - 1] ?? 0) + 1;
    return { compound, first_lap: first, last_lap: ends[index], laps: ends[index] - first + 1, tyre_life_at_start: 0 };
  });
  return { label: labelOf(plan), start: plan.start, stops: plan.stops.map(({ lap, compound }) => ({ lap, compound, under_red_flag: false })), stints };
}

/** A bell over the positions around `mean`; the shares add up to one. */
function bell(mean, width) {
  const weights = Array.from({ length: CARS }, (_, index) => Math.exp(-(((index + 1 - mean) / width) ** 2) / 2));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight, index) => ({ position: index + 1, probability: weight / all }));
}

function outcomeOf(plan, mean, retired) {
  const chances = bell(mean, 1.6).map((chance) => ({ ...chance, probability: chance.probability }));
  const upTo = (position) => Math.min(1, chances.filter((chance) => chance.position <= position).reduce((sum, chance) => sum + chance.probability, 0));
  const middle = (lap) => mean + 2 * Math.sin(lap / 9);
  return {
    ...planned(plan), position_probabilities: chances, expected_position: mean, p_win: chances[0].probability, p_podium: upTo(3), p_points: upTo(10), p_retired: retired,
    expected_points: chances.reduce((sum, chance) => sum + chance.probability * (POINTS[chance.position - 1] ?? 0), 0),
    race_time_s: { p10: 4790 + mean * 3, p50: 4805 + mean * 3, p90: 4840 + mean * 3 },
    laps: Array.from({ length: LAPS }, (_, at) => ({
      lap: at + 1, position_p10: Math.max(1, Math.round(middle(at) - 2)), position_p50: Math.max(1, Math.round(middle(at))), position_p90: Math.min(CARS, Math.round(middle(at) + 2)),
      gap_p10_s: Math.max(0, middle(at) * 2 + at / 10 - 4), gap_p50_s: middle(at) * 2 + at / 10, gap_p90_s: middle(at) * 2 + at / 10 + 5,
    })),
  };
}

/** Why the regulations forbid a plan, in the words of the API. */
function illegal(plan) {
  const used = new Set([plan.start, ...plan.stops.map((stop) => stop.compound)]);
  const reasons = plan.stops.filter((stop) => stop.lap >= LAPS).map((stop) => `stop on lap ${stop.lap}: the last lap to stop on is ${LAPS - 1} of ${LAPS}`);
  const dry = DRY.filter((compound) => used.has(compound));
  if (!WET.some((compound) => used.has(compound)) && dry.length < 2) reasons.push(`only ${dry.join(", ")}: a dry race needs 2 different dry compounds`);
  return reasons;
}

/** A number that changes with everything that was asked, and with nothing else. */
function shift(question) {
  const text = JSON.stringify(question);
  return ([...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 9973, 7) / 9973 - 0.5) * 2;
}

/** The answer to POST /strategy/simulate, or the reasons of a refusal. */
export function simulated(question, scenario) {
  const reasons = question.plans.flatMap(illegal);
  if (reasons.length > 0) return { reasons };
  const index = Array.from({ length: CARS }, (_, at) => at).find((at) => driver(at).driver_id === question.driver) ?? 0;
  const mean = Math.max(1.5, index + 1);
  const real = { start: "MEDIUM", stops: [{ lap: 16, compound: "HARD" }, { lap: 34, compound: "SOFT" }] };
  const plans = question.plans.map((plan) => {
    const gained = shift({ ...question, plans: [plan] });
    return { ...outcomeOf(plan, Math.max(1.2, mean - gained), 0.06), legal: true, positions_gained: { mean: gained, standard_error: 0.04 }, time_gained_s: { mean: gained * 3.1, standard_error: 0.2 } };
  });
  const laps = Array.from({ length: LAPS }, (_, at) => ({ lap: at + 1, position: at === 29 ? null : index + 1, gap_s: index * 3.2 * ((at + 1) / LAPS) }));
  const answer = {
    ...said(question.race_id, scenario, question.runs, question.seed), pace: "fitted on the race itself", driver: car(index),
    original: { ...planned(real), position: index + 1, retired: false, race_time_s: 4805.5 + index * 3.217, laps }, as_driven: { ...outcomeOf(real, mean, 0.06), legal: true }, plans,
  };
  return { answer };
}

function ranked(index, rank) {
  const plan = rank === 3 ? { start: "SOFT", stops: [{ lap: 14, compound: "MEDIUM" }, { lap: 33, compound: "MEDIUM" }] } : { start: rank === 2 ? "HARD" : "MEDIUM", stops: [{ lap: 20 + (index % 5) + rank, compound: rank === 2 ? "MEDIUM" : "HARD" }] };
  const mean = Math.min(CARS - 1, index + 1.2 + rank * 0.15);
  const { laps: _, race_time_s: time, p_retired: __, ...outcome } = outcomeOf(plan, mean, 0);
  return {
    ...outcome, rank, stop_windows: plan.stops.map((stop) => ({ lap_from: stop.lap - 2, lap_to: stop.lap + 3 })), position_low: Math.max(1, Math.round(mean - 2)),
    position_high: Math.min(CARS, Math.round(mean + 2)), race_time_s: time.p50, difference_to_best: (rank - 1) * 0.15, standard_error: rank === 1 ? 0 : 0.05,
    p_best: [0.62, 0.27, 0.11][rank - 1], free_air_loss_s: (rank - 1) * 1.4,
  };
}

export function alternatives(raceId, scenario) {
  const drivers = Array.from({ length: CARS }, (_, index) => ({ driver: car(index), plans: [1, 2, 3].map((rank) => ranked(index, rank)) }));
  return { ...said(raceId, scenario, 1000, 1), objective: "expected_position", drivers: scenario === "no-grid" ? [] : drivers };
}

const WEAR = { SOFT: 0.09, MEDIUM: 0.055, HARD: 0.03, INTERMEDIATE: 0.04 };

function wearOf(compound) {
  const rate = WEAR[compound];
  const curve = Array.from({ length: 31 }, (_, life) => ({ tyre_life: life, loss_s: rate * life, low_s: rate * life * 0.6, high_s: rate * life * 1.4 }));
  return {
    compound, name: { SOFT: "C5", MEDIUM: "C4", HARD: "C3" }[compound] ?? null, offset_s: estimated({ SOFT: -0.6, MEDIUM: 0, HARD: 0.5, INTERMEDIATE: 0 }[compound], 0.1, 400), linear_s: estimated(rate, 0.01, 400),
    quadratic_s: estimated(0, 0.001, 400), cliff_lap: 30, cliff_s: 0.4, cold_tyre_s: 0.8, curve, laps: compound === "INTERMEDIATE" ? 0 : 412, seasons: [2024, 2025],
  };
}

export function raceNumbers(raceId, scenario) {
  return {
    ...said(raceId, scenario, 0, 1), circuit_id: "test-ring", rules: { laps: LAPS, dry_compounds: 2, tyre_sets: 1, longest_stint_laps: null, q2_start_tyres: false, drs: false },
    compounds: Object.keys(WEAR).map(wearOf), pit_loss: [["GREEN", 21.4, 0.8, 210], ["VSC", 14.2, 1.6, 18], ["SC", 10.9, 1.9, 31]].map(([status, mean, sd, n]) => ({ status, loss_s: estimated(mean, sd, n) })),
    safety_car_by_lap: Array.from({ length: LAPS }, (_, at) => ({ lap: at + 1, probability: 0.04 + 0.1 * Math.exp(-at / 6) })),
    usual: [
      { label: "M 20 H", start: "MEDIUM", stops: [{ share: 0.4, lap: 20, compound: "HARD" }], weight: 0.6, cars: 24, seasons: [2024, 2025] },
      { label: "S 12 M 31 H", start: "SOFT", stops: [{ share: 0.24, lap: 12, compound: "MEDIUM" }, { share: 0.62, lap: 31, compound: "HARD" }], weight: 0.4, cars: 16, seasons: [2025] },
    ],
    lap_model: { fuel_effect_s_per_kg: 0.03, fuel_start_kg: 100, fuel_per_lap_kg: 1.9, track_evolution_s_per_lap: -0.01, dirty_air_loss_s: 0.3, dirty_air_reach_s: 2, overtaking_reach_s: 1 },
    cars: Array.from({ length: CARS }, (_, index) => ({ driver: car(index), to_fastest_s: index * 0.08, sd_s: 0.15, retirement_per_lap: 0.0012 })),
  };
}
