"""Forecasts add up, or do not exist."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pitwall.domain.forecasts import (
    ChampionshipForecast,
    DriverForecast,
    Explanation,
    ForecastHeader,
    ForecastSource,
    Horizon,
    RaceForecast,
    Reason,
    Title,
    TitleChance,
    likely_range,
    rounded_to_sum,
)
from pitwall.errors import InvalidForecastError

_HEADER = ForecastHeader(
    race_id="2026-09",
    horizon=Horizon.PRE_WEEKEND,
    model_name="race-outcome",
    model_version="v1",
    source=ForecastSource.MODEL,
    as_of="2026-08 race",
    cut_off=datetime(2026, 7, 3, tzinfo=UTC),
    computed_at=datetime(2026, 7, 1, tzinfo=UTC),
    runs=20_000,
)


def _car(driver: str, win: float, podium: float = 1.0) -> DriverForecast:
    return DriverForecast(driver, "a-team", win, podium, 1.0, 0.1, 2.0 - win, 1, 2, (win, 1.0 - win))


def test_a_forecast_of_two_cars_adds_up() -> None:
    forecast = RaceForecast(_HEADER, 10, (_car("first", 0.7), _car("second", 0.3)))
    assert forecast.drivers[0].confidence == 1.0


def test_chances_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(InvalidForecastError, match=r"chances of win add up to 0\.9"):
        RaceForecast(_HEADER, 10, (_car("first", 0.6), _car("second", 0.3)))


def test_a_driver_named_twice_is_refused() -> None:
    with pytest.raises(InvalidForecastError, match="named twice: first"):
        RaceForecast(_HEADER, 10, (_car("first", 0.7), _car("first", 0.3)))


def test_the_same_words_have_the_same_id_whenever_they_were_computed() -> None:
    later = ForecastHeader(**{**_HEADER.__dict__, "computed_at": datetime(2026, 7, 2, tzinfo=UTC)})
    cars = (_car("first", 0.7), _car("second", 0.3))
    assert RaceForecast(_HEADER, 10, cars).forecast_id == RaceForecast(later, 10, cars).forecast_id
    other = (_car("first", 0.6), _car("second", 0.4))
    assert RaceForecast(_HEADER, 10, cars).forecast_id != RaceForecast(_HEADER, 10, other).forecast_id


def test_who_cannot_win_the_title_has_no_chance_of_it() -> None:
    chance = TitleChance("first", 1.0, 100, 110, 105, 120, 130, can_win=False, arithmetic="too far behind")
    with pytest.raises(InvalidForecastError, match="cannot win the title"):
        ChampionshipForecast(_HEADER, 2026, Title.DRIVERS, 3, 0, (chance,))


def test_reasons_add_up_to_what_they_explain() -> None:
    reason = Reason("grid", "starts first", 1.0, 1.5)
    Explanation("win", -3.0, -1.5, (reason,))
    with pytest.raises(InvalidForecastError, match="reasons add up"):
        Explanation("win", -3.0, -1.0, (reason,))


@given(st.lists(st.floats(0.0, 1.0), min_size=2, max_size=30).filter(lambda v: sum(v) > 0.01))
def test_rounded_chances_add_up_exactly_and_stay_near(values: list[float]) -> None:
    shares = [value / sum(values) for value in values]
    rounded = rounded_to_sum(shares, 1)
    assert round(sum(rounded) * 10_000) == 10_000
    assert all(abs(a - b) < 2e-4 and 0.0 <= a <= 1.0 for a, b in zip(rounded, shares, strict=True))


@pytest.mark.parametrize(
    ("positions", "expected"),
    [((1.0, 0.0, 0.0), (1, 1)), ((0.05, 0.9, 0.05), (2, 2)), ((0.25, 0.25, 0.25, 0.25), (1, 4))],
)
def test_the_likely_range_leaves_a_tenth_out_on_either_side(
    positions: tuple[float, ...], expected: tuple[int, int]
) -> None:
    assert likely_range(positions) == expected
