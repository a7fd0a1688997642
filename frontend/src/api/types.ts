/** The API's shapes under the names the screens use; generated from docs/openapi.json by `npm run types`. */
import type { components } from "./schema";

type Shapes = components["schemas"];

export type DriverRef = Shapes["DriverRef"];
export type ConstructorRef = Shapes["ConstructorRef"];
export type CircuitRef = Shapes["CircuitRef"];
export type Compound = Shapes["Compound"];
export type SessionCode = Shapes["SessionCode"];
export type Health = Shapes["Ready"];
export type DataOrigin = Health["data"]["origin"];
export type SyncStatus = Shapes["SyncStatus"];
export type Season = Shapes["Season"];
export type ScheduledSession = Shapes["RaceSession"];
export type RaceSummary = Shapes["RaceSummary"];
export type RaceDetail = Shapes["RaceDetail"];
export type ResultRow = Shapes["ResultRow"];
export type QualifyingRow = Shapes["QualifyingRow"];
export type GridRow = Shapes["GridRow"];
export type PracticeRow = Shapes["PracticeRow"];
export type PitStopRow = Shapes["PitStopRow"];
export type StintRow = Shapes["StintRow"];
export type LapRow = Shapes["LapRow"];
export type WeatherRow = Shapes["WeatherRow"];
export type RaceControlRow = Shapes["RaceControlRow"];
export type Neutralisation = Shapes["NeutralisationRow"];
export type DriverStanding = Shapes["DriverStandingRow"];
export type ConstructorStanding = Shapes["ConstructorStandingRow"];

export type Computed = Pick<Shapes["Simulated"], "model_version" | "as_of" | "pace" | "computed_at" | "runs" | "seed" | "interval" | "source" | "stale" | "quality">;
export type Car = Shapes["Car"];
export type Estimated = Shapes["Estimated"];
export type PlannedStint = Shapes["PlannedStint"];
export type PositionChance = Shapes["PositionProbability"];
export type Alternatives = Shapes["Alternatives"];
export type DriverPlans = Shapes["DriverPlans"];
export type RankedPlan = Shapes["RankedPlan"];
export type RaceNumbers = Shapes["RaceNumbers"];
export type CompoundWear = Shapes["CompoundWear"];
export type PitLoss = Shapes["PitLoss"];
export type UsualStrategy = Shapes["Usual"];
export type SimulateQuestion = Shapes["SimulateQuestion"];
export type Simulated = Shapes["Simulated"];
export type Original = Shapes["Original"];
export type Outcome = Shapes["Outcome"];
export type PlanOutcome = Shapes["PlanOutcome"];

export type RacePrediction = Shapes["RacePrediction"];
export type ForecastHead = Shapes["ForecastHead"];
export type Horizon = ForecastHead["horizon"];
export type DriverChance = Shapes["DriverChance"];
export type Explanation = Shapes["ExplanationShape"];
export type ChampionshipPrediction = Shapes["ChampionshipPrediction"];
export type TitleOdds = Shapes["TitleOdds"];
export type TitleContender = Shapes["TitleContender"];
export type TitlePoint = Shapes["TitlePoint"];
export type Accuracy = Shapes["Accuracy"];
export type TrialRef = Shapes["TrialRef"];
export type Figure = Shapes["Figure"];
export type CalibrationRow = Shapes["CalibrationRow"];
export type RaceMark = Shapes["RaceMark"];
export type ModelVersion = Shapes["ModelVersion"];

/** What is wrong with one field of a question. */
export type FieldProblem = { field: string; message: string };

/** A problem as the screens need it; any field of the document may be absent in a broken answer. */
export type Problem = { type: string; title: string; status: number; detail: string; correlation_id: string | null; errors: readonly FieldProblem[] };
