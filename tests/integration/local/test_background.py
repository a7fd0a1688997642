"""Chores in the background: when one is due, that it is done once, and what becomes of one that fails."""

import sys
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import pytest

from pitwall.domain.datasets import Partition
from pitwall.lake.lake import Lake
from pitwall.lake.objects import LakeObject
from pitwall.lake.storage import FolderStorage
from pitwall.local.background import Chore, do_if_due, keep_doing
from pitwall.local.chores import CALIBRATION, FORECAST, LEARNING, TRIAL
from pitwall.settings import Settings


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """An empty lake."""
    return Lake(FolderStorage(tmp_path / "lake"))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home of this test's own."""
    return Settings(home=tmp_path)


@pytest.fixture
def said() -> list[str]:
    """What people are told."""
    return []


def _done_by(program: str, chore: Chore = CALIBRATION) -> Chore:
    """The chore with a short program in the place of the command line."""
    return replace(chore, program=(sys.executable, "-c", program))


def _put(lake: Lake, partition: Partition, revision: int = 1) -> None:
    lake.storage.put_if_absent(LakeObject(partition, "fastf1", revision, "0" * 16).path, b"rows")


LAPS = Partition("laps", 2024, 5, "R")


RESULTS = Partition("race_results", 2024, 5, "R")
COUNTS = "import os; open(os.environ['PITWALL_HOME'] + '/runs', 'a').write('x')"


def _state(chore: Chore, lake: Lake, tmp_path: Path) -> str | None:
    return chore.state(lake, FolderStorage(tmp_path / "artefacts"))


def test_a_lake_without_laps_is_nothing_to_calibrate(lake: Lake, settings: Settings, said: list[str]) -> None:
    _put(lake, Partition("races", 2024))
    assert do_if_due(_done_by(COUNTS), lake, settings, Event(), said.append) is False
    assert said == []


@pytest.mark.parametrize("chore", [FORECAST, LEARNING, TRIAL], ids=lambda chore: chore.name)
def test_without_a_classification_there_is_nothing_to_learn_or_foretell(
    chore: Chore, lake: Lake, tmp_path: Path
) -> None:
    _put(lake, LAPS)
    assert _state(chore, lake, tmp_path) is None


def test_a_state_of_the_lake_is_dealt_with_once(lake: Lake, settings: Settings, said: list[str]) -> None:
    chore = _done_by(COUNTS)
    _put(lake, LAPS)
    assert [do_if_due(chore, lake, settings, Event(), said.append) for _ in range(2)] == [True, False]
    _put(lake, LAPS, revision=2)
    assert do_if_due(chore, lake, settings, Event(), said.append) is True
    assert (settings.home / "runs").read_text() == "xx"
    assert said[1] == "Calibrated: strategies and simulations answer now."


@pytest.mark.parametrize("chore", [CALIBRATION, FORECAST, LEARNING], ids=lambda chore: chore.name)
def test_the_books_of_the_jobs_are_no_new_state(chore: Chore, lake: Lake, tmp_path: Path) -> None:
    _put(lake, LAPS)
    _put(lake, RESULTS)
    before = _state(chore, lake, tmp_path)
    _put(lake, Partition("ingest_runs"))
    assert _state(chore, lake, tmp_path) == before


def test_models_learn_again_from_a_classification_and_not_from_each_race_of_laps(lake: Lake, tmp_path: Path) -> None:
    _put(lake, RESULTS)
    first = _state(LEARNING, lake, tmp_path)
    _put(lake, LAPS)
    assert _state(LEARNING, lake, tmp_path) == first
    _put(lake, RESULTS, revision=2)
    corrected = _state(LEARNING, lake, tmp_path)
    assert corrected != first
    for number in range(1, 21):
        _put(lake, Partition("laps", 2023, number, "R"))
    assert _state(LEARNING, lake, tmp_path) != corrected


def test_a_forecast_is_made_daily_and_when_anything_came(
    lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _put(lake, RESULTS)
    states = []
    for day in ("2026-07-01", "2026-07-02"):
        monkeypatch.setenv("PITWALL_NOW", f"{day}T12:00:00Z")
        states.append(_state(FORECAST, lake, tmp_path))
    _put(lake, Partition("qualifying_results", 2024, 6, "Q"))
    states.append(_state(FORECAST, lake, tmp_path))
    assert len(set(states)) == 3


def test_the_models_are_tried_once_they_have_learned(lake: Lake, settings: Settings, said: list[str]) -> None:
    _put(lake, RESULTS)
    artefacts = FolderStorage(settings.home / "artefacts")
    assert TRIAL.state(lake, artefacts) is None
    assert do_if_due(_done_by("", LEARNING), lake, settings, Event(), said.append) is True
    assert TRIAL.state(lake, artefacts) == LEARNING.state(lake, artefacts)
    assert said[0].startswith("Training the models in the background")


def test_a_chore_that_fails_is_told_and_tried_again(lake: Lake, settings: Settings, said: list[str]) -> None:
    _put(lake, LAPS)
    broken = _done_by("raise SystemExit('no laps can be read')")
    assert do_if_due(broken, lake, settings, Event(), said.append) is False
    assert said[-1].startswith("`pitwall calibrate` failed in the background; ")
    assert "no laps can be read" in (settings.home / "calibrated.log").read_text()
    assert do_if_due(_done_by(""), lake, settings, Event(), said.append) is True


def test_a_chore_ends_with_the_product(lake: Lake, settings: Settings, said: list[str]) -> None:
    stopped = Event()
    _put(lake, LAPS)

    def stop_when_begun(words: str) -> None:
        said.append(words)
        stopped.set()

    sleeping = _done_by("import signal; signal.pause()")
    assert do_if_due(sleeping, lake, settings, stopped, stop_when_begun) is False
    assert do_if_due(_done_by(""), lake, settings, Event(), said.append) is True


def test_it_looks_again_when_woken_and_ends_when_stopped(lake: Lake, settings: Settings, said: list[str]) -> None:
    stopped, woken, looked = Event(), Event(), Event()
    chores = (_done_by(COUNTS),)
    watcher = Thread(target=keep_doing, args=(chores, lake, settings, stopped, said.append, woken, looked.set))
    watcher.start()
    assert looked.wait(20)
    looked.clear()
    _put(lake, LAPS)
    woken.set()
    assert looked.wait(20)
    stopped.set()
    woken.set()
    watcher.join(20)
    assert not watcher.is_alive()
    assert (settings.home / "runs").read_text() == "x"


def test_every_chore_is_a_command_there_is() -> None:
    from pitwall.cli import app

    names = {command.callback.__name__ for command in app.registered_commands if command.callback}
    assert {chore.command[0] for chore in (CALIBRATION, FORECAST, LEARNING, TRIAL)} <= names
