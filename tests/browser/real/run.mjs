// Starts the product on real racing data (PITWALL_DATA) in a home of its own, runs the tests beside this file on it, and stops it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const TESTS = fileURLToPath(new URL(".", import.meta.url));
const READY = "Calibrated:";
const FAILED = "The calibration failed";
/** Two idle cores need about two minutes; others may be at work on them. */
const READY_WITHIN_MS = 900_000;
const ENDS_WITHIN_MS = 30_000;
const PROVIDERS = ["JOLPICA_URL", "F1DB_RELEASE_URL", "OPENF1_URL", "OPEN_METEO_FORECAST_URL", "OPEN_METEO_ARCHIVE_URL"];
const CLOSED = "http://127.0.0.1:9";

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return port;
}

/** The developer's own settings stay out, and so do the providers: what is tested is what the folder holds. */
function environment(home, port, data) {
  const others = Object.entries(process.env).filter(([name]) => !name.startsWith("PITWALL_"));
  const closed = PROVIDERS.map((name) => [`PITWALL_${name}`, CLOSED]);
  return { ...Object.fromEntries([...others, ...closed]), PITWALL_HOME: home, PITWALL_PORT: String(port), PITWALL_DATA: data, PYTHONUNBUFFERED: "1" };
}

/** Resolves when the product says that it is calibrated; rejects with all it said when it ends or fails before. */
function ready(product) {
  return new Promise((resolve, reject) => {
    let said = "";
    const fail = (why) => reject(new Error(`${why}; the product said:\n${said}`));
    const late = setTimeout(() => fail(`not calibrated within ${READY_WITHIN_MS / 1000} s`), READY_WITHIN_MS);
    const hear = (chunk) => {
      said += chunk;
      if (said.includes(READY)) {
        clearTimeout(late);
        resolve();
      }
      if (said.includes(FAILED)) fail("the calibration failed");
    };
    product.stdout.on("data", hear);
    product.stderr.on("data", hear);
    product.once("exit", (code) => fail(`the product ended with code ${code}`));
    product.once("error", (error) => fail(error.message));
    product.once("exit", () => clearTimeout(late));
  });
}

async function stop(child) {
  if (child === null || child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const hard = setTimeout(() => child.kill("SIGKILL"), ENDS_WITHIN_MS);
  await ended;
  clearTimeout(hard);
}

async function startTests(url) {
  const files = (await readdir(TESTS)).filter((name) => name.endsWith(".test.mjs")).map((name) => join(TESTS, name));
  return spawn(process.execPath, ["--test", "--test-concurrency=1", ...files], { stdio: "inherit", env: { ...process.env, PITWALL_BASE_URL: url } });
}

async function run(data) {
  const folder = await mkdtemp(join(tmpdir(), "pitwall-real-"));
  // As root, PostgreSQL runs as another user, who must reach its folder.
  await chmod(folder, 0o755);
  const port = await freePort();
  const started = Date.now();
  console.log(`Browser tests on real data: loading and calibrating ${data} in a temporary home`);
  const product = spawn(join(ROOT, ".venv/bin/pitwall"), ["up"], { cwd: ROOT, env: environment(join(folder, "home"), port, data), stdio: ["ignore", "pipe", "pipe"] });
  const interrupted = ["SIGINT", "SIGTERM", "SIGHUP"].map((signal) => once(process, signal).then(() => Promise.reject(new Error(`ended by ${signal}`))));
  let tests = null;
  try {
    await Promise.race([ready(product), ...interrupted]);
    console.log(`Calibrated after ${Math.round((Date.now() - started) / 1000)} s`);
    tests = await startTests(`http://127.0.0.1:${port}`);
    const [code] = await Promise.race([once(tests, "exit"), ...interrupted]);
    return code ?? 1;
  } finally {
    await stop(tests);
    await stop(product);
    await rm(folder, { recursive: true, force: true });
  }
}

const data = process.env.PITWALL_DATA;
if (!data) console.log("Skipped: the browser tests on real data need PITWALL_DATA, a folder with racing data");
else process.exit(await run(data));
