// Writes a brotli and a gzip twin beside every text file of the site; the server sends what the client takes.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { brotliCompressSync, gzipSync } from "node:zlib";

const dist = new URL("../dist/", import.meta.url);
const names = (await readdir(dist, { recursive: true })).filter((name) => /\.(html|js|css|svg)$/.test(name));
for (const name of names) {
  const url = new URL(name, dist);
  const body = await readFile(url);
  await Promise.all([writeFile(`${url.pathname}.br`, brotliCompressSync(body)), writeFile(`${url.pathname}.gz`, gzipSync(body, { level: 9 }))]);
}
