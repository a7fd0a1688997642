// Every page on made-up data at three widths in both themes: nothing overflows, nothing broken is printed, axe finds nothing.
import { after, before, describe } from "node:test";

import { startFixture } from "./fixture_api.mjs";
import { pagesOf } from "./page_checks.mjs";

const LAB = "/lab?race=2024-03&driver=driver-castel&plans=M20H,S14M33Mr,M,H30S&sc=10x3&rain=20-30&runs=500&seed=5";
const PAGES = ["/", "/season/2026", "/race/2026/3", "/race/2026/5", "/race/1950/1", "/lab", LAB, "/model", "/status", "/no/such/page"];

describe("on made-up data", () => {
  let fixture;
  before(async () => (fixture = await startFixture()));
  after(() => fixture.close());
  pagesOf("pages", PAGES, () => fixture.url);
});
