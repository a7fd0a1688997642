/** What can go wrong between the screen and the API, as errors a panel can show in words. */
import { messages } from "../messages";
import type { FieldProblem, Problem } from "./types";

/** The API answered, and the answer is a problem (RFC 9457) or no JSON at all. */
export class ProblemError extends Error {
  readonly problem: Problem;
  readonly retryAfterS: number | null;

  constructor(problem: Problem, retryAfterS: number | null) {
    super(problem.title);
    this.name = "ProblemError";
    this.problem = problem;
    this.retryAfterS = retryAfterS;
  }
}

/** Nothing answered: no network, or the API is stopped. */
export class OfflineError extends Error {
  constructor() {
    super(messages.errors.offline);
    this.name = "OfflineError";
  }
}

const NOT_CALIBRATED = "urn:pitwall:problem:not-calibrated-yet";

/** Nothing can be computed yet, for want of a calibration that can be read: a state to be told in words, not a failure. */
export function isNotCalibrated(error: Error | null): boolean {
  return error instanceof ProblemError && error.problem.type === NOT_CALIBRATED;
}

function text(body: Record<string, unknown>, key: string): string | null {
  const value = body[key];
  return typeof value === "string" && value !== "" ? value : null;
}

function fieldProblems(body: Record<string, unknown>): FieldProblem[] {
  const { errors } = body;
  if (!Array.isArray(errors)) return [];
  return errors.flatMap((entry: unknown) => {
    if (typeof entry !== "object" || entry === null) return [];
    const message = text(entry as Record<string, unknown>, "message");
    return message === null ? [] : [{ field: text(entry as Record<string, unknown>, "field") ?? "", message }];
  });
}

async function bodyOf(response: Response): Promise<Record<string, unknown>> {
  if (!(response.headers.get("content-type") ?? "").includes("json")) return {};
  try {
    const body: unknown = await response.json();
    return typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

/** The problem an unsuccessful response carries; a body that is no problem+json is never shown. */
export async function problemFrom(response: Response): Promise<ProblemError> {
  const body = await bodyOf(response);
  const retryAfterS = Number.parseInt(response.headers.get("retry-after") ?? "", 10);
  const wait = Number.isFinite(retryAfterS) ? retryAfterS : null;
  const limited = response.status === 429;
  return new ProblemError(
    {
      type: text(body, "type") ?? "about:blank",
      title: limited ? messages.errors.tooMany : (text(body, "title") ?? messages.errors.untitled(response.status)),
      status: response.status,
      detail: limited ? messages.errors.wait(wait) : (text(body, "detail") ?? ""),
      correlation_id: text(body, "correlation_id") ?? response.headers.get("x-correlation-id"),
      errors: fieldProblems(body),
    },
    wait,
  );
}
