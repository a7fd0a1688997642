// The record of the forecasts: calibration, scores beside baselines, misses, and what it says without a back-test.
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { open } from "./browser.mjs";
import { FORECASTER, TRIAL, TRIAL_UP_TO } from "./fixture_forecasts.mjs";
import { stage } from "./stage.mjs";

const RECORD = ["calibration", "scores", "seasons", "marks", "misses", "by-driver", "by-circuit"];

describe("the model record", () => {
  const on = stage();
  let page;

  const visit = async (path = "/model") => (page = await open(on.browser, on.fixture.url, path));
  const leave = () => page.context().close();
  const text = (selector) => page.locator(selector).innerText();

  test("it is in the navigation and answers in a sentence", async () => {
    await visit("/");
    await page.getByRole("link", { name: "Model", exact: true }).click();
    await page.waitForURL(/\/model$/);
    await page.getByText("The favourite won 59% of 176 races. That is about 3 in 5.").waitFor();
    assert.equal(await text("[data-drift]"), "Log loss of the newest 5 races: 1.31, against 1.15 in the back-test (+14%). The forecasts have become worse than the back-test promised.");
    await leave();
  });

  test("three calibrations show every bin with its count, and the same in a table with the interval", async () => {
    await visit();
    assert.equal(await page.locator("#calibration figure").count(), 3);
    assert.equal(await page.locator("#calibration [data-bin]").count(), 30);
    const first = page.locator("#calibration figure").first();
    const slider = first.getByRole("slider");
    await slider.focus();
    await page.keyboard.press("Home");
    assert.match(await slider.getAttribute("aria-valuetext"), /^said 5\.0%, came true \d+\.\d% \(\d+\.\d% to \d+\.\d%\), 1,800 forecasts$/);
    await first.getByRole("button", { name: "Table" }).press("Enter");
    assert.equal(await first.locator("tbody tr").count(), 10);
    await leave();
  });

  test("each figure stands beside its interval, its target and four baselines; missing a target is said", async () => {
    await visit();
    assert.match(await text('#scores [data-figure="log_loss"]'), /1\.150\s+1\.092–1\.208\s+1\.180 ✓ met\s+1\.320\s+1\.610\s+1\.500\s+3\.040/);
    assert.match(await text('#scores [data-figure="position_error"]'), /3\.02\s+2\.87–3\.17\s+3\.00 ✕ missed/);
    assert.match(await text("#scores"), /Log loss less that of Grid frequencies, race by race: −0\.170 \(−0\.230 to −0\.110\)/);
    await leave();
  });

  test("a figure is chosen season by season and stands in the address", async () => {
    await visit();
    await page.getByLabel("Figure").selectOption("top_1");
    await page.waitForURL(/figure=top_1/);
    await page.locator("#seasons").getByText(/^Favourite won, higher is better\. The forecast was better than every baseline in \d of 9 seasons\.$/).waitFor();
    await page.locator("#seasons").getByRole("button", { name: "Table" }).press("Enter");
    assert.equal(await page.locator("#seasons tbody tr").count(), 9);
    await leave();
  });

  test("misses and newest races link to their race and say whether they were published", async () => {
    await visit();
    assert.match(await text("#misses"), /Test Pires won; the forecast had said less than 1 in 100 \(<1%, number 17 of its list\)/);
    assert.match(await page.locator("#marks tbody tr").first().innerText(), /Testland 3 2026\s+ABE\s+43%\s+1\s+2 of 3\s+0\.84\s+3\.10\s+published/);
    await page.locator("#misses").getByRole("link").first().click();
    await page.waitForURL(/\/race\/2025\/2$/);
    await leave();
  });

  test("drivers, circuits, models, limits and the age of the data are there", async () => {
    await visit();
    assert.match(await page.locator("#by-driver tbody tr").first().innerText(), /Test Abel\s+176\s+40\.2\s+42\s+80\.4\s+78/);
    assert.match(await text("#by-circuit"), /Test Ring 1\s+9\s+60%\s+1\.10/);
    assert.match(await text("#models"), new RegExp(`race-outcome\\s+${FORECASTER}`));
    assert.deepEqual((await page.locator("#limits li").allInnerTexts()).length, 3);
    assert.match(await text("#freshness"), /Testland 3 Grand Prix, 8 May 2026[\s\S]*2 days · up to date/);
    await leave();
  });

  test("every figure names the back-test it comes from", async () => {
    await visit();
    const marks = await page.locator(RECORD.map((id) => `#${id} [data-model]`).join(", ")).evaluateAll((all) => [...new Set(all.map((one) => `${one.dataset.model} | ${one.dataset.asOf}`))]);
    assert.deepEqual(marks, [`${TRIAL} | ${TRIAL_UP_TO}`]);
    for (const id of RECORD) assert.match(await text(`#${id} [data-origin]`), new RegExp(`model ${TRIAL} · races up to ${TRIAL_UP_TO}`), id);
    await leave();
  });

  test("the horizon is switched and stands in the address", async () => {
    await visit();
    await page.getByRole("button", { name: "Before the weekend" }).press("Enter");
    await page.waitForURL(/horizon=pre_weekend/);
    await page.locator("#scores tbody tr").first().waitFor();
    await leave();
  });

  test("without a back-test one panel says so and there is no figure", async () => {
    on.fixture.state.scenario = "no-trial";
    await visit();
    assert.equal(await page.locator('[data-state="no-trial"]').count(), 1);
    assert.equal(await page.locator("[data-model]").count(), 0);
    assert.match(await text("#models"), /No model is in use/);
    await leave();
  });

  test("with the record failing, models and freshness stay", async () => {
    on.fixture.state.failing = ["/predictions/accuracy"];
    await visit();
    assert.match(await text("#calibration"), /The store could not answer/);
    assert.match(await text("#models"), /race-outcome/);
    assert.match(await text("#freshness"), /up to date/);
    await leave();
  });
});
