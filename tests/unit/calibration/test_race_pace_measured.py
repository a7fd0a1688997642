"""Race pace of drivers: of laps of their own making, not of those on which they were lapped."""

import pandas as pd
import pytest

from pitwall.calibration.race_pace_measuring import led_alone, pace_of_laps, times_lapped
from tests.unit.calibration.hand_made_laps import LAPS, race_laps

_CARS = 10
_SLOW_S = 2.4
_BLUE_S = 1.5


def _race(blue_s: float) -> pd.DataFrame:
    """Ten cars on one set of tyres; the last is so slow that the others lap it, and loses `blue_s` each time."""
    stints = [[(1, "HARD")]] * _CARS
    slow = {(_CARS - 1, lap): _SLOW_S for lap in range(1, LAPS + 1)}
    laps = _with_starts(race_laps(stints, spacing_s=1.0, off_s=slow))
    lost = times_lapped(laps) * blue_s
    slower = laps["lap_time_s"] + lost
    return _with_starts(laps.assign(lap_time_s=slower, lap_end_time_s=laps["lap_end_time_s"] + lost.cumsum()))


def _with_starts(laps: pd.DataFrame) -> pd.DataFrame:
    return laps.assign(lap_start_time_s=laps["lap_end_time_s"] - laps["lap_time_s"], constructor_id=laps["driver_id"])


def test_a_car_is_lapped_once_by_each_that_passes_it_a_lap_ahead() -> None:
    laps = _race(0.0)
    times = pd.Series(times_lapped(laps)).groupby(laps["driver_id"].to_numpy()).sum()
    assert times.drop(f"d{_CARS - 1}").eq(0).all()
    assert times[f"d{_CARS - 1}"] == _CARS - 1


def test_what_a_car_loses_by_being_lapped_is_not_its_pace() -> None:
    unhindered, lapped = (
        next(car.gap for car in pace_of_laps(_race(blue_s)).drivers if car.driver_id == f"d{_CARS - 1}")
        for blue_s in (0.0, _BLUE_S)
    )
    assert lapped == pytest.approx(unhindered, abs=2e-4)


def _with_a_dominant_car(eased_s: float) -> pd.DataFrame:
    """The first of ten cars is half a second a lap faster, and gives `eased_s` away on the laps it leads alone."""
    fast = {(0, lap): -0.5 for lap in range(1, LAPS + 1)}
    laps = _with_starts(race_laps([[(1, "HARD")]] * _CARS, spacing_s=1.0, off_s=fast))
    given_away = led_alone(laps) * eased_s
    lost = given_away.cumsum() * laps["driver_id"].eq("d0").to_numpy()
    return _with_starts(
        laps.assign(lap_time_s=laps["lap_time_s"] + given_away, lap_end_time_s=laps["lap_end_time_s"] + lost)
    )


def test_only_the_leader_of_the_second_half_leads_alone() -> None:
    laps = _with_a_dominant_car(0.0)
    alone = laps.loc[led_alone(laps)]
    assert set(alone["driver_id"]) == {"d0"}
    assert alone["lap_number"].min() > LAPS // 2
    assert alone["lap_number"].max() == LAPS


def test_what_a_leader_gives_away_is_not_his_pace() -> None:
    flat_out, eased = (
        next(car.gap for car in pace_of_laps(_with_a_dominant_car(eased_s)).drivers if car.driver_id == "d0")
        for eased_s in (0.0, 0.15)
    )
    assert eased == pytest.approx(flat_out, abs=2e-4)
