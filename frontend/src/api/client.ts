/** The one place that calls /api/v1: parses answers, turns failures into problems, notes origin and reachability. */
import { answered, unanswered } from "./link-state";
import { OfflineError, problemFrom } from "./problem";

const BASE = "/api/v1";

async function send(path: string, signal: AbortSignal | undefined, init: RequestInit = {}): Promise<Response> {
  const headers = { Accept: "application/json", ...(init.body === undefined ? {} : { "Content-Type": "application/json" }) };
  try {
    // The browser's own cache revalidates by ETag; a 304 arrives here as the stored answer.
    return await fetch(`${BASE}${path}`, { ...init, headers, ...(signal ? { signal } : {}) });
  } catch (error) {
    if (signal?.aborted) throw error;
    unanswered();
    throw new OfflineError();
  }
}

async function answerOf<T>(response: Response, accept: readonly number[]): Promise<T> {
  answered(response.headers.get("x-data-origin"), Date.now());
  const isJson = (response.headers.get("content-type") ?? "").includes("json");
  const isProblem = (response.headers.get("content-type") ?? "").includes("problem");
  const wanted = response.ok || (accept.includes(response.status) && !isProblem);
  if (!wanted || !isJson) throw await problemFrom(response);
  return (await response.json()) as T;
}

/** GET `path` under /api/v1. Raises ProblemError, OfflineError. `accept` names further statuses whose body is the answer. */
export async function getJson<T>(path: string, signal?: AbortSignal, accept: number[] = []): Promise<T> {
  return answerOf(await send(path, signal), accept);
}

/** POST `body` to `path` under /api/v1. Raises ProblemError, OfflineError. */
export async function postJson<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  return answerOf(await send(path, signal, { method: "POST", body: JSON.stringify(body) }), []);
}
