"""All laps as one table: gaps, weather and pace as each lap began, whatever is missing."""

import numpy as np
import pandas as pd
import pytest

from pitwall.errors import UnusableArtefactError
from pitwall.models.lap_table import LapTable
from tests.hand_made_laps import ROUNDS, SEASONS, hand_made_table, hand_made_tables


@pytest.fixture(scope="module")
def table() -> LapTable:
    return hand_made_table()


def test_races_are_numbered_in_order_of_time(table: LapTable) -> None:
    assert len(table.races) == len(SEASONS) * ROUNDS
    assert table.race_ids[0] == "2019-01"
    assert table.race_ids[-1] == "2021-06"


def test_the_gap_ahead_as_a_lap_begins_is_the_one_with_which_the_lap_before_ended(table: LapTable) -> None:
    car = table.laps.loc[(table.laps["race"] == 0) & (table.laps["driver_id"] == "d5")].set_index("lap_number")
    assert car.loc[7, "gap_ahead_s"] == car.loc[6, "gap_ahead_end_s"]
    assert np.isnan(car.loc[1, "gap_ahead_s"])


def test_in_and_out_laps_and_the_first_one_are_not_green(table: LapTable) -> None:
    laps = table.laps
    assert not laps.loc[laps["in_lap"] | laps["out_lap"] | laps["lap_number"].eq(1), "green"].any()
    assert laps["green"].mean() > 0.8


def test_without_weather_its_columns_are_unknown_and_the_rest_is_there() -> None:
    none = hand_made_tables()["weather"].iloc[:0]
    laps = hand_made_table({"weather": none}).laps
    assert laps["track_temp_c"].isna().all()
    assert laps["clean"].any()


def test_laps_near_rain_are_green_but_not_clean() -> None:
    laps = hand_made_tables()["laps"]
    rain = laps["season"].eq(2019) & laps["round"].eq(1) & laps["lap_number"].eq(20)
    changed = laps.assign(compound=laps["compound"].mask(rain, "INTERMEDIATE"))
    of_race = hand_made_table({"laps": changed}).laps.query("race == 0 and green")
    assert not of_race.loc[of_race["lap_number"].between(17, 28), "clean"].any()
    assert of_race.loc[of_race["lap_number"] == 40, "clean"].all()


def test_a_lake_without_laps_is_told() -> None:
    with pytest.raises(UnusableArtefactError, match="no race laps from 2018 on"):
        hand_made_table({"laps": pd.DataFrame()})
