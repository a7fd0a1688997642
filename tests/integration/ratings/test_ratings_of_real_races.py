"""Ratings of every race from 2005 on: better than chance and than Elo before the weekend, and quick.

The seasons from 2018 on were not used to choose a hyper-parameter.
"""

from pathlib import Path
from time import process_time

import numpy as np
import pytest

from pitwall.domain.vocabulary import RaceKey
from pitwall.features.history import read_history
from pitwall.models.rating_records import rating_records
from pitwall.ratings.elo import elo_win_probabilities
from pitwall.ratings.history import EntryRating, RatingHistory, RatingsState, rate, update
from pitwall.ratings.parameters import STATE_SPACE
from pitwall.ratings.race_record import RaceRecord
from pitwall.ratings.win_probabilities import win_probabilities
from tests.real_lake import fill_lake

pytestmark = [pytest.mark.data, pytest.mark.slow]

_FIRST, _LAST = 2005, 2025
_READ = frozenset({"races", "race_results", "qualifying_results", "drivers", "circuits", "seats"})


@pytest.fixture(scope="module")
def records(data_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> list[RaceRecord]:
    lake = fill_lake(data_folder, tmp_path_factory.mktemp("lake"), range(_FIRST, _LAST + 1), RaceKey(_LAST, 99), _READ)
    return rating_records(read_history(lake, lake.index()))


@pytest.fixture(scope="module")
def history(records: list[RaceRecord]) -> RatingHistory:
    return rate(records)


def test_chances_from_ratings_beat_elo_and_even_chances(records: list[RaceRecord], history: RatingHistory) -> None:
    losses = []
    for record, ratings in zip(records, history.races, strict=True):
        started = {entry.driver_id: entry.order for entry in record.entries if entry.order is not None}
        if record.race.season < 2018 or not started:
            continue
        field = [one for one in ratings.before if one.driver_id in started]
        winner = [started[one.driver_id] for one in field].index(1)
        losses.append(-np.log([_from_paces(field)[winner], _from_elo(field)[winner], 1 / len(field)]))
    paces, elo, even = np.mean(losses, axis=0)
    assert len(losses) > 150
    assert paces < elo < even
    assert paces < 1.52


def test_ratings_do_not_depend_on_the_order_of_loading(records: list[RaceRecord], history: RatingHistory) -> None:
    early = [record for record in records if record.race.season <= 2007]
    assert rate(reversed(early)).races == history.races[: len(early)]


def test_a_race_more_takes_milliseconds(records: list[RaceRecord]) -> None:
    run = [record for record in records if record.run]
    state: RatingsState = rate(run[:-5]).state
    times_s = []
    for record in run[-5:]:
        began_s = process_time()
        state = update(state, record)
        times_s.append(process_time() - began_s)
    assert min(times_s) < 0.05


def _from_paces(field: list[EntryRating]) -> np.ndarray:
    pace, sd = (np.array([getattr(one.overall, name) for one in field]) for name in ("total", "total_sd"))
    return win_probabilities(pace, sd, STATE_SPACE.race_sd)


def _from_elo(field: list[EntryRating]) -> np.ndarray:
    return elo_win_probabilities([one.elo_driver for one in field], [one.elo_constructor for one in field])
