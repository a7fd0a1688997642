/** Marks stand out from the ground in both themes, and no two compounds look alike without colour. */
import { describe, expect, test } from "vitest";

import { COMPOUNDS, compoundLook } from "../src/theme/compounds";
import { contrast, DARK_GROUND, LIGHT_GROUND, MARK_CONTRAST, readableOn } from "../src/theme/contrast";
import { teamColour, teamsWithColour } from "../src/theme/teams";

function pair(css: string): [string, string] {
  const match = /light-dark\((#\w{6}), (#\w{6})\)/.exec(css);
  return [match![1]!, match![2]!];
}

describe("team colours", () => {
  test.each(teamsWithColour)("%s stands out in both themes", (team) => {
    const [light, dark] = pair(teamColour(team, 2026));
    expect(contrast(light, LIGHT_GROUND)).toBeGreaterThanOrEqual(MARK_CONTRAST);
    expect(contrast(dark, DARK_GROUND)).toBeGreaterThanOrEqual(MARK_CONTRAST);
  });

  test("a team that is not known, or raced before 2010, is neutral", () => {
    expect(teamColour("no-such-team", 2026)).toBe(teamColour(null, 2026));
    expect(teamColour("ferrari", 1950)).toBe(teamColour(null, 1950));
  });
});

test("black on white has the highest contrast there is", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
  expect(readableOn("#ffffff", LIGHT_GROUND)).not.toBe("#ffffff");
});

describe("compounds", () => {
  test("differ by letter, by shape and by ring", () => {
    const looks = COMPOUNDS.map(compoundLook);
    expect(new Set(looks.map((look) => look.letter)).size).toBe(COMPOUNDS.length);
    expect(new Set(looks.map((look) => look.shape)).size).toBe(COMPOUNDS.length);
    expect(new Set(looks.map((look) => `${look.dash ?? ""}${String(look.double)}`)).size).toBe(COMPOUNDS.length);
  });

  test.each(COMPOUNDS)("the letter of %s can be read on its colour", (compound) => {
    const look = compoundLook(compound);
    expect(contrast(look.fill, look.ink)).toBeGreaterThanOrEqual(4.5);
  });

  test("a compound that is not known is a question mark", () => expect(compoundLook(null).letter).toBe("?"));
});
