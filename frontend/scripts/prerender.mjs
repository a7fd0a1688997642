// Puts the rendered frame and the critical styles into dist/index.html, which serves every address.
import { readFile, rm, writeFile } from "node:fs/promises";

import { render } from "../build/prerender/prerender.js";

const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(await readFile(new URL(".vite/manifest.json", dist), "utf8"));
function reach(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of manifest[key].imports ?? []) reach(next, seen);
  return seen;
}

const critical = new Set([...reach("index.html")].flatMap((key) => manifest[key].css ?? []));
let html = await readFile(new URL("index.html", dist), "utf8");

const styles = await Promise.all([...critical].map((file) => readFile(new URL(file, dist), "utf8")));
html = html.replace(/\s*<link rel="stylesheet"[^>]*>/g, "");
html = html.replace("</head>", () => `<style>${styles.join("")}[data-page="other"] [data-shell="home"],[data-page="home"] [data-shell="other"]{display:none}</style></head>`);

const theme = (await readFile(new URL("theme.js", dist), "utf8")).replace(/^\/\/.*\n/gm, "").trim();
html = html.replace('<script src="/theme.js"></script>', () => `<script>${theme}</script>`);

// Any address under /race shows the plain frame: header, and a skeleton where the page will be.
const body = `<div data-shell="home">${render("/")}</div><div data-shell="other">${render("/race/1950/1")}</div>`;
html = html.replace('<div id="root"></div>', () => `<div id="root">${body}</div>`);

await writeFile(new URL("index.html", dist), html);
await rm(new URL("theme.js", dist));
