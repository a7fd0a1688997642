"""A race as arrays, and the clean lap each car would have driven."""

from dataclasses import replace

import numpy as np
import pytest

from pitwall.calibration.event_laps import UNKNOWN, lap_grid
from pitwall.calibration.event_pace import clean_laps, expected_pace
from tests.unit.calibration.hand_made_facts import hand_made_facts

PACES = [90.0 + 0.2 * car for car in range(10)]


def test_the_car_ahead_is_the_one_that_ended_the_same_lap_before() -> None:
    grid = lap_grid(hand_made_facts(PACES[:3], laps=5, grid_gap_s=2.0))

    ahead, gap = grid.ahead

    assert ahead[0].tolist() == [UNKNOWN, 0, 1]
    assert gap[0, 1:] == pytest.approx([2.2, 2.2])
    assert gap[4, 1:] == pytest.approx([3.0, 3.0])


def test_a_retired_car_has_no_laps_after_it_dropped_out() -> None:
    grid = lap_grid(hand_made_facts(PACES[:3], laps=6, retired={1: 2}))

    assert grid.driven[:, 1].tolist() == [True, True, False, False, False, False]
    assert grid.order(3).tolist() == [0, 2]


def test_a_safety_car_lap_is_neutralised_and_no_clean_lap() -> None:
    grid = lap_grid(hand_made_facts(PACES, status={7: "14", 8: "67", 9: "5"}))

    assert np.flatnonzero(grid.neutralised_by_lap()).tolist() == [6, 7, 8]
    assert not clean_laps(grid)[6:9].any()


def test_expected_laps_are_the_cars_own_clean_laps() -> None:
    pace = expected_pace(lap_grid(hand_made_facts(PACES, noise_s=0.1)))

    assert pace is not None
    assert np.nanmean(pace.lap_s, axis=0) == pytest.approx(PACES, abs=0.08)
    assert pace.noise_sd_s == pytest.approx(0.1, abs=0.03)


def test_a_lost_lap_does_not_explain_itself() -> None:
    pace = expected_pace(lap_grid(hand_made_facts(PACES, noise_s=0.02, off_s={(3, 20): 2.0})))

    assert pace is not None
    assert pace.lap_s[19, 3] == pytest.approx(PACES[3], abs=0.1)


def test_a_wet_race_expects_nothing() -> None:
    wet = {(car, 1): "INTERMEDIATE" for car in range(10)}

    assert expected_pace(lap_grid(hand_made_facts(PACES, compounds=wet))) is None


@pytest.mark.filterwarnings("error")
def test_a_race_without_sector_times_has_a_pace_but_no_sectors() -> None:
    facts = hand_made_facts(PACES, noise_s=0.1)
    grid = lap_grid(replace(facts, laps=facts.laps.assign(sector1_s=np.nan)))
    pace = expected_pace(grid)
    assert pace is not None
    assert np.isfinite(pace.lap_s[5:]).all()
    assert np.isnan(pace.first_sector_share).all()
