"""Which laps count, and what a race says about its drivers, cold tyres and a wet track."""

import numpy as np
import pandas as pd
import pytest

from pitwall.calibration.clean_laps import dry_laps, with_gaps
from pitwall.calibration.lap_measurement import LapMeasurement
from pitwall.calibration.lap_measuring import measure_laps
from tests.unit.calibration.hand_made_laps import COLD_S, WEAR_S, facts_of, plans, race_laps, unreliable


@pytest.fixture(scope="module")
def laps() -> pd.DataFrame:
    return race_laps(plans())


def test_first_in_out_and_neutralised_laps_do_not_count(laps: pd.DataFrame) -> None:
    under_safety_car = laps.assign(neutralised=laps["lap_number"].between(20, 23))
    clean = dry_laps(facts_of(under_safety_car))
    assert clean is not None
    assert clean.lap.min() == 2
    assert not set(range(20, 25)) & set(clean.lap.tolist())
    stops = laps[laps["in_lap"] | laps["out_lap"]]
    car = clean.driver[clean.drivers.index("d0") == clean.driver]
    assert len(car)
    own = set(clean.lap[clean.driver == clean.drivers.index("d0")].tolist())
    assert not own & set(stops.loc[stops["driver_id"] == "d0", "lap_number"].tolist())


def test_laps_near_those_on_intermediates_do_not_count(laps: pd.DataFrame) -> None:
    wet = laps["lap_number"].between(30, 32) & (laps["driver_id"] == "d3")
    clean = dry_laps(facts_of(laps.assign(compound=laps["compound"].mask(wet, "INTERMEDIATE"))))
    assert clean is not None
    assert not set(range(27, 41)) & set(clean.lap.tolist())
    assert {26.0, 41.0} <= set(clean.lap.tolist())


def test_gaps_are_to_the_car_ahead_on_the_road(laps: pd.DataFrame) -> None:
    first = with_gaps(laps)[lambda rows: rows["lap_number"] == 1].set_index("driver_id")
    assert first.loc["d1", "gap_end_s"] == pytest.approx(
        first.loc["d1", "lap_end_time_s"] - first.loc["d0", "lap_end_time_s"]
    )
    assert np.isnan(first.loc["d0", "gap_end_s"])


def test_a_lap_right_behind_another_car_weighs_less() -> None:
    clean = dry_laps(facts_of(race_laps([[(1, "MEDIUM"), (30, "HARD")]] * 2, spacing_s=0.8)))
    assert clean is not None
    assert clean.weight[clean.driver == clean.drivers.index("d1")].min() < 1.0
    assert clean.air.max() > 0.5


def test_tyres_of_a_broken_feed_teach_nothing(laps: pd.DataFrame) -> None:
    measured = measure_laps(unreliable(facts_of(laps)))
    assert measured.dry is None
    assert sum(sample.n for sample in measured.cold_tyre) == 0


def test_a_race_without_laps_says_nothing() -> None:
    measured = measure_laps(facts_of(pd.DataFrame()))
    assert measured == LapMeasurement(("C4", "C3", "C2"), 54, 5.0)


def test_the_out_lap_shows_the_cold_tyre(laps: pd.DataFrame) -> None:
    hard = measure_laps(facts_of(laps)).cold_tyre[2]
    assert hard.n >= 10
    # Sectors two and three of the laps compared with hold two thirds of two to five laps of wear.
    assert hard.median == pytest.approx(COLD_S, abs=0.15)


def test_a_driver_who_errs_often_is_told_from_a_steady_one() -> None:
    errors = {(2, lap): 3.0 for lap in range(5, 50, 6)}
    drivers = {one.driver_id: one for one in measure_laps(facts_of(race_laps(plans(), off_s=errors))).drivers}
    assert drivers["d2"].mistakes >= 4
    assert drivers["d2"].mistakes_s / drivers["d2"].mistakes == pytest.approx(3.0, abs=0.4)
    assert drivers["d5"].mistakes == 0
    assert drivers["d2"].noise_laps == drivers["d2"].laps - drivers["d2"].mistakes


def test_a_driver_hard_on_his_tyres_is_told_from_the_field() -> None:
    drivers = {one.driver_id: one for one in measure_laps(facts_of(race_laps(plans(), extra_wear_s={6: 0.05}))).drivers}
    assert drivers["d6"].wear_s == pytest.approx(0.045, abs=0.02)
    assert abs(drivers["d7"].wear_s) < 0.02


def test_what_intermediates_cost_is_measured_against_the_dry_laps() -> None:
    mixed = [[(1, "MEDIUM"), (40 + car % 3, "INTERMEDIATE")] for car in range(12)]
    dry_only = [[(1, "MEDIUM"), (15 + car, "HARD")] for car in range(3)]
    wet = measure_laps(facts_of(race_laps([*mixed, *dry_only]))).wet
    slick, intermediate, _ = wet.kinds
    assert intermediate.points >= 10
    assert intermediate.moments[0] / intermediate.powers[0] == pytest.approx(9.0 / 90.0, abs=0.02)
    assert slick.points > 0


def test_wear_of_intermediates_is_told_by_sets_of_different_age() -> None:
    wet = measure_laps(
        facts_of(race_laps([[(1, "INTERMEDIATE"), (15 + car, "INTERMEDIATE")] for car in range(12)]))
    ).wet
    assert wet.wear[0].laps > 300
    assert wet.wear[0].slope_s == pytest.approx(WEAR_S["INTERMEDIATE"], abs=4.0 * wet.wear[0].sd_s)
    assert wet.wear[0].sd_s < 0.01
    assert wet.wear[1].laps == 0
