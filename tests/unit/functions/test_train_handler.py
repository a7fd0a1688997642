"""The training handler: a step after the other as the state machine calls them, with a toy model."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from functions.train.handler import handler
from pitwall.errors import InvalidRequestError, ModelMissingError, NotFoundError, UnusableArtefactError
from pitwall.models import catalogue, retraining
from pitwall.models.training import Trained
from pitwall.settings import settings
from tests.function_cloud import Context

RACES = [f"2026-{number:02d}" for number in range(1, 9)]


class Toy:
    """Learns nothing and loses as much as it is told."""

    name = "toy"

    def __init__(self) -> None:
        self.loss, self.content, self.lacks = 1.0, b"{}", ""

    def train(self, sources: object) -> Trained:
        if self.lacks:
            raise UnusableArtefactError(self.lacks)
        return Trained("toy", {"model.json": self.content}, 100, dict.fromkeys(RACES, self.loss))


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Toy]:
    made = Toy()
    monkeypatch.setattr(catalogue, "_TRAINERS", {"toy": "tests.unit.functions.test_train_handler"})
    monkeypatch.setattr(catalogue, "import_module", lambda _name: SimpleNamespace(TRAINER=made))
    monkeypatch.setattr(retraining, "read_sources", lambda *_: SimpleNamespace(newest_race="2026-08"))
    monkeypatch.setenv("PITWALL_ARTEFACTS_URI", str(tmp_path))
    settings.cache_clear()
    yield made
    settings.cache_clear()


def _call(**event: Any) -> dict[str, Any]:
    return handler(event, Context("pitwall-train"))


def _retrain() -> dict[str, Any]:
    candidates = [_call(**task) for task in _call(step="models")["models"]]
    return _call(step="promote", **_call(step="evaluate", candidates=candidates))


def test_the_steps_end_with_a_version_in_use(toy: Toy) -> None:
    assert _retrain()["in_use"]["toy"].startswith("2026-08-")


def test_a_worse_challenger_leaves_the_old_champion_in_use(toy: Toy) -> None:
    champion = _retrain()["in_use"]["toy"]
    toy.loss, toy.content = 2.0, b"[]"
    assert _retrain()["in_use"] == {}
    toy.loss, toy.content = 0.5, b"[1]"
    assert _retrain()["in_use"]["toy"] != champion
    assert _call(step="roll_back", model="toy")["in_use"] == {"toy": champion}


def test_a_model_without_data_is_left_out_and_what_is_in_use_stays(toy: Toy) -> None:
    champion = _retrain()["in_use"]["toy"]
    toy.lacks = "12 laps: too few"
    assert _call(step="train", model="toy") == {"name": "toy", "version": None, "lacks": "12 laps: too few"}
    assert _retrain() == {"in_use": {}}
    toy.lacks, toy.content = "", b"[]"
    _retrain()
    assert _call(step="roll_back", model="toy")["in_use"] == {"toy": champion}


def test_the_same_steps_twice_change_nothing(toy: Toy) -> None:
    assert _retrain() == _retrain()


@pytest.mark.parametrize(
    ("event", "error", "words"),
    [
        ({"step": "dance"}, InvalidRequestError, "there is no step 'dance'; there are models"),
        ({"step": "train", "model": "nobody"}, NotFoundError, "there is no model 'nobody'; there are toy"),
        ({"step": "evaluate"}, InvalidRequestError, "'candidates' is not what the step before answers"),
        ({"step": "roll_back", "model": "toy"}, ModelMissingError, "run `pitwall train`"),
    ],
)
def test_a_step_that_cannot_be_done_says_why(toy: Toy, event: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        _call(**event)
