"""The calibration in the background: when it is due, that it is once, and what becomes of one that fails."""

import sys
from pathlib import Path
from threading import Event

import pytest

from pitwall.domain.datasets import Partition
from pitwall.lake.lake import Lake
from pitwall.lake.objects import LakeObject
from pitwall.lake.storage import FolderStorage
from pitwall.local import calibrating
from pitwall.local.calibrating import calibrate_if_due, lake_state
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


def _command(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Puts a short program in the place of `pitwall calibrate`."""
    monkeypatch.setattr(calibrating, "_COMMAND", (sys.executable, "-c", program))


def _put(lake: Lake, partition: Partition, revision: int = 1) -> None:
    lake.storage.put_if_absent(LakeObject(partition, "fastf1", revision, "0" * 16).path, b"rows")


LAPS = Partition("laps", 2024, 5, "R")


def test_a_lake_without_laps_is_nothing_to_calibrate(lake: Lake, settings: Settings, said: list[str]) -> None:
    _put(lake, Partition("races", 2024))
    assert lake_state(lake) is None
    assert calibrate_if_due(lake, settings, Event(), said.append) is False
    assert said == []


def test_a_state_of_the_lake_is_calibrated_once(
    lake: Lake, settings: Settings, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _command(monkeypatch, "import os; open(os.environ['PITWALL_HOME'] + '/runs', 'a').write('x')")
    _put(lake, LAPS)
    assert [calibrate_if_due(lake, settings, Event(), said.append) for _ in range(2)] == [True, False]
    _put(lake, LAPS, revision=2)
    assert calibrate_if_due(lake, settings, Event(), said.append) is True
    assert (settings.home / "runs").read_text() == "xx"
    assert said[1] == "Calibrated: strategies and simulations answer now."


def test_the_books_of_the_jobs_are_no_new_state(lake: Lake) -> None:
    _put(lake, LAPS)
    before = lake_state(lake)
    _put(lake, Partition("ingest_runs"))
    assert lake_state(lake) == before


def test_a_calibration_that_fails_is_told_and_tried_again(
    lake: Lake, settings: Settings, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _command(monkeypatch, "raise SystemExit('no laps can be read')")
    _put(lake, LAPS)
    assert calibrate_if_due(lake, settings, Event(), said.append) is False
    assert said[-1].startswith("The calibration failed; ")
    assert "no laps can be read" in (settings.home / "calibration.log").read_text()
    _command(monkeypatch, "")
    assert calibrate_if_due(lake, settings, Event(), said.append) is True


def test_it_ends_with_the_product(
    lake: Lake, settings: Settings, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped = Event()
    _command(monkeypatch, "import signal; signal.pause()")
    _put(lake, LAPS)
    told = said.append

    def stop_when_begun(words: str) -> None:
        told(words)
        stopped.set()

    assert calibrate_if_due(lake, settings, stopped, stop_when_begun) is False
