// What the browser tests of one suite stand on: a browser, and a fixture server that is as new before each test.
import { after, before, beforeEach } from "node:test";

import { launch } from "./browser.mjs";
import { startFixture } from "./fixture_api.mjs";

/** To be called inside `describe`, before hooks of its own: `browser` and `fixture` are there once the suite runs. */
export function stage() {
  const on = {};
  before(async () => {
    on.browser = await launch();
    on.fixture = await startFixture();
  });
  after(async () => {
    await on.browser.close();
    await on.fixture.close();
  });
  beforeEach(() => on.fixture.reset());
  return on;
}
