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

/** A problem as the screens need it; any field of the document may be absent in a broken answer. */
export type Problem = { type: string; title: string; status: number; detail: string; correlation_id: string | null };
