// Starts the browser the tests run in, and opens pages of a given width and theme.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(new URL("../../frontend/package.json", import.meta.url));
const { chromium } = require("playwright-core");

export const AXE_SOURCE = require("axe-core").source;
export const WIDTHS = [390, 768, 1440];
export const THEMES = ["dark", "light"];

const CANDIDATES = [process.env.PITWALL_CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The path of an installed Chromium; without one, of the browser that npm carries (it unpacks into the temporary folder). */
export async function chromiumPath() {
  const found = CANDIDATES.find((path) => path && existsSync(path));
  return found ?? (await require("@sparticuz/chromium").executablePath());
}

export async function launch() {
  return chromium.launch({ executablePath: await chromiumPath(), args: ["--no-sandbox", "--disable-dev-shm-usage"] });
}

/** A page at `path`, once its answers are in and every lazy panel has been scrolled into view. */
export async function open(browser, base, path, { width = 1440, theme = "dark", settle = true } = {}) {
  const context = await browser.newContext({
    viewport: { width, height: width < 500 ? 844 : 900 }, colorScheme: theme, locale: "en-GB", timezoneId: "Europe/London", reducedMotion: "reduce",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.errors = [];
  page.on("pageerror", (error) => page.errors.push(String(error)));
  await page.goto(base + path, { waitUntil: "load" });
  if (settle) await settled(page);
  return page;
}

/** Wait for the site to start, scroll through, and wait until no panel is loading. */
export async function settled(page) {
  await page.waitForFunction(() => document.querySelector("[data-shell]") === null);
  await page.waitForLoadState("networkidle");
  await page.evaluate(async () => {
    const painted = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    // Panels grow while they load, so the end is asked for anew at every step.
    for (let top = 0; top < document.documentElement.scrollHeight; top += 500) {
      window.scrollTo({ top, behavior: "instant" });
      await painted();
    }
  });
  await page.waitForLoadState("networkidle");
  await page.waitForFunction(() => document.querySelector('[role="status"][aria-label="Loading"]') === null);
  await page.evaluate(() => window.scrollTo(0, 0));
}
