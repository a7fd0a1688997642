// Lab and preview on the running product with real racing data (PITWALL_BASE_URL): the numbers agree with the API and come again.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { launch, open, settled } from "../browser.mjs";

const base = process.env.PITWALL_BASE_URL;
const RACE = "2024-09";
const DRIVER = "lando-norris";
const LINK = `/lab?race=${RACE}&driver=${DRIVER}&plans=I26I47M,I31I47M&runs=500&seed=3`;
const WAIT_MS = 180_000;

const get = async (path) => (await fetch(`${base}/api/v1${path}`)).json();

async function asks(page) {
  await page.locator("#compare tbody tr").nth(2).waitFor({ timeout: WAIT_MS });
  await settled(page);
  return page.locator("#compare tbody tr").allInnerTexts();
}

function realTests() {
  let browser;
  before(async () => {
    browser = await launch();
    // The plans of a field are computed when first asked for, which takes longer than a page waits in a test.
    await get(`/strategy/races/${RACE}/alternatives`);
  });
  after(() => browser.close());

  test("a link to the lab gives the same numbers after a reload, beside the result on record", async () => {
    const page = await open(browser, base, LINK, { settle: false });
    const first = await asks(page);
    const row = (await get(`/races/${RACE}/results`)).find((result) => result.driver.driver_id === DRIVER);
    assert.match(await page.locator("[data-real]").innerText(), new RegExp(`P${row.position} in `));
    await page.reload();
    assert.deepEqual(await asks(page), first);
    assert.deepEqual(page.errors, []);
    await page.context().close();
  });

  test("the plan picked up from the store is the strategy on record, and gains nothing on itself", async () => {
    const page = await open(browser, base, `/lab?race=${RACE}&driver=${DRIVER}&runs=500&seed=3`, { settle: false });
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.waitForURL(/plans=/);
    const stints = (await get(`/races/${RACE}/stints`)).filter((stint) => stint.driver.driver_id === DRIVER).sort((a, b) => a.stint - b.stint);
    const code = stints.map((stint, index) => `${index === 0 ? "" : stints[index - 1].end_lap}${stint.compound[0]}`).join("");
    assert.equal(new URL(page.url()).searchParams.get("plans"), code);
    await page.locator("#compare tbody tr").nth(1).waitFor({ timeout: WAIT_MS });
    await page.context().close();
  });

  test("the preview has a plan for every car, and every chance names the model in use", async () => {
    const answer = await get(`/strategy/races/${RACE}/alternatives`);
    const page = await open(browser, base, `/race/2024/9`, { settle: false });
    await page.locator("#plans").scrollIntoViewIfNeeded();
    await page.locator("#plans tbody tr").nth(answer.drivers.length - 1).waitFor({ timeout: WAIT_MS });
    const models = await page.locator("#plans [data-model]").evaluateAll((all) => [...new Set(all.map((one) => `${one.dataset.model} ${one.dataset.asOf}`))]);
    assert.deepEqual(models, [`${answer.model_version} ${answer.as_of}`]);
    const [best] = answer.drivers[0].plans;
    assert.match(await page.locator("#plans tbody tr").first().innerText(), new RegExp(`P${best.position_low}.P${best.position_high}`));
    await page.context().close();
  });
}

describe("strategy on the running product", realTests);
