"""Published documents in a real store: taken in once, never changed, and in use is what was promoted last."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from pitwall.domain.forecasts import Horizon
from pitwall.domain.model_records import (
    Backtest,
    CalibrationBin,
    CircuitTable,
    CircuitTrait,
    DriverProfile,
    FeatureManifest,
    Interval,
    ModelCard,
    ProfileTable,
    Promotion,
    PublishedScores,
    RaceScore,
    RatingPoint,
    RatingTable,
    ScoredCar,
    SummaryScore,
    Trait,
)
from pitwall.lake.publications import publish
from pitwall.lake.storage import FolderStorage
from pitwall.load.published import load_published
from tests.hand_made_forecast import COMPUTED, championship_forecast, qualifying_forecast, race_forecast

pytestmark = pytest.mark.database

NOW = datetime(2026, 7, 1, tzinfo=UTC)
CARD = ModelCard("race-outcome", "v1", "blend", NOW, "2026-08", 500, {"log_loss": 1.2, "mae": 3.0}, {}, "0.1.0", {})
SCORE = RaceScore("2026-08", Horizon.PRE_WEEKEND, "race-outcome", 22, 0.4, 0.92, 1, 2, 0.03, 0.08, 0.15, 3.1, 0.7)
CAR = ScoredCar("2026-08", Horizon.PRE_WEEKEND, "race-outcome", "lando-norris", "mclaren", 0.4, 0.7, 0.9, 3.2, 1)


@pytest.fixture
def storage(tmp_path: Path) -> FolderStorage:
    return FolderStorage(tmp_path)


def _count(store: Engine, table: str, where: str = "true") -> int:
    with store.connect() as connection:
        return int(connection.scalar(text(f"SELECT count(*) FROM {table} WHERE {where}")) or 0)


def test_forecasts_are_taken_in_once_however_often_they_are_published(store: Engine, storage: FolderStorage) -> None:
    for document in (race_forecast(), qualifying_forecast(), championship_forecast()):
        publish(storage, document)
    publish(storage, race_forecast(computed_at=COMPUTED.replace(hour=10)))
    assert load_published(store, storage).documents == 3
    assert load_published(store, storage).documents == 0
    assert _count(store, "forecasts") == 3
    assert _count(store, "predictions") == 3
    assert _count(store, "predictions", "explanation -> 'reasons' -> 0 ->> 'feature' = 'rating_total'") == 3
    assert _count(store, "championship_predictions", "can_win") == 2


def test_a_new_forecast_of_the_same_race_stands_beside_the_old_one(store: Engine, storage: FolderStorage) -> None:
    publish(storage, race_forecast())
    publish(storage, race_forecast(as_of="2026-08 race, corrected"))
    load_published(store, storage)
    assert _count(store, "forecasts") == 2


def test_in_use_is_what_was_promoted_last_in_whatever_order_it_arrives(store: Engine, storage: FolderStorage) -> None:
    publish(storage, Promotion("race-outcome", 2, "v2", "v1", NOW, "better"))
    publish(storage, replace(CARD, version="v2"))
    load_published(store, storage)
    publish(storage, Promotion("race-outcome", 1, "v1", None, NOW, "first"))
    publish(storage, CARD)
    load_published(store, storage)
    assert _count(store, "model_metadata") == 2
    assert _count(store, "model_metadata", "is_production AND version = 'v2'") == 1
    assert _count(store, "model_metadata", "is_production") == 1


def test_a_document_that_cannot_be_read_is_named_and_stops_nothing(
    store: Engine, storage: FolderStorage, tmp_path: Path
) -> None:
    path = publish(storage, race_forecast())
    (tmp_path / path).write_text("{")
    publish(storage, qualifying_forecast())
    report = load_published(store, storage)
    assert report.documents == 1
    assert path in report.unreadable[0]


def test_a_back_test_is_kept_with_its_marks_and_bins(store: Engine, storage: FolderStorage) -> None:
    summary = SummaryScore(Horizon.PRE_WEEKEND, "race-outcome", "2018-2025", "log_loss", Interval(1.4, 1.3, 1.5, 170))
    bin_ = CalibrationBin(Horizon.PRE_WEEKEND, "race-outcome", "win", 0.0, 0.1, 3000, 0.02, 0.021, 0.016, 0.027)
    trial = Backtest("v1", "0.1.0", 7, NOW, 2018, "2026-08", (SCORE,), (CAR,), (summary,), (bin_,), ("few races",))
    publish(storage, trial)
    load_published(store, storage)
    for table in ("backtests", "prediction_accuracy", "scored_cars", "accuracy_summaries", "calibration_bins"):
        assert _count(store, table) == 1, table


def test_a_corrected_result_replaces_the_marks_of_its_race(store: Engine, storage: FolderStorage) -> None:
    publish(storage, PublishedScores("2026-08", (SCORE,), (CAR,)))
    load_published(store, storage)
    publish(storage, PublishedScores("2026-08", (replace(SCORE, winner_rank=2),), (replace(CAR, position=2),)))
    load_published(store, storage)
    assert _count(store, "prediction_accuracy", "trial = 'published' AND winner_rank = 2") == 1
    assert _count(store, "prediction_accuracy") == 1


def test_an_older_table_of_ratings_does_not_replace_a_newer_one(store: Engine, storage: FolderStorage) -> None:
    with store.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO drivers (driver_id, name, source, source_rank, source_revision) "
                "VALUES ('lando-norris', 'Lando Norris', 'f1db', 1, 1)"
            )
        )
    older = RatingPoint("elo", "driver", "lando-norris", "2026-07", 1900.0)
    newer = RatingPoint("elo", "driver", "lando-norris", "2026-08", 1925.0)
    publish(storage, RatingTable("2026-08", (older, newer)))
    load_published(store, storage)
    publish(storage, RatingTable("2026-07", (replace(older, rating=1.0),)))
    load_published(store, storage)
    assert _count(store, "rating_history") == 2
    assert _count(store, "elo_history", "rating = 1925") == 1
    assert _count(store, "drivers", "current_elo = 1925") == 1


def test_profiles_circuits_and_feature_tables_have_their_rows(store: Engine, storage: FolderStorage) -> None:
    trait = Trait("consistency", 0.31, "s", 900, 88.0)
    profile = DriverProfile(2026, "lando-norris", "2026-08", (trait,))
    publish(storage, ProfileTable(2026, "2026-08", (profile,)))
    publish(storage, CircuitTable("2026-08", (CircuitTrait("monza", "pit_loss_green", 24.1, 0.4, "s", 210),)))
    publish(
        storage, FeatureManifest("race", "v1", "ab", "1990-01 to 2026-08", "0.1.0", 9000, {"grid": {"coverage": 1}})
    )
    load_published(store, storage)
    for table in ("driver_profiles", "circuit_traits", "feature_manifests"):
        assert _count(store, table) == 1, table


def test_a_correction_that_was_taken_back_is_what_a_rebuilt_store_says(store: Engine, storage: FolderStorage) -> None:
    for loss in (0.92, 2.3, 0.92):
        publish(storage, PublishedScores("2026-08", (replace(SCORE, log_loss=loss),), ()))
    assert load_published(store, storage).documents == 3
    assert _count(store, "prediction_accuracy", "trial = 'published' AND log_loss = 0.92") == 1
