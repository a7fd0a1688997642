// Who can still be champion: odds of both titles with the arithmetic, their chart, and what is said where there are none.
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { open } from "./browser.mjs";
import { FORECASTER, KNOWS } from "./fixture_forecasts.mjs";
import { stage } from "./stage.mjs";

const TITLES = ["#title-drivers", "#title-constructors"];

describe("the titles of a season", () => {
  const on = stage();
  let page;

  const visit = async (path = "/season/2026") => (page = await open(on.browser, on.fixture.url, path));
  const leave = () => page.context().close();
  const text = (selector) => page.locator(selector).innerText();
  const odds = (panel) => page.locator(`${panel} [data-contender]`).evaluateAll((all) => all.map((row) => ({ can: row.dataset.canWin === "true", value: Number(row.querySelector("[data-value]").dataset.value), text: row.querySelector("[data-value]").textContent })));

  test("both titles lead with a sentence: who, how likely, how many can still win, what is left", async () => {
    await visit();
    assert.match(await text(TITLES[0]), /Test Abel is champion about 1 in 2\.\s+20 of 22 can still win it\. 2 races and 1 sprint left\./);
    assert.match(await text(TITLES[1]), /Mclaren is champion about 1 in 2\.\s+9 of 11 can still win it\./);
    await leave();
  });

  test("the odds add up, and whoever cannot win has none", async () => {
    await visit();
    for (const panel of TITLES) {
      await page.locator(panel).getByRole("button", { name: /^Show \d+ more$/ }).press("Enter");
      const all = await odds(panel);
      assert.equal(all.length, panel === TITLES[0] ? 22 : 11);
      assert.ok(Math.abs(all.reduce((sum, one) => sum + one.value, 0) - 1) < 1e-9);
      assert.ok(all.every((one) => one.can === (one.text !== "0%")), JSON.stringify(all));
      assert.equal(all.filter((one) => !one.can).length, 2);
    }
    await leave();
  });

  test("each contender has points now, expected points with their range, the most possible, and the arithmetic", async () => {
    await visit();
    const row = page.locator(`${TITLES[0]} [data-contender]`).nth(1);
    assert.match(await row.innerText(), /BRA[\s\S]*25%[\s\S]*72\s+249\s+201–301\s+130\s+✓ yes/);
    assert.match(await text(TITLES[0]), /72 points and 58 left in 2 races and 1 sprint make 130; Test Abel has 75 already/);
    await leave();
  });

  test("the chart over the season has a cursor and the same values as a table", async () => {
    await visit();
    const slider = page.locator(TITLES[0]).getByRole("slider");
    await slider.focus();
    await page.keyboard.press("End");
    assert.match(await slider.getAttribute("aria-valuetext"), /^After round 3: ABE 50%, BRA 25%, CAS 12%/);
    await page.locator(TITLES[0]).getByRole("button", { name: "Table" }).press("Enter");
    assert.match(await text(`${TITLES[0]} figure table`), /3\s+50%\s+25%\s+12%/);
    await leave();
  });

  test("every chance names its model and what it knew", async () => {
    await visit();
    const marks = await page.locator("main [data-model]").evaluateAll((all) => [...new Set(all.map((one) => `${one.dataset.model} | ${one.dataset.asOf}`))]);
    assert.deepEqual(marks, [`${FORECASTER} | ${KNOWS}`]);
    await leave();
  });

  test("odds that a newer race has overtaken say so", async () => {
    on.fixture.state.scenario = "outdated";
    await visit();
    assert.equal(await page.locator("[data-stale]").count(), 2);
    await leave();
  });

  test("without odds it says so and the standings stay", async () => {
    on.fixture.state.scenario = "no-forecast";
    await visit();
    assert.match(await text(TITLES[0]), /No title odds were computed for 2026\./);
    assert.equal(await page.locator("main [data-model]").count(), 0);
    assert.match(await text("main"), /Drivers' championship[\s\S]*ABE/);
    await leave();
  });

  test("with the forecasts failing both panels say so, with a way to try again", async () => {
    on.fixture.state.failing = ["/predictions/championship"];
    await visit();
    for (const panel of TITLES) assert.match(await text(panel), /The store could not answer/);
    on.fixture.state.failing = [];
    await page.locator(TITLES[0]).getByRole("button", { name: "Try again" }).click();
    await page.locator(`${TITLES[1]} [data-contender]`).first().waitFor();
    await leave();
  });

  test("a season from before the forecasts has no panel of titles", async () => {
    await visit("/season/2019");
    assert.equal(await page.locator(TITLES.join(", ")).count(), 0);
    await leave();
  });
});
