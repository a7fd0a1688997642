"""Rows of what happened during a session."""

from datetime import datetime

from functions.api.shapes.references import ConstructorRef, DriverRef, Shape
from pitwall.domain.vocabulary import Compound, NeutralisationKind


class PitStopRow(Shape):
    """A pit stop. `pit_lane_time_s` is from line to line, `stationary_s` standing still."""

    driver: DriverRef
    constructor: ConstructorRef | None
    stop: int
    lap_number: int
    pit_lane_time_s: float | None
    stationary_s: float | None
    compound_before: Compound | None
    tyre_life_before: int | None
    compound_after: Compound | None
    tyre_life_after: int | None
    position_in_lap: int | None
    position_after_out_lap: int | None
    track_status_in_lap: str | None
    source: str


class StintRow(Shape):
    """A set of tyres on a car, from `start_lap` to `end_lap`."""

    driver: DriverRef
    stint: int
    compound: Compound | None
    compound_name: str | None
    fresh_tyre: bool | None
    start_lap: int
    end_lap: int
    laps: int
    tyre_life_start: int | None
    tyre_life_end: int | None
    median_lap_time_s: float | None


class LapRow(Shape):
    """A lap of a car. `*_time_s` of start and end count from the beginning of the timing feed."""

    driver_id: str
    driver_code: str | None
    driver_number: str | None
    constructor_id: str | None
    lap_number: int
    position: int | None
    lap_time_s: float | None
    sector1_s: float | None
    sector2_s: float | None
    sector3_s: float | None
    stint: int | None
    compound: Compound | None
    compound_name: str | None
    tyre_life: int | None
    fresh_tyre: bool | None
    pit_in: bool | None
    pit_out: bool | None
    track_status: str | None
    valid: bool | None
    in_lap: bool | None
    out_lap: bool | None
    neutralised: bool | None
    counted: bool
    """False for laps beyond those the result counts (a race stopped and counted back)."""
    is_personal_best: bool | None
    deleted: bool | None
    lap_start_time_s: float | None
    lap_end_time_s: float | None
    speed_st_kmh: float | None
    source: str


class WeatherRow(Shape):
    """A reading of the track-side weather station."""

    time_s: float
    air_temp_c: float | None
    track_temp_c: float | None
    humidity_pct: float | None
    pressure_mbar: float | None
    rainfall: bool | None
    wind_direction_deg: float | None
    wind_speed_ms: float | None
    source: str


class RaceControlRow(Shape):
    """A message of race control."""

    message_number: int
    time_utc: datetime | None
    time_s: float | None
    lap_number: int | None
    category: str | None
    message: str
    flag: str | None
    scope: str | None
    sector: int | None
    driver_number: str | None
    source: str


class NeutralisationRow(Shape):
    """A safety car, virtual safety car or red flag, in the leader's laps."""

    number: int
    kind: NeutralisationKind
    start_lap: int
    end_lap: int | None
    start_time_s: float | None
    end_time_s: float | None
    cause: str | None
    estimated: bool
    source: str
