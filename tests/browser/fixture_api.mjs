// A server for the browser tests: the built site, and an API whose state (error, slow, empty, ...) a test chooses.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname } from "node:path";
import { gzipSync } from "node:zlib";

import * as data from "./fixture_data.mjs";
import * as forecasts from "./fixture_forecasts.mjs";
import * as strategy from "./fixture_strategy.mjs";

const DIST = new URL("../../frontend/dist/", import.meta.url);
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".json": "application/json" };
const COMPLETED = 3;
const ALL = 5;
const statusOf = (season, round) => (season < 2026 || round <= COMPLETED ? "completed" : "scheduled");

function seasonRaces(season) {
  return Array.from({ length: ALL }, (_, index) => data.raceSummary(season, index + 1, statusOf(season, index + 1)));
}

function raceAnswer(season, round, part) {
  if (round < 1 || round > ALL) return undefined;
  const status = statusOf(season, round);
  if (part === undefined) return data.raceDetail(season, round, status);
  if (status !== "completed") return [];
  const always = { results: () => data.results(season), qualifying: () => data.qualifying(season), grid: data.grid };
  const modern = {
    sprint: () => data.results(season), "practice/1": data.practice, "pit-stops": data.pitStops, stints: data.stints, laps: data.laps,
    weather: data.weather, "race-control": data.raceControl, neutralisations: data.neutralisations,
  };
  const make = always[part] ?? (season >= 2018 ? modern[part] : undefined);
  return make ? make() : [];
}

function movingAnswer(which, scenario) {
  if (scenario === "empty") return undefined;
  const rounds = { current: COMPLETED + 1, next: COMPLETED + 1, last: COMPLETED };
  return data.raceDetail(2026, rounds[which], statusOf(2026, rounds[which]));
}

function seasonsAnswer() {
  return Array.from({ length: 77 }, (_, index) => ({
    season: 2026 - index, races: ALL, completed_races: index === 0 ? COMPLETED : ALL, first_date: null, last_date: null, has_laps: 2026 - index >= 2018,
    drivers_champion: null, constructors_champion: null,
  }));
}

/** The answer of a door to the forecasts; undefined is a 404, null no door of theirs. */
function forecastAnswer(path, query, scenario) {
  if (path === "/models") return forecasts.models(scenario);
  if (path === "/predictions/accuracy") return forecasts.accuracy(query.get("horizon") ?? "post_qualifying", scenario);
  if (path === "/predictions/championship") return scenario === "empty" ? undefined : forecasts.championship(Number(query.get("season")), scenario);
  const [, race] = /^\/predictions\/(?:races\/(\d{4}-\d{2})|next-race)$/.exec(path) ?? [null, null];
  if (race === null) return null;
  if (scenario === "empty") return undefined;
  const [season, round] = race === undefined ? [2026, COMPLETED + 1] : race.split("-").map(Number);
  return forecasts.racePrediction(data.raceSummary(season, round, statusOf(season, round)), query.get("horizon"), scenario);
}

/** The answer's body for a path under /api/v1; undefined is a 404. */
function answer(path, query, scenario) {
  if (path === "/health/ready") return data.health(scenario);
  if (path === "/sync/status") return data.syncStatus(scenario);
  const moving = /^\/races\/(current|last|next)$/.exec(path);
  if (moving) return movingAnswer(moving[1], scenario);
  const isList = path === "/seasons" || path === "/races" || path.startsWith("/standings/");
  if (isList && scenario === "empty") return [];
  if (path === "/seasons") return seasonsAnswer();
  if (path === "/races") return seasonRaces(Number(query.get("season")));
  const standings = /^\/standings\/(drivers|constructors)$/.exec(path);
  if (standings) return data.standings(standings[1]);
  const race = /^\/races\/(\d{4})-(\d{2})(?:\/(.+))?$/.exec(path);
  return race && scenario !== "empty" ? raceAnswer(Number(race[1]), Number(race[2]), race[3]) : undefined;
}

function problem(status, title, detail, type = "about:blank") {
  return { status, type: "application/problem+json", body: { type, title, status, detail, correlation_id: "test-correlation-1" } };
}

