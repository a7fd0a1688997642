"""Answers of simulated races: one driver's other plan against what really happened, or the whole field."""

from datetime import datetime
from typing import Literal

from functions.strategy.shapes.parts import (
    Answer,
    Car,
    PlannedStint,
    PlannedStop,
    PositionProbability,
    Probability,
    Shape,
    TimeQuantiles,
)
from pitwall.domain.vocabulary import Compound


class DrivenLap(Shape):
    """Where the car really was at the end of a lap; None where timing does not say."""

    lap: int
    position: int | None
    gap_s: float | None


class Original(Shape):
    """What really happened."""

    label: str
    position: int | None
    retired: bool
    race_time_s: float | None
    start: Compound
    stops: list[PlannedStop]
    stints: list[PlannedStint]
    laps: list[DrivenLap]


class SimulatedLap(Shape):
    """Position and gap to the leader at the end of a lap over all runs in which the car was still driving."""

    lap: int
    position_p10: float | None
    position_p50: float | None
    position_p90: float | None
    gap_p10_s: float | None
    gap_p50_s: float | None
    gap_p90_s: float | None


class Outcome(Shape):
    """What a plan brings over all runs."""

    label: str
    start: Compound
    stops: list[PlannedStop]
    stints: list[PlannedStint]
    legal: bool
    position_probabilities: list[PositionProbability]
    expected_position: float
    expected_points: float
    p_win: Probability
    p_podium: Probability
    p_points: Probability
    p_retired: Probability
    race_time_s: TimeQuantiles
    laps: list[SimulatedLap]


class PairedMean(Shape):
    """A mean difference over runs with the same random numbers, and its standard error."""

    mean: float
    standard_error: float


class PlanOutcome(Outcome):
    """A plan beside the strategy really driven: positive is places and seconds gained."""

    positions_gained: PairedMean
    time_gained_s: PairedMean | None


class Simulated(Answer):
    """One driver's plans in a past race; `as_driven` is the simulation of what he really did."""

    driver: Car
    original: Original
    as_driven: Outcome
    plans: list[PlanOutcome]


class CarOutcome(Shape):
    """One car of a simulated field."""

    driver: Car
    expected_position: float
    expected_points: float
    p_win: Probability
    p_podium: Probability
    p_points: Probability
    p_retired: Probability
    position_probabilities: list[PositionProbability]
    race_time_s: TimeQuantiles
    stops: float


class Happenings(Shape):
    """What happened per simulated race, on average."""

    passes: float
    stops: float
    safety_cars: float
    virtual_safety_cars: float
    red_flags: float
    retirements: float
    rain_laps: float
    penalties: float


class FieldSimulation(Answer):
    """The whole field, in order of expected position."""

    lap: int
    cars: list[CarOutcome]
    happenings: Happenings


class JobProgress(Shape):
    """Simulated races so far."""

    done_runs: int
    total_runs: int


class Job(Shape):
    """A simulation too large to wait for. `result` is there once `status` is `done`, `problem` once it is `failed`."""

    job_id: str
    status: Literal["queued", "running", "done", "failed"]
    race_id: str
    submitted_at: datetime
    progress: JobProgress
    result: FieldSimulation | None
    problem: str | None
