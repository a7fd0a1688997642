"""What is known of the models themselves: their cards, their marks race by race, and how well chances were kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pitwall.domain.forecasts import Horizon


@dataclass(frozen=True)
class ModelCard:
    """One version of a model as it lies in the registry."""

    name: str
    version: str
    kind: str
    """What it is made of, such as `gradient boosting`."""
    trained_at: datetime
    data_cut_off: str
    """Newest race it learned from."""
    training_races: int
    metrics: Mapping[str, float]
    hyper_parameters: Mapping[str, float | int | str | bool | None]
    code_version: str
    sha256: Mapping[str, str]
    """By file name."""
    known_limits: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """Its folder in the artefacts."""
        return f"models/{self.name}/{self.version}"


@dataclass(frozen=True)
class RaceScore:
    """How one model did on one race; all starters count, retirements in official order."""

    race_id: str
    horizon: Horizon
    model: str
    """The champion's name, a member's or a baseline's."""
    starters: int
    winner_probability: float
    log_loss: float
    """Minus the logarithm of it."""
    winner_rank: int
    """Of the winner among the chances: 1 where the favourite won."""
    podium_hits: int
    """Of the three likeliest for the podium, how many stood on it."""
    brier_win: float
    brier_podium: float
    brier_points: float
    position_error: float
    """Mean absolute error of the expected position."""
    spearman: float


@dataclass(frozen=True)
class ScoredCar:
    """What was said of one car and what came of it."""

    race_id: str
    horizon: Horizon
    model: str
    driver_id: str
    constructor_id: str
    win: float
    podium: float
    points: float
    expected_position: float
    position: int
    """Official order, retirements included."""


@dataclass(frozen=True)
class Interval:
    """A figure with the 95 % interval of a bootstrap over races."""

    mean: float
    low: float
    high: float
    races: int


@dataclass(frozen=True)
class SummaryScore:
    """One figure of one model at one horizon over a span of seasons."""

    horizon: Horizon
    model: str
    seasons: str
    """`2018-2025`, or a single season."""
    figure: str
    """`log_loss`, `top_1`, `top_3`, `podium_precision`, `brier_win`, `position_error`, `ece_win` ..."""
    value: Interval
    target: float | None = None


@dataclass(frozen=True)
class CalibrationBin:
    """Of the chances between `low` and `high`, how many came true."""

    horizon: Horizon
    model: str
    target: str
    """`win`, `podium` or `points`."""
    low: float
    high: float
    n: int
    mean_predicted: float
    observed: float
    observed_low: float
    observed_high: float
    """95 % interval (Wilson) of the observed share."""


@dataclass(frozen=True)
class Backtest:
    """A walk-forward trial of the models."""

    model_version: str
    code_version: str
    seed: int
    made_at: datetime
    first_season: int
    last_race: str
    scores: tuple[RaceScore, ...]
    cars: tuple[ScoredCar, ...]
    """Of the champion alone."""
    summaries: tuple[SummaryScore, ...]
    bins: tuple[CalibrationBin, ...]
    known_limits: tuple[str, ...] = ()


@dataclass(frozen=True)
class RatingPoint:
    """A rating after a race."""

    system: str
    """`elo`, or `qualifying` and `race` of the state-space ratings."""
    competitor: str
    """`driver` or `constructor`."""
    competitor_id: str
    race_id: str
    rating: float
    sd: float | None = None
    """None for Elo, which knows none."""


@dataclass(frozen=True)
class DriverProfile:
    """How a driver drives, each trait a percentile among the season's drivers, from laps."""

    season: int
    driver_id: str
    as_of: str
    traits: tuple["Trait", ...]


@dataclass(frozen=True)
class Trait:
    """One trait: what was measured, on how much, and where that stands."""

    name: str
    """`aggression`, `consistency`, `tyre_management` or `pressure`."""
    value: float
    unit: str
    n: int
    percentile: float
    """0-100 among the season's drivers; 100 is the most of it."""


@dataclass(frozen=True)
class FeatureManifest:
    """A stored feature table."""

    name: str
    version: str
    schema_hash: str
    source_range: str
    code_version: str
    rows: int
    columns: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """By column: `coverage` 0-1 and `variance`."""


@dataclass(frozen=True)
class CircuitTrait:
    """One number of a circuit, from the races held there."""

    circuit_id: str
    trait: str
    """`pit_loss_green`, `passes_per_race`, `safety_cars_per_race`, `grid_to_finish_correlation` ..."""
    value: float
    sd: float | None
    unit: str
    n: int


@dataclass(frozen=True)
class Promotion:
    """A change of champion; the promotion with a name's highest number says which version is in use."""

    model_name: str
    number: int
    version: str
    previous: str | None
    promoted_at: datetime
    reason: str


@dataclass(frozen=True)
class RatingTable:
    """A rating system's whole history, column by column."""

    as_of: str
    points: tuple[RatingPoint, ...]


@dataclass(frozen=True)
class ProfileTable:
    """All drivers' profiles of a season."""

    season: int
    as_of: str
    profiles: tuple[DriverProfile, ...]


@dataclass(frozen=True)
class CircuitTable:
    """Every circuit's traits."""

    as_of: str
    traits: tuple[CircuitTrait, ...]


@dataclass(frozen=True)
class PublishedScores:
    """Marks of forecasts that were given out before their race, once it has a result."""

    race_id: str
    scores: tuple[RaceScore, ...]
    cars: tuple[ScoredCar, ...]
