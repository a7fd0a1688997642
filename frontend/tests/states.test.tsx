/** Every state a panel can be in: loading, empty, error, offline, rate-limited. */
import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { getJson } from "../src/api/client";
import { messages } from "../src/messages";
import { Answer } from "../src/ui/panel";

const fetchMock = vi.fn<typeof fetch>();

function respond(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return new Response(text, { status, headers: { "Content-Type": "application/json", ...headers } });
}

function Subject() {
  const query = useQuery({ queryKey: ["subject"], queryFn: () => getJson<string[]>("/subject"), retry: false });
  return (
    <Answer query={query} height={100} isEmpty={(rows) => rows.length === 0} empty="Nothing was stored.">
      {(rows) => <p>{rows.join(" ")}</p>}
    </Answer>
  );
}

function show() {
  render(<QueryClientProvider client={new QueryClient()}><Subject /></QueryClientProvider>);
}

beforeEach(() => vi.stubGlobal("fetch", fetchMock));
afterEach(() => {
  vi.unstubAllGlobals();
  fetchMock.mockReset();
});

describe("a panel", () => {
  test("shows a skeleton of its final height while it loads", () => {
    fetchMock.mockReturnValue(new Promise(() => undefined));
    show();
    expect(screen.getByRole("status", { name: messages.states.loading }).style.height).toBe("100px");
  });

  test("shows the data", async () => {
    fetchMock.mockResolvedValue(respond(200, ["one", "two"]));
    show();
    expect(await screen.findByText("one two")).toBeTruthy();
  });

  test("says why it is empty", async () => {
    fetchMock.mockResolvedValue(respond(200, []));
    show();
    expect(await screen.findByText("Nothing was stored.")).toBeTruthy();
  });

  test("shows a problem's title and reference, and tries again", async () => {
    const problem = { title: "The store sleeps", status: 500, detail: "Wake it.", correlation_id: "abc-1" };
    fetchMock.mockResolvedValueOnce(respond(500, problem, { "Content-Type": "application/problem+json" }));
    show();
    expect(await screen.findByText("The store sleeps")).toBeTruthy();
    expect(screen.getByText(messages.errors.reference("abc-1"))).toBeTruthy();
    fetchMock.mockResolvedValueOnce(respond(200, ["back"]));
    fireEvent.click(screen.getByRole("button", { name: messages.common.retry }));
    expect(await screen.findByText("back")).toBeTruthy();
  });

  test("never shows the HTML of an error page", async () => {
    fetchMock.mockResolvedValue(respond(502, "<html><h1>Bad gateway</h1></html>", { "Content-Type": "text/html", "X-Correlation-Id": "xyz-2" }));
    show();
    expect(await screen.findByText(messages.errors.untitled(502))).toBeTruthy();
    expect(document.body.textContent).not.toContain("Bad gateway");
    expect(screen.getByText(messages.errors.reference("xyz-2"))).toBeTruthy();
  });

  test("turns 429 into words with the wait", async () => {
    fetchMock.mockResolvedValue(respond(429, { title: "rate_limited", status: 429 }, { "Retry-After": "30" }));
    show();
    expect(await screen.findByText(messages.errors.tooMany)).toBeTruthy();
    expect(screen.getByText(messages.errors.wait(30))).toBeTruthy();
  });

  test("says that the API does not answer", async () => {
    fetchMock.mockRejectedValue(new TypeError("failed to fetch"));
    show();
    expect(await screen.findByText(messages.errors.offline)).toBeTruthy();
  });
});
