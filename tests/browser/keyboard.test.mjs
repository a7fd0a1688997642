// The race page without a mouse: skip link, theme, chart cursor, table behind the chart, exports.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { before, describe, test } from "node:test";

import { open } from "./browser.mjs";
import { stage } from "./stage.mjs";

describe("without a mouse", () => {
  const on = stage();
  let page;
  before(async () => {
    page = await open(on.browser, on.fixture.url, "/race/2026/3");
  });

  test("the first stop is the skip link, and it leads to the content", async () => {
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Skip to content");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement?.id), "content");
  });

  test("every link, button, select and scrolling region can be reached by Tab", async () => {
    const unreachable = await page.evaluate(() =>
      [...document.querySelectorAll("a, button, select, [role=slider], [role=region]")].filter((element) => element.tabIndex < 0).length,
    );
    assert.equal(unreachable, 0);
  });

  test("the arrow keys move the lap cursor, announce the lap and write it into the address", async () => {
    const slider = page.getByRole("slider", { name: /Positions lap by lap/ });
    await slider.focus();
    await page.keyboard.press("Home");
    assert.match(await slider.getAttribute("aria-valuetext"), /^Grid: P1 ABE/);
    await page.keyboard.press("ArrowRight");
    assert.equal(await slider.getAttribute("aria-valuenow"), "1");
    await page.keyboard.press("PageUp");
    assert.match(await slider.getAttribute("aria-valuetext"), /^Lap 11: /);
    await page.waitForURL(/lap=11/);
    await page.keyboard.press("Escape");
    await page.waitForURL((url) => !url.searchParams.has("lap"));
  });

  test("a driver chosen by key stands in the address and survives a reload", async () => {
    await page.locator("#positions").getByRole("button", { name: "BRA" }).press("Enter");
    await page.waitForURL(/drivers=BRA/);
    await page.reload();
    // A section below the fold fills once it comes near.
    await page.locator("#positions").scrollIntoViewIfNeeded();
    const chip = page.locator("#positions").getByRole("button", { name: "BRA" });
    assert.equal(await chip.getAttribute("aria-pressed"), "true");
  });

  test("each chart has a table with the same values behind it", async () => {
    const panel = page.locator("#stints");
    await panel.scrollIntoViewIfNeeded();
    await panel.getByRole("button", { name: "Table" }).press("Enter");
    const rows = await panel.locator("tbody tr").count();
    const [download] = await Promise.all([page.waitForEvent("download"), panel.getByRole("button", { name: "Save as CSV" }).press("Enter")]);
    const lines = (await readFile(await download.path(), "utf8")).trimEnd().split("\r\n");
    assert.equal(lines.length, rows + 1);
    await panel.getByRole("button", { name: "Table" }).press("Enter");
  });

  test("a saved PNG is 1200 by 675 and not blank", async () => {
    const panel = page.locator("#positions");
    const [download] = await Promise.all([page.waitForEvent("download"), panel.getByRole("button", { name: "Save as PNG" }).press("Enter")]);
    const png = await readFile(await download.path());
    assert.equal(png.readUInt32BE(16), 1200);
    assert.equal(png.readUInt32BE(20), 675);
    assert.ok(png.length > 20_000, `only ${png.length} bytes`);
  });

  test("the chosen theme is kept after a reload", async () => {
    await page.getByLabel("Theme").selectOption("light");
    await page.reload();
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "light");
    assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme), "light");
  });
});
