// Serves the built site with made-up data for looking at it by hand: node serve_fixture.mjs [port] [scenario].
import { startFixture } from "./fixture_api.mjs";

const server = await startFixture({ scenario: process.argv[3] ?? "synthetic" }, Number(process.argv[2] ?? 4173));
console.log(server.url);
