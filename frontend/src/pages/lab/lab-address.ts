/** The what-if lab's address and the questions it asks: everything a run needs, so that a link gives the same numbers again. */
import type { SimulateQuestion } from "../../api/types";
import { MOST_PLANS, parsePlan, planCode, type Plan } from "../../strategy/plan";

export type SafetyCar = "real" | "none" | "drawn" | { lap: number; laps: number };
export type Rain = "real" | "none" | "drawn" | { from: number; to: number; wet_pct: number };
export type WhatIf = { safetyCar: SafetyCar; rain: Rain; pace_s: number; pitLoss_s: number };
export type LabState = { race: string | null; driver: string | null; plans: readonly Plan[]; whatIf: WhatIf; runs: number; seed: number };

export const LIMITS = {
  pace_s: { min: -3, max: 3, step: 0.1 },
  pitLoss_s: { min: -15, max: 30, step: 0.5 },
  safetyCarLaps: 12,
} as const;
export const RUNS = [500, 2_000, 5_000, 20_000] as const;
export const AS_IT_WAS: WhatIf = { safetyCar: "real", rain: "real", pace_s: 0, pitLoss_s: 0 };
const [, DEFAULT_RUNS] = RUNS;
export const DEFAULT_WET_PCT = 50;
const MOST_RUNS = 20_000;
const DEFAULT_SEED = 1;
const MOST_SEED = 2 ** 31 - 1;

function whole(text: string | null, min: number, max: number): number | null {
  if (text === null || !/^\d{1,10}$/.test(text)) return null;
  const value = Number(text);
  return value >= min && value <= max ? value : null;
}

function change(text: string | null, { min, max }: { min: number; max: number }): number {
  const value = text === null || !/^-?\d{1,3}(\.\d{1,3})?$/.test(text) ? 0 : Number(text);
  return Math.min(max, Math.max(min, value));
}

function pair(text: string | null, separator: string): [number, number] | null {
  const parts = text?.split(separator) ?? [];
  const [first, second] = [whole(parts[0] ?? null, 1, 200), whole(parts[1] ?? null, 1, 200)];
  return parts.length === 2 && first !== null && second !== null ? [first, second] : null;
}

function safetyCarOf(text: string | null): SafetyCar {
  if (text === "none" || text === "drawn") return text;
  const found = pair(text, "x");
  return found === null ? "real" : { lap: found[0], laps: Math.min(found[1], LIMITS.safetyCarLaps) };
}

function rainOf(text: string | null): Rain {
  if (text === "none" || text === "drawn") return text;
  const [laps = "", wet = null] = text?.split("@") ?? [];
  const found = pair(laps, "-");
  const wet_pct = wet === null ? DEFAULT_WET_PCT : whole(wet, 0, 100);
  return found === null || wet_pct === null || found[1] < found[0] ? "real" : { from: found[0], to: found[1], wet_pct };
}

/** What an address asks for; parts that cannot be read are left at what really happened. */
export function readLab(params: URLSearchParams): LabState {
  const race = params.get("race");
  const driver = params.get("driver");
  return {
    race: race !== null && /^\d{4}-\d{2}$/.test(race) ? race : null,
    driver: driver !== null && /^[a-z0-9-]{2,60}$/.test(driver) ? driver : null,
    plans: (params.get("plans") ?? "").split(",").slice(0, MOST_PLANS).map(parsePlan).filter((plan) => plan !== null),
    whatIf: {
      safetyCar: safetyCarOf(params.get("sc")),
      rain: rainOf(params.get("rain")),
      pace_s: change(params.get("pace"), LIMITS.pace_s),
      pitLoss_s: change(params.get("loss"), LIMITS.pitLoss_s),
    },
    runs: whole(params.get("runs"), 100, MOST_RUNS) ?? DEFAULT_RUNS,
    seed: whole(params.get("seed"), 0, MOST_SEED) ?? DEFAULT_SEED,
  };
}

/** The address of a state; what is as it was is left out, runs and seed always stand in it. */
export function writeLab(state: LabState): URLSearchParams {
  const params = new URLSearchParams();
  if (state.race !== null) params.set("race", state.race);
  if (state.driver !== null) params.set("driver", state.driver);
  if (state.plans.length > 0) params.set("plans", state.plans.map(planCode).join(","));
  const { safetyCar, rain, pace_s, pitLoss_s } = state.whatIf;
  if (safetyCar !== "real") params.set("sc", typeof safetyCar === "string" ? safetyCar : `${safetyCar.lap}x${safetyCar.laps}`);
  if (rain !== "real") params.set("rain", typeof rain === "string" ? rain : `${rain.from}-${rain.to}@${rain.wet_pct}`);
  if (pace_s !== 0) params.set("pace", String(pace_s));
  if (pitLoss_s !== 0) params.set("loss", String(pitLoss_s));
  params.set("runs", String(state.runs));
  params.set("seed", String(state.seed));
  return params;
}

/** The question to the API for one plan of a state; null while race or driver are not chosen. */
export function questionOf(state: LabState, plan: Plan): SimulateQuestion | null {
  if (state.race === null || state.driver === null) return null;
  const { safetyCar, rain, pace_s, pitLoss_s } = state.whatIf;
  return {
    race_id: state.race,
    driver: state.driver,
    plans: [{ start: plan.start, stops: plan.stops.map(({ lap, compound, red }) => ({ lap, compound, tyre_life: 0, under_red_flag: red === true })), modes: [] }],
    what_if: {
      safety_car: safetyCar,
      rain: typeof rain === "string" ? rain : { from_lap: rain.from, to_lap: rain.to, wetness: rain.wet_pct / 100 },
      pace_change_s: pace_s,
      pit_loss_change_s: pitLoss_s,
    },
    runs: state.runs,
    seed: state.seed,
  };
}
