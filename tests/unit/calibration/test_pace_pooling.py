"""Expected race pace: what is known counts, what is unknown widens, and the race itself is never looked at."""

from dataclasses import replace

import numpy as np
import pytest

from pitwall.calibration.pace_pooling import FORM_SHARE, pool_pace
from pitwall.calibration.race_pace import DriverPace, RacePaceMeasurement
from pitwall.calibration.weekend_measurement import WeekendEntry, WeekendMeasurement
from pitwall.domain.vocabulary import RaceKey

TRUE_GAPS = np.linspace(-0.01, 0.01, 20)


def weekend(number: int, qualifying_sd: float = 0.002, circuit: str = "here") -> WeekendMeasurement:
    rng = np.random.default_rng(number)
    seen = TRUE_GAPS + rng.normal(0.0, qualifying_sd, 20)
    entries = tuple(
        WeekendEntry(f"d{i}", f"t{i // 2}", grid=i + 1, qualifying_gap=float(seen[i] - seen.min())) for i in range(20)
    )
    return WeekendMeasurement(RaceKey(2024, number), "gp", circuit, 60, entries, "grid", 5.0, pole_lap_s=85.0)


def race(number: int) -> tuple[WeekendMeasurement, RacePaceMeasurement]:
    rng = np.random.default_rng(1000 + number)
    gaps = TRUE_GAPS + np.repeat(rng.normal(0.0, 0.002, 10), 2) + rng.normal(0.0, 0.003, 20)
    drivers = tuple(DriverPace(f"d{i}", f"t{i // 2}", float(gaps[i] - gaps.mean()), 0.0005, 50) for i in range(20))
    shares, lives = (0.2, 0.5, 0.3, 0.0, 0.0), (8.0, 12.0, 15.0, 0.0, 0.0)
    return weekend(number), RacePaceMeasurement(drivers, 90.0, 30.0, shares, lives, tuple(x * x for x in lives))


def test_expected_pace_is_near_the_true_pace_and_says_how_near():
    forecast = pool_pace([race(n) for n in range(1, 25)]).for_race(weekend(25))
    assert np.std(forecast.gap - TRUE_GAPS) < 0.0012
    # 480 cars known, and a prior worth 60.
    own, team = FORM_SHARE * 0.003, FORM_SHARE * 0.002
    assert forecast.own_sd.mean() == pytest.approx(np.sqrt((480 * own**2 + 60 * 0.0018**2) / 540), rel=0.1)
    assert forecast.team_sd.mean() == pytest.approx(np.sqrt((480 * team**2 + 60 * 0.00135**2) / 540), rel=0.15)
    assert forecast.lap_s == pytest.approx(90.0, rel=0.005)
    assert forecast.quality == ("no practice known",)


def test_without_qualifying_form_alone_is_used_and_the_answer_says_so():
    coming = weekend(25)
    coming = replace(coming, entries=tuple(replace(entry, qualifying_gap=None) for entry in coming.entries))
    forecast = pool_pace([race(n) for n in range(1, 25)]).for_race(coming)
    assert np.corrcoef(forecast.gap, TRUE_GAPS)[0, 1] > 0.95
    assert any("no qualifying" in words for words in forecast.quality)


def test_without_any_earlier_race_qualifying_still_orders_the_field():
    forecast = pool_pace([]).for_race(weekend(1, qualifying_sd=0.0))
    assert np.all(np.diff(forecast.gap) > 0)
    assert forecast.own_sd.min() > 0.0015
    assert any("no earlier race" in words for words in forecast.quality)


def test_rookies_and_new_teams_are_named():
    coming = weekend(25)
    entries = (*coming.entries[:-1], replace(coming.entries[-1], driver_id="rookie", constructor_id="new-team"))
    forecast = pool_pace([race(n) for n in range(1, 25)]).for_race(replace(coming, entries=entries))
    assert any("rookie" in words for words in forecast.quality)
    assert any("new-team" in words for words in forecast.quality)
    assert np.isfinite(forecast.gap).all()
    assert forecast.own_sd[-1] > 2 * forecast.own_sd[:-1].max()
    assert forecast.team_sd[-1] > 1.5 * forecast.team_sd[:-1].max()


def with_ratings(weekend_: WeekendMeasurement, sd: float) -> WeekendMeasurement:
    """Each car rated at its true gap, but for an error of its own."""
    seen = TRUE_GAPS + np.random.default_rng(500 + weekend_.race.round).normal(0.0, sd, 20)
    entries = zip(weekend_.entries, seen.tolist(), strict=True)
    return replace(weekend_, entries=tuple(replace(entry, rated_gap=gap) for entry, gap in entries))


def test_ratings_that_were_right_in_earlier_races_are_believed_and_make_the_answer_better():
    rated = [(with_ratings(known, 0.0), pace) for known, pace in (race(n) for n in range(1, 25))]
    plain = pool_pace([race(n) for n in range(1, 25)]).for_race(weekend(25))
    better = pool_pace(rated).for_race(with_ratings(weekend(25), 0.0))
    assert np.std(better.gap - TRUE_GAPS) < 0.6 * np.std(plain.gap - TRUE_GAPS)


def test_ratings_that_told_nothing_are_not_believed():
    rated = [(with_ratings(known, 0.02), pace) for known, pace in (race(n) for n in range(1, 25))]
    calibration = pool_pace(rated)
    weights = next(one for one in calibration.weights if one.signs == ("driver_form", "team_form", "rating"))
    assert abs(weights.weights[-1]) < 0.1


def test_a_weekend_without_ratings_is_expected_as_if_there_were_none():
    rated = [(with_ratings(known, 0.002), pace) for known, pace in (race(n) for n in range(1, 25))]
    plain = pool_pace([race(n) for n in range(1, 25)]).for_race(weekend(25))
    assert np.array_equal(pool_pace(rated).for_race(weekend(25)).gap, plain.gap)


def test_a_circuit_never_seen_takes_its_lap_from_its_length():
    coming = replace(weekend(25, circuit="elsewhere"), pole_lap_s=None, course_length_km=6.0)
    forecast = pool_pace([race(n) for n in range(1, 5)]).for_race(coming)
    assert forecast.lap_s == pytest.approx(90.0 / 5.0 * 6.0)


def test_the_outcome_of_the_race_and_later_ones_changes_nothing():
    races = [race(n) for n in range(1, 20)]
    scrambled = [(known, replace(pace, drivers=())) for known, pace in races[10:]]
    before = pool_pace(races[:10]).for_race(races[10][0])
    again = pool_pace(races[:10]).for_race(scrambled[0][0])
    assert np.array_equal(before.gap, again.gap)
