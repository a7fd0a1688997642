"""The predicting handler: what is published, and how far the forecasts are from what they were tried to be."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from functions.predict.handler import handler
from pitwall.domain.forecasts import Horizon
from pitwall.domain.model_records import Backtest, RaceScore
from pitwall.errors import InvalidRequestError, LakeError
from pitwall.lake.publications import publish
from pitwall.models import retraining
from pitwall.models.backtest import CHAMPION
from pitwall.settings import settings
from tests.function_cloud import Context, emitted
from tests.toy_outcome import Desk, before_the_weekend, coming_race


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = Desk(tmp_path)
    sources = made.sources(coming_race(before_the_weekend))
    monkeypatch.setattr(retraining, "read_sources", lambda *_: sources)
    monkeypatch.setenv("PITWALL_HOME", str(tmp_path))
    monkeypatch.setenv("PITWALL_NOW", "2024-07-01T09:00:00Z")
    monkeypatch.delenv("PITWALL_ARTEFACTS_URI", raising=False)
    monkeypatch.delenv("POWERTOOLS_METRICS_DISABLED", raising=False)
    settings.cache_clear()
    return made


def _trial(recent: float) -> Backtest:
    losses = [1.0] * 10 + [recent] * 5
    scores = tuple(
        RaceScore(f"2023-{number:02d}", horizon, CHAMPION, 20, 0.4, loss, 1, 2, 0.1, 0.1, 0.1, 3.0, 0.5)
        for horizon in (Horizon.PRE_WEEKEND, Horizon.POST_QUALIFYING)
        for number, loss in enumerate(losses, start=1)
    )
    return Backtest("v", "0", 7, datetime(2024, 1, 1, tzinfo=UTC), 2023, "2023-15", scores, (), (), ())


def test_it_publishes_and_says_how_many_documents(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    answer = handler({"step": "predict"}, Context("pitwall-predict"))
    assert any(path.startswith("published/races/2024-05/pre_weekend-") for path in answer["published"])
    told = emitted(capsys)
    assert told["DocumentsPublished"] == len(answer["published"])
    assert "AccuracyDrift" not in told


@pytest.mark.parametrize(("recent", "change"), [(1.25, 0.25), (0.5, -0.5)])
def test_it_measures_drift_at_each_horizon(
    desk: Desk, capsys: pytest.CaptureFixture[str], recent: float, change: float
) -> None:
    publish(desk.artefacts, _trial(recent))
    handler({"step": "predict"}, Context("pitwall-predict"))
    assert emitted(capsys)["AccuracyDrift"] == pytest.approx(2 * change)


def test_what_it_does_not_know_is_refused(desk: Desk) -> None:
    with pytest.raises(InvalidRequestError, match="there is no step 'dance'; there is predict"):
        handler({"step": "dance"}, Context("pitwall-predict"))


def test_a_failure_is_counted_and_raised(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise LakeError("it is away")

    monkeypatch.setattr(retraining, "read_sources", fail)
    with pytest.raises(LakeError):
        handler({"step": "predict"}, Context("pitwall-predict"))
    assert emitted(capsys)["PredictionFailures"] == 1
