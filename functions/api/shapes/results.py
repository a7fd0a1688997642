"""Rows of the classifications of a weekend."""

from functions.api.shapes.references import ConstructorRef, DriverRef, Shape


class BestLap(Shape):
    """A driver's best lap of the race, and its rank among all drivers'."""

    rank: int | None
    lap_number: int | None
    lap_time_s: float | None


class ResultRow(Shape):
    """A car in the classification of a race or sprint."""

    position: int | None
    position_text: str
    driver: DriverRef
    constructor: ConstructorRef
    entry: int
    grid_position: int | None
    grid_position_text: str | None
    laps: int | None
    time_s: float | None
    gap_s: float | None
    laps_behind: int | None
    time_penalty_s: float | None
    points: float | None
    reason_retired: str | None
    fastest_lap: BestLap | None
    pit_stops: int | None
    """None where no stop of the whole race is known."""
    shared_car: bool
    source: str


class QualifyingRow(Shape):
    """A driver in qualifying; `part` tells apart the sessions of years with two."""

    part: str
    position: int | None
    position_text: str
    driver: DriverRef
    constructor: ConstructorRef
    q1_s: float | None
    q2_s: float | None
    q3_s: float | None
    time_s: float | None
    gap_s: float | None
    laps: int | None
    source: str


class GridRow(Shape):
    """A car's place on the grid."""

    position: int | None
    position_text: str
    driver: DriverRef
    constructor: ConstructorRef
    grid_penalty: str | None
    time_s: float | None
    source: str


class PracticeRow(Shape):
    """A driver's best lap of a practice session."""

    position: int | None
    driver: DriverRef
    constructor: ConstructorRef
    time_s: float | None
    gap_s: float | None
    laps: int | None
    source: str
