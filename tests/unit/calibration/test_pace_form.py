"""Form of teams and drivers over races: newer races count more, winters forget."""

import pytest

from pitwall.calibration.pace_form import FormBook
from pitwall.calibration.race_pace import DriverPace


def pace(driver_id: str, constructor_id: str, gap: float) -> DriverPace:
    return DriverPace(driver_id, constructor_id, gap, 0.001, 50)


def season_of(races: int, *drivers: DriverPace) -> FormBook:
    book = FormBook()
    book.begin_season(2024)
    for _ in range(races):
        book.add_race(drivers)
    return book


def test_form_comes_near_what_every_race_showed():
    book = season_of(30, pace("a", "t", -0.004), pace("b", "t", -0.002), pace("c", "u", 0.003), pace("d", "u", 0.003))
    assert book.team("t") == pytest.approx(-0.003, abs=0.0006)
    assert book.driver("a") < 0 < book.driver("b")
    assert book.driver("c") == pytest.approx(0.0, abs=1e-9)


def test_one_race_is_believed_in_part():
    book = season_of(1, pace("a", "t", 0.010))
    assert 0.0 < book.team("t") < 0.010


def test_what_was_never_seen_is_expected_at_the_mean():
    book = season_of(5, pace("a", "t", 0.010))
    assert (book.team("unseen"), book.driver("unseen")) == (0.0, 0.0)


def test_new_rules_forget_more_of_teams_than_a_winter_does():
    winter, new_rules = (season_of(10, pace("a", "t", 0.010)) for _ in range(2))
    winter.begin_season(2025)
    new_rules.begin_season(2026)
    assert new_rules.team("t") < winter.team("t") < 0.010


def test_a_team_keeps_its_form_under_a_new_name():
    book = season_of(10, pace("a", "toro-rosso", 0.005))
    assert book.team("alphatauri") == book.team("racing-bulls") == book.team("toro-rosso") > 0


def test_newer_races_count_more():
    book = season_of(5, pace("a", "t", 0.010))
    for _ in range(5):
        book.add_race([pace("a", "t", -0.010)])
    assert book.team("t") < -0.003
