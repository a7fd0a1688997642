"""Published documents as rows of the store's tables."""

from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter

from pitwall.domain.forecasts import (
    ChampionshipForecast,
    DriverForecast,
    Explanation,
    ForecastHeader,
    QualifyingDriver,
    QualifyingForecast,
    RaceForecast,
    TitleChance,
)
from pitwall.domain.model_records import (
    Backtest,
    CalibrationBin,
    CircuitTable,
    FeatureManifest,
    ModelCard,
    ProfileTable,
    RaceScore,
    RatingTable,
    ScoredCar,
    SummaryScore,
)
from pitwall.domain.vocabulary import parse_race_id

Row = dict[str, Any]
_explanations = TypeAdapter(Explanation)


def race_rows(forecast: RaceForecast) -> tuple[Row, list[Row]]:
    """A race forecast's row, and its cars'."""
    head = _header(forecast.header, "race", forecast.forecast_id) | {"scoring_places": forecast.scoring_places}
    race = {name: head[name] for name in ("forecast_id", "season", "round", "model_version")}
    about = race | {"created_at": forecast.header.computed_at}
    return head, [about | _car(place, car) for place, car in enumerate(forecast.drivers, start=1)]


def qualifying_rows(forecast: QualifyingForecast) -> tuple[Row, list[Row]]:
    """A qualifying forecast's row, and its cars'."""
    head = _header(forecast.header, "qualifying", forecast.forecast_id)
    about = {"forecast_id": forecast.forecast_id}
    return head, [about | _qualifier(place, car) for place, car in enumerate(forecast.drivers, start=1)]


def championship_rows(forecast: ChampionshipForecast) -> tuple[Row, list[Row]]:
    """A championship forecast's row, and its competitors'."""
    head = _header(forecast.header, forecast.title, forecast.forecast_id)
    head |= {"races_left": forecast.races_left, "sprints_left": forecast.sprints_left}
    about = {"forecast_id": forecast.forecast_id}
    return head, [about | _title(place, one) for place, one in enumerate(forecast.competitors, start=1)]


def model_row(card: ModelCard) -> Row:
    """A model card's row; whether it is in use is said by promotions."""
    metrics = dict(card.metrics)
    return {
        "model_name": card.name,
        "version": card.version,
        "model_type": card.kind,
        "training_date": card.trained_at,
        "data_cut_off": card.data_cut_off,
        "training_races_count": card.training_races,
        "accuracy": metrics.get("accuracy"),
        "mae": metrics.get("mae"),
        "rmse": metrics.get("rmse"),
        "metrics": metrics,
        "hyperparameters": dict(card.hyper_parameters),
        "code_version": card.code_version,
        "sha256": dict(card.sha256),
        "artifact_path": card.path,
        "known_limits": list(card.known_limits),
    }


def backtest_row(backtest: Backtest, trial: str) -> Row:
    """The row of a back-test."""
    return {
        "backtest_id": trial,
        "model_version": backtest.model_version,
        "code_version": backtest.code_version,
        "seed": backtest.seed,
        "made_at": backtest.made_at,
        "first_season": backtest.first_season,
        "last_race": backtest.last_race,
        "known_limits": list(backtest.known_limits),
    }


def score_rows(scores: Sequence[RaceScore], trial: str) -> list[Row]:
    """Marks, race by race."""
    names = [column for column in RaceScore.__dataclass_fields__ if column != "race_id"]
    return [{"trial": trial} | _race(one.race_id) | {name: getattr(one, name) for name in names} for one in scores]


def scored_car_rows(cars: Sequence[ScoredCar], trial: str) -> list[Row]:
    """What was said of each car, and what came of it."""
    return [
        {"trial": trial}
        | _race(car.race_id)
        | {
            "horizon": car.horizon,
            "driver_id": car.driver_id,
            "model": car.model,
            "constructor_id": car.constructor_id,
            "win_probability": car.win,
            "podium_probability": car.podium,
            "points_probability": car.points,
            "predicted_position": car.expected_position,
            "position": car.position,
        }
        for car in cars
    ]


def summary_rows(summaries: Sequence[SummaryScore], trial: str) -> list[Row]:
    """Figures with their intervals."""
    return [
        {
            "trial": trial,
            "horizon": one.horizon,
            "model": one.model,
            "seasons": one.seasons,
            "figure": one.figure,
            "value": one.value.mean,
            "low": one.value.low,
            "high": one.value.high,
            "races": one.value.races,
            "target": one.target,
        }
        for one in summaries
    ]


def bin_rows(bins: Sequence[CalibrationBin], trial: str) -> list[Row]:
    """The calibration table."""
    return [{"trial": trial} | vars(one) for one in bins]


def rating_rows(table: RatingTable) -> list[Row]:
    """Ratings after each race."""
    about = ("system", "competitor", "competitor_id", "rating", "sd")
    return [_race(point.race_id) | {name: getattr(point, name) for name in about} for point in table.points]


def profile_rows(table: ProfileTable) -> list[Row]:
    """A row for each driver's trait."""
    return [
        {
            "season": profile.season,
            "driver_id": profile.driver_id,
            "trait": trait.name,
            "value": trait.value,
            "unit": trait.unit,
            "n": trait.n,
            "percentile": trait.percentile,
            "as_of": profile.as_of,
        }
        for profile in table.profiles
        for trait in profile.traits
    ]


def circuit_rows(table: CircuitTable) -> list[Row]:
    """A row for each circuit's trait."""
    return [vars(trait) | {"as_of": table.as_of} for trait in table.traits]


def manifest_row(manifest: FeatureManifest) -> Row:
    """The row of a stored feature table."""
    return vars(manifest) | {"columns": {name: dict(known) for name, known in manifest.columns.items()}}


def _header(header: ForecastHeader, kind: str, forecast_id: str) -> Row:
    return _race(header.race_id) | {
        "forecast_id": forecast_id,
        "kind": str(kind),
        "horizon": header.horizon,
        "model_name": header.model_name,
        "model_version": header.model_version,
        "source": header.source,
        "as_of": header.as_of,
        "cut_off": header.cut_off,
        "computed_at": header.computed_at,
        "runs": header.runs,
        "quality": list(header.quality),
    }


def _car(place: int, car: DriverForecast) -> Row:
    return _placed(place, car) | {
        "predicted_win_probability": car.win,
        "podium_probability": car.podium,
        "points_probability": car.points,
        "retirement_probability": car.retirement,
        "confidence_score": car.confidence,
    }


def _qualifier(place: int, car: QualifyingDriver) -> Row:
    return _placed(place, car) | {
        "pole_probability": car.pole,
        "top_three_probability": car.top_three,
        "top_ten_probability": car.top_ten,
    }


def _placed(place: int, car: DriverForecast | QualifyingDriver) -> Row:
    return {
        "driver_id": car.driver_id,
        "constructor_id": car.constructor_id,
        "place": place,
        "predicted_position": car.expected_position,
        "position_low": car.position_low,
        "position_high": car.position_high,
        "positions": list(car.positions),
        "explanation": _explained(car.explanation),
    }


def _title(place: int, one: TitleChance) -> Row:
    about = vars(one) | {"place": place, "title_probability": one.probability}
    return {name: value for name, value in about.items() if name != "probability"}


def _explained(explanation: Explanation | None) -> Any:
    return None if explanation is None else _explanations.dump_python(explanation, mode="json")


def _race(race_id: str) -> Row:
    key = parse_race_id(race_id)
    return {"season": key.season, "round": key.round}
