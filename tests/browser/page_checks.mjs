// What must hold on any page: nothing overflows, nothing broken is printed, nothing is thrown, axe finds nothing.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { AXE_SOURCE, launch, open, THEMES, WIDTHS } from "./browser.mjs";

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

/** A test of every path at every width in every theme; `base` gives the address once the site runs. */
export function pagesOf(name, paths, base, { widths = WIDTHS, themes = THEMES } = {}) {
  describe(name, () => {
    let browser;
    before(async () => (browser = await launch()));
    after(() => browser.close());
    for (const path of paths) {
      for (const width of widths) {
        for (const theme of themes) {
          test(`${path} holds at ${width} px in the ${theme} theme`, () => checkPage(browser, base(), path, width, theme));
        }
      }
    }
  });
}
