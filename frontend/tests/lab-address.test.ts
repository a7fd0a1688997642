/** The lab's address and the plans in it: what is written is read again, and nonsense is left out. */
import { describe, expect, test } from "vitest";

import { AS_IT_WAS, questionOf, readLab, writeLab, type LabState } from "../src/pages/lab/lab-address";
import { addStop, drivenPlan, moveStop, parsePlan, planCode, removeStop, roomOf, setCompound, stintsOf, type Plan } from "../src/strategy/plan";

const plan: Plan = { start: "MEDIUM", stops: [{ lap: 20, compound: "HARD" }, { lap: 41, compound: "SOFT" }] };

describe("a plan", () => {
  test("has a code that reads back to the same plan", () => {
    expect(planCode(plan)).toBe("M20H41S");
    expect(parsePlan("M20H41S")).toEqual(plan);
    expect(parsePlan("W")).toEqual({ start: "WET", stops: [] });
  });

  test.each(["", "X20H", "M20", "M41H20S", "M20H20S", "20H", "M0H", "M20H<script>"])("is not read from %o", (code) => expect(parsePlan(code)).toBeNull());

  test("covers every lap once", () => {
    expect(stintsOf(plan, 57)).toEqual([
      { compound: "MEDIUM", from: 1, to: 20 }, { compound: "HARD", from: 21, to: 41 }, { compound: "SOFT", from: 42, to: 57 },
    ]);
  });

  test("keeps a moved stop between its neighbours and inside the race", () => {
    expect(roomOf(plan, 0, 57)).toEqual({ min: 1, max: 40 });
    expect(moveStop(plan, 0, 55, 57).stops[0]!.lap).toBe(40);
    expect(moveStop(plan, 1, 99, 57).stops[1]!.lap).toBe(56);
    expect(moveStop(plan, 0, -3, 57).stops[0]!.lap).toBe(1);
  });

  test("takes a new stop in the middle of its longest stint", () => {
    expect(planCode(addStop({ start: "SOFT", stops: [{ lap: 10, compound: "MEDIUM" }] }, 60))).toBe("S10M35H");
    expect(addStop({ start: "SOFT", stops: [] }, 1).stops).toEqual([]);
  });

  test("never takes more than seven stops", () => {
    let busy: Plan = { start: "SOFT", stops: [] };
    for (let stop = 0; stop < 12; stop += 1) busy = addStop(busy, 70);
    expect(busy.stops).toHaveLength(7);
    expect(parsePlan(planCode(busy))).toEqual(busy);
  });

  test("remembers a change under a red flag until it is moved", () => {
    const stints = [{ start_lap: 1, end_lap: 20, compound: "MEDIUM" as const }, { start_lap: 21, end_lap: 57, compound: "HARD" as const }];
    const driven = drivenPlan(stints, (lap) => lap === 20)!;
    expect(planCode(driven)).toBe("M20Hr");
    expect(parsePlan("M20Hr")).toEqual(driven);
    expect(planCode(moveStop(driven, 0, 21, 57))).toBe("M21H");
  });

  test("changes compounds and loses stops", () => {
    expect(planCode(setCompound(plan, 0, "SOFT"))).toBe("S20H41S");
    expect(planCode(setCompound(plan, 2, "MEDIUM"))).toBe("M20H41M");
    expect(planCode(removeStop(plan, 0))).toBe("M41S");
  });

  test("is read from the stints that were driven, unless a compound is not on record", () => {
    const stints = [{ start_lap: 21, end_lap: 57, compound: "HARD" as const }, { start_lap: 1, end_lap: 20, compound: "MEDIUM" as const }];
    expect(planCode(drivenPlan(stints, () => false)!)).toBe("M20H");
    expect(drivenPlan([...stints, { start_lap: 58, end_lap: 60, compound: null }], () => false)).toBeNull();
    expect(drivenPlan([], () => false)).toBeNull();
  });
});

describe("the address", () => {
  const state: LabState = {
    race: "2024-10", driver: "max-verstappen", plans: [plan, { start: "SOFT", stops: [{ lap: 17, compound: "HARD" }] }],
    whatIf: { safetyCar: { lap: 30, laps: 4 }, rain: { from: 12, to: 25, wet_pct: 80 }, pace_s: -0.3, pitLoss_s: 2.5 }, runs: 5_000, seed: 77,
  };

  test("carries everything and reads back to the same state", () => {
    expect(readLab(new URLSearchParams(writeLab(state).toString()))).toEqual(state);
    expect(readLab(writeLab({ ...state, whatIf: { ...AS_IT_WAS, safetyCar: "none", rain: "none" } })).whatIf).toEqual({ ...AS_IT_WAS, safetyCar: "none", rain: "none" });
  });

  test("asks the API one question per plan with everything in it", () => {
    expect(questionOf(state, state.plans[1]!)).toEqual({
      race_id: "2024-10", driver: "max-verstappen", runs: 5_000, seed: 77,
      plans: [{ start: "SOFT", stops: [{ lap: 17, compound: "HARD", tyre_life: 0, under_red_flag: false }], modes: [] }],
      what_if: { safety_car: { lap: 30, laps: 4 }, rain: { from_lap: 12, to_lap: 25, wetness: 0.8 }, pace_change_s: -0.3, pit_loss_change_s: 2.5 },
    });
    expect(questionOf({ ...state, driver: null }, plan)).toBeNull();
  });

  test("leaves out what is as it was, and always names runs and seed", () => {
    expect(writeLab({ ...state, plans: [], whatIf: AS_IT_WAS }).toString()).toBe("race=2024-10&driver=max-verstappen&runs=5000&seed=77");
  });

  test("reads nonsense as what really happened", () => {
    const read = readLab(new URLSearchParams("race=../x&driver=%3Cb%3E&plans=Q1,M20H,,S&sc=9999x1&rain=30-20&pace=fast&loss=1e9&runs=1000000&seed=-1"));
    expect(read).toEqual({ race: null, driver: null, plans: [parsePlan("M20H"), parsePlan("S")], whatIf: AS_IT_WAS, runs: 2_000, seed: 1 });
  });

  test("keeps at most four plans", () => expect(readLab(new URLSearchParams("plans=S,M,H,I,W")).plans).toHaveLength(4));
});
