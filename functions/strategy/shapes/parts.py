"""The small objects that several answers are made of, and what every answer says about where it comes from."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from pitwall.domain.vocabulary import Compound

Probability = Annotated[float, Field(ge=0, le=1)]
Source = Literal["model", "simpler model", "rule"]


class Shape(BaseModel):
    """Base of all answers: nothing but the named fields, all of them always present."""

    model_config = ConfigDict(extra="forbid", defer_build=True)


class Answer(Shape):
    """What every answer says of itself; all but `computed_at` are the same whenever the same is asked."""

    race_id: str
    model_version: str = Field(description="version of the calibration artefact")
    as_of: str = Field(description="newest race whose data were used")
    pace: Literal["before the race", "fitted on the race itself"]
    computed_at: datetime
    runs: int = Field(description="simulated races behind each number; 0 where none were played")
    seed: int
    interval: float = Field(description="probability that lows and highs span")
    source: Source
    stale: bool = Field(description="whether a newer race is stored than the calibration knows")
    quality: list[str] = Field(description="what was missing, in words; empty where nothing was")


class Car(Shape):
    """A car of the race by its driver."""

    driver_id: str
    code: str | None
    name: str | None
    constructor_id: str
    grid: int


class PlannedStop(Shape):
    """A tyre change at the end of a lap."""

    lap: int
    compound: Compound
    under_red_flag: bool


class PlannedStint(Shape):
    """Laps on one set."""

    compound: Compound
    first_lap: int
    last_lap: int
    laps: int
    tyre_life_at_start: int


class PositionProbability(Shape):
    """How probable a finishing position is."""

    position: int
    probability: Probability


class TimeQuantiles(Shape):
    """A race time: a tenth of the races are below p10, half below p50, nine tenths below p90. None: never finished."""

    p10: float | None
    p50: float | None
    p90: float | None


class Window(Shape):
    """The laps within which a stop costs next to nothing more."""

    lap_from: int
    lap_to: int


class Estimated(Shape):
    """A fitted number: 80 of 100 such intervals hold the true value. `n` counts laps, stops or races."""

    mean: float
    sd: float
    low: float
    high: float
    n: int
    seasons: list[int]


class Plan(Shape):
    """A strategy: start tyres and stops, with the stints they make. `label` is such as `M 24 H`."""

    label: str
    start: Compound
    stops: list[PlannedStop]
    stints: list[PlannedStint]


class RankedPlan(Plan):
    """A plan with what it brings, beside the best one under the same random numbers."""

    rank: int
    stop_windows: list[Window]
    expected_position: float
    expected_points: float
    p_win: Probability
    p_podium: Probability
    p_points: Probability
    position_probabilities: list[PositionProbability]
    position_low: int
    position_high: int
    race_time_s: float | None
    difference_to_best: float = Field(description="in the objective's unit; 0 is the best plan, more is worse")
    standard_error: float = Field(description="of `difference_to_best`, from paired runs")
    p_best: Probability
    free_air_loss_s: float = Field(description="to the fastest plan on an empty track")
    runs: int = Field(description="simulated races of this plan: fewer where it was clearly worse early")
