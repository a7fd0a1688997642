// Forecasts on the running product with real racing data (PITWALL_BASE_URL): shown with their origin, or absent with the reason.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { launch, open } from "../browser.mjs";

const base = process.env.PITWALL_BASE_URL;
const SEASON = 2026;

const answerOf = async (path) => {
  const response = await fetch(`${base}/api/v1${path}`);
  return { status: response.status, body: await response.json() };
};

/** Every chance below `panel`: exact, as shown, and where it comes from. */
const chancesOf = (page, selector) => page.locator(selector).evaluateAll((all) => all.map((one) => ({ value: Number(one.dataset.value), text: one.textContent, model: one.dataset.model, asOf: one.dataset.asOf })));

function assertAddUp(chances, total, head) {
  const exact = chances.reduce((sum, one) => sum + one.value, 0);
  assert.ok(Math.abs(exact - total) < 1e-6, `adds up to ${exact}`);
  const shown = chances.reduce((sum, one) => sum + (/^[<>]/.test(one.text) ? 100 * one.value : Number(one.text.replace("%", ""))), 0);
  assert.ok(Math.abs(shown - 100 * total) <= 0.5 * chances.length, `${shown} % on screen`);
  for (const one of chances) assert.deepEqual([one.model, one.asOf], [head.model_version, head.as_of]);
  for (const one of chances) assert.ok(one.text !== "0%" || one.value === 0);
}

async function assertNoChance(page, panel, status) {
  assert.ok(status === 200 || status === 404, `the API answered ${status}`);
  assert.match(await page.locator(`${panel} [data-state="no-forecast"]`).innerText(), /^No (forecast yet: \S.+\.|title odds were computed for \d{4}\.)$/);
  assert.equal(await page.locator(`${panel} [data-model]`).count(), 0);
}

function realTests() {
  let browser;
  before(async () => (browser = await launch()));
  after(() => browser.close());

  test("the next race's chances are the API's, add up and name their model, or it is said why there are none", async () => {
    const { status, body } = await answerOf("/predictions/next-race");
    const page = await open(browser, base, "/");
    if (status !== 200) await assertNoChance(page, "#forecast", status);
    else {
      assert.equal(await page.locator("#forecast tbody tr").count(), body.drivers.length);
      for (const [kind, total] of [["win", 1], ["podium", 3], ["points", body.scoring_places]]) assertAddUp(await chancesOf(page, `#forecast [data-kind="${kind}"] [data-value]`), total, body.head);
      assert.ok((await page.locator("#forecast [data-origin]").innerText()).includes(`${body.head.model_version} · knows up to ${body.head.as_of}`));
    }
    assert.deepEqual(page.errors, []);
    await page.context().close();
  });

  test("the titles' odds add up, and whoever cannot win has none", async () => {
    const { status, body } = await answerOf(`/predictions/championship?season=${SEASON}`);
    const page = await open(browser, base, `/season/${SEASON}`);
    for (const title of ["drivers", "constructors"]) {
      const panel = `#title-${title}`;
      const odds = status === 200 ? body[title] : null;
      if (odds === null) {
        await assertNoChance(page, panel, status);
        continue;
      }
      const more = page.locator(panel).getByRole("button", { name: /^Show \d+ more$/ });
      if ((await more.count()) > 0) await more.click();
      assertAddUp(await chancesOf(page, `${panel} [data-contender] [data-value]`), 1, odds.head);
      const out = await page.locator(`${panel} [data-can-win="false"]`).evaluateAll((all) => all.map((row) => row.querySelector("[data-value]").textContent));
      assert.equal(out.length, odds.contenders.filter((one) => !one.can_win).length);
      assert.ok(out.every((text) => text === "0%"));
    }
    assert.deepEqual(page.errors, []);
    await page.context().close();
  });

  test("the record shows the back-test's figures with their origin, or says that none was run", async () => {
    const { body } = await answerOf("/predictions/accuracy?horizon=post_qualifying");
    const page = await open(browser, base, "/model");
    if (body.trial === null) assert.equal(await page.locator('[data-state="no-trial"]').count(), 1);
    else {
      const own = body.figures.find((row) => row.horizon === "post_qualifying" && row.model === body.marks[0].model && row.seasons.includes("-") && row.figure === "log_loss");
      assert.equal(Number(await page.locator('#scores [data-figure="log_loss"] [data-value]').first().getAttribute("data-value")), own.value);
      assert.ok((await page.locator("#scores [data-origin]").innerText()).includes(`model ${body.trial.model_version} · races up to ${body.trial.last_race}`));
      assert.equal(await page.locator("#calibration [data-bin]").count(), body.calibration.filter((bin) => bin.n > 0).length);
    }
    assert.deepEqual(page.errors, []);
    await page.context().close();
  });
}

describe("forecasts on the running product", realTests);
