"""A few real races replayed: parameters from earlier races only, and better than the grid. Needs the loaded lake."""

import os
from pathlib import Path

import numpy as np
import pytest

from pitwall.calibration.archive import Archive
from pitwall.calibration.measuring import measure_race
from pitwall.calibration.race_facts import races_with_laps, read_race_facts
from pitwall.lake.lake import Lake
from pitwall.lake.storage import open_storage
from pitwall.validation.walk_forward import replays, score_race

pytestmark = [pytest.mark.data, pytest.mark.slow]

LAKE = Path(os.environ.get("PITWALL_HOME", ".pitwall")) / "lake"
SEASONS, JUDGED = (2023, 2024), 2024
FIRST_JUDGED_ROUND, LAST_JUDGED_ROUND = 1, 8


@pytest.fixture(scope="module")
def archive() -> Archive:
    """The races of 2023 and early 2024, measured."""
    if not LAKE.is_dir():
        pytest.skip(f"no lake at {LAKE}: run `pitwall load` with PITWALL_DATA set, or set PITWALL_HOME")
    lake = Lake(open_storage(str(LAKE)))
    index = lake.index()
    races = [
        race
        for race in races_with_laps(index)
        if race.season in SEASONS and (race.season < JUDGED or race.round <= LAST_JUDGED_ROUND)
    ]
    if not races:
        pytest.skip(f"the lake at {LAKE} holds no laps of {SEASONS[0]} and {SEASONS[1]}")
    return Archive("of the test", [measure_race(read_race_facts(lake, index, race)) for race in races])


def test_out_of_sample_is_better_than_grid_order_and_in_sample_better_still(archive):
    races = [race for race in archive.races if race.season == JUDGED]
    scores = [score for race in races if (score := score_race(archive, race, runs=200, seed=1)) is not None]
    outside, inside = replays(scores), replays(scores, in_sample=True)
    assert len(outside) >= 5
    error = np.mean([score.position_error for score in outside])
    assert error < np.mean([score.grid_error for score in outside])
    assert np.mean([score.position_error for score in inside]) < error
    assert np.mean([score.forecast.crps for score in scores]) < np.mean([score.forecast.grid_crps for score in scores])