/** The answer of a strategy door; undefined where `path` is none. Only seasons with lap data have one. */
function strategyResponse(path, question, state) {
  if (!path.startsWith("/strategy/")) return undefined;
  if (state.scenario === "uncalibrated") return problem(503, "Not calibrated yet", "the calibration stored is of format 1, this Pitwall reads 3: run `pitwall calibrate` again", "urn:pitwall:problem:not-calibrated-yet");
  if (path === "/strategy/simulate") {
    state.asked.push(question);
    const { answer, reasons } = strategy.simulated(question, state.scenario);
    return reasons ? problem(422, "Illegal strategy", reasons.map((reason) => `plan 1: ${reason}`).join("; ")) : { status: 200, type: "application/json", body: answer };
  }
  const [, race, part] = /^\/strategy\/races\/(\d{4}-\d{2})\/(alternatives|parameters)$/.exec(path) ?? [];
  if (race === undefined || Number(race.slice(0, 4)) < 2018) return problem(404, "Not found", "No such race can be simulated.");
  if (state.scenario === "no-cars") return problem(422, "Impossible simulation", "0 cars: a race is simulated with 2 to 30");
  const make = part === "alternatives" ? strategy.alternatives : strategy.raceNumbers;
  return { status: 200, type: "application/json", body: make(race, state.scenario) };
}

function apiResponse(url, question, state) {
  const path = url.pathname.replace(/^\/api\/v1/, "");
  if (state.failing.some((part) => path.endsWith(part))) return problem(500, "The store could not answer", "A made-up failure of the test.");
  if (state.limited.some((part) => path.endsWith(part))) return problem(429, "rate_limited", "quota");
  const computed = strategyResponse(path, question, state);
  if (computed !== undefined) return computed;
  const foretold = forecastAnswer(path, url.searchParams, state.scenario);
  if (foretold === undefined) return problem(404, "Not found", "there is no forecast of this race: the next race is foretold first; later ones follow, each in its turn");
  const body = foretold ?? answer(path, url.searchParams, state.scenario);
  return body === undefined ? problem(404, "Not found", "No such race is stored.") : { status: 200, type: "application/json", body };
}

async function questionOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return parts.length === 0 ? null : JSON.parse(Buffer.concat(parts).toString());
}

async function sendApi(url, request, state, response) {
  const { status, type, body } = apiResponse(url, await questionOf(request), state);
  const origin = state.scenario === "synthetic" ? "synthetic" : state.scenario === "empty" ? "none" : "real";
  const headers = { "Content-Type": type, "Content-Encoding": "gzip", "X-Data-Origin": origin, "Cache-Control": "no-store" };
  if (status === 429) headers["Retry-After"] = "30";
  setTimeout(() => response.writeHead(status, headers).end(gzipSync(JSON.stringify(body))), state.delayMs);
}

async function sendFile(url, response) {
  const wanted = url.pathname === "/" ? "index.html" : url.pathname.slice(1);
  const isAsset = extname(wanted) !== "";
  const name = isAsset ? wanted : "index.html";
  try {
    const file = await readFile(new URL(name, DIST));
    response.writeHead(200, { "Content-Type": TYPES[extname(name)] ?? "application/octet-stream", "Content-Encoding": "gzip" }).end(gzipSync(file));
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
    response.writeHead(404).end();
  }
}

/**
 * Start the server on a free port. `state` may be changed while it runs: `scenario` (normal, empty, stale, synthetic, uncalibrated, outdated, no-grid, no-cars, rule, no-forecast, no-trial),
 * `failing` and `limited` (endings of API paths that answer 500 or 429), `stopped` (the API drops connections), `delayMs`. `asked` collects the simulations asked for; `reset` undoes it all.
 */
export async function startFixture(options = {}, port = 0) {
  const state = {};
  const reset = () => Object.assign(state, { scenario: "normal", failing: [], limited: [], stopped: false, delayMs: 0, asked: [], ...options });
  reset();
  const server = createServer((request, response) => {
    const url = new URL(request.url, "http://fixture");
    if (!url.pathname.startsWith("/api/")) return void sendFile(url, response);
    if (state.stopped) return void request.socket.destroy();
    void sendApi(url, request, state, response);
  });
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  return { state, reset, url: `http://127.0.0.1:${server.address().port}`, close: () => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))) };
}
