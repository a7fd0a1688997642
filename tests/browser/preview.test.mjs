// The sections of the race page that are computed before the race: what leads, what they say of themselves, their states.
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { open } from "./browser.mjs";
import { AS_OF, MODEL } from "./fixture_strategy.mjs";
import { stage } from "./stage.mjs";

const TO_COME = "/race/2026/4";
const RUN = "/race/2026/3";
/** The panels that are simulated; the forecast above them has a model of its own. */
const SIMULATED = ":is(#plans, #wear, #pit-loss, #usual, #safety-car)";

describe("before the race", () => {
  const on = stage();
  let page;

  const visit = async (path, options) => (page = await open(on.browser, on.fixture.url, path, options));
  const leave = () => page.context().close();
  const text = (selector) => page.locator(selector).innerText();
  const sectionIds = () => page.locator("main section[id]").evaluateAll((all) => all.map((section) => section.id));

  test("a race to come leads with its plans, a race that was run ends with them", async () => {
    await visit(TO_COME);
    assert.deepEqual(await sectionIds(), ["forecast", "plans", "wear", "pit-loss", "usual", "safety-car", "missing"]);
    await leave();
    await visit(RUN);
    const ids = await sectionIds();
    assert.deepEqual(ids.slice(0, 3), ["results", "qualifying", "forecast"]);
    assert.deepEqual(ids.slice(-5), ["plans", "wear", "pit-loss", "usual", "safety-car"]);
    await leave();
  });

  test("a race from before the lap data has no plans and asks for none", async () => {
    await visit("/race/1950/1");
    assert.equal(await page.locator("#plans").count(), 0);
    await leave();
  });

  test("each car has its best plan in words, its expected position, its range and the chance to be best", async () => {
    await visit(TO_COME);
    assert.equal(await page.locator("#plans tbody tr").count(), 22);
    const row = page.locator("#plans tbody tr").nth(2);
    assert.equal(await row.getByRole("img").getAttribute("aria-label"), "Medium 1–23, Hard 24–50");
    assert.match(await row.innerText(), /CAS[\s\S]*3\.4[\s\S]*P1–P5[\s\S]*62/);
    await leave();
  });

  test("a row opens by key and shows the other plans with what they lose", async () => {
    await visit(RUN);
    const button = page.getByRole("button", { name: "Further plans of CAS" });
    await button.press("Enter");
    assert.equal(await button.getAttribute("aria-expanded"), "true");
    const list = page.getByRole("list", { name: "Further plans of CAS" });
    assert.equal(await list.getByRole("listitem").count(), 3);
    assert.match(await list.innerText(), /Places lost to the best 0\.15 ± 0\.05/);
    await list.getByRole("link", { name: "Try in the lab" }).first().click();
    await page.waitForURL(/\/lab\?race=2026-03&driver=driver-castel&plans=M23H/);
    await page.getByRole("slider", { name: "Stop 1 of plan A" }).waitFor();
    await leave();
  });

  test("wear, pit loss and usual strategies say how much they rest on", async () => {
    await visit(TO_COME);
    assert.match(await text("#wear"), /Soft \(C5\): 412 laps, 2024–2025/);
    assert.match(await text("#pit-loss"), /Standing still is counted in/);
    assert.match(await text("#pit-loss"), /Green\s+21\.4\s+20\.4–22\.4\s+210\s+2024–2025/);
    assert.match(await text("#pit-loss"), /VSC\s+14\.2[\s\S]*18/);
    assert.match(await text("#usual"), /60\s?%\s+24\s+2024–2025/);
    assert.match(await text("#safety-car"), /Most likely on lap 1: out in 14\.0% of races/);
    await leave();
  });

  test("tyres for the wet join the chart when asked for, and say that their wear is borrowed", async () => {
    await visit(TO_COME);
    assert.doesNotMatch(await text("#wear"), /Intermediate:/);
    await page.getByRole("button", { name: "With intermediates and wets" }).press("Enter");
    await page.locator("#wear").getByText("Intermediate: no laps of its own").waitFor();
    await leave();
  });

  test("the wear chart has a cursor and the same values as a table", async () => {
    await visit(TO_COME);
    const slider = page.getByRole("slider", { name: /Tyre wear here/ });
    await slider.focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("PageUp");
    assert.match(await slider.getAttribute("aria-valuetext"), /^Tyre age, laps 10: Soft \(C5\) 0\.90 s \(0\.54–1\.26\)/);
    await page.locator("#wear").getByRole("button", { name: "Table" }).press("Enter");
    assert.equal(await page.locator("#wear tbody tr").count(), 31);
    await leave();
  });

  test("pit-loss bars start at zero on one scale", async () => {
    await visit(TO_COME);
    const bars = await page.locator("#pit-loss [data-bar]").evaluateAll((all) => all.map((bar) => ({ value: Number(bar.dataset.bar), px: bar.getBoundingClientRect().width })));
    assert.equal(bars.length, 3);
    for (const bar of bars) assert.ok(Math.abs(bar.px / bars[0].px / (bar.value / bars[0].value) - 1) < 0.01, JSON.stringify(bars));
    await leave();
  });

  test("every chance names its model and its date, and every panel where it comes from", async () => {
    await visit(TO_COME);
    const marked = await page.locator(`${SIMULATED} [data-model]`).evaluateAll((all) => all.map((one) => `${one.dataset.model} ${one.dataset.asOf}`));
    assert.deepEqual([...new Set(marked)], [`${MODEL} ${AS_OF}`]);
    for (const panel of ["#plans", "#wear", "#pit-loss", "#usual", "#safety-car"]) {
      assert.ok((await text(`${panel} [data-origin]`)).includes(`model ${MODEL} · data up to ${AS_OF} · pace as known before the race`), panel);
      // Four panels share one answer, so its remarks stand in the first of them.
      const remarks = ["#plans", "#wear"].includes(panel) ? 1 : 0;
      assert.equal((await text(panel)).split("rain in practice: long runs of 12 cars only").length - 1, remarks, panel);
    }
    assert.match(await text("#plans [data-origin]"), /1,000 simulated races/);
    await leave();
  });

  test("without a calibration every panel says so and no figure appears", async () => {
    on.fixture.state.scenario = "uncalibrated";
    await visit(TO_COME);
    assert.equal(await page.locator('[data-state="not-calibrated"]').count(), 5);
    assert.equal(await page.locator(`${SIMULATED} [data-model]`).count(), 0);
    on.fixture.state.scenario = "normal";
    await page.locator("#plans").getByRole("button", { name: "Try again" }).click();
    await page.locator("#plans tbody tr").nth(21).waitFor();
    await leave();
  });

  test("with the plans failing the numbers stay, and the other way round", async () => {
    on.fixture.state.failing = ["/alternatives"];
    await visit(TO_COME);
    assert.match(await text("#plans"), /The store could not answer[\s\S]*test-correlation-1/);
    assert.match(await text("#pit-loss"), /21\.4/);
    await leave();
    on.fixture.state.failing = ["/parameters"];
    await visit(TO_COME);
    assert.match(await text("#wear"), /The store could not answer/);
    assert.equal(await page.locator("#plans tbody tr").count(), 22);
    await leave();
  });

  test("without a grid it says why there are no plans", async () => {
    on.fixture.state.scenario = "no-grid";
    await visit(TO_COME);
    assert.match(await text("#plans"), /the grid is not known/);
    await leave();
  });

  test("a race that cannot be simulated yet says why, as a state and not as a failure", async () => {
    on.fixture.state.scenario = "no-cars";
    await visit(TO_COME);
    assert.match(await text("#plans"), /cannot be simulated yet: 0 cars/);
    assert.equal(await page.locator('main [role="alert"]').count(), 0);
    await leave();
  });

  test("an out-of-date calibration is named in every panel", async () => {
    on.fixture.state.scenario = "outdated";
    await visit(TO_COME);
    assert.equal(await page.locator(`${SIMULATED} [data-stale]`).count(), 5);
    await leave();
  });

  test("panels keep their height while they load, so nothing jumps", async () => {
    on.fixture.state.delayMs = 400;
    page = await open(on.browser, on.fixture.url, TO_COME, { settle: false });
    await page.evaluate(() => {
      globalThis.shift = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) globalThis.shift += entry.value;
      }).observe({ type: "layout-shift", buffered: true });
    });
    await page.locator("#forecast tbody tr").nth(21).waitFor();
    await page.locator("#plans").scrollIntoViewIfNeeded();
    await page.locator("#plans tbody tr").nth(21).waitFor();
    const shift = await page.evaluate(() => globalThis.shift);
    assert.ok(shift < 0.1, `layout shifted by ${shift}`);
    await leave();
  });
});
