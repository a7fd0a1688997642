"""Fuel by physics: what the rules allow at the start, burnt evenly over the distance."""

from pitwall.calibration.fuel import fuel_left_kg


def test_fuel_is_burnt_evenly_from_what_the_rules_allow() -> None:
    assert fuel_left_kg(2024, 0, 50) == 100.0
    assert fuel_left_kg(2026, 25, 50) == 35.0
    assert fuel_left_kg(2024, 60, 50) == 0.0
