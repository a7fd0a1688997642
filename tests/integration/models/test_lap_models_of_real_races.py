"""Lap models of real races: two seasons learned from, the next one judged; each beats its simple baseline."""

from pathlib import Path
from time import process_time

import numpy as np
import pytest

from pitwall.domain.vocabulary import RaceKey
from pitwall.lake.lake import Lake
from pitwall.models import degradation, driving_mode, lap_time, pace_sequence, pit_loss, safety_car
from pitwall.models.driver_profiles import profile_tables
from pitwall.models.lap_learning import MODEL, LapTrainer, Losses
from pitwall.models.lap_table import LapTable, lap_table
from tests.real_lake import fill_lake

pytestmark = [pytest.mark.data, pytest.mark.slow]

_READ = frozenset(
    {"races", "circuits", "laps", "pit_stops", "session_weather", "neutralisations", "track_status", "race_results"}
)
_SEASONS = (2022, 2023, 2024)


@pytest.fixture(scope="module")
def lake(data_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    return fill_lake(data_folder, tmp_path_factory.mktemp("lake"), _SEASONS, RaceKey(2024, 99), _READ)


@pytest.fixture(scope="module")
def table(lake: Lake) -> LapTable:
    return lap_table(lake, lake.index())


def _losses(table: LapTable, trainer: LapTrainer) -> dict[str, float]:
    losses: Losses = trainer.learner(table).losses(table.season < 2024, table.season == 2024)
    return {name: float(np.mean(list(of.values()))) for name, of in losses.items()}


def test_all_laps_of_a_season_are_a_table_within_seconds_and_read_once(lake: Lake) -> None:
    index = lake.index()
    began = process_time()
    table = lap_table(lake, index)
    assert process_time() - began < 15.0
    assert lap_table(lake, index) is table
    assert len(table.laps) > 20_000 * len(_SEASONS)
    assert table.laps["clean"].mean() > 0.6


@pytest.mark.parametrize(
    ("trainer", "baseline"),
    [
        (lap_time.TRAINER, "the last lap again"),
        (degradation.TRAINER, "mean of the compound"),
        (safety_car.TRAINER, "base rate"),
        (pit_loss.TRAINER, "mean of the status"),
        (driving_mode.TRAINER, "share after the last lap's mode"),
        (pace_sequence.TRAINER, "the last lap's pace again"),
    ],
    ids=lambda one: getattr(one, "name", "baseline"),
)
def test_a_model_loses_less_than_its_baseline(table: LapTable, trainer: LapTrainer, baseline: str) -> None:
    losses = _losses(table, trainer)
    assert losses[MODEL] < losses[baseline]


def test_profiles_of_a_season_name_its_drivers_with_percentiles_and_numbers(table: LapTable) -> None:
    newest = profile_tables(table)[-1]
    assert newest.season == 2024
    assert len(newest.profiles) >= 20
    verstappen = next(one for one in newest.profiles if one.driver_id == "max-verstappen")
    assert {trait.name for trait in verstappen.traits} >= {"aggression", "consistency", "tyre_management"}
    for profile in newest.profiles:
        assert all(0.0 < trait.percentile < 100.0 and trait.n >= 10 for trait in profile.traits)
