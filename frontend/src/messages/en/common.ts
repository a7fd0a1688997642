/** Words that appear on every page. */
import type { SessionCode } from "../../api/types";

export const common = {
  product: "Pitwall",
  skip: "Skip to content",
  navigation: "Main",
  nav: { now: "Now", season: "Season", lab: "What if", model: "Model", status: "Status" },
  theme: { label: "Theme", system: "System", dark: "Dark", light: "Light" },
  footer: "Results and calendar from 1950, lap timing from 2018. Not affiliated with Formula 1.",
  loadingPage: "Loading the page",
  retry: "Try again",
  more: (n: number) => `Show ${n} more`,
  fewer: "Show fewer",
  tableOf: (title: string) => `${title}, table`,
  noValue: "not known",
  round: (n: number) => `Round ${n}`,
  shared: "shared drive",
  position: "Pos",
  driver: "Driver",
  team: "Team",
  laps: "Laps",
  time: "Time",
  gap: "Gap",
  points: "Pts",
  wins: "Wins",
  podiums: "Podiums",
  notFound: {
    title: "Off the track",
    text: "There is no page at this address.",
    home: "Back to the pit lane",
  },
  crash: "This page met an error in the browser.",
};

export const sessions: Record<SessionCode, string> = {
  FP1: "Practice 1",
  FP2: "Practice 2",
  FP3: "Practice 3",
  FP4: "Practice 4",
  WU: "Warm-up",
  Q: "Qualifying",
  SQ: "Sprint qualifying",
  S: "Sprint",
  R: "Race",
};
