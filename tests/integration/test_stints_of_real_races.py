"""Stints of every race of the data set against the pit stops, which come from another source.

Not every stop changes tyres and red flags change tyres without a stop, so the two agree for most cars only (97.7 %).
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pitwall.domain.lap_hygiene import LapColumns, lap_hygiene
from pitwall.domain.stints import RaceLapColumns, Stint, race_stints
from pitwall.domain.vocabulary import RaceKey

pytestmark = pytest.mark.data

_NUMBERS = ("lap_time_s", "stint", "tyre_life")


def columns(laps: pd.DataFrame, names: Iterable[str]) -> dict[str, np.ndarray[Any, Any]]:
    columns = {}
    for name in names:
        values = laps[name].astype(float) if name in _NUMBERS else laps[name].astype(object)
        columns[name] = values.to_numpy() if name in _NUMBERS else values.where(values.notna(), None).to_numpy()
    return columns


@pytest.fixture(scope="module")
def stints(data_folder: Path) -> list[Stint]:
    found = []
    for file in sorted((data_folder / "laps").glob("*.parquet")):
        laps = pd.read_parquet(file).assign(session="R")
        flags = lap_hygiene(LapColumns(**columns(laps, LapColumns.__dataclass_fields__)))
        for flag in ("valid", "in_lap", "out_lap", "neutralised"):
            laps[flag] = np.ma.asarray(getattr(flags, flag)).filled(False)
        for (season, round_number), of_race in laps.groupby(["season", "round"]):
            race = RaceKey(int(season), int(round_number))
            found += race_stints(race, "R", RaceLapColumns(**columns(of_race, RaceLapColumns.__dataclass_fields__)))
    return found


def test_every_set_after_the_first_was_fitted_in_a_stop_in_most_cars(stints: list[Stint], data_folder: Path) -> None:
    stops = pd.read_parquet(data_folder / "pit_stops.parquet").groupby(["season", "round", "driver_id"]).size()
    sets = pd.Series([(s.season, s.round, s.driver_id) for s in stints]).value_counts()
    both = pd.concat({"sets": sets, "stops": stops}, axis=1).dropna(subset="sets").fillna(0)
    assert (both.sets == both.stops + 1).mean() > 0.95


def test_no_lap_is_lost_and_nearly_every_stint_knows_its_tyres(stints: list[Stint]) -> None:
    assert sum(stint.laps for stint in stints) > 190_000
    assert sum(stint.compound is None for stint in stints) < 0.005 * len(stints)
    assert sum(stint.tyre_life_start is None for stint in stints) < 0.01 * len(stints)
