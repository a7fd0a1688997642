"""The circuit's usual weather is the mean of its past, hour by hour."""

from datetime import UTC, date, datetime

import pytest

from pitwall.domain.records import HourlyWeather
from pitwall.domain.vocabulary import RaceKey
from pitwall.sources.climate import climate_mean

RACE = RaceKey(2026, 12)


def _observed(year: int, hour: int, month: int = 7, **values: float) -> HourlyWeather:
    at = datetime(year, month, 6, hour, tzinfo=UTC)
    return HourlyWeather(season=year, round=9, time_utc=at, kind="observed", **values)


def test_the_mean_is_taken_per_hour_of_the_same_month() -> None:
    past = [
        _observed(2024, 14, air_temp_c=20.0, precipitation_mm=0.0),
        _observed(2025, 14, air_temp_c=26.0, precipitation_mm=3.0),
        _observed(2025, 15, air_temp_c=18.0),
        _observed(2025, 14, month=11, air_temp_c=2.0),
    ]
    two, three = climate_mean(past, RACE, date(2026, 7, 5))
    assert two["time_utc"] == datetime(2026, 7, 5, 14, tzinfo=UTC)
    assert (two["kind"], two["air_temp_c"], two["precipitation_mm"]) == ("climate", 23.0, 1.5)
    assert two["precipitation_probability"] == 0.5
    assert (three["air_temp_c"], three["precipitation_probability"]) == (18.0, None)


def test_winds_either_side_of_north_are_from_the_north() -> None:
    past = [_observed(2024, 14, wind_direction_deg=350), _observed(2025, 14, wind_direction_deg=10)]
    direction_deg = climate_mean(past, RACE, date(2026, 7, 5))[0]["wind_direction_deg"]
    assert isinstance(direction_deg, float)
    assert min(direction_deg, 360 - direction_deg) == pytest.approx(0, abs=1e-6)


def test_opposite_winds_have_no_direction() -> None:
    past = [_observed(2024, 14, wind_direction_deg=90), _observed(2025, 14, wind_direction_deg=270)]
    assert climate_mean(past, RACE, date(2026, 7, 5))[0]["wind_direction_deg"] is None


def test_a_forecast_is_no_observation() -> None:
    forecast = _observed(2025, 14, air_temp_c=20.0).model_copy(update={"kind": "forecast"})
    assert climate_mean([forecast], RACE, date(2026, 7, 5)) == []
