// Every page at three widths in both themes: nothing overflows, nothing broken is printed, axe finds nothing.
// Runs on made-up data, and also on the running product where PITWALL_BASE_URL names it.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { AXE_SOURCE, launch, open, THEMES, WIDTHS } from "./browser.mjs";
import { startFixture } from "./fixture_api.mjs";

const FIXTURE_LAB = "/lab?race=2024-03&driver=driver-castel&plans=M20H,S14M33Mr,M,H30S&sc=10x3&rain=20-30&runs=500&seed=5";
const REAL_LAB = "/lab?race=2024-10&driver=lando-norris&plans=S20M44S,M25H&runs=500&seed=1";
const FIXTURE_PAGES = ["/", "/season/2026", "/race/2026/3", "/race/2026/5", "/race/1950/1", "/lab", FIXTURE_LAB, "/status", "/no/such/page"];
const REAL_PAGES = ["/", "/season/2024", "/race/2024/9", "/race/2021/12", "/race/1950/3", "/race/2026/8", "/race/2026/9", "/lab", REAL_LAB, "/status"];
const BROKEN = /\bNaN\b|\bundefined\b|Invalid Date|\[object |\bnull\b/;

async function axeViolations(page) {
  await page.evaluate(AXE_SOURCE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return violations.map((violation) => `${violation.id}: ${violation.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
}

async function checkPage(browser, base, path, width, theme) {
  const page = await open(browser, base, path, { width, theme });
  try {
    const seen = await page.evaluate(() => ({ content: document.documentElement.scrollWidth, window: innerWidth, text: document.body.innerText }));
    assert.ok(seen.content <= seen.window, `scrolls sideways: ${seen.content} px of content in ${seen.window} px`);
    assert.doesNotMatch(seen.text, BROKEN);
    assert.deepEqual(page.errors, []);
    assert.deepEqual(await axeViolations(page), []);
  } finally {
    await page.context().close();
  }
}

function pagesOf(name, paths, base) {
  describe(name, () => {
    let browser;
    before(async () => (browser = await launch()));
    after(() => browser.close());
    for (const path of paths) {
      for (const width of WIDTHS) {
        for (const theme of THEMES) {
          test(`${path} holds at ${width} px in the ${theme} theme`, () => checkPage(browser, base(), path, width, theme));
        }
      }
    }
  });
}

describe("on made-up data", () => {
  let fixture;
  before(async () => (fixture = await startFixture()));
  after(() => fixture.close());
  pagesOf("pages", FIXTURE_PAGES, () => fixture.url);
});

const real = process.env.PITWALL_BASE_URL;
if (real) pagesOf("on the running product", REAL_PAGES, () => real);
else test("on the running product", { skip: "PITWALL_BASE_URL is not set" }, () => undefined);
