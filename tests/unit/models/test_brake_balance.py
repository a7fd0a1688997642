"""Brake balance by load transfer: more at the front the harder the braking, and plainly an estimate."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pitwall.errors import InvalidStateError
from pitwall.models.brake_balance import brake_balance


def test_at_rest_the_front_carries_its_static_share() -> None:
    told = brake_balance(2024, speed_kmh=0.0, deceleration_g=0.0, fuel_kg=0.0)
    assert told.front_pct == told.static_front_pct == pytest.approx(45.5)
    assert "estimate" in told.known_limits


@given(st.floats(0, 5), st.floats(0.1, 1.5), st.floats(0, 350), st.floats(0, 110))
def test_harder_braking_loads_the_front_more(hard_g: float, more_g: float, speed_kmh: float, fuel_kg: float) -> None:
    soft, hard = (
        brake_balance(2026, speed_kmh=speed_kmh, deceleration_g=g, fuel_kg=fuel_kg) for g in (hard_g, hard_g + more_g)
    )
    assert hard.front_pct > soft.front_pct
    assert soft.static_front_pct + soft.transfer_pct + soft.downforce_pct == pytest.approx(soft.front_pct)
    assert 40.0 < soft.front_pct <= 100.0


def test_a_car_that_cannot_be_is_refused() -> None:
    with pytest.raises(InvalidStateError, match=r"speed_kmh -1.*fuel_kg 200"):
        brake_balance(2024, speed_kmh=-1.0, deceleration_g=4.0, fuel_kg=200.0)
