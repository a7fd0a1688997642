"""Forecasts of races, qualifying sessions and championships, each with its horizon, model, facts and reasons."""

from datetime import date, datetime
from typing import Literal

from functions.api.shapes.references import CircuitRef, ConstructorRef, DriverRef, Shape

HorizonName = Literal["pre_weekend", "post_practice", "post_qualifying"]


class ForecastRace(Shape):
    """The race that is spoken of."""

    race_id: str
    name: str
    date: date
    start_time_utc: datetime | None
    status: str
    circuit: CircuitRef


class ForecastHead(Shape):
    """Who says it, when, and on which facts. `basis` tells a forecast given out before from one of a back-test."""

    forecast_id: str | None
    basis: Literal["published", "backtest"]
    horizon: HorizonName
    model_name: str
    model_version: str
    source: Literal["model", "simpler model", "rule"]
    as_of: str
    cut_off: datetime | None
    computed_at: datetime
    runs: int | None
    interval: float
    stale: bool
    quality: list[str]


class ReasonShape(Shape):
    """One feature's share of a chance, in log-odds before the field is normalised."""

    feature: str
    words: str
    value: float | None
    contribution: float


class ExplanationShape(Shape):
    """`base` and the contributions add up to `log_odds`."""

    target: str
    base: float
    log_odds: float
    reasons: list[ReasonShape]


class DriverChance(Shape):
    """One car's race. What a back-test does not keep is null."""

    driver: DriverRef
    constructor: ConstructorRef
    win: float
    podium: float
    points: float
    dnf: float | None
    expected_position: float
    position_low: int | None
    position_high: int | None
    positions: list[float] | None
    confidence: float | None
    explanation: ExplanationShape | None
    previous_win: float | None
    """In the forecast before this one; null where there is none."""
    finished: int | None
    """Where it came in, once the race has a result (official order)."""


class EarlierForecast(Shape):
    """The forecast before this one."""

    forecast_id: str
    horizon: HorizonName
    computed_at: datetime


class RacePrediction(Shape):
    """A race's forecast; win adds up to 1, podium to 3, points to the places that score."""

    race: ForecastRace
    head: ForecastHead
    horizons: list[HorizonName]
    """Every horizon there is a forecast at."""
    scoring_places: int | None
    previous: EarlierForecast | None
    drivers: list[DriverChance]


class QualifyingChance(Shape):
    """One car's qualifying."""

    driver: DriverRef
    constructor: ConstructorRef
    pole: float
    top_three: float
    top_ten: float
    expected_position: float
    position_low: int
    position_high: int
    positions: list[float]
    explanation: ExplanationShape | None


class QualifyingPrediction(Shape):
    """A qualifying session's forecast."""

    race: ForecastRace
    head: ForecastHead
    horizons: list[HorizonName]
    drivers: list[QualifyingChance]


class TitleContender(Shape):
    """One competitor's chance of the title, and whether it is still possible at all."""

    competitor_id: str
    name: str
    code: str | None
    probability: float
    points_now: float
    expected_points: float
    points_low: float
    points_high: float
    maximum_points: float
    can_win: bool
    arithmetic: str


class TitleOdds(Shape):
    """A championship's odds."""

    head: ForecastHead
    after_race_id: str
    races_left: int
    sprints_left: int
    contenders: list[TitleContender]


class TitlePoint(Shape):
    """What was said after a race."""

    after_race_id: str
    competitor_id: str
    probability: float
    expected_points: float


class ChampionshipPrediction(Shape):
    """Both titles of a season: the newest odds, and how they went. Null where nothing is forecast."""

    season: int
    drivers: TitleOdds | None
    constructors: TitleOdds | None
    drivers_history: list[TitlePoint]
    constructors_history: list[TitlePoint]
