"""What one row of each data set is: names, units and bounds, stated once for every door.

The lake derives its Parquet schema and its vectorised checks from these models; a live record is checked by the model
itself. Durations are seconds, lengths km, temperatures degrees C. None means "not known", never zero.
"""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from pitwall.domain.vocabulary import FIRST_SEASON, LAST_SEASON, Compound, NeutralisationKind, SessionCode

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]
"""An f1db identifier such as `max-verstappen`."""
Season = Annotated[int, Field(ge=FIRST_SEASON, le=LAST_SEASON)]
Round = Annotated[int, Field(ge=1, le=40)]
Position = Annotated[int, Field(ge=1, le=200)]
LapNumber = Annotated[int, Field(ge=1, le=200)]
"""No World Championship race had more laps than the 200 of Indianapolis 1950-1960."""
CarNumber = Annotated[str, Field(max_length=4)]
"""As painted on the car; text, since early races ran numbers such as `2A`."""
Seconds = Annotated[float, Field(gt=0, le=36_000)]
DriverCode = Annotated[str, Field(pattern=r"^[A-Z0-9' ]{3}$")]
"""Three letters, as on the timing screens; older ones made from surnames may hold an apostrophe (`D'O`)."""
SessionTime = Annotated[float, Field(ge=-86_400, le=86_400)]
"""Seconds since the live-timing feed of a session began; negative where a message was sent before."""
QualifyingGap = Annotated[float, Field(ge=-3_600, le=3_600)]
"""To the best time of the session; negative where a faster car was put behind."""
Laps = Annotated[int, Field(ge=0, le=200)]
PositionText = Annotated[str, Field(max_length=8)]
Text = Annotated[str, Field(max_length=2_000)]


class Record(BaseModel):
    """Base of all records: immutable, no unknown fields, no NaN."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Driver(Record):
    """A person who entered a World Championship race."""

    driver_id: Slug
    name: Text
    first_name: Text | None = None
    last_name: Text | None = None
    driver_code: DriverCode | None = None
    permanent_number: Annotated[int, Field(ge=0, le=999)] | None = None
    date_of_birth: date | None = None
    date_of_death: date | None = None
    nationality: Text | None = None


class Constructor(Record):
    """A maker of cars."""

    constructor_id: Slug
    name: Text
    full_name: Text | None = None
    country: Text | None = None


class Circuit(Record):
    """A place where races are run."""

    circuit_id: Slug
    name: Text
    full_name: Text | None = None
    circuit_type: Literal["RACE", "ROAD", "STREET"] | None = None
    direction: Literal["CLOCKWISE", "ANTI_CLOCKWISE"] | None = None
    place_name: Text | None = None
    country: Text | None = None
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    length_km: Annotated[float, Field(gt=0, le=100)] | None = None
    turns: Annotated[int, Field(ge=0, le=200)] | None = None


class Race(Record):
    """One round of a season's calendar."""

    season: Season
    round: Round
    date: date
    start_time_utc: datetime | None = None
    name: Text
    official_name: Text | None = None
    grand_prix_id: Slug | None = None
    circuit_id: Slug
    circuit_layout_id: Slug | None = None
    qualifying_format: Text | None = None
    course_length_km: Annotated[float, Field(gt=0, le=100)] | None = None
    turns: Annotated[int, Field(ge=0, le=200)] | None = None
    laps: Laps | None = None
    """Laps counted for the result; None before the race."""
    scheduled_laps: Laps | None = None
    """Only where it differs from `laps`: the race was shortened (or lengthened)."""
    distance_km: Annotated[float, Field(ge=0, le=1_000)] | None = None
    cancelled: bool = False


class ScheduledSession(Record):
    """A session of a weekend as the calendar announces it."""

    season: Season
    round: Round
    session: SessionCode
    date: date
    start_time_utc: datetime | None = None


class SessionTiming(Record):
    """When a session really ran: offsets of the live-timing feed, and its zero in UTC."""

    season: Season
    round: Round
    session: SessionCode
    start_time_s: SessionTime | None = None
    finish_time_s: SessionTime | None = None
    feed_zero_utc: datetime | None = None
    started_utc: datetime | None = None
    feed_zero_method: Text | None = None


class Seat(Record):
    """A driver entered by a constructor for one round."""

    season: Season
    round: Round
    driver_id: Slug
    constructor_id: Slug
    entrant_id: Slug | None = None
    engine_manufacturer_id: Slug | None = None
    driver_code: DriverCode | None = None


class RaceResult(Record):
    """One classified or unclassified car of a race or sprint, as published."""

    season: Season
    round: Round
    session: Literal[SessionCode.R, SessionCode.S]
    driver_id: Slug
    entry: Annotated[int, Field(ge=1, le=9)] = 1
    """2 and up: further cars the same driver drove in this race (shared cars, until 1978)."""
    constructor_id: Slug
    engine_manufacturer_id: Slug | None = None
    driver_number: CarNumber | None = None
    display_order: Position
    position: Position | None = None
    position_text: PositionText
    laps: Laps | None = None
    time_s: Seconds | None = None
    time_penalty_s: Annotated[float, Field(ge=0, le=3_600)] | None = None
    gap_s: Annotated[float, Field(ge=0, le=36_000)] | None = None
    laps_behind: Laps | None = None
    reason_retired: Text | None = None
    points: Annotated[float, Field(ge=0, le=60)] | None = None
    """Published points: shown beside the result, never summed (see domain.standings)."""
    grid_position: Position | None = None
    grid_position_text: PositionText | None = None
    shared_car: bool = False


