/** What is said when there is nothing to show, something went wrong, or the data are not what they should be. */

const days = (n: number) => `${n} day${n === 1 ? "" : "s"}`;

export const errors = {
  offline: "The API does not answer",
  offlineDetail: "Check the connection; the rest of the page stays as it is.",
  untitled: (status: number) => `The request failed (status ${status})`,
  tooMany: "Too many requests from here",
  wait: (seconds: number | null) => (seconds === null ? "Wait a moment, then try again." : `Try again in ${seconds} seconds.`),
  reference: (id: string) => `Reference ${id}`,
  unexpected: "The answer could not be read",
};

export const states = {
  loading: "Loading",
  slow: "Still loading: the store may be waking up.",
  synthetic: "Synthetic data: made up for development, not real racing.",
  noData: "No data are loaded yet. The first sync fills the store.",
  stale: (race: string, date: string, age: number | null) =>
    `The data may be out of date: the newest result is the ${race} of ${date}${age === null ? "" : `, ${days(age)} old`}.`,
  staleShort: (age: number | null) => (age === null ? "The data may be out of date." : `Newest result ${days(age)} old.`),
  staleUnknown: "The data may be out of date: no result is stored.",
  degraded: (what: string) => `Running with limits: ${what}.`,
  databaseDown: "The store does not answer, so parts of the page may be missing.",
  offline: (since: string | null) =>
    since === null
      ? "The API does not answer. Nothing could be loaded yet."
      : `The API does not answer. What you see was loaded at ${since}.`,
  statusLink: "Data status",
};
