// Takes the README's pictures, of a race page and of the lab, from the running product (PITWALL_BASE_URL) into docs/images.
import { stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { launch, open, settled } from "./browser.mjs";

const MOST_BYTES = 300_000;
const RACED_WITHIN_MS = 180_000;
const base = process.env.PITWALL_BASE_URL;
if (!base) throw new Error("PITWALL_BASE_URL is not set: the pictures show real data");

/** `shows`: what must be there; `from`: what stands at the top, because the charts say more than what is above them. */
const PICTURES = [
  { file: "race-page.png", path: "/race/2024/9", height: 1180, shows: "#positions svg", from: "#positions" },
  { file: "lab.png", path: "/lab?race=2024-05&driver=lando-norris&plans=M24H,M28H&runs=5000&seed=1", height: 1640, shows: "#compare tbody tr", from: "#plans" },
];

async function take(browser, { file, path, height, shows, from }) {
  const target = fileURLToPath(new URL(`../../docs/images/${file}`, import.meta.url));
  const page = await open(browser, base, path, { width: 1440, theme: "dark", settle: false });
  await page.locator(shows).first().waitFor({ timeout: RACED_WITHIN_MS });
  await settled(page);
  await page.setViewportSize({ width: 1440, height });
  await page.locator(from).evaluate((section) => section.scrollIntoView({ behavior: "instant" }));
  await page.screenshot({ path: target });
  await page.context().close();
  const { size } = await stat(target);
  if (size > MOST_BYTES) throw new Error(`${file} has ${size} bytes, more than ${MOST_BYTES}`);
  console.log(`${target}: ${size} bytes`);
}

const only = process.argv[2];
const browser = await launch();
try {
  for (const picture of PICTURES.filter(({ file }) => only === undefined || file === only)) await take(browser, picture);
} finally {
  await browser.close();
}
