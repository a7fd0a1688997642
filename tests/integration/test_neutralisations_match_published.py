"""Our neutralisations of every race with laps and track status against the data set's own.

Agreement measured on 2018-2026: 265 of 265 in kind, start lap, end lap and times; the data set has four more, in races
whose laps it lacks.
"""

from pathlib import Path

import pandas as pd
import pytest

from pitwall.domain.neutralisations import StatusChange, leader_laps, race_neutralisations
from pitwall.domain.vocabulary import RaceKey, SessionCode

pytestmark = pytest.mark.data

_RACE = ["season", "round"]


def test_every_neutralisation_equals_the_published_one(data_folder: Path) -> None:
    published = pd.read_parquet(data_folder / "neutralisations.parquet").query("source == 'fastf1_track_status'")
    changes = pd.read_parquet(data_folder / "track_status.parquet").query("session == 'R'").groupby(_RACE)
    statuses = pd.read_parquet(data_folder / "session_status.parquet").query("session == 'R' and status == 'Started'")
    starts = statuses.groupby(_RACE).time_s.min()

    ours, races = set(), set()
    for file in sorted((data_folder / "laps").glob("*.parquet")):
        for key, laps in pd.read_parquet(file).groupby(_RACE):
            race = RaceKey(int(key[0]), int(key[1]))
            if race not in changes.groups or race not in starts.index:
                continue
            races.add(race)
            leader = leader_laps(laps.lap_number.to_numpy(dtype=int), laps.lap_end_time_s.to_numpy(dtype=float))
            feed = [StatusChange(row.time_s, row.status) for row in changes.get_group(race).itertuples()]
            for one in race_neutralisations(race, SessionCode.R, feed, leader, starts[race]):
                times = round(one.start_time_s or 0, 1), round(one.end_time_s or 0, 1)
                ours.add((*race, one.kind.value, one.start_lap, one.end_lap, *times))

    theirs = {
        (*_race_of(row), row.type, row.start_lap, row.end_lap, round(row.start_time_s, 1), round(row.end_time_s, 1))
        for row in published.itertuples()
        if _race_of(row) in races
    }
    assert len(races) > 150
    assert len(theirs) > 250
    assert ours == theirs


def _race_of(row: object) -> RaceKey:
    return RaceKey(row.season, row.round)  # type: ignore[attr-defined]
