/** Chances in words, moves between forecasts, reasons that add up, and the reading of the back-test. */
import { describe, expect, test } from "vitest";

import type { Accuracy, DriverChance, Figure } from "../src/api/types";
import { byWin, frequency, isTossUp, largestMoves, openChance, reasonShares, signed, withNames } from "../src/forecast/chances";
import { championOf, figureText, isAtLeastAsGood, seasonsBest, seasonsOf, shareInside, wholeSpan } from "../src/pages/model/figures";
import { roundOf, roundsOf, shortName, titleLines } from "../src/pages/season/title-lines";

function car(id: string, win: number, previous: number | null = null): DriverChance {
  return {
    driver: { driver_id: id, name: `Test ${id}`, code: null, number: null }, constructor: { constructor_id: "team", name: "Team" }, win, podium: win, points: win, dnf: null, expected_position: 1,
    position_low: null, position_high: null, positions: null, confidence: null, explanation: null, previous_win: previous, finished: null,
  };
}

function figure(model: string, seasons: string, name: string, value: number): Figure {
  return { horizon: "pre_weekend", model, seasons, figure: name, value, low: value, high: value, races: 20, target: null };
}

describe("a chance in words", () => {
  test.each([
    [0.41, "about 2 in 5"], [0.5, "about 1 in 2"], [0.34, "about 1 in 3"], [0.21, "about 1 in 5"], [0.62, "about 3 in 5"], [0.9, "about 9 in 10"], [0.01, "about 1 in 100"], [0.045, "about 1 in 20"],
  ])("%s reads %s", (share, text) => expect(frequency(share)).toBe(text));

  test("the ends are told without a fraction that was not meant", () => {
    expect(frequency(0)).toBe("less than 1 in 100");
    expect(frequency(0.002)).toBe("less than 1 in 100");
    expect(frequency(0.998)).toBe("more than 99 in 100");
    expect(frequency(1)).toBe("more than 99 in 100");
  });

  test("rounded away in four decimals is neither impossible nor certain", () => {
    expect(openChance(0)).toBe("<1%");
    expect(openChance(1)).toBe(">99%");
    expect(openChance(0.41)).toBe("41%");
    expect(openChance(null)).toBeNull();
  });

  test("competitors named by id get their names, whole words only", () => {
    const known = [{ id: "kimi-antonelli", name: "Kimi Antonelli" }, { id: "rb", name: "RB" }];
    expect(withNames("80 points; kimi-antonelli has 171 already", known)).toBe("80 points; Kimi Antonelli has 171 already");
    expect(withNames("verb rb-x kerb rb", known)).toBe("verb rb-x kerb RB");
  });

  test("more chance never reads as less", () => {
    const parts = Array.from({ length: 999 }, (_, index) => frequency((index + 1) / 1000).match(/about (\d+) in (\d+)/)).flatMap((found) => (found === null ? [] : [Number(found[1]) / Number(found[2])]));
    expect(parts).toEqual([...parts].sort((a, b) => a - b));
  });

  test("two with the same words and hardly a difference are a toss-up", () => {
    expect(isTossUp(0.255, 0.245)).toBe(true);
    expect(isTossUp(0.34, 0.22)).toBe(false);
  });
});

describe("what changed", () => {
  test("the largest moves come first, three at most, and what would not be seen is left out", () => {
    const moves = largestMoves([car("a", 0.4, 0.3), car("b", 0.2, 0.35), car("c", 0.1, 0.101), car("d", 0.1, 0.12), car("e", 0.2, 0.15), car("f", 0.1)]);
    expect(moves.map((move) => move.car.driver.driver_id)).toEqual(["b", "a", "e"]);
    expect(moves[0]).toMatchObject({ from: 0.35, to: 0.2 });
  });

  test("without an earlier forecast nothing moved", () => expect(largestMoves([car("a", 1)])).toEqual([]));

  test("the likeliest winner leads, whatever the order of the answer", () => expect(byWin([car("a", 0.1), car("b", 0.9)]).map((one) => one.win)).toEqual([0.9, 0.1]));
});

