// Measures the running product (PITWALL_BASE_URL): median of five Lighthouse runs for home and a race page.
import { mkdir, writeFile } from "node:fs/promises";

import * as chromeLauncher from "chrome-launcher";
import lighthouse from "lighthouse";

import { chromiumPath } from "../../tests/browser/browser.mjs";

const RUNS = 5;
const PAGES = ["/", "/race/2024/9"];
const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
const REPORT = new URL("../../build/lighthouse.json", import.meta.url);

const base = process.env.PITWALL_BASE_URL;
if (!base) throw new Error("PITWALL_BASE_URL is not set");

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function measure(path) {
  const chrome = await chromeLauncher.launch({
    chromePath: await chromiumPath(),
    chromeFlags: ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--lang=en-GB"],
  });
  try {
    const { lhr } = await lighthouse(base + path, { port: chrome.port, onlyCategories: CATEGORIES, logLevel: "error" });
    const scores = Object.fromEntries(CATEGORIES.map((name) => [name, Math.round(lhr.categories[name].score * 100)]));
    const audit = (name) => lhr.audits[name].numericValue;
    return { ...scores, fcp_ms: audit("first-contentful-paint"), lcp_ms: audit("largest-contentful-paint"), cls: audit("cumulative-layout-shift"), tbt_ms: audit("total-blocking-time") };
  } finally {
    chrome.kill();
  }
}

const report = {};
for (const path of PAGES) {
  const runs = [];
  for (let run = 0; run < RUNS; run += 1) runs.push(await measure(path));
  report[path] = { runs, median: Object.fromEntries(Object.keys(runs[0]).map((key) => [key, median(runs.map((run) => run[key]))])) };
  console.log(path, JSON.stringify(report[path].median));
}
await mkdir(new URL(".", REPORT), { recursive: true });
await writeFile(REPORT, `${JSON.stringify(report, null, 2)}\n`);
