"""The models: what is in use, and how well what they said came true."""

from datetime import datetime
from typing import Literal

from functions.api.shapes.predictions import HorizonName
from functions.api.shapes.references import CircuitRef, DriverRef, Shape


class ModelVersion(Shape):
    """One version of a model."""

    model_name: str
    version: str
    model_type: str
    is_production: bool
    training_date: datetime
    data_cut_off: str
    training_races: int
    metrics: dict[str, float]
    hyperparameters: dict[str, float | int | str | bool | None]
    code_version: str
    sha256: dict[str, str]
    known_limits: list[str]


class PromotionRow(Shape):
    """A change of the version in use."""

    number: int
    version: str
    previous: str | None
    promoted_at: datetime
    reason: str


class ModelDetail(Shape):
    """A model with all its versions, newest first, and every change of the one in use."""

    model_name: str
    in_use: ModelVersion | None
    versions: list[ModelVersion]
    promotions: list[PromotionRow]


class TrialRef(Shape):
    """The back-test that figures come from."""

    trial: str
    model_version: str
    code_version: str
    seed: int
    made_at: datetime
    first_season: int
    last_race: str
    known_limits: list[str]


class Figure(Shape):
    """One figure of one model with its 95 % interval over races, beside its target where there is one."""

    horizon: HorizonName
    model: str
    seasons: str
    figure: str
    value: float
    low: float
    high: float
    races: int
    target: float | None


class CalibrationRow(Shape):
    """Of the chances between `low` and `high`, how many came true."""

    horizon: HorizonName
    model: str
    target: Literal["win", "podium", "points"]
    low: float
    high: float
    n: int
    mean_predicted: float
    observed: float
    observed_low: float
    observed_high: float


class RaceMark(Shape):
    """How a forecast of one race did."""

    race_id: str
    race_name: str
    horizon: HorizonName
    model: str
    basis: Literal["published", "backtest"]
    winner: DriverRef | None
    winner_probability: float
    winner_rank: int
    log_loss: float
    podium_hits: int
    brier_win: float
    brier_podium: float
    brier_points: float
    position_error: float
    spearman: float


class CircuitMark(Shape):
    """How forecasts did at one circuit."""

    circuit: CircuitRef
    races: int
    top_1: float
    log_loss: float
    position_error: float


class DriverMark(Shape):
    """How forecasts of one driver did: what was expected of him against what he did."""

    driver: DriverRef
    races: int
    position_error: float
    wins_expected: float
    wins: int
    podiums_expected: float
    podiums: int


class DriftCheck(Shape):
    """The winner's log loss over the newest races beside the back-test's; `change` is relative, above 0 is worse."""

    races: int
    recent: float
    expected: float
    change: float
    alarm: bool


class Accuracy(Shape):
    """Everything that is known about how good the forecasts are. Null and empty where no back-test was run."""

    trial: TrialRef | None
    horizon: HorizonName
    season: int | None
    overall_accuracy: float | None
    """Share of races whose favourite won, over the races counted here."""
    races: int
    figures: list[Figure]
    calibration: list[CalibrationRow]
    marks: list[RaceMark]
    """Of the forecast in use, newest race first; at most a season's, or the newest 30."""
    misses: list[RaceMark]
    """The races that surprised it most."""
    by_circuit: list[CircuitMark]
    by_driver: list[DriverMark]
    drift: DriftCheck | None = None
    """Of all seasons. Null where too few races are marked to say anything."""
