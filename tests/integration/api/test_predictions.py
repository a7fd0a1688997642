"""Forecasts over HTTP: as published, with reasons and what changed; and a plain word where there is none."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from pitwall.domain.forecasts import (
    ChampionshipForecast,
    DriverForecast,
    Explanation,
    ForecastHeader,
    ForecastSource,
    Horizon,
    QualifyingDriver,
    QualifyingForecast,
    RaceForecast,
    Reason,
    Title,
    TitleChance,
)
from pitwall.domain.model_records import (
    Backtest,
    CalibrationBin,
    Interval,
    ModelCard,
    Promotion,
    RaceScore,
    ScoredCar,
    SummaryScore,
)
from pitwall.lake.publications import Document, publish
from pitwall.lake.storage import FolderStorage
from pitwall.load.published import load_published
from pitwall.store import forecast_tables as tables

pytestmark = pytest.mark.database

BASE = "/api/v1"
MONDAY = datetime(2024, 6, 17, 9, tzinfo=UTC)
HEADER = ForecastHeader(
    race_id="2024-04",
    horizon=Horizon.PRE_WEEKEND,
    model_name="race-outcome",
    model_version="2024-02-abc",
    source=ForecastSource.MODEL,
    as_of="2024-02 race",
    cut_off=datetime(2024, 6, 21, tzinfo=UTC),
    computed_at=MONDAY,
    runs=20_000,
)
WHO = (("anna-quick", "swift"), ("bert-slow", "red-arrow"))


def _race(win: float, **changed: Any) -> RaceForecast:
    explanation = Explanation("win", -0.5, 0.7, (Reason("rating_total", "the strongest pair", 1.1, 1.2),))
    cars = tuple(
        DriverForecast(
            driver, team, chance, 1.0, 1.0, 0.1, 2 - chance, 1, 2, (chance, 1 - chance), explanation if n == 0 else None
        )
        for n, ((driver, team), chance) in enumerate(zip(WHO, (win, 1 - win), strict=True))
    )
    return RaceForecast(replace(HEADER, **changed), 10, cars)


def _qualifying() -> QualifyingForecast:
    cars = tuple(
        QualifyingDriver(driver, team, chance, 1.0, 1.0, 2 - chance, 1, 2, (chance, 1 - chance))
        for (driver, team), chance in zip(WHO, (0.8, 0.2), strict=True)
    )
    return QualifyingForecast(HEADER, cars)


def _title(after: str, chance: float) -> ChampionshipForecast:
    contenders = (
        TitleChance("anna-quick", chance, 50, 70, 60, 80, 90, can_win=True, arithmetic="leads by 7"),
        TitleChance("bert-slow", 1 - chance, 43, 60, 50, 70, 83, can_win=True, arithmetic="7 behind with 50 left"),
    )
    return ChampionshipForecast(replace(HEADER, race_id=after), 2024, Title.DRIVERS, 2, 0, contenders)


def _trial() -> Backtest:
    def score(race: str, model: str, chance: float, rank: int) -> RaceScore:
        horizon = Horizon.POST_QUALIFYING
        return RaceScore(race, horizon, model, 2, chance, 1.0 - chance, rank, 2, 0.1, 0.1, 0.1, 0.5, 1.0)

    cars = tuple(
        ScoredCar("2024-01", Horizon.POST_QUALIFYING, "race-outcome", driver, team, win, 1.0, 1.0, 2 - win, place)
        for (driver, team), win, place in zip(WHO, (0.7, 0.3), (1, 2), strict=True)
    )
    figure = SummaryScore(
        Horizon.POST_QUALIFYING, "race-outcome", "2023-2024", "log_loss", Interval(0.4, 0.3, 0.5, 2), 1.18
    )
    bin_ = CalibrationBin(Horizon.POST_QUALIFYING, "race-outcome", "win", 0.6, 0.8, 2, 0.7, 0.5, 0.1, 0.9)
    return Backtest(
        "2024-02-abc",
        "0.1.0",
        7,
        MONDAY,
        2023,
        "2024-02",
        (
            score("2024-01", "race-outcome", 0.7, 1),
            score("2024-02", "race-outcome", 0.3, 2),
            score("2024-01", "grid", 0.5, 1),
        ),
        cars,
        (figure,),
        (bin_,),
        ("two races are few",),
    )


@pytest.fixture(scope="module")
def foretold(championship: Engine, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    storage = FolderStorage(Path(tmp_path_factory.mktemp("published")))
    card = ModelCard("race-outcome", "2024-02-abc", "blend", MONDAY, "2024-02", 400, {"log_loss": 0.4}, {}, "0.1.0", {})
    documents: list[Document] = [
        _race(0.6),
        _race(0.7, computed_at=MONDAY.replace(hour=12), as_of="2024-02 race, FP1", horizon=Horizon.POST_PRACTICE),
        _qualifying(),
        _title("2024-01", 0.5),
        _title("2024-02", 0.6),
        _trial(),
        card,
        replace(card, version="2024-01-old", trained_at=MONDAY.replace(day=1)),
        Promotion("race-outcome", 1, "2024-01-old", None, MONDAY.replace(day=1), "first"),
        Promotion("race-outcome", 2, "2024-02-abc", "2024-01-old", MONDAY, "better on the last races"),
    ]
    for document in documents:
        publish(storage, document)
    assert load_published(championship, storage).unreadable == []
    return championship


def test_the_next_race_has_a_favourite_with_reasons_and_what_changed(foretold: Engine, client: TestClient) -> None:
    told = client.get(f"{BASE}/predictions/races/2024-04").json()
    assert told["head"]["horizon"] == "post_practice"
    assert told["horizons"] == ["pre_weekend", "post_practice"]
    first = told["drivers"][0]
    assert (first["driver"]["driver_id"], first["win"], first["previous_win"]) == ("anna-quick", 0.7, 0.6)
    assert first["explanation"]["reasons"][0]["words"] == "the strongest pair"
    assert sum(car["win"] for car in told["drivers"]) == pytest.approx(1.0)
    assert told["head"]["stale"] is False
    assert {"model_version", "as_of", "computed_at", "runs", "interval", "source", "quality"} <= set(told["head"])


def test_an_earlier_horizon_can_be_asked_for(foretold: Engine, client: TestClient) -> None:
    told = client.get(f"{BASE}/predictions/races/2024-04", params={"horizon": "pre_weekend"}).json()
    assert told["drivers"][0]["win"] == 0.6
    assert told["previous"] is None


def test_a_race_nobody_foretold_is_answered_by_the_back_test_and_says_so(foretold: Engine, client: TestClient) -> None:
    told = client.get(f"{BASE}/predictions/races/2024-01").json()
    assert told["head"]["basis"] == "backtest"
    assert [(car["win"], car["finished"]) for car in told["drivers"]] == [(0.7, 1), (0.3, 2)]


@pytest.mark.parametrize("path", ["races/2023-01", "races/2024-01?horizon=pre_weekend", "qualifying/2024-01"])
def test_where_nothing_was_foretold_the_answer_says_so(foretold: Engine, client: TestClient, path: str) -> None:
    response = client.get(f"{BASE}/predictions/{path}")
    assert response.status_code == 404
    assert "forecast" in response.json()["detail"]


def test_qualifying_has_chances_of_the_pole(foretold: Engine, client: TestClient) -> None:
    told = client.get(f"{BASE}/predictions/qualifying/2024-04").json()
    assert [car["pole"] for car in told["drivers"]] == [0.8, 0.2]


def test_the_titles_have_odds_arithmetic_and_a_history(foretold: Engine, client: TestClient) -> None:
    told = client.get(f"{BASE}/predictions/championship", params={"season": 2024}).json()
    assert told["drivers"]["contenders"][0]["name"] == "Anna Quick"
    assert told["drivers"]["contenders"][1]["arithmetic"] == "7 behind with 50 left"
    assert told["constructors"] is None
    assert [point["probability"] for point in told["drivers_history"] if point["competitor_id"] == "anna-quick"] == [
        0.5,
        0.6,
    ]


def test_accuracy_stands_beside_baselines_with_the_misses(foretold: Engine, client: TestClient) -> None:
    told = client.get(f"{BASE}/predictions/accuracy").json()
    assert (told["overall_accuracy"], told["races"]) == (0.5, 2)
    assert told["misses"][0]["race_id"] == "2024-02"
    assert told["figures"][0]["target"] == 1.18
    assert told["calibration"][0]["n"] == 2
    assert told["by_circuit"][0]["races"] == 2
    assert told["by_driver"][0] == {
        "driver": {"driver_id": "anna-quick", "name": "Anna Quick", "code": "QUI", "number": "7"},
        "races": 1,
        "position_error": pytest.approx(0.3),
        "wins_expected": 0.7,
        "wins": 1,
        "podiums_expected": 1.0,
        "podiums": 1,
    }


def test_of_two_races_no_drift_is_told(foretold: Engine, client: TestClient) -> None:
    assert client.get(f"{BASE}/predictions/accuracy").json()["drift"] is None


def test_races_that_were_lost_worse_than_tried_are_an_alarm(store: Engine, client_of, put) -> None:
    trial = {"backtest_id": "t", "model_version": "v", "code_version": "0", "seed": 7, "made_at": MONDAY}
    put(store, tables.backtests, {**trial, "first_season": 2023, "last_race": "2023-15", "known_limits": []})
    mark = {"horizon": "post_qualifying", "model": "blend", "starters": 20, "winner_probability": 0.4, "winner_rank": 1}
    sizes = {"podium_hits": 2, "position_error": 3.0, "spearman": 0.5, "season": 2023}
    briers = dict.fromkeys(("brier_win", "brier_podium", "brier_points"), 0.1)
    marks = [
        {**mark, **sizes, **briers, "trial": trial, "round": round_, "log_loss": loss}
        for trial, rounds, loss in (("t", range(1, 16), 1.0), ("published", range(11, 16), 1.25))
        for round_ in rounds
    ]
    put(store, tables.prediction_accuracy, *marks)
    car = {"trial": "t", "season": 2023, "round": 1, "horizon": "post_qualifying", "model": "blend"}
    said = {"driver_id": "anna-quick", "constructor_id": "red", "predicted_position": 1.5, "position": 1}
    put(
        store,
        tables.scored_cars,
        {**car, **said, **dict.fromkeys(("win_probability", "podium_probability", "points_probability"), 0.5)},
    )
    told = client_of(store).get(f"{BASE}/predictions/accuracy").json()["drift"]
    assert told == {"races": 5, "recent": 1.25, "expected": 1.0, "change": 0.25, "alarm": True}


def test_readiness_tells_how_old_forecasts_and_models_are(foretold: Engine, client: TestClient) -> None:
    told = client.get(f"{BASE}/health/ready").json()["models"]
    assert (told["in_use"], told["learned_up_to"]) == (1, "2024-02")
    newest = told["newest_forecast"]
    assert (newest["race_id"], newest["horizon"], newest["source"]) == ("2024-04", "post_practice", "model")
    assert newest["age_hours"] > 0


def test_models_are_listed_with_the_one_in_use(foretold: Engine, client: TestClient) -> None:
    assert [(row["model_name"], row["version"]) for row in client.get(f"{BASE}/models").json()] == [
        ("race-outcome", "2024-02-abc")
    ]
    told = client.get(f"{BASE}/models/race-outcome").json()
    assert [one["version"] for one in told["versions"]] == ["2024-02-abc", "2024-01-old"]
    assert told["promotions"][0]["reason"] == "better on the last races"
    assert client.get(f"{BASE}/models/nobody").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "predictions/races/2024-04/generate",
        "predictions/generate/next",
        "models/race-outcome/promote",
        "models/race-outcome/rollback",
    ],
)
def test_what_is_for_administrators_is_refused_over_http(client: TestClient, path: str) -> None:
    response = client.post(f"{BASE}/{path}")
    assert response.status_code == 403
    assert "pitwall" in response.json()["detail"]
