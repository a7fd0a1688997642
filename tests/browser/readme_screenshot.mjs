// Takes the README's picture of a race page from the running product (PITWALL_BASE_URL) into docs/images.
import { stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { launch, open } from "./browser.mjs";

const MOST_BYTES = 300_000;
const base = process.env.PITWALL_BASE_URL;
if (!base) throw new Error("PITWALL_BASE_URL is not set: the picture shows real data");
const target = fileURLToPath(new URL("../../docs/images/race-page.png", import.meta.url));
const browser = await launch();
try {
  const page = await open(browser, base, process.argv[2] ?? "/race/2024/9", { width: 1440, theme: "dark" });
  await page.setViewportSize({ width: 1440, height: 1180 });
  // The charts say more than the tables above them.
  await page.evaluate(() => document.getElementById("positions").scrollIntoView({ behavior: "instant" }));
  await page.screenshot({ path: target });
} finally {
  await browser.close();
}
const { size } = await stat(target);
if (size > MOST_BYTES) throw new Error(`the picture has ${size} bytes, more than ${MOST_BYTES}`);
console.log(`${target}: ${size} bytes`);
