"""The weather ladder, rung by rung; all answers are hand-made in the providers' documented formats."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from contract.provider_server import ProviderServer, Reply
from pitwall.domain.datasets import Batch, dataset_spec
from pitwall.domain.records import HourlyWeather
from pitwall.domain.vocabulary import RaceKey
from pitwall.errors import SourceMalformedError, SourceNotConfiguredError, SourceUnavailableError
from pitwall.settings import Settings
from pitwall.sources.http import HttpClient
from pitwall.sources.weather import OpenMeteo, OpenWeatherMap, Place, WeatherSources, race_weather

RACE = RaceKey(2026, 12)
PLACE = Place(52.07, -1.02)
TODAY = date(2026, 7, 1)
RACE_DAY = TODAY + timedelta(days=4)
PAST = [
    HourlyWeather(season=2025, round=12, time_utc=datetime(2025, 7, 6, 14, tzinfo=UTC), kind="observed", air_temp_c=21)
]


@pytest.fixture
def sources(server: ProviderServer, client: Callable[..., HttpClient], clock: Callable[[], datetime]) -> WeatherSources:
    """Both services at the local server, with a key for OpenWeatherMap."""
    settings = Settings(
        open_meteo_archive_url=f"{server.url}/archive",
        open_meteo_forecast_url=f"{server.url}/forecast",
        openweathermap_url=f"{server.url}/owm",
        openweathermap_key=SecretStr("owm-key"),
    )
    return WeatherSources(
        OpenMeteo.from_settings(settings, clock, client("open_meteo")),
        OpenWeatherMap.from_settings(settings, clock, client("openweathermap")),
        clock,
    )


def _open_meteo(on: date, **changes: Any) -> dict[str, Any]:
    hourly = {
        "time": [f"{on.isoformat()}T{hour:02d}:00" for hour in (13, 14)],
        "temperature_2m": [20.5, None],
        "precipitation": [0.2, None],
        "precipitation_probability": [40, None],
        "relative_humidity_2m": [60, None],
        "cloud_cover": [75, None],
        "wind_speed_10m": [3.5, None],
        "wind_direction_10m": [270, None],
    }
    return {"hourly_units": {"wind_speed_10m": "m/s"}, "hourly": {**hourly, **changes}}


def _owm(on: date) -> dict[str, Any]:
    noon = int(datetime(on.year, on.month, on.day, 12, tzinfo=UTC).timestamp())
    step = {"dt": noon, "main": {"temp": 19.0, "humidity": 70}, "wind": {"speed": 4.0, "deg": 180}, "pop": 0.3}
    return {"list": [{**step, "rain": {"3h": 1.5}, "clouds": {"all": 90}}, {**step, "dt": noon + 86_400}]}


def _row(batch: Batch) -> dict[str, Any]:
    (row,) = batch.table.to_pylist()
    dataset_spec("hourly_weather").record.model_validate(row)
    return dict(row)


def test_a_past_day_is_measured(server: ProviderServer, sources: WeatherSources) -> None:
    server.route("/archive", _open_meteo(date(2026, 6, 28)))
    answer = race_weather(sources, RACE, PLACE, date(2026, 6, 28), [])
    row = _row(answer.batch)
    assert (answer.answered_by, answer.batch.source, answer.refusals) == ("open_meteo", "open_meteo", ())
    assert (row["kind"], row["air_temp_c"], row["wind_speed_ms"]) == ("observed", 20.5, 3.5)
    assert row["precipitation_probability"] is None
    asked = server.requests[0].query
    assert (asked["wind_speed_unit"], asked["timezone"], asked["start_date"]) == ("ms", "UTC", "2026-06-28")


def test_a_day_ahead_is_forecast_with_a_probability_between_0_and_1(
    server: ProviderServer, sources: WeatherSources
) -> None:
    server.route("/forecast", _open_meteo(RACE_DAY))
    row = _row(race_weather(sources, RACE, PLACE, RACE_DAY, []).batch)
    assert (row["kind"], row["precipitation_probability"]) == ("forecast", 0.4)
    assert row["time_utc"] == datetime(2026, 7, 5, 13, tzinfo=UTC)
    assert server.asked("/archive") == []


def test_openweathermap_answers_when_open_meteo_is_down(server: ProviderServer, sources: WeatherSources) -> None:
    server.route("/forecast", Reply(status=500)).route("/owm/forecast", _owm(RACE_DAY))
    answer = race_weather(sources, RACE, PLACE, RACE_DAY, PAST)
    row = _row(answer.batch)
    assert (answer.answered_by, answer.batch.source) == ("openweathermap", "openweathermap")
    assert "open_meteo: answered 500" in answer.refusals[0]
    assert (row["precipitation_mm"], row["precipitation_probability"], row["cloud_cover_pct"]) == (0.5, 0.3, 90.0)
    assert server.asked("/owm/forecast")[0].query["appid"] == "owm-key"


def test_the_circuits_past_answers_when_nobody_else_does(server: ProviderServer, sources: WeatherSources) -> None:
    keyless = replace(sources, openweathermap=replace(sources.openweathermap, key=None))
    server.route("/forecast", "<html><title>Oops</title></html>")
    answer = race_weather(keyless, RACE, PLACE, RACE_DAY, PAST)
    assert (answer.answered_by, answer.batch.source) == ("circuit_climate", "circuit_climate")
    assert (_row(answer.batch)["kind"], _row(answer.batch)["air_temp_c"]) == ("climate", 21.0)
    assert ["Oops" in answer.refusals[0], "PITWALL_OPENWEATHERMAP_KEY" in answer.refusals[1]] == [True, True]


def test_a_day_beyond_every_forecast_asks_nobody(server: ProviderServer, sources: WeatherSources) -> None:
    answer = race_weather(sources, RACE, PLACE, date(2026, 7, 26), PAST)
    assert (answer.answered_by, server.requests) == ("circuit_climate", [])


def test_without_any_answer_the_error_tells_what_each_one_did(server: ProviderServer, sources: WeatherSources) -> None:
    server.route("/archive", _open_meteo(date(2026, 6, 28), temperature_2m=[1.0]))
    with pytest.raises(
        SourceUnavailableError, match=r"temperature_2m has 1 hours of 2; no past observation of month 6"
    ):
        race_weather(sources, RACE, PLACE, date(2026, 6, 28), PAST)


def test_wind_in_another_unit_is_refused(server: ProviderServer, sources: WeatherSources) -> None:
    server.route("/forecast", {**_open_meteo(RACE_DAY), "hourly_units": {"wind_speed_10m": "km/h"}})
    with pytest.raises(SourceMalformedError, match="gives wind in km/h"):
        sources.open_meteo.forecast(RACE, PLACE, RACE_DAY)


def test_a_day_that_is_not_archived_yet_is_no_answer(server: ProviderServer, sources: WeatherSources) -> None:
    empty = {key: [None, None] for key in _open_meteo(TODAY)["hourly"] if key != "time"}
    server.route("/archive", _open_meteo(TODAY, **empty))
    with pytest.raises(SourceUnavailableError, match="has no observed weather for 2026-07-01"):
        sources.open_meteo.observed(RACE, PLACE, TODAY)


def test_openweathermap_is_off_without_a_key_and_hides_it_in_errors(
    server: ProviderServer, sources: WeatherSources
) -> None:
    server.route("/owm/forecast", Reply(status=401))
    with pytest.raises(SourceNotConfiguredError, match="answered 401") as raised:
        sources.openweathermap.forecast(RACE, PLACE, RACE_DAY)
    assert "owm-key" not in str(raised.value)
    with pytest.raises(SourceNotConfiguredError, match="PITWALL_OPENWEATHERMAP_KEY"):
        replace(sources.openweathermap, key=None).forecast(RACE, PLACE, RACE_DAY)