describe("reasons", () => {
  const all = [1.2, -0.8, 0.3, 0.2, -0.1].map((contribution, index) => ({ words: `reason ${index}`, contribution }));

  test("what is left out is told as one, so that the shares still add up", () => {
    const shares = reasonShares(all, 3);
    expect(shares).toHaveLength(4);
    expect(shares[3]?.label).toBe("2 smaller reasons together");
    expect(shares.reduce((sum, share) => sum + share.contribution, 0)).toBeCloseTo(0.8, 10);
  });

  test("few reasons stand as they are", () => expect(reasonShares(all, 9)).toHaveLength(5));

  test.each([[1.2, "+1.20"], [-0.8, "−0.80"], [0.001, "0.00"], [-0.001, "0.00"]])("%s is written %s", (value, text) => expect(signed(value)).toBe(text));
});

describe("the record", () => {
  const figures = [
    figure("blend", "2018-2025", "log_loss", 1.1), figure("blend", "2019", "log_loss", 1), figure("elo", "2019", "log_loss", 1.2), figure("blend", "2018", "log_loss", 1.5), figure("elo", "2018", "log_loss", 1.4),
  ];

  test("spans and single seasons are told apart", () => {
    expect(wholeSpan(figures)).toBe("2018-2025");
    expect(seasonsOf(figures)).toEqual(["2018", "2019"]);
    expect(wholeSpan([])).toBeNull();
  });

  test("a season is won where no baseline is better", () => expect(seasonsBest(figures, "blend", "log_loss")).toBe(1));

  test("losses are better low, shares better high", () => {
    expect(isAtLeastAsGood("log_loss", 1.1, 1.18)).toBe(true);
    expect(isAtLeastAsGood("top_1", 0.55, 0.58)).toBe(false);
    expect(figureText("top_1", 0.583)).toBe("58.3%");
    expect(figureText("log_loss", 1.1496)).toBe("1.150");
    expect(figureText("brier_win", 0.0312)).toBe("0.0312");
  });

  test("the share of forecasts whose bin holds what was said counts cars, not bins", () => {
    const bin = { horizon: "pre_weekend", model: "blend", target: "win", low: 0, high: 0.1 } as const;
    const bins = [{ ...bin, n: 90, mean_predicted: 0.05, observed: 0.06, observed_low: 0.04, observed_high: 0.08 }, { ...bin, n: 10, mean_predicted: 0.5, observed: 0.9, observed_low: 0.7, observed_high: 1 }];
    expect(shareInside(bins)).toBeCloseTo(0.9, 10);
    expect(shareInside([])).toBeNull();
  });

  test("nothing scored has no champion", () => {
    const none: Accuracy = { trial: null, horizon: "pre_weekend", season: null, overall_accuracy: null, races: 0, figures: [], calibration: [], marks: [], misses: [], by_circuit: [], by_driver: [] };
    expect(championOf(none)).toBeNull();
  });
});

describe("the odds of a title as lines", () => {
  const one = { competitor_id: "a", name: "Test Abel", code: "ABE", probability: 0.9, points_now: 1, expected_points: 2, points_low: 1, points_high: 3, maximum_points: 4, can_win: true, arithmetic: "" };
  const history = [{ after_race_id: "2026-03", competitor_id: "a", probability: 0.9, expected_points: 2 }, { after_race_id: "2026-01", competitor_id: "a", probability: 0.5, expected_points: 2 }];

  test("points come in the order of the rounds; whoever never had a chance is no line", () => {
    const lines = titleLines([one, { ...one, competitor_id: "b" }], history, new Map(), 2026, false);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.points.map((point) => point.round)).toEqual([1, 3]);
    expect(roundsOf(lines)).toEqual([1, 3]);
    expect(roundOf("2026-09")).toBe(9);
  });

  test("drivers have letters, long team names are cut", () => {
    expect(shortName(one, false)).toBe("ABE");
    expect(shortName({ code: null, name: "Haas" }, true)).toBe("Haas");
    expect(shortName({ code: null, name: "Aston Martin" }, true)).toBe("Aston M…");
  });
});
