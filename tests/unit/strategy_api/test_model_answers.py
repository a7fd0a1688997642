"""Single models asked over HTTP: the champion answers, else a rule, else an error that says what to run."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient

from functions.strategy.app import create_app
from functions.strategy.desk import Desk
from functions.strategy.model_desk import ModelDesk
from functions.strategy.models_in_use import ModelsInUse
from pitwall.calibration.calibration import Calibration, calibrate
from pitwall.calibration.weekend_rating import rated
from pitwall.errors import CalibrationMissingError
from pitwall.lake.storage import FolderStorage
from pitwall.models.catalogue import trainer
from pitwall.models.lap_learning import LapTrainer
from pitwall.models.lap_table import LapTable
from pitwall.models.registry import Registry
from pitwall.models.training import Trained, store_challenger
from pitwall.serving.responder import present
from tests.hand_made_calibration import HandMadeCalibration
from tests.hand_made_laps import hand_made_table
from tests.unit.calibration.hand_made_measurements import measured_race
from tests.unit.strategy_api.conftest import no_store

NOW = datetime(2026, 7, 1, tzinfo=UTC)
RECENT = [
    {"lap_number": 20 + i, "lap_time_s": 90.0 + i / 50, "tyre_life": 10 + i, "gap_ahead_s": 4.0} for i in range(4)
]
LAP_TIME = {
    "season": 2021,
    "circuit_id": "forest",
    "total_laps": 54,
    "recent": RECENT,
    "recent_compound": "MEDIUM",
    "compound": "MEDIUM",
    "tyre_life": 14,
    "laps": 5,
    "track_temp_c": 35.0,
    "rain": False,
}
BODIES: dict[str, dict[str, Any]] = {
    "lap-time": LAP_TIME,
    "degradation": {"compound": "SOFT", "tyre_life": 12, "circuit_id": "forest", "track_temp_c": 35.0},
    "safety-car": {"circuit_id": "forest", "lap": 1, "total_laps": 54, "running": 18, "rain": False},
    "pit-loss": {"circuit_id": "forest", "status": "GREEN", "stationary_s": 2.5},
}
_NAMES = {"lap-time": "lap-time", "degradation": "tyre-degradation", "safety-car": "safety-car", "pit-loss": "pit-loss"}
Ask = Callable[..., tuple[int, dict[str, Any]]]


class _HandMadeRules:
    def newest(self) -> tuple[str, Calibration]:
        return "made-by-hand", calibrate(rated([measured_race(1), measured_race(2)]))


class _NoRules:
    def newest(self) -> tuple[str, Calibration]:
        raise CalibrationMissingError("no calibration is stored yet: run `pitwall calibrate`")


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> FolderStorage:
    """A registry with a champion of each model, learned from hand-made laps."""
    storage = FolderStorage(tmp_path_factory.mktemp("artefacts"))
    registry, table = Registry(storage, lambda: NOW), hand_made_table()
    for name in _NAMES.values():
        card = store_challenger(registry, name, "2021-06", _fitted(name, table), NOW)
        registry.promote(name, card.version, "first")
    return storage


def _fitted(name: str, table: LapTable) -> Trained:
    """Of the races there are laps of in `table`; not judged, which takes a fit more."""
    made = trainer(name)
    assert isinstance(made, LapTrainer)
    raced = np.isin(np.arange(len(table.races)), table.laps["race"].unique())
    return Trained(made.kind, made.learner(table).fit(raced).files(), int(raced.sum()), {})


def _asking(desk: ModelDesk) -> Iterator[Ask]:
    app = create_app(no_store, desk=Desk(HandMadeCalibration()), models=desk)
    app.dependency_overrides[present] = lambda: NOW
    client = TestClient(app, raise_server_exceptions=False)

    def ask(name: str, **changes: Any) -> tuple[int, dict[str, Any]]:
        answer = client.post(f"/api/v1/predictions/{name}", json={**BODIES[name], **changes})
        return answer.status_code, answer.json()

    yield ask


@pytest.fixture
def ask(storage: FolderStorage) -> Iterator[Ask]:
    """Where every model has a champion, and nothing is calibrated."""
    yield from _asking(ModelDesk(ModelsInUse(lambda: Registry(storage, lambda: NOW)), _NoRules()))


@pytest.fixture
def ask_rules(tmp_path: Path) -> Iterator[Ask]:
    """Where the registry is empty."""
    registry = Registry(FolderStorage(tmp_path), lambda: NOW)
    yield from _asking(ModelDesk(ModelsInUse(lambda: registry), _HandMadeRules()))


def _numbers(body: dict[str, Any]) -> list[dict[str, Any]]:
    if "laps" in body:
        return list(body["laps"])
    return [body[name] for name in ("loss", "safety_car", "virtual_safety_car") if name in body]


@pytest.mark.parametrize("name", list(BODIES))
def test_the_champion_answers_and_says_who_it_is(ask: Ask, name: str) -> None:
    status, body = ask(name)
    assert status == 200
    assert body["source"] == "model"
    assert body["model"] == _NAMES[name]
    assert body["model_version"].startswith("2021-06-")
    assert body["as_of"] == "2021-06"
    assert body["quality"] == []
    for told in _numbers(body):
        assert told["low"] < told["value"] < told["high"]
        if told["scale"] == "value":
            parts = told["base"] + sum(part["amount"] for part in told["contributions"])
            assert parts == pytest.approx(told["value"])


@pytest.mark.parametrize("name", list(BODIES))
def test_without_a_champion_a_rule_from_calibration_answers_and_says_so(ask_rules: Ask, name: str) -> None:
    status, body = ask_rules(name)
    assert status == 200
    assert body["source"] == "rule"
    assert body["model_version"] == "made-by-hand"
    assert body["as_of"] == "2024-02"
    assert "run `pitwall train`" in body["quality"][0]
    for told in _numbers(body):
        assert told["low"] <= told["value"] <= told["high"]
        parts = told["base"] + sum(part["amount"] for part in told["contributions"])
        assert parts == pytest.approx(told["value"])


@pytest.mark.parametrize("name", list(BODIES))
def test_without_champion_and_calibration_the_answer_is_what_to_run(tmp_path: Path, name: str) -> None:
    registry = Registry(FolderStorage(tmp_path), lambda: NOW)
    ask = next(_asking(ModelDesk(ModelsInUse(lambda: registry), _NoRules())))
    status, problem = ask(name)
    assert status == 503
    assert "pitwall train" in problem["detail"]
    assert "pitwall calibrate" in problem["detail"]


@pytest.mark.parametrize(
    ("name", "changes", "said"),
    [
        ("lap-time", {"compound": "HYPERSOFT"}, "'SOFT', 'MEDIUM'"),
        ("lap-time", {"tyre_life": -1}, "greater than or equal to 1"),
        ("lap-time", {"recent": []}, "at least 1 item"),
        ("lap-time", {"recent": RECENT[::-1]}, "each must come after the one before"),
        ("lap-time", {"total_laps": 24}, "the race is over before"),
        ("lap-time", {"laps": 11}, "less than or equal to 10"),
        ("lap-time", {"season": 2017}, "greater than or equal to 2018"),
        ("lap-time", {"fuel_kg": 80}, "Extra inputs are not permitted"),
        ("degradation", {"compound": "INTERMEDIATE"}, "only slicks"),
        ("degradation", {"tyre_life": 0}, "greater than or equal to 1"),
        ("degradation", {"compound_name": "C9"}, "should match pattern"),
        ("safety-car", {"lap": 55}, "lap 55 of 54"),
        ("safety-car", {"wet_share": 1.5}, "less than or equal to 1"),
        ("pit-loss", {"status": "RED"}, "'GREEN', 'VSC' or 'SC'"),
        ("pit-loss", {"stationary_s": -2.0}, "greater than or equal to 0"),
    ],
)
def test_bad_input_is_refused_in_words(ask: Ask, name: str, changes: dict[str, Any], said: str) -> None:
    status, problem = ask(name, **changes)
    assert status == 422
    assert said in str(problem)


@pytest.mark.parametrize("name", list(BODIES))
def test_a_circuit_never_seen_is_pooled_and_said(ask: Ask, name: str) -> None:
    status, body = ask(name, circuit_id="moon")
    assert status == 200
    assert any("'moon' was learned from" in note for note in body["quality"])


def test_a_rookie_and_missing_weather_are_said(ask: Ask) -> None:
    _, body = ask("degradation", driver_id="rookie", track_temp_c=None)
    assert any("'rookie'" in note for note in body["quality"])
    assert any("temperature" in note for note in body["quality"])


def test_a_stop_is_told_as_lane_and_stationary_time(ask: Ask) -> None:
    _, body = ask("pit-loss")
    assert body["stationary_s"] == 2.5
    assert body["lane_s"] + 2.5 == pytest.approx(body["loss"]["value"])


def test_a_promotion_is_taken_up_within_seconds_and_a_damaged_champion_leaves_the_old_one(
    storage: FolderStorage, tmp_path: Path
) -> None:
    present_s = [0.0]
    own = FolderStorage(tmp_path)
    for path in [path for folder in ("models", "published") for path in storage.paths(folder)]:
        own.put_if_absent(path, storage.read(path))
    registry = Registry(own, lambda: NOW)
    models = ModelsInUse(lambda: registry, lambda: present_s[0])
    first = models.pit_loss()
    card = registry.card("pit-loss", first.version)
    files = dict(registry.load("pit-loss", first.version).files)
    newer = store_challenger(registry, "pit-loss", "2021-05", _fitted("pit-loss", hand_made_table().before(2021)), NOW)
    registry.promote("pit-loss", newer.version, "newer")
    assert models.pit_loss().version == first.version
    present_s[0] = 6.0
    assert models.pit_loss().version == newer.version
    registry.promote("pit-loss", card.version, "back")
    (tmp_path / card.path / "model.json").write_bytes(files["model.json"] + b" ")
    present_s[0] = 12.0
    assert models.pit_loss().version == newer.version


def test_a_tampered_champion_is_not_loaded_and_a_rule_speaks_instead(storage: FolderStorage, tmp_path: Path) -> None:
    own = FolderStorage(tmp_path)
    for path in [path for folder in ("models", "published") for path in storage.paths(folder)]:
        data = bytes(storage.read(path))
        own.put_if_absent(path, data + b" " if path.endswith("model.json") else data)
    ask = next(_asking(ModelDesk(ModelsInUse(lambda: Registry(own, lambda: NOW)), _HandMadeRules())))
    status, body = ask("pit-loss")
    assert (status, body["source"]) == (200, "rule")
    assert "its checksum differs" in body["quality"][0]