class FastestLap(Record):
    """A driver's best lap of a race or sprint, ranked."""

    season: Season
    round: Round
    session: Literal[SessionCode.R, SessionCode.S] = SessionCode.R
    driver_id: Slug
    entry: Annotated[int, Field(ge=1, le=9)] = 1
    position: Position | None = None
    lap_number: LapNumber | None = None
    """For lapped cars since April 2025 f1db counts the leader's laps here."""
    lap_time_s: Seconds | None = None


class QualifyingResult(Record):
    """A driver's result of qualifying (session Q) or sprint qualifying (SQ)."""

    season: Season
    round: Round
    session: Literal[SessionCode.Q, SessionCode.SQ]
    part: Literal["overall", "qualifying-1", "qualifying-2"] = "overall"
    driver_id: Slug
    entry: Annotated[int, Field(ge=1, le=9)] = 1
    constructor_id: Slug
    driver_number: CarNumber | None = None
    display_order: Position
    position: Position | None = None
    position_text: PositionText
    time_s: Seconds | None = None
    q1_s: Seconds | None = None
    q2_s: Seconds | None = None
    q3_s: Seconds | None = None
    gap_s: QualifyingGap | None = None
    laps: Laps | None = None


class GridPosition(Record):
    """Where a car started a race or sprint."""

    season: Season
    round: Round
    session: Literal[SessionCode.R, SessionCode.S]
    driver_id: Slug
    constructor_id: Slug
    driver_number: CarNumber | None = None
    display_order: Position
    position: Position | None = None
    position_text: PositionText
    """`PL` for a start from the pit lane."""
    grid_penalty: Text | None = None
    time_s: Seconds | None = None


class PracticeResult(Record):
    """A driver's best lap of a practice session."""

    season: Season
    round: Round
    session: Literal[SessionCode.FP1, SessionCode.FP2, SessionCode.FP3, SessionCode.FP4, SessionCode.WU]
    driver_id: Slug
    constructor_id: Slug
    driver_number: CarNumber | None = None
    display_order: Position
    position: Position | None = None
    position_text: PositionText
    time_s: Seconds | None = None
    gap_s: QualifyingGap | None = None
    laps: Laps | None = None


class PitStop(Record):
    """A pit stop: time in the pit lane and, where known, stationary time and tyres."""

    season: Season
    round: Round
    session: Literal[SessionCode.R, SessionCode.S] = SessionCode.R
    driver_id: Slug
    stop: Annotated[int, Field(ge=1, le=100)]
    lap_number: LapNumber
    constructor_id: Slug | None = None
    driver_number: CarNumber | None = None
    pit_lane_time_s: Seconds | None = None
    stationary_s: Seconds | None = None
    compound_before: Compound | None = None
    tyre_life_before: Laps | None = None
    compound_after: Compound | None = None
    tyre_life_after: Laps | None = None
    track_status_in_lap: Text | None = None
    track_status_out_lap: Text | None = None
    position_in_lap: Position | None = None
    position_after_out_lap: Position | None = None


class Lap(Record):
    """One lap of one car. Lap hygiene adds the flags at the end on the way into the lake."""

    season: Season
    round: Round
    session: SessionCode
    driver_id: Slug
    driver_code: DriverCode | None = None
    driver_number: CarNumber | None = None
    constructor_id: Slug | None = None
    lap_number: LapNumber
    lap_time_s: Seconds | None = None
    lap_time_source: Literal["timing", "official", "derived"] | None = None
    sector1_s: Seconds | None = None
    sector2_s: Seconds | None = None
    sector3_s: Seconds | None = None
    stint: Annotated[int, Field(ge=1, le=100)] | None = None
    compound: Compound | None = None
    compound_name: Text | None = None
    """C1..C6, or 2018's names."""
    tyre_life: Laps | None = None
    """Laps on the set at the end of this lap, earlier use included."""
    fresh_tyre: bool | None = None
    tyre_source: Text | None = None
    pit_in: bool | None = None
    pit_out: bool | None = None
    pit_in_time_s: SessionTime | None = None
    pit_out_time_s: SessionTime | None = None
    lap_start_time_s: SessionTime | None = None
    lap_end_time_s: SessionTime | None = None
    track_status: Annotated[str, Field(pattern=r"^[1-7]+$", max_length=20)] | None = None
    """Every status seen during the lap: 1 clear, 2 yellow, 4 SC, 5 red, 6 VSC, 7 VSC ending."""
    position: Position | None = None
    is_accurate: bool | None = None
    is_personal_best: bool | None = None
    deleted: bool | None = None
    deleted_reason: Text | None = None
    speed_i1_kmh: Annotated[float, Field(ge=0, le=450)] | None = None
    speed_i2_kmh: Annotated[float, Field(ge=0, le=450)] | None = None
    speed_fl_kmh: Annotated[float, Field(ge=0, le=450)] | None = None
    speed_st_kmh: Annotated[float, Field(ge=0, le=450)] | None = None
    provider: Text | None = None
    """Where the source itself had this lap from."""
    valid: bool | None = None
    """30 s <= lap time <= 300 s."""
    in_lap: bool | None = None
    out_lap: bool | None = None
    neutralised: bool | None = None
    """SC, VSC or red flag during the lap."""
    tyre_life_recomputed: Laps | None = None
    """Counted by us along the stint from its first known tyre life."""
    tyre_life_consistent: bool | None = None
    """Whether the source's tyre life equals ours."""


