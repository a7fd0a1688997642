"""What single models are asked and answer: lap times, tyre degradation, safety cars, pit loss."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from functions.strategy.shapes.parts import Shape, Source
from functions.strategy.shapes.questions import Question
from pitwall.domain.regulations import MOST_CARS, MOST_LAPS
from pitwall.domain.vocabulary import FIRST_LAP_SEASON, LAST_SEASON, Compound

CircuitName = Annotated[str, Field(max_length=100, pattern=r"^[\w-]+$", examples=["silverstone"])]
Life = Annotated[int, Field(ge=1, le=MOST_LAPS, description="laps on the set at the end of the lap; 1 for a new one")]
LapNumber = Annotated[int, Field(ge=1, le=MOST_LAPS)]
LapTime = Annotated[float, Field(ge=30, le=300)]
Gap = Annotated[float, Field(ge=0, le=300)]
TrackTemperature = Annotated[float, Field(ge=-30, le=90)]
CompoundName = Annotated[str, Field(pattern=r"^C[0-6]$", description="as nominated", examples=["C3"])]


class RecentLapBody(Question):
    """A lap driven at racing speed: no stop, no neutralisation."""

    lap_number: LapNumber
    lap_time_s: LapTime
    tyre_life: Life
    gap_ahead_s: Gap | None = None


class LapTimeBody(Question):
    """A car after its last lap: what it drove lately, and on which tyres it goes on."""

    season: Annotated[int, Field(ge=FIRST_LAP_SEASON, le=LAST_SEASON, description="decides what fuel is on board")]
    circuit_id: CircuitName
    total_laps: LapNumber
    recent: Annotated[
        tuple[RecentLapBody, ...],
        Field(min_length=1, max_length=4, description="green laps on `recent_compound`, oldest first"),
    ]
    recent_compound: Compound
    compound: Compound
    tyre_life: Life
    laps: Annotated[int, Field(ge=1, le=10)] = 10
    recent_compound_name: CompoundName | None = None
    compound_name: CompoundName | None = None
    gap_ahead_s: Gap | None = None
    gap_behind_s: Gap | None = None
    track_temp_c: TrackTemperature | None = None
    rain: bool | None = None
    length_km: Annotated[float, Field(ge=2, le=15)] | None = None


class DegradationBody(Question):
    """A tyre at a circuit."""

    compound: Compound
    tyre_life: Life
    circuit_id: CircuitName
    driver_id: CircuitName | None = None
    compound_name: CompoundName | None = None
    track_temp_c: TrackTemperature | None = None
    lap_s: LapTime | None = Field(default=None, description="an untroubled lap; unset: as usual at the circuit")


class SafetyCarBody(Question):
    """A race about to begin a lap under green."""

    circuit_id: CircuitName
    lap: LapNumber
    total_laps: LapNumber
    running: Annotated[int, Field(ge=1, le=MOST_CARS)] | None = None
    retired: Annotated[int, Field(ge=0, le=MOST_CARS)] = 0
    wet_share: Annotated[float, Field(ge=0, le=1, description="of the field on intermediates or wets")] | None = None
    rain: bool | None = None
    field_spread_s: Annotated[float, Field(ge=0, le=10_000)] | None = None
    laps_since_restart: Annotated[int, Field(ge=0, le=MOST_LAPS)] | None = Field(
        default=None, description="unset: not neutralised so far"
    )


class PitLossBody(Question):
    """A stop on slicks."""

    circuit_id: CircuitName
    status: Literal["GREEN", "VSC", "SC"] = "GREEN"
    stationary_s: Annotated[float, Field(ge=0, le=120)] | None = Field(default=None, description="unset: as usual")


class InputShare(Shape):
    """What one input adds."""

    input: str
    amount: float


class Foretold(Shape):
    """A number; `base` and the contributions sum to it, or to its log-odds where `scale` says so."""

    value: float
    low: float
    high: float
    unit: str
    base: float
    scale: Literal["value", "log-odds"]
    contributions: list[InputShare]


class ModelPrediction(Shape):
    """What every answer of a single model says of itself."""

    model: str
    model_version: str = Field(description="of the model, or of the calibration where a rule spoke")
    as_of: str = Field(description="newest race whose data were used")
    source: Source
    computed_at: datetime
    interval: float = Field(description="share of cases that lows and highs span")
    quality: list[str] = Field(description="what was missing or pooled, in words; empty where nothing was")


class LapForetold(Foretold):
    """One coming lap, if it is driven at racing speed."""

    lap: int


class LapTimePrediction(ModelPrediction):
    """The coming laps, nearest first."""

    laps: list[LapForetold]


class DegradationPrediction(ModelPrediction):
    """Time lost on that lap against a fresh set."""

    loss: Foretold


class SafetyCarPrediction(ModelPrediction):
    """The chances that a neutralisation begins on the lap."""

    safety_car: Foretold
    virtual_safety_car: Foretold


class PitLossPrediction(ModelPrediction):
    """Time a stop costs against staying out: in the lane, and standing still."""

    loss: Foretold
    lane_s: float
    stationary_s: float
