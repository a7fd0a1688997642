"""Classifications of races, qualifying and practice, grids, and the championship as published."""

from typing import Annotated, Literal

from pydantic import Field

from pitwall.domain.records.base import (
    CarNumber,
    LapNumber,
    Laps,
    Position,
    PositionText,
    QualifyingGap,
    RaceRecord,
    Seconds,
    Slug,
    Text,
)
from pitwall.domain.vocabulary import SessionCode


class RaceResult(RaceRecord):
    """One classified or unclassified car of a race or sprint, as published."""

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


class FastestLap(RaceRecord):
    """A driver's best lap of a race or sprint, ranked."""

    session: Literal[SessionCode.R, SessionCode.S] = SessionCode.R
    driver_id: Slug
    entry: Annotated[int, Field(ge=1, le=9)] = 1
    position: Position | None = None
    lap_number: LapNumber | None = None
    """For lapped cars since April 2025 f1db counts the leader's laps here."""
    lap_time_s: Seconds | None = None


class QualifyingResult(RaceRecord):
    """A driver's result of qualifying (session Q) or sprint qualifying (SQ)."""

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


class GridPosition(RaceRecord):
    """Where a car started a race or sprint."""

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


class PracticeResult(RaceRecord):
    """A driver's best lap of a practice session."""

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


class PublishedDriverStanding(RaceRecord):
    """The championship after a round as published: the check of our own arithmetic, and the record before 1991."""

    driver_id: Slug
    display_order: Position
    position: Position | None = None
    position_text: PositionText
    points: Annotated[float, Field(ge=0, le=2_000)]


class PublishedConstructorStanding(RaceRecord):
    """As PublishedDriverStanding, for constructors (with engine: early seasons count the combination)."""

    constructor_id: Slug
    engine_manufacturer_id: Slug
    display_order: Position
    position: Position | None = None
    position_text: PositionText
    points: Annotated[float, Field(ge=0, le=2_000)]
