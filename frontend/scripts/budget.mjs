// Fails the build when the first load grows past its budget, or when anything points off the site.
import { readdir, readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";

const JS_BUDGET_KB = 150;
const CSS_BUDGET_KB = 15;

const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(await readFile(new URL(".vite/manifest.json", dist), "utf8"));
const size = async (file) => gzipSync(await readFile(new URL(file, dist)), { level: 9 }).length / 1000;
const sum = async (files) => (await Promise.all([...files].map(size))).reduce((total, part) => total + part, 0);

function reach(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of manifest[key].imports ?? []) reach(next, seen);
  return seen;
}

const chunks = (key) => new Set([...reach(key)].map((name) => manifest[name].file));
const styles = (key) => new Set([...reach(key)].flatMap((name) => manifest[name].css ?? []));
const initialJs = chunks("index.html");
const racePage = "src/pages/race/race-page.tsx";
const labPage = "src/pages/lab/lab-page.tsx";
const report = {
  initial_js_kb: await sum(initialJs),
  initial_css_kb: await sum(styles("index.html")),
  race_js_kb: await sum([...chunks(racePage)].filter((file) => !initialJs.has(file))),
  lab_js_kb: await sum([...chunks(labPage)].filter((file) => !initialJs.has(file))),
  all_css_kb: await sum(new Set([...styles("index.html"), ...styles(racePage), ...styles(labPage)])),
};
for (const [name, value] of Object.entries(report)) console.log(`${name}: ${value.toFixed(1)}`);

const failures = [];
if (report.initial_js_kb > JS_BUDGET_KB) failures.push(`initial JS is over ${JS_BUDGET_KB} kB gzip`);
if (report.all_css_kb > CSS_BUDGET_KB) failures.push(`CSS is over ${CSS_BUDGET_KB} kB gzip`);
const files = (await readdir(dist, { recursive: true })).filter((name) => /\.(css|html)$/.test(name));
for (const file of files) {
  const text = await readFile(new URL(file, dist), "utf8");
  if (/(?:src|href)="https?:|url\(["']?https?:|@import/.test(text)) failures.push(`${file} points off the site`);
}
if (failures.length > 0) {
  console.error(failures.join("\n"));
  process.exit(1);
}
