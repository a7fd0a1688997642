// The forecast on the home page: who will win in words and bars, why, what changed, and what it says when there is none.
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { open } from "./browser.mjs";
import { FORECASTER, KNOWS } from "./fixture_forecasts.mjs";
import { stage } from "./stage.mjs";

describe("who will win the next race", () => {
  const on = stage();
  let page;

  const visit = async (path = "/", options) => (page = await open(on.browser, on.fixture.url, path, options));
  const leave = () => page.context().close();
  const text = (selector) => page.locator(selector).innerText();
  const values = (kind) => page.locator(`#forecast [data-kind="${kind}"] [data-value]`).evaluateAll((all) => all.map((one) => ({ value: Number(one.dataset.value), text: one.textContent })));

  test("it is said in words first: the favourite as a frequency, and who comes next", async () => {
    await visit();
    assert.match(await text("[data-headline]"), /^Test Abel wins about 1 in 3\.\s+Then Test Brandt, about 1 in 4 and Test Castel, about 1 in 6\.$/);
    await leave();
  });

  test("all 22 cars are there and the chances on screen add up", async () => {
    await visit();
    assert.equal(await page.locator("#forecast tbody tr").count(), 22);
    for (const [kind, total] of [["win", 1], ["podium", 3], ["points", 10]]) {
      const shown = await values(kind);
      assert.ok(Math.abs(shown.reduce((sum, one) => sum + one.value, 0) - total) < 1e-9, kind);
      const percents = shown.reduce((sum, one) => sum + (one.text.startsWith("<") ? 100 * one.value : Number(one.text.replace("%", ""))), 0);
      assert.ok(Math.abs(percents - 100 * total) <= 0.5 * shown.length, `${kind} adds up to ${percents}`);
    }
    await leave();
  });

  test("a car that starts never reads as without a chance, not even where four decimals show none", async () => {
    await visit();
    const wins = await values("win");
    assert.ok(wins.some((one) => one.value === 0));
    assert.ok(wins.filter((one) => one.value < 0.005).every((one) => one.text === "<1%"), JSON.stringify(wins));
    await leave();
  });

  test("bars start at zero on one scale for win, podium and points, so that lengths compare", async () => {
    await visit();
    const bars = await page.locator("#forecast tbody tr").first().locator("[data-bar]").evaluateAll((all) => all.map((bar) => ({ value: Number(bar.dataset.bar), px: bar.getBoundingClientRect().width, track: bar.parentElement.getBoundingClientRect().width })));
    assert.equal(bars.length, 3);
    for (const bar of bars) assert.ok(Math.abs(bar.px / bar.track - bar.value) < 0.01, JSON.stringify(bar));
    for (const bar of bars) assert.ok(Math.abs(bar.track - bars[0].track) < 2, JSON.stringify(bars));
    await leave();
  });

  test("every chance names its model and what it knew, in its attributes and in its tooltip", async () => {
    await visit();
    const marks = await page.locator("#forecast [data-model]").evaluateAll((all) => [...new Set(all.map((one) => `${one.dataset.model} | ${one.dataset.asOf}`))]);
    assert.deepEqual(marks, [`${FORECASTER} | ${KNOWS}`]);
    const tips = await page.locator("#forecast [data-value]").evaluateAll((all) => [...new Set(all.map((one) => one.title))]);
    assert.deepEqual(tips, [`Model race-outcome ${FORECASTER}, knows up to ${KNOWS}`]);
    assert.match(await text("#forecast [data-origin]"), new RegExp(`race-outcome ${FORECASTER} · knows up to ${KNOWS} · 20,000 simulated races · computed `));
    assert.match(await text("#forecast"), /Test Ek has no race yet/);
    assert.match(await text("#forecast [data-overdue]"), /Was due on 8 June 2026 and has no stored result/);
    await leave();
  });

  test("a row shows the 80% range, how sure it is and the chance to drop out", async () => {
    await visit();
    assert.match(await page.locator("#forecast tbody tr").nth(2).innerText(), /CAS[\s\S]*15%[\s\S]*43%[\s\S]*97%[\s\S]*P1–P8[\s\S]*68%[\s\S]*12%/);
    await leave();
  });

  test("a row opens by key and gives reasons that add up", async () => {
    await visit();
    const button = page.getByRole("button", { name: "Why: BRA" });
    await button.press("Enter");
    assert.equal(await button.getAttribute("aria-expanded"), "true");
    const lines = await page.locator("#forecast tr:has(ul) li").allInnerTexts();
    assert.match(lines[0], /place on the grid: for\s+\+1\.20/);
    assert.match(lines.at(-3), /2 smaller reasons together/);
    const numbers = lines.map((line) => Number(/[+−]?\d+\.\d\d$/.exec(line.trim())[0].replace("−", "-")));
    const total = numbers.pop();
    assert.ok(Math.abs(numbers.reduce((sum, one) => sum + one, 0) - total) < 0.04, `${numbers} make ${total}`);
    await button.press("Enter");
    assert.equal(await page.locator("#forecast tr:has(ul)").count(), 0);
    await leave();
  });

  test("what changed are the three largest moves, each with a sign that is no colour", async () => {
    await visit();
    const lines = await page.locator("[data-changes] li").allInnerTexts();
    assert.equal(lines.length, 3);
    assert.match(lines[0], /▲\s*(up)?\s*Test Abel 34% \(was 25%\)/);
    assert.match(lines[1], /▼\s*(down)?\s*Test Brandt 23% \(was 31%\)/);
    await leave();
  });

  test("the horizon is switched by key, stands in the address and survives a reload", async () => {
    await visit();
    assert.equal(await page.getByRole("button", { name: "After practice" }).getAttribute("aria-pressed"), "true");
    await page.getByRole("button", { name: "Before the weekend" }).press("Enter");
    await page.waitForURL(/horizon=pre_weekend/);
    await page.locator('[data-changes="first"]').waitFor();
    await page.reload();
    await page.locator('[data-changes="first"]').waitFor();
    assert.equal(await page.getByRole("button", { name: "Before the weekend" }).getAttribute("aria-pressed"), "true");
    await leave();
  });

  test("where a rule spoke it says so, and gives no reasons it has not", async () => {
    on.fixture.state.scenario = "rule";
    await visit();
    assert.equal(await text('#forecast [data-source="rule"]'), "Said by a rule");
    assert.match(await text("#forecast"), /No model could speak here/);
    assert.match(await text("#forecast [data-origin]"), /computed without simulation/);
    await page.getByRole("button", { name: "Why: ABE" }).press("Enter");
    await page.getByText("what spoke here gives none").waitFor();
    await leave();
  });

  test("a forecast that a newer race has overtaken says that it is out of date", async () => {
    on.fixture.state.scenario = "outdated";
    await visit();
    assert.match(await text("#forecast [data-stale]"), /out of date/);
    await leave();
  });

  test("without a forecast it says why, as a state and not as a failure, and shows no chance", async () => {
    on.fixture.state.scenario = "no-forecast";
    await visit();
    assert.match(await text('#forecast [data-state="no-forecast"]'), /^No forecast yet: .*the next race is foretold first/);
    assert.equal(await page.locator("[data-model], [data-forecast]").count(), 0);
    assert.equal(await page.locator('main [role="alert"]').count(), 0);
    await leave();
  });

  test("with the store failing there is no digit but the reference, and the rest of the page stays", async () => {
    on.fixture.state.failing = ["/predictions/next-race"];
    await visit();
    assert.match(await text("#forecast"), /The store could not answer[\s\S]*test-correlation-1/);
    assert.doesNotMatch((await text("#forecast")).replace("test-correlation-1", ""), /\d/);
    assert.equal(await page.locator("[data-model]").count(), 0);
    assert.match(await text("main"), /Testland 4 Grand Prix/);
    on.fixture.state.failing = [];
    await page.locator("#forecast").getByRole("button", { name: "Try again" }).click();
    await page.locator("#forecast tbody tr").nth(21).waitFor();
    await leave();
  });

  test("on a phone the answer in words is in the first view", async () => {
    await visit("/", { width: 390 });
    const { y, height } = await page.locator("[data-headline]").boundingBox();
    assert.ok(y + height <= 844, `ends at ${y + height} px`);
    await leave();
  });
});

