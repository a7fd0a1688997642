// The states of the panels and of the whole site, each brought about on purpose by the fixture server.
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { open, settled } from "./browser.mjs";
import { stage } from "./stage.mjs";

describe("states", () => {
  const on = stage();

  const textOf = (page, selector) => page.locator(selector).innerText();

  test("one failing panel shows its problem and leaves the others alone", async () => {
    on.fixture.state.failing = ["/results"];
    const page = await open(on.browser, on.fixture.url, "/race/2026/3");
    const panel = await textOf(page, "#results");
    assert.match(panel, /The store could not answer/);
    assert.match(panel, /test-correlation-1/);
    assert.match(await textOf(page, "#qualifying"), /1:31\.500/);
    on.fixture.state.failing = [];
    await page.locator("#results").getByRole("button", { name: "Try again" }).click();
    await page.locator("#results").getByText("1:20:05.500").waitFor();
    await page.context().close();
  });

  test("a rate limit is told in words with the wait", async () => {
    on.fixture.state.limited = ["/qualifying"];
    const page = await open(on.browser, on.fixture.url, "/race/2026/3");
    const panel = await textOf(page, "#qualifying");
    assert.match(panel, /Too many requests/);
    assert.match(panel, /30 seconds/);
    await page.context().close();
  });

  test("when the API stops, what was loaded stays and the page says so", async () => {
    const page = await open(on.browser, on.fixture.url, "/race/2026/3");
    on.fixture.state.stopped = true;
    await page.getByRole("link", { name: "Status" }).click();
    await page.locator('[data-banner="offline"]').waitFor();
    assert.match(await textOf(page, '[data-banner="offline"]'), /loaded at \d\d:\d\d/);
    await page.goBack();
    await page.locator("#results").getByText("1:20:05.500").waitFor();
    await page.context().close();
  });

  test("with the API stopped from the start there are words and no figures", async () => {
    on.fixture.state.stopped = true;
    const page = await open(on.browser, on.fixture.url, "/");
    await page.locator('[data-banner="offline"]').waitFor();
    assert.doesNotMatch(await textOf(page, "main"), /\d/);
    await page.context().close();
  });

  test("synthetic data are named on every page", async () => {
    on.fixture.state.scenario = "synthetic";
    for (const path of ["/", "/season/2026", "/race/2026/3", "/status"]) {
      const page = await open(on.browser, on.fixture.url, path);
      assert.match(await textOf(page, '[data-banner="synthetic"]'), /Synthetic data/);
      await page.context().close();
    }
  });

  test("old data are named with their age", async () => {
    on.fixture.state.scenario = "stale";
    const page = await open(on.browser, on.fixture.url, "/");
    assert.match(await textOf(page, '[data-banner="stale"]'), /Testland 3 Grand Prix of 8 May 2026, 45 days old/);
    await page.context().close();
  });

  test("on a phone old data take one line, and nothing that is reached by key hides behind it", async () => {
    on.fixture.state.scenario = "stale";
    const page = await open(on.browser, on.fixture.url, "/race/2026/3", { width: 390 });
    const banner = page.locator('[data-banner="stale"]');
    assert.match(await banner.innerText(), /^Newest result 45 days old\.\s+Data status$/);
    const { y: top, height } = await banner.boundingBox();
    assert.ok(height <= 40, `${height} px high`);
    const hidden = await page.evaluate((edge) => {
      const reached = [...document.querySelectorAll("main a[href], main button, main select")].filter((element) => element.checkVisibility());
      return reached.filter((element) => (element.focus(), element.getBoundingClientRect().bottom > edge)).map((element) => element.textContent);
    }, top);
    assert.deepEqual(hidden, []);
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
    const end = await page.locator("footer").last().boundingBox();
    assert.ok(end.y + end.height <= (await banner.boundingBox()).y + 1, "the footer ends above the banner");
    await page.context().close();
  });

  test("an empty store says so and shows the running sync", async () => {
    on.fixture.state.scenario = "empty";
    const page = await open(on.browser, on.fixture.url, "/");
    assert.match(await textOf(page, "body"), /No result is stored yet/);
    await page.getByRole("link", { name: "Status" }).click();
    await page.getByText("Syncing: laps, 3 / 9").waitFor();
    await page.context().close();
  });

  test("loading panels have their final height, so nothing jumps", async () => {
    on.fixture.state.delayMs = 400;
    const page = await open(on.browser, on.fixture.url, "/", { settle: false });
    await page.evaluate(() => {
      globalThis.shift = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) globalThis.shift += entry.value;
      }).observe({ type: "layout-shift", buffered: true });
    });
    await settled(page);
    const shift = await page.evaluate(() => globalThis.shift);
    assert.ok(shift < 0.1, `layout shifted by ${shift}`);
    await page.context().close();
  });

  test("an old race without laps says so and shows no empty chart", async () => {
    const page = await open(on.browser, on.fixture.url, "/race/1950/1");
    assert.match(await textOf(page, "#missing"), /Positions, Tyres, Lap times\s+No lap data before 2018/);
    assert.equal(await page.locator("figure svg").count(), 0);
    await page.context().close();
  });

  test("the first paint holds words before any script has run", async () => {
    const context = await on.browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(on.fixture.url);
    assert.match(await page.locator("body").innerText(), /Next race/);
    await context.close();
  });

  test("nothing is asked of any other host", async () => {
    const page = await open(on.browser, on.fixture.url, "/", { settle: false });
    const hosts = new Set();
    page.on("request", (request) => hosts.add(new URL(request.url()).origin));
    await page.goto(`${on.fixture.url}/race/2026/3`);
    await settled(page);
    hosts.delete("null");
    assert.deepEqual([...hosts].filter((origin) => !origin.startsWith("blob:")), [on.fixture.url]);
    await page.context().close();
  });
});
