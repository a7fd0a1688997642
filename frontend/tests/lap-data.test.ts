/** Laps turned into traces, bands and the pace filter. */
import { describe, expect, test } from "vitest";

import type { LapRow, ResultRow, WeatherRow } from "../src/api/types";
import { dodge } from "../src/charts/dodge";
import { csvText } from "../src/charts/save";
import { compoundsIn, fastestLap, isFaded, lapBands, lastLap, leadChanges, positionAt, timedLaps, traces } from "../src/pages/race/lap-data";
import { paceFilter } from "../src/pages/race/pace-filter";
import { withoutRepeats } from "../src/pages/status/sync-tables";
import { rainSpans } from "../src/pages/race/weather-data";

function lap(driver: string, number: number, over: Partial<LapRow> = {}): LapRow {
  return { driver_id: driver, driver_code: driver.toUpperCase(), constructor_id: "team", lap_number: number, position: 1, lap_time_s: 90, compound: "SOFT", pit_in: false, pit_out: false, track_status: "1", neutralised: false, deleted: false, ...over } as LapRow;
}

function result(driver: string, position: number | null, grid: number): ResultRow {
  return { driver: { driver_id: driver, name: `Test ${driver}`, code: driver.toUpperCase(), number: null }, constructor: { constructor_id: "team", name: "Team" }, position, grid_position: grid } as ResultRow;
}

describe("traces", () => {
  const rows = [lap("b", 2, { position: 1 }), lap("b", 1, { position: 2 }), lap("a", 1, { position: 1 }), lap("a", 2, { position: 2 })];
  const all = traces(rows, [result("b", 1, 2), result("a", null, 1)]);

  test("follow the order of the result and sort their laps", () => {
    expect(all.map((trace) => trace.driverId)).toEqual(["b", "a"]);
    expect(all[0]!.laps.map((row) => row.lap_number)).toEqual([1, 2]);
    expect(lastLap(all)).toBe(2);
  });

  test("lap 0 is the grid", () => expect(positionAt(all[0]!, 0)).toBe(2));
  test("a car without a classified place did not finish", () => expect(all[1]!.finished).toBe(false));
  test("a change of leader at the line is counted once", () => expect(leadChanges(all)).toBe(1));
  test("a lap that was not driven has no position", () => expect(positionAt(all[1]!, 3)).toBeNull());
});

describe("the 107 % filter", () => {
  test("counts what it hides", () => {
    const filter = paceFilter(timedLaps([lap("a", 1, { lap_time_s: 100 }), lap("a", 2, { lap_time_s: 106.9 }), lap("a", 3, { lap_time_s: 107.1 })]), null);
    expect(filter).toMatchObject({ mode: "quick", hidden: 1, total: 3 });
  });

  test("goes lap by lap where it would hide most of the race", () => {
    const wet = [1, 2, 3].map((number) => lap("a", number, { lap_time_s: 130 }));
    const rows = timedLaps([...wet, lap("b", 3, { lap_time_s: 140 }), lap("b", 2, { lap_time_s: 131, neutralised: true }), lap("a", 4, { lap_time_s: 90 })]);
    const filter = paceFilter(rows, null);
    expect(filter).toMatchObject({ mode: "lap", hidden: 2, total: 6 });
  });

  test("hides nothing when all laps are asked for", () => {
    expect(paceFilter(timedLaps([lap("a", 1), lap("a", 2, { lap_time_s: 900 })]), "all")).toMatchObject({ hidden: 0, total: 2 });
  });

  test("does not measure against a deleted lap", () => {
    const rows = timedLaps([lap("a", 1, { lap_time_s: 80, deleted: true }), lap("a", 2, { lap_time_s: 90 })]);
    expect(fastestLap(rows)?.lap_time_s).toBe(90);
  });

  test("has nothing to say without times", () => expect(paceFilter(timedLaps([lap("a", 1, { lap_time_s: null })]), null)).toBeNull());
});

test("in-laps, out-laps and neutralised laps are faded", () => {
  expect(isFaded(lap("a", 1))).toBe(false);
  expect(isFaded(lap("a", 1, { pit_in: true }))).toBe(true);
  expect(isFaded(lap("a", 1, { track_status: "24" }))).toBe(true);
});

test("a neutralisation covers its laps from line to line", () => {
  const rows = [{ number: 1, kind: "SC" as const, start_lap: 24, end_lap: 27, start_time_s: null, end_time_s: null, cause: null, estimated: false, source: "x" }];
  expect(lapBands(rows, 0)).toMatchObject([{ from: 23, to: 27 }]);
  expect(lapBands(undefined, 0)).toEqual([]);
});

test("compounds are listed in the field's order, unknown last", () => {
  expect(compoundsIn([{ compound: null }, { compound: "WET" }, { compound: "SOFT" }])).toEqual(["SOFT", "WET", null]);
});

test("rain readings that follow each other make one span", () => {
  const rows = [0, 60, 120, 180].map((time_s, index) => ({ time_s, rainfall: index !== 2 }) as WeatherRow);
  expect(rainSpans(rows, 0)).toEqual([{ from: 0, to: 2 }, { from: 3, to: 4 }]);
});

test("labels keep their distance and stay inside", () => {
  expect(dodge([10, 11, 12], 10, 0, 100)).toEqual([10, 20, 30]);
  expect(dodge([99, 98], 10, 0, 100)).toEqual([100, 90]);
});

test("a remark that repeats is said once with its count", () => {
  expect(withoutRepeats("no answer; no answer; left alone")).toBe("no answer (2 times); left alone");
  expect(withoutRepeats(null)).toBeNull();
});

test("a cell with a comma or a quote is quoted in CSV", () => {
  expect(csvText({ heads: ["a", "b"], rows: [["x,y", 'say "hi"'], [null, 3]] })).toBe('a,b\r\n"x,y","say ""hi"""\r\n,3\r\n');
});
