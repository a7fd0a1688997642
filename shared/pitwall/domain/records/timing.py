"""What the timing of a session tells: laps, stops, tyres, weather, race control and flags."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from pitwall.domain.records.base import (
    CarNumber,
    DriverCode,
    LapNumber,
    Laps,
    Position,
    RaceRecord,
    Seconds,
    SessionTime,
    Slug,
    Text,
)
from pitwall.domain.vocabulary import Compound, NeutralisationKind, SessionCode


class Lap(RaceRecord):
    """One lap of one car. Lap hygiene adds the flags at the end on the way into the lake."""

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


class PitStop(RaceRecord):
    """A pit stop: time in the pit lane and, where known, stationary time and tyres."""

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


class SessionWeather(RaceRecord):
    """One reading of the track-side weather station during a session."""

    session: SessionCode
    time_s: SessionTime
    air_temp_c: Annotated[float, Field(ge=-30, le=60)] | None = None
    track_temp_c: Annotated[float, Field(ge=-30, le=90)] | None = None
    humidity_pct: Annotated[float, Field(ge=0, le=100)] | None = None
    pressure_mbar: Annotated[float, Field(ge=500, le=1_100)] | None = None
    rainfall: bool | None = None
    wind_direction_deg: Annotated[float, Field(ge=0, le=360)] | None = None
    wind_speed_ms: Annotated[float, Field(ge=0, le=80)] | None = None


class HourlyWeather(RaceRecord):
    """An hour of weather at the circuit: observed, forecast, or the circuit's mean for that month and hour."""

    time_utc: datetime
    kind: Literal["observed", "forecast", "climate"]
    air_temp_c: Annotated[float, Field(ge=-40, le=60)] | None = None
    precipitation_mm: Annotated[float, Field(ge=0, le=500)] | None = None
    precipitation_probability: Annotated[float, Field(ge=0, le=1)] | None = None
    humidity_pct: Annotated[float, Field(ge=0, le=100)] | None = None
    cloud_cover_pct: Annotated[float, Field(ge=0, le=100)] | None = None
    wind_speed_ms: Annotated[float, Field(ge=0, le=100)] | None = None
    wind_direction_deg: Annotated[float, Field(ge=0, le=360)] | None = None


class RaceControlMessage(RaceRecord):
    """A message of race control, in the order sent."""

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


class TrackStatus(RaceRecord):
    """A change of the track's status during a session."""

    session: SessionCode
    time_s: SessionTime
    status: Annotated[str, Field(pattern=r"^[1-7]$")]
    message: Text | None = None


class Neutralisation(RaceRecord):
    """A safety car, virtual safety car or red flag in a race, in the leader's laps."""

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


class CompoundNomination(RaceRecord):
    """Which of C1..C6 were the soft, medium and hard of a race."""

    soft: Text
    medium: Text
    hard: Text
