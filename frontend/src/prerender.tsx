/** Renders the frame of the site at build time, so that the first paint needs no JavaScript. */
import { renderToString } from "react-dom/server";
import { StaticRouter } from "react-router";

import { App } from "./app";

/** The document's body for an address, with every panel in its loading state. */
export function render(path: string): string {
  return renderToString(
    <StaticRouter location={path}>
      <App />
    </StaticRouter>,
  );
}
