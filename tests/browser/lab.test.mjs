// The what-if lab: stops by mouse, finger and key, the link that carries everything, refusals, and its states.
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { AXE_SOURCE, open, settled } from "./browser.mjs";
import { AS_OF, MODEL } from "./fixture_strategy.mjs";
import { stage } from "./stage.mjs";

const CAR = "/lab?race=2024-03&driver=driver-castel";
const TWO = `${CAR}&plans=M20H,S14M33M&runs=500&seed=5`;

describe("the what-if lab", () => {
  const on = stage();
  let page;

  const visit = async (path, options) => (page = await open(on.browser, on.fixture.url, path, options));
  const leave = () => page.context().close();
  const stop = (number, plan = "A") => page.getByRole("slider", { name: `Stop ${number} of plan ${plan}` });
  const plans = () => new URL(page.url()).searchParams.get("plans");
  const run = async () => {
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.locator('[data-current="true"]').waitFor();
    await settled(page);
  };
  const figures = () => page.locator("#compare tbody tr").allInnerTexts();

  async function drag(handle, dx) {
    await handle.scrollIntoViewIfNeeded();
    const box = await handle.boundingBox();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + dx / 2, y, { steps: 4 });
    await page.mouse.move(x + dx, y, { steps: 4 });
    await page.mouse.up();
  }

  const pxPerLap = async () => (await page.getByRole("group", { name: "Stops and tyres of plan A" }).boundingBox()).width / 50;

  test("a race and a driver are picked from the store, and the plan starts as it was driven", async () => {
    await visit("/lab");
    await page.getByRole("combobox", { name: "Season" }).selectOption("2024");
    await page.getByRole("combobox", { name: "Race", exact: true }).selectOption("2024-03");
    await page.getByRole("combobox", { name: "Driver" }).selectOption("driver-castel");
    await stop(1).waitFor();
    assert.deepEqual(await page.locator("[role=slider]").evaluateAll((all) => all.map((one) => one.getAttribute("aria-valuenow"))), ["18", "36"]);
    assert.equal(on.fixture.state.asked.length, 0);
    await run();
    assert.equal(plans(), "S18I36W");
    await leave();
  });

  test("only races whose laps are stored are offered", async () => {
    await visit("/lab");
    await page.getByRole("combobox", { name: "Season" }).selectOption("2025");
    const offered = page.getByRole("combobox", { name: "Race", exact: true }).locator("option:not([disabled])");
    await offered.first().waitFor({ state: "attached" });
    const races = await offered.evaluateAll((all) => all.map((one) => one.value));
    assert.equal(races[0], "2025-02");
    assert.ok(!races.includes("2025-01"));
    await leave();
  });

  test("a stop is dragged with the mouse, and nothing is asked before Run", async () => {
    await visit(`${CAR}&plans=M20H`);
    const asked = on.fixture.state.asked.length;
    await drag(stop(1), 7 * (await pxPerLap()));
    await page.waitForURL(/plans=M27H/);
    assert.equal(await stop(1).getAttribute("aria-valuenow"), "27");
    assert.equal(on.fixture.state.asked.length, asked);
    await leave();
  });

  test("a stop that is only touched stays where it is", async () => {
    await visit(`${CAR}&plans=M20H`);
    await stop(1).click({ position: { x: 4, y: 20 } });
    await stop(1).press("ArrowRight");
    await page.waitForURL(/plans=M21H/);
    await leave();
  });

  test("a stop is dragged with a finger", async () => {
    await visit(`${CAR}&plans=M20H`, { width: 390 });
    const handle = stop(1);
    await handle.scrollIntoViewIfNeeded();
    const box = await handle.boundingBox();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const step = await pxPerLap();
    const touch = await page.context().newCDPSession(page);
    const send = (type, at) => touch.send("Input.dispatchTouchEvent", { type, touchPoints: at === null ? [] : [{ x: at, y }] });
    await send("touchStart", x);
    for (let lap = 1; lap <= 6; lap += 1) await send("touchMove", x - lap * step);
    await send("touchEnd", null);
    await page.waitForURL(/plans=M14H/);
    await leave();
  });

  test("the arrow keys move a stop by a lap and stop at its neighbours", async () => {
    await visit(`${CAR}&plans=M20H22S`);
    await stop(1).focus();
    await page.keyboard.press("ArrowRight");
    assert.match(await stop(1).getAttribute("aria-valuetext"), /^lap 21, then Hard$/);
    await page.keyboard.press("ArrowRight");
    await page.waitForURL(/plans=M21H22S/);
    await page.keyboard.press("PageDown");
    await page.waitForURL(/plans=M16H22S/);
    await page.keyboard.press("Delete");
    await page.waitForURL(/plans=M22S/);
    await leave();
  });

  test("stops are added and removed, compounds changed and plans added, all by key", async () => {
    await visit(`${CAR}&plans=M20H`);
    await page.getByRole("button", { name: "Add stop of plan A" }).press("Enter");
    await page.waitForURL(/plans=M20H35M/);
    await page.getByLabel("Tyres after stop 2 of plan A").selectOption("SOFT");
    await page.waitForURL(/plans=M20H35S/);
    await page.getByLabel("Stop 1, lap of plan A").fill("17");
    await page.waitForURL(/plans=M17H35S/);
    await page.getByRole("button", { name: "Remove stop 2 of plan A" }).press("Enter");
    await page.waitForURL(/plans=M17H(&|$)/);
    await page.getByRole("button", { name: "Add a plan" }).press("Enter");
    await page.waitForURL(/plans=M17H%2CM17H/);
    await leave();
  });

  test("a link gives the same numbers again, and another seed others", async () => {
    await visit(`${TWO}&sc=10x3&rain=20-30%4080&pace=-0.2&loss=1.5`);
    const [first] = on.fixture.state.asked;
    assert.deepEqual(first.what_if, { safety_car: { lap: 10, laps: 3 }, rain: { from_lap: 20, to_lap: 30, wetness: 0.8 }, pace_change_s: -0.2, pit_loss_change_s: 1.5 });
    assert.equal(first.runs, 500);
    assert.equal(first.seed, 5);
    const before = await figures();
    assert.equal(before.length, 3);
    await page.reload();
    await settled(page);
    assert.deepEqual(await figures(), before);
    await page.getByLabel("Seed").fill("6");
    await page.waitForURL(/seed=6/);
    await run();
    assert.notDeepEqual(await figures(), before);
    await leave();
  });

  test("the copied link is the address with everything in it", async () => {
    await visit(TWO);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("button", { name: "Copy link" }).click();
    await page.getByText("Link copied").waitFor();
    const link = new URL(await page.evaluate(() => navigator.clipboard.readText()));
    assert.deepEqual(Object.fromEntries(link.searchParams), Object.fromEntries(new URL(on.fixture.url + TWO).searchParams));
    await leave();
  });

  test("an unchanged plan is not asked for again", async () => {
    await visit(TWO);
    assert.equal(on.fixture.state.asked.length, 2);
    await stop(1, "B").focus();
    await page.keyboard.press("ArrowRight");
    await page.waitForURL(/S15M33M/);
    await run();
    const firstStops = on.fixture.state.asked.map((asked) => asked.plans[0].stops[0].lap);
    assert.deepEqual(firstStops.sort(), [14, 15, 20]);
    await leave();
  });

  test("after a change the old result says that it is old", async () => {
    await visit(TWO);
    await page.getByLabel("Start tyres of plan A").selectOption("SOFT");
    await page.locator('[data-current="false"]').waitFor();
    assert.match(await page.locator("main").innerText(), /the numbers below belong to the plans before it/);
    await leave();
  });

  test("a plan against the rules has the API's reasons beside its bar, and no result", async () => {
    await visit(`${CAR}&plans=M20H,M20M60M`);
    const refused = await page.locator('[data-plan="B"] [role="alert"]').innerText();
    assert.match(refused, /stop on lap 60: the last lap to stop on is 49 of 50/);
    assert.match(refused, /only MEDIUM: a dry race needs 2 different dry compounds/);
    assert.doesNotMatch(refused, /plan 1/);
    assert.equal(await page.locator('[data-plan="A"] [role="alert"]').count(), 0);
    assert.deepEqual(await page.locator("#compare tbody th").allInnerTexts(), ["As driven, simulated M 16 H 34 S", "Plan A M 20 H"]);
    await page.getByLabel("Tyres after stop 2 of plan B").selectOption("HARD");
    await page.waitForURL(/60H/);
    await page.locator('[data-plan="B"] [role="alert"]').waitFor({ state: "detached" });
    await leave();
  });

  test("where every plan is refused there is no figure at all", async () => {
    await visit(`${CAR}&plans=M`);
    assert.match(await page.locator("#none").innerText(), /No plan of this run has a result/);
    assert.equal(await page.locator("[data-model]").count(), 0);
    await leave();
  });

  test("bars start at zero on one scale: their lengths stand as their values", async () => {
    await visit(TWO);
    for (const measure of ["position", "points", "podium"]) {
      await page.getByLabel("Compare by").selectOption(measure);
      const bars = await page.locator("#compare [data-bar]").evaluateAll((all) => all.map((bar) => ({ value: Number(bar.dataset.bar), px: bar.getBoundingClientRect().width })));
      assert.equal(bars.length, 3);
      for (const bar of bars) assert.ok(Math.abs(bar.px / bars[0].px / (bar.value / bars[0].value) - 1) < 0.01, JSON.stringify(bars));
    }
    await leave();
  });

  test("every chance names its model and its date, and every panel its runs", async () => {
    await visit(TWO);
    const marked = await page.locator("[data-model]").evaluateAll((all) => all.map((one) => `${one.dataset.model} ${one.dataset.asOf}`));
    assert.ok(marked.length > 40);
    assert.deepEqual([...new Set(marked)], [`${MODEL} ${AS_OF}`]);
    for (const panel of ["#compare", "#distribution", "#laps"]) {
      const origin = await page.locator(`${panel} [data-origin]`).innerText();
      for (const part of ["500 simulated races", MODEL, AS_OF, "seed 5", "fitted on the race itself"]) assert.ok(origin.includes(part), `${panel}: ${origin}`);
    }
    await leave();
  });

  test("an answer fitted on the race itself says so in words, before its figures", async () => {
    await visit(TWO);
    assert.equal(await page.locator("#compare [data-hindsight]").innerText(), "In hindsight, not a forecast: pace and tyre wear are fitted on this very race.");
    await leave();
  });

  test("a race without laps on record says that it cannot be raced again, and offers no Run", async () => {
    await visit("/lab?race=1950-01&driver=driver-1");
    assert.match(await page.locator("main").innerText(), /cannot be raced again/);
    assert.equal(await page.getByRole("button", { name: "Run", exact: true }).count(), 0);
    await leave();
  });

  test("the lap charts stand against what really happened, as pictures and as tables", async () => {
    await visit(TWO);
    const slider = page.getByRole("slider", { name: /Position against what really happened/ });
    await slider.focus();
    await page.keyboard.press("End");
    assert.match(await slider.getAttribute("aria-valuetext"), /^Lap 50: Median P\d+.*, 80% range P\d+–P\d+, Real P3$/);
    await page.locator("#laps").getByRole("button", { name: "Table" }).first().press("Enter");
    assert.equal(await page.locator("#laps tbody tr").count(), 50);
    await leave();
  });

  test("without a calibration it says so, and shows no figure", async () => {
    on.fixture.state.scenario = "uncalibrated";
    await visit(TWO);
    assert.match(await page.locator("#failure").innerText(), /Nothing can be computed yet: the calibration stored is of format 1.*run `pitwall calibrate` again/);
    assert.equal(await page.locator("[data-model]").count(), 0);
    await leave();
  });

  test("a failing simulation shows its problem with a reference, and runs again", async () => {
    on.fixture.state.failing = ["/simulate"];
    await visit(TWO);
    assert.match(await page.locator("#failure").innerText(), /The store could not answer[\s\S]*test-correlation-1/);
    on.fixture.state.failing = [];
    await page.locator("#failure").getByRole("button", { name: "Try again" }).click();
    await page.locator("#compare tbody tr").nth(2).waitFor();
    await leave();
  });

  test("numbers of an older calibration are named as out of date", async () => {
    on.fixture.state.scenario = "outdated";
    await visit(TWO);
    assert.equal(await page.locator("[data-stale]").count(), 3);
    await leave();
  });

  test("refused, edited and out-of-date states hold up to axe in both themes", async () => {
    on.fixture.state.scenario = "outdated";
    for (const theme of ["dark", "light"]) {
      await visit(`${CAR}&plans=M20H,M`, { theme });
      await page.getByLabel("Start tyres of plan A").selectOption("SOFT");
      await page.locator('[data-current="false"]').waitFor();
      await page.evaluate(AXE_SOURCE);
      const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
      assert.deepEqual(violations.map((violation) => `${violation.id}: ${violation.nodes[0].html}`), []);
      await leave();
    }
  });
});
