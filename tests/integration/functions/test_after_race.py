"""The chain that follows a race, through the real handlers, with a toy model, a real store and real documents."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine, text
from typer.testing import CliRunner

from pitwall.cli import app
from pitwall.clock import now
from pitwall.errors import LakeError, StoreUnavailableError
from pitwall.features.history import History
from pitwall.lake.storage import FolderStorage
from pitwall.load.published import load_published
from pitwall.local.post_race import STEPS, Ended, after_race, local_functions
from pitwall.models import catalogue, retraining
from pitwall.models.registry import Registry
from pitwall.models.training import Sources, Trained
from tests.function_cloud import Cloud
from tests.toy_outcome import before_the_weekend, coming_race, let_few_races_teach, taught_files

pytestmark = pytest.mark.database

LEARNING = ("Features", "Models", "Train", "Evaluate", "Promote")
ALL_WELL = ("Load", *LEARNING, "Predict", "Publish")
RACES = [f"2024-{number:02d}" for number in range(1, 5)]


class Toy:
    """A real race-outcome model of few races; it loses as much as it is told, and dies of what it is told."""

    name = "race-outcome"

    def __init__(self) -> None:
        self.loss, self.seed = 1.0, 1
        self.dies_of: Exception | None = None

    def train(self, _sources: Sources) -> Trained:
        if self.dies_of:
            raise self.dies_of
        return Trained("toy", taught_files(self.seed), 14, dict.fromkeys(RACES, self.loss))


class Laptop:
    """The chain with everything it works on."""

    def __init__(self, toy: Toy, store: Engine, folder: Path) -> None:
        self.toy, self.store, self.folder = toy, store, folder
        self.artefacts = FolderStorage(folder / "artefacts")
        self.asked: list[str] = []
        self.killed_at: str | None = None
        self._functions = local_functions()

    def run(self, first: str = "Load") -> Ended:
        self.asked.clear()
        return after_race(self._call, first)

    def _call(self, function: str, payload: dict[str, Any]) -> dict[str, Any]:
        said = str(payload.get("step") or payload.get("job"))
        self.asked.append(said)
        if said == self.killed_at:
            raise KeyboardInterrupt
        return self._functions(function, payload)

    @property
    def in_use(self) -> str | None:
        promotions = Registry(self.artefacts, now).promotions("race-outcome")
        return promotions[-1].version if promotions else None

    def stored(self, what: str, table: str, where: str = "true") -> list[Any]:
        with self.store.connect() as connection:
            return list(connection.scalars(text(f"SELECT {what} FROM {table} WHERE {where} ORDER BY 1")))

    def everything(self) -> tuple[list[str], list[Any], list[Any]]:
        return (
            self.artefacts.paths(),
            self.stored("path", "loaded_objects"),
            self.stored("forecast_id || computed_at", "forecasts"),
        )


@pytest.fixture
def history(monkeypatch: pytest.MonkeyPatch) -> History:
    let_few_races_teach(monkeypatch)
    return coming_race(before_the_weekend)


@pytest.fixture
def laptop(cloud: Cloud, store: Engine, history: History, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Laptop:
    toy = Toy()
    monkeypatch.setattr(catalogue, "_TRAINERS", {"race-outcome": "a toy"})
    monkeypatch.setattr(catalogue, "import_module", lambda _name: SimpleNamespace(TRAINER=toy))

    monkeypatch.setattr(retraining, "read_sources", lambda lake, artefacts: Sources(history, lake, {}, artefacts))
    monkeypatch.setenv("PITWALL_ARTEFACTS_URI", str(tmp_path / "artefacts"))
    url = store.url.render_as_string(hide_password=False)
    cloud.set(database_url=url, now="2024-07-01T09:00:00Z")
    cloud.load({"job": "reconcile"})
    return Laptop(toy, store, tmp_path)


def test_a_race_is_learned_from_and_the_next_one_foretold(laptop: Laptop) -> None:
    assert laptop.run() == Ended(ALL_WELL)
    assert laptop.asked == [
        "reconcile", "features", "models", "train", "evaluate", "promote", "predict", "published"
    ]  # fmt: skip
    assert laptop.in_use is not None
    assert laptop.stored("model_version", "forecasts", "kind = 'race'") == [laptop.in_use]
    assert laptop.stored("source", "forecasts", "kind = 'race'") == ["model"]
    assert laptop.stored("version", "model_metadata", "is_production") == [laptop.in_use]


def test_the_same_twice_changes_nothing(laptop: Laptop) -> None:
    laptop.run()
    before = laptop.everything()
    assert laptop.run() == Ended(ALL_WELL)
    assert laptop.everything() == before


@pytest.mark.parametrize(
    "dies_of", [LakeError("the disk is full"), ZeroDivisionError("a fault of ours")], ids=["told", "fault"]
)
def test_where_a_step_fails_the_old_champion_speaks_and_it_is_said(laptop: Laptop, dies_of: Exception) -> None:
    laptop.run()
    champion = laptop.in_use
    for path in laptop.artefacts.paths("published/races"):
        (laptop.folder / "artefacts" / path).unlink()
    laptop.toy.dies_of = dies_of
    ended = laptop.run()
    assert ended == Ended(("Load", "Features", "Models", "Predict", "Publish"), f"Train: {dies_of}")
    assert laptop.in_use == champion
    assert laptop.stored("DISTINCT model_version", "forecasts", "kind = 'race'") == [champion]
    assert len(laptop.artefacts.paths("published/races")) == 1


def test_a_worse_challenger_is_kept_and_not_used(laptop: Laptop) -> None:
    laptop.run()
    champion = laptop.in_use
    laptop.toy.loss, laptop.toy.seed = 3.0, 2
    assert laptop.run() == Ended(ALL_WELL)
    assert laptop.in_use == champion
    assert len(laptop.stored("version", "model_metadata")) == 2


@pytest.mark.parametrize("step", ["train", "promote", "predict", "published"])
def test_killed_in_the_middle_the_next_run_goes_on(laptop: Laptop, step: str) -> None:
    laptop.killed_at = step
    with pytest.raises(KeyboardInterrupt):
        laptop.run()
    laptop.killed_at = None
    assert laptop.run() == Ended(ALL_WELL)
    assert laptop.stored("model_version", "forecasts", "kind = 'race'") == [laptop.in_use]


def test_before_anything_is_trained_a_simpler_model_speaks(laptop: Laptop) -> None:
    assert laptop.run("Predict") == Ended(("Predict", "Publish"))
    assert laptop.stored("source", "forecasts", "kind = 'race'") == ["simpler model"]
    laptop.run()
    assert laptop.stored("source", "forecasts", "kind = 'race'") == ["model", "simpler model"]


def test_a_store_that_was_dropped_has_its_forecasts_again(laptop: Laptop) -> None:
    laptop.run()
    _, paths, forecasts = laptop.everything()
    with laptop.store.begin() as connection:
        connection.execute(text("TRUNCATE forecasts, model_metadata, loaded_objects CASCADE"))
    assert load_published(laptop.store, laptop.artefacts).documents == len(paths)
    assert laptop.everything()[1:] == (paths, forecasts)


def test_the_command_says_by_its_exit_code_whether_learning_failed(laptop: Laptop) -> None:
    well = CliRunner().invoke(app, ["learn"])
    laptop.toy.dies_of = LakeError("the disk is full")
    failed = CliRunner().invoke(app, ["learn"])
    assert well.exit_code == 0
    assert well.output.endswith(f"Done: {', '.join(ALL_WELL)}.\n")
    assert failed.exit_code == 1
    assert failed.output.endswith("the models in use speak. Train: the disk is full\n")


def test_an_error_outside_learning_ends_the_chain(laptop: Laptop) -> None:
    def call(function: str, payload: dict[str, Any]) -> dict[str, Any]:
        if payload == {"job": "published"}:
            raise StoreUnavailableError("it is away")
        return {step.keeps: [] for step in STEPS}

    with pytest.raises(StoreUnavailableError):
        after_race(call, "Load")
