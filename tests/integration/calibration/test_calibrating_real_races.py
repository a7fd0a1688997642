"""Seven real races of 2024 taken into a lake and calibrated on: figures of the right size, and none from the future."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pitwall.calibration.archive import load_archive, newest_version
from pitwall.calibration.lap_measuring import measure_laps
from pitwall.calibration.lap_pooling import RaceConditions, pool_laps
from pitwall.calibration.measuring import measure_race
from pitwall.calibration.race_facts import RaceFacts, races_with_laps, read_race_facts
from pitwall.cli import app
from pitwall.domain.vocabulary import Compound, RaceKey, SessionCode
from pitwall.errors import NotFoundError
from pitwall.lake.lake import Lake
from pitwall.lake.storage import FolderStorage

pytestmark = [pytest.mark.data, pytest.mark.slow]

SEASON, ROUNDS = 2024, 7
"""What the folder's conftest takes in."""


@pytest.fixture(scope="module")
def facts(lake_folder: Path) -> dict[RaceKey, RaceFacts]:
    lake = Lake(FolderStorage(lake_folder))
    index = lake.index()
    return {race: read_race_facts(lake, index, race) for race in races_with_laps(index)}


def test_a_weekend_is_read_with_everything_about_it(facts: dict[RaceKey, RaceFacts]) -> None:
    assert list(facts) == [RaceKey(SEASON, round_) for round_ in range(1, ROUNDS + 1)]
    bahrain = facts[RaceKey(SEASON, 1)]
    assert (bahrain.circuit_id, bahrain.counted_laps, bahrain.nominations) == ("bahrain", 57, ("C3", "C2", "C1"))
    assert len(bahrain.laps) > 1_000
    assert {SessionCode.FP1, SessionCode.Q} <= set(bahrain.session_laps)
    assert len(bahrain.grid) == len(bahrain.results) == 20
    assert len(bahrain.pit_stops) > 30
    assert len(bahrain.weather) > 50
    assert bahrain.laps["in_lap"].dtype == bool


def test_a_race_the_calendar_does_not_have_is_not_found(lake_folder: Path) -> None:
    lake = Lake(FolderStorage(lake_folder))
    with pytest.raises(NotFoundError):
        read_race_facts(lake, lake.index(), RaceKey(SEASON, 40))


def test_tyres_wear_in_the_order_and_size_everybody_knows(facts: dict[RaceKey, RaceFacts]) -> None:
    laps = pool_laps([(one.circuit_id, SEASON, measure_laps(one)) for one in facts.values()])
    bahrain = laps.for_race(RaceConditions("bahrain", 2025, 57, 95.0, 5.412, ("C3", "C2", "C1")))
    japan = laps.for_race(RaceConditions("suzuka", 2025, 53, 94.0, 5.807, ("C3", "C2", "C1")))
    for race in (bahrain, japan):
        soft, medium, hard = (
            race.wear[compound].linear_s.mean for compound in (Compound.SOFT, Compound.MEDIUM, Compound.HARD)
        )
        assert 0.15 > soft > hard > 0.02
        assert soft > medium > 0.02
    drivers = laps.for_drivers(["max-verstappen", "nobody"], bahrain)
    assert 0.1 < drivers.noise_sd_s[0] < 0.5
    assert 0.0 < drivers.mistake_probability[1] < 0.05
    assert bahrain.wear[Compound.SOFT].laps > 250


def test_every_part_of_a_weekend_is_measured(facts: dict[RaceKey, RaceFacts]) -> None:
    measured = measure_race(facts[RaceKey(SEASON, 2)])
    assert measured.circuit_id == "jeddah"
    assert len(measured.weekend.entries) == 20
    assert len(measured.race_pace.drivers) >= 15
    assert measured.lap.dry is not None
    assert measured.driven is not None
    assert measured.driven.laps == 50


def test_the_command_stores_the_same_calibration_twice_and_looks_at_nothing_later(home: Path) -> None:
    runner = CliRunner()
    first = runner.invoke(app, ["calibrate", "--as-of", f"{SEASON}-03"])
    assert first.exit_code == 0, first.output
    storage = FolderStorage(home / "artefacts")
    version = newest_version(storage)
    assert version is not None
    assert version in first.output
    assert f"3 races up to {SEASON}-03" in first.output
    assert load_archive(storage, version).races == tuple(RaceKey(SEASON, round_) for round_ in (1, 2, 3))
    again = runner.invoke(app, ["calibrate", "--as-of", f"{SEASON}-03", "--workers", "1"])
    assert version in again.output
    manifest = json.loads((home / "artefacts" / "calibration" / version / "manifest.json").read_text())
    assert manifest["as_of"] == f"{SEASON}-03"


def test_a_calibration_before_the_first_race_is_an_error_in_words(home: Path) -> None:
    failed = CliRunner().invoke(app, ["calibrate", "--as-of", "2018-01"])
    assert failed.exit_code != 0
    assert "no race with laps to calibrate on" in str(failed.exception)
