"""A few real races replayed: parameters from earlier races only, and better than the grid. Needs the data set."""

from pathlib import Path

import numpy as np
import pytest

from pitwall.calibration.archive import Archive
from pitwall.calibration.measuring import measure_race
from pitwall.calibration.race_facts import races_with_laps, read_race_facts
from pitwall.calibration.weekend_rating import rated
from pitwall.domain.vocabulary import RaceKey
from pitwall.validation.walk_forward import replays, score_race
from tests.real_lake import fill_lake

pytestmark = [pytest.mark.data, pytest.mark.slow]

SEASONS, LAST = (2023, 2024), RaceKey(2024, 8)


@pytest.fixture(scope="module")
def archive(data_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """The races of 2023 and early 2024, measured."""
    lake = fill_lake(data_folder, tmp_path_factory.mktemp("lake"), SEASONS, LAST)
    index = lake.index()
    measurements = [measure_race(read_race_facts(lake, index, race)) for race in races_with_laps(index)]
    return Archive("of the test", rated(measurements))


def test_out_of_sample_is_better_than_grid_order_and_in_sample_better_still(archive: Archive) -> None:
    races = [race for race in archive.races if race.season == LAST.season]
    scores = [score for race in races if (score := score_race(archive, race, runs=200, seed=1)) is not None]
    outside, inside = replays(scores), replays(scores, in_sample=True)
    assert len(outside) >= 5
    error = np.mean([score.position_error for score in outside])
    assert error < np.mean([score.grid_error for score in outside])
    assert np.mean([score.position_error for score in inside]) < error
    assert np.mean([score.forecast.crps for score in scores]) < np.mean([score.forecast.grid_crps for score in scores])