describe("what was said of a race that was run", () => {
  const on = stage();
  const open_ = (path) => open(on.browser, on.fixture.url, path);

  test("the forecast stands beside the result, and says what was given to the winner", async () => {
    const page = await open_("/race/2026/3");
    const panel = page.locator("#forecast");
    assert.match(await panel.innerText(), /The winner, Test Abel, was given about 1 in 6 and was number 3 of the forecast\.\s*The favourite, Test Urban, about 1 in 3, finished P21\./);
    assert.match(await panel.innerText(), /Published before the race/);
    assert.equal(await panel.locator("tbody tr").count(), 8);
    await panel.getByRole("button", { name: "Show 14 more" }).press("Enter");
    assert.equal(await panel.locator("tbody tr").count(), 22);
    assert.match(await panel.locator("tbody tr").nth(2).innerText(), /ABE[\s\S]*15%[\s\S]*P1/);
    await page.context().close();
  });

  test("a race from before the first forecast shows the back-test's, named as such, with what it did not keep left out", async () => {
    const page = await open_("/race/2025/3");
    assert.match(await page.locator("#forecast").innerText(), /From the back-test[\s\S]*computed later, from what was known then · blend \S+ · knows only races before 2025-03/);
    await page.context().close();
  });

  test("a race to come after the next says why it has none", async () => {
    const page = await open_("/race/2026/5");
    assert.match(await page.locator("#forecast").innerText(), /No forecast yet: /);
    assert.equal(await page.locator("#forecast [data-model]").count(), 0);
    await page.context().close();
  });
});
