/** Numbers, times and names as racing writes them; absent values stay absent. */
import { describe, expect, test } from "vitest";

import { driverCode, surname } from "../src/format/drivers";
import { usableLocale } from "../src/format/locale";
import { chance, decimal, gap, lapsBehind, lapTime, points } from "../src/format/number";
import { placeOf, raceId, racePath } from "../src/format/race";
import { daysUntil, localTime, longDay } from "../src/format/time";
import { statusWord } from "../src/format/track-status";

describe("lap times", () => {
  test.each([
    [74.856, "1:14.856"], [59.301, "59.301"], [5517.34, "1:31:57.340"], [60, "1:00.000"], [59.9996, "1:00.000"], [0, "0.000"],
  ])("%s seconds read %s", (seconds, text) => expect(lapTime(seconds)).toBe(text));

  test.each([null, undefined, Number.NaN, Infinity, -1])("%s is not a lap time", (value) => expect(lapTime(value)).toBeNull());

  test("a gap carries its sign", () => expect(gap(3.879)).toBe("+3.879"));

  test("laps behind are counted in words", () => {
    expect(lapsBehind(1)).toBe("+1 LAP");
    expect(lapsBehind(3)).toBe("+3 LAPS");
    expect(lapsBehind(0)).toBeNull();
    expect(lapsBehind(null)).toBeNull();
  });
});

describe("absent numbers", () => {
  test("give no text", () => {
    expect(points(null)).toBeNull();
    expect(decimal(Number.NaN, 1)).toBeNull();
    expect(points(12.5)).toBe("12.5");
  });
});

describe("chances", () => {
  test.each([
    [0, "0%"], [0.0005, "<1%"], [0.0049, "<1%"], [0.005, "1%"], [0.534, "53%"], [0.994, "99%"], [0.9951, ">99%"], [0.9999, ">99%"], [1, "100%"],
  ])("%s reads %s: neither never nor always, unless it was", (share, text) => expect(chance(share)).toBe(text));

  test("an unknown chance gives no text", () => expect(chance(null)).toBeNull());
});

describe("times", () => {
  test("a text that is no date gives null", () => {
    expect(longDay("soon")).toBeNull();
    expect(localTime("")).toBeNull();
    expect(daysUntil(null, new Date())).toBeNull();
  });

  test("a calendar day does not move with the reader's zone", () => {
    expect(longDay("2026-07-05")).toContain("5");
    expect(longDay("2026-07-05")).toContain("July");
  });

  test("days until a race count whole days", () => {
    const now = new Date(2026, 6, 4, 23, 30);
    expect(daysUntil("2026-07-05", now)).toBe(1);
    expect(daysUntil("2026-07-01", now)).toBe(-3);
  });
});

describe("the locale", () => {
  test("skips tags that Intl refuses", () => {
    expect(usableLocale(["en-US@posix", "en-AU"])).toBe("en-AU");
    expect(usableLocale(["en-US@posix"])).toBe("en-GB");
    expect(usableLocale([])).toBe("en-GB");
  });
});

describe("names", () => {
  test("a driver without a code gets the surname's first letters", () => {
    expect(driverCode({ code: null, name: "José Peña" })).toBe("PEN");
    expect(driverCode({ code: "ABC", name: "Whoever" })).toBe("ABC");
  });

  test("a surname keeps its particle and its suffix", () => {
    expect(surname({ name: "Test de Vega" })).toBe("de Vega");
    expect(surname({ name: "Test Abel" })).toBe("Abel");
    expect(surname({ name: "Test Abel Jr." })).toBe("Abel Jr.");
  });

  test("a place that repeats or is not known is left out", () => {
    expect(placeOf({ circuit_id: "x", name: "Ring", place_name: "Ring", country: "Testland" })).toBe("Ring, Testland");
    expect(placeOf({ circuit_id: "x", name: "Ring", place_name: null, country: null })).toBe("Ring");
  });

  test("a race id and its address are each other's mirror", () => {
    expect(raceId(2024, 9)).toBe("2024-09");
    expect(racePath("2024-09")).toBe("/race/2024/9");
  });
});

test("the gravest track status of a lap wins", () => {
  expect(statusWord("1")).toBeNull();
  expect(statusWord("12")).toBeNull();
  expect(statusWord("267")).toBe("VSC");
  expect(statusWord("24")).toBe("SC");
  expect(statusWord("45")).toBe("RED");
  expect(statusWord(null)).toBeNull();
});