class SessionWeather(Record):
    """One reading of the track-side weather station during a session."""

    season: Season
    round: Round
    session: SessionCode
    time_s: SessionTime
    air_temp_c: Annotated[float, Field(ge=-30, le=60)] | None = None
    track_temp_c: Annotated[float, Field(ge=-30, le=90)] | None = None
    humidity_pct: Annotated[float, Field(ge=0, le=100)] | None = None
    pressure_mbar: Annotated[float, Field(ge=500, le=1_100)] | None = None
    rainfall: bool | None = None
    wind_direction_deg: Annotated[float, Field(ge=0, le=360)] | None = None
    wind_speed_ms: Annotated[float, Field(ge=0, le=80)] | None = None


class HourlyWeather(Record):
    """An hour of weather at the circuit: observed, forecast, or the circuit's mean for that month and hour."""

    season: Season
    round: Round
    time_utc: datetime
    kind: Literal["observed", "forecast", "climate"]
    air_temp_c: Annotated[float, Field(ge=-40, le=60)] | None = None
    precipitation_mm: Annotated[float, Field(ge=0, le=500)] | None = None
    precipitation_probability: Annotated[float, Field(ge=0, le=1)] | None = None
    humidity_pct: Annotated[float, Field(ge=0, le=100)] | None = None
    cloud_cover_pct: Annotated[float, Field(ge=0, le=100)] | None = None
    wind_speed_ms: Annotated[float, Field(ge=0, le=100)] | None = None
    wind_direction_deg: Annotated[float, Field(ge=0, le=360)] | None = None


class RaceControlMessage(Record):
    """A message of race control, in the order sent."""

    season: Season
    round: Round
    session: SessionCode
    message_number: Annotated[int, Field(ge=1, le=5_000)]
    time_utc: datetime | None = None
    time_s: SessionTime | None = None
    lap_number: Laps | None = None
    category: Text | None = None
    message: Text
    status: Text | None = None
    flag: Text | None = None
    scope: Text | None = None
    sector: Annotated[int, Field(ge=0, le=100)] | None = None
    driver_number: CarNumber | None = None


class TrackStatus(Record):
    """A change of the track's status during a session."""

    season: Season
    round: Round
    session: SessionCode
    time_s: SessionTime
    status: Annotated[str, Field(pattern=r"^[1-7]$")]
    message: Text | None = None


class Neutralisation(Record):
    """A safety car, virtual safety car or red flag in a race, in the leader's laps."""

    season: Season
    round: Round
    session: Literal[SessionCode.R, SessionCode.S] = SessionCode.R
    number: Annotated[int, Field(ge=1, le=50)]
    """Counts the race's neutralisations by start."""
    kind: NeutralisationKind
    start_lap: Laps
    end_lap: Laps | None = None
    start_time_s: SessionTime | None = None
    end_time_s: SessionTime | None = None
    cause: Text | None = None
    estimated: bool = False
    """True where the source itself calls it an estimate."""


class CompoundNomination(Record):
    """Which of C1..C6 were the soft, medium and hard of a race."""

    season: Season
    round: Round
    soft: Text
    medium: Text
    hard: Text


class PublishedDriverStanding(Record):
    """The championship after a round as published: the check of our own arithmetic, and the record before 1991."""

    season: Season
    round: Round
    driver_id: Slug
    display_order: Position
    position: Position | None = None
    position_text: PositionText
    points: Annotated[float, Field(ge=0, le=2_000)]


class PublishedConstructorStanding(Record):
    """As PublishedDriverStanding, for constructors (with engine: early seasons count the combination)."""

    season: Season
    round: Round
    constructor_id: Slug
    engine_manufacturer_id: Slug
    display_order: Position
    position: Position | None = None
    position_text: PositionText
    points: Annotated[float, Field(ge=0, le=2_000)]


class IngestRun(Record):
    """One job of ingestion: what was asked of which source, and what came of it."""

    run_id: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    job: Text
    source_name: Text
    target: Text
    started_at: datetime
    finished_at: datetime
    outcome: Literal["succeeded", "unchanged", "partial", "failed"]
    rows_accepted: Annotated[int, Field(ge=0)]
    rows_rejected: Annotated[int, Field(ge=0)]
    objects_written: Annotated[int, Field(ge=0)]
    detail: Text | None = None
