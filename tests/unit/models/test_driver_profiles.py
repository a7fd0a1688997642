"""Profiles and places gained on the road, from hand-made laps of which it is known who drove how."""

import pandas as pd
import pytest

from pitwall.domain.model_records import DriverProfile
from pitwall.models.driver_profiles import profile_tables
from pitwall.models.on_track import attacks, stint_laps
from tests.hand_made_laps import hand_made_table, hand_made_tables


def _traits(profile: DriverProfile) -> dict[str, float]:
    return {trait.name: trait.percentile for trait in profile.traits}


def test_who_drives_unevenly_is_least_consistent_and_who_wears_tyres_manages_them_least() -> None:
    laps = hand_made_tables()["laps"]
    uneven = laps["driver_id"].eq("d3") * ((laps["lap_number"] % 2) * 1.2 - 0.6)
    wearing = laps["driver_id"].eq("d4") * 0.1 * laps["tyre_life"]
    table = hand_made_table({"laps": laps.assign(lap_time_s=laps["lap_time_s"] + uneven + wearing)})
    found = {one.driver_id: _traits(one) for one in profile_tables(table)[0].profiles}
    assert found["d3"]["consistency"] == min(one["consistency"] for one in found.values() if "consistency" in one)
    assert found["d4"]["tyre_management"] == min(one["tyre_management"] for one in found.values())


def test_every_season_has_its_own_table_as_of_its_last_race() -> None:
    tables = profile_tables(hand_made_table())
    assert [(one.season, one.as_of) for one in tables] == [(2019, "2019-06"), (2020, "2020-06"), (2021, "2021-06")]


def test_a_driver_with_too_few_laps_has_no_traits() -> None:
    laps = hand_made_tables()["laps"]
    guest = laps["driver_id"].eq("d9") & (laps["lap_number"] > 9)
    table = hand_made_table({"laps": laps.loc[~guest]})
    assert all(one.driver_id != "d9" for one in profile_tables(table)[0].profiles)


def test_a_place_gained_from_a_stopping_car_is_no_pass() -> None:
    laps = hand_made_tables()["laps"]
    chased = attacks(hand_made_table(), reach_s=60.0)
    assert set(chased.columns) == {"race", "driver_id", "circuit_id", "lap_number", "passed"}
    stopped = laps.loc[laps["in_lap"], ["season", "round", "lap_number"]].drop_duplicates()
    assert len(stopped)
    # Cars are seconds apart and equally fast: nobody passes anybody but those who stop.
    assert chased["passed"].mean() < 0.2


def test_a_stint_is_measured_against_its_own_line() -> None:
    stints = stint_laps(hand_made_table())
    assert abs(stints.groupby("stint_id")["off_pct"].mean()).max() < 0.2
    assert stints.groupby("compound")["wear_pct"].median().to_dict() == pytest.approx(
        {"SOFT": 0.11, "MEDIUM": 0.067, "HARD": 0.033}, abs=0.02
    )
    assert isinstance(stints, pd.DataFrame)
