/** The titles of a season: who can still win them, with the arithmetic. */

export const titles = {
  drivers: "Who can still be champion",
  constructors: "Which team can still win the title",
  favourite: "is champion",
  champion: "has won the title.",
  stillOpen: (able: number, all: number) => (able === 1 ? `Nobody else can still win it.` : `${able} of ${all} can still win it.`),
  left: (races: number, sprints: number) =>
    `${races} race${races === 1 ? "" : "s"}${sprints === 0 ? "" : ` and ${sprints} sprint${sprints === 1 ? "" : "s"}`} left.`,
  over: "No race is left.",
  empty: (year: number) => `No title odds were computed for ${year}.`,
  who: "Contender",
  chance: "Title",
  now: "Points",
  expected: "Expected",
  expectedLong: "Expected points at the end of the season",
  range: "80% range",
  maximum: "Most",
  maximumLong: "Points if everything left is won",
  able: "Can win",
  yes: "yes",
  no: "no",
  chart: {
    title: "Title chances after each race",
    summary: (name: string, chance: string, races: number) => `${name} leads the odds with ${chance}; ${races} forecast${races === 1 ? "" : "s"} so far.`,
    after: "After round",
    one: "One forecast so far: the line grows with each race.",
  },
};
