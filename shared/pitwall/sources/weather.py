"""The weather of a race by the hour: what was measured, else what is forecast, else what the circuit usually has.

Open-Meteo needs no key and is asked first; OpenWeatherMap only where a key is set; the circuit's own past is the floor.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Self

from pydantic import SecretStr

from pitwall.clock import Clock, now
from pitwall.domain.datasets import Batch
from pitwall.domain.records import HourlyWeather
from pitwall.domain.vocabulary import RaceKey
from pitwall.errors import SourceError, SourceMalformedError, SourceNotConfiguredError, SourceUnavailableError
from pitwall.settings import Settings
from pitwall.sources.answers import Answer, instant, integer, number, text
from pitwall.sources.batches import Row, batch_of, fetched_revision
from pitwall.sources.climate import climate_mean
from pitwall.sources.http import HttpClient, Query
from pitwall.sources.throttle import DAY_S, Budget, process_throttle

OPEN_METEO = "open_meteo"
OPENWEATHERMAP = "openweathermap"
CIRCUIT_CLIMATE = "circuit_climate"
BUDGETS = (Budget(1_000, DAY_S),)

FORECAST_DAYS = 16
"""How far Open-Meteo looks ahead."""
ARCHIVE_DELAY_DAYS = 2
"""How long Open-Meteo takes to archive a day; until then its forecast of that day is the best there is."""

_HOURLY: Mapping[str, str] = {
    "air_temp_c": "temperature_2m",
    "precipitation_mm": "precipitation",
    "humidity_pct": "relative_humidity_2m",
    "cloud_cover_pct": "cloud_cover",
    "wind_speed_ms": "wind_speed_10m",
    "wind_direction_deg": "wind_direction_10m",
}
_PROBABILITY = "precipitation_probability"
_STEP_H = 3
"""OpenWeatherMap's free forecast comes every three hours, with the rain of the three hours before."""


@dataclass(frozen=True)
class Place:
    """Where a circuit lies, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class WeatherAnswer:
    """A race day's weather, who gave it, and what those asked before said instead."""

    batch: Batch
    answered_by: str
    refusals: tuple[str, ...]


@dataclass(frozen=True)
class OpenMeteo:
    """Open-Meteo's archive and forecast."""

    archive_url: str
    forecast_url: str
    http: HttpClient
    clock: Clock

    @classmethod
    def from_settings(cls, settings: Settings, clock: Clock = now, http: HttpClient | None = None) -> Self:
        """The source at the addresses in `settings`; `http` replaces the default client."""
        return cls(
            settings.open_meteo_archive_url,
            settings.open_meteo_forecast_url,
            http or _client(OPEN_METEO, settings),
            clock,
        )

    def observed(self, race: RaceKey, place: Place, on: date) -> Batch:
        """The measured hours of the UTC day `on`. Raises SourceError, also where the day is not archived yet."""
        return self._day(self.archive_url, race, place, on, "observed", tuple(_HOURLY.values()))

    def forecast(self, race: RaceKey, place: Place, on: date) -> Batch:
        """The forecast hours of the UTC day `on`. Raises SourceError, also where it is out of reach."""
        return self._day(self.forecast_url, race, place, on, "forecast", (*_HOURLY.values(), _PROBABILITY))

    def _day(self, url: str, race: RaceKey, place: Place, on: date, kind: str, hourly: tuple[str, ...]) -> Batch:
        query: Query = {
            "latitude": place.latitude,
            "longitude": place.longitude,
            "start_date": on.isoformat(),
            "end_date": on.isoformat(),
            "hourly": ",".join(hourly),
            "wind_speed_unit": "ms",
            "timezone": "UTC",
        }
        rows = _open_meteo_rows(self.http.get_json(url, query), race, kind)
        if not rows:
            raise SourceUnavailableError(OPEN_METEO, f"has no {kind} weather for {on.isoformat()}")
        return batch_of("hourly_weather", OPEN_METEO, fetched_revision(self.clock), rows)


@dataclass(frozen=True)
class OpenWeatherMap:
    """OpenWeatherMap's five-day forecast."""

    base_url: str
    key: SecretStr | None
    http: HttpClient
    clock: Clock

    @classmethod
    def from_settings(cls, settings: Settings, clock: Clock = now, http: HttpClient | None = None) -> Self:
        """The source at the address in `settings`; it answers only with `openweathermap_key` set."""
        return cls(
            settings.openweathermap_url.rstrip("/"),
            settings.openweathermap_key,
            http or _client(OPENWEATHERMAP, settings),
            clock,
        )

    def forecast(self, race: RaceKey, place: Place, on: date) -> Batch:
        """The forecast of the UTC day `on`, every third hour. Raises SourceError, also where it is out of reach."""
        if self.key is None:
            raise SourceNotConfiguredError(OPENWEATHERMAP, "needs a key; set PITWALL_OPENWEATHERMAP_KEY")
        query: Query = {
            "lat": place.latitude,
            "lon": place.longitude,
            "units": "metric",
            "appid": self.key.get_secret_value(),
        }
        steps = self.http.get_json(f"{self.base_url}/forecast", query).part("list").rows()
        rows = [_step_row(step, race) for step in steps if _step_time(step).date() == on]
        if not rows:
            raise SourceUnavailableError(OPENWEATHERMAP, f"has no forecast for {on.isoformat()}")
        return batch_of("hourly_weather", OPENWEATHERMAP, fetched_revision(self.clock), rows)


@dataclass(frozen=True)
class WeatherSources:
    """The ladder, top to bottom."""

    open_meteo: OpenMeteo
    openweathermap: OpenWeatherMap
    clock: Clock

    @classmethod
    def from_settings(cls, settings: Settings, clock: Clock = now) -> Self:
        """All weather sources of `settings`."""
        return cls(OpenMeteo.from_settings(settings, clock), OpenWeatherMap.from_settings(settings, clock), clock)


def race_weather(
    sources: WeatherSources, race: RaceKey, place: Place, on: date, past: Sequence[HourlyWeather]
) -> WeatherAnswer:
    """The weather of the UTC day `on` at the circuit, from the first source that has it.

    `past` holds observations of earlier weekends at the same circuit. Raises SourceUnavailableError where nobody
    answers and `past` knows nothing of that month.
    """
    refusals: list[str] = []
    for name, ask in _rungs(sources, on):
        try:
            return WeatherAnswer(ask(race, place, on), name, tuple(refusals))
        except SourceError as error:
            refusals.append(str(error))
    rows = climate_mean(past, race, on)
    if not rows:
        told = "; ".join([*refusals, f"no past observation of month {on.month}"])
        raise SourceUnavailableError(CIRCUIT_CLIMATE, f"no weather for {race}: {told}")
    batch = batch_of("hourly_weather", CIRCUIT_CLIMATE, fetched_revision(sources.clock), rows)
    return WeatherAnswer(batch, CIRCUIT_CLIMATE, tuple(refusals))


_Ask = Callable[[RaceKey, Place, date], Batch]


def _rungs(sources: WeatherSources, on: date) -> list[tuple[str, _Ask]]:
    """Whom to ask about a day: the past is measured, the near future forecast, the far future nobody's."""
    ahead_days = (on - sources.clock().date()).days
    rungs: list[tuple[str, _Ask]] = []
    if ahead_days <= -ARCHIVE_DELAY_DAYS:
        rungs.append((OPEN_METEO, sources.open_meteo.observed))
    if -ARCHIVE_DELAY_DAYS <= ahead_days < FORECAST_DAYS:
        rungs.append((OPEN_METEO, sources.open_meteo.forecast))
        rungs.append((OPENWEATHERMAP, sources.openweathermap.forecast))
    return rungs


def _client(source: str, settings: Settings) -> HttpClient:
    return HttpClient(source, timeout_s=settings.source_timeout_s, throttle=process_throttle(source, BUDGETS))


def _open_meteo_rows(answer: Answer, race: RaceKey, kind: str) -> list[Row]:
    unit = answer.part("hourly_units").need("wind_speed_10m", text)
    if unit != "m/s":
        raise SourceMalformedError(OPEN_METEO, f"gives wind in {unit} though m/s was asked for")
    hourly = answer.part("hourly")
    times = _series(hourly, "time")
    columns = {name: _series(hourly, key) for name, key in _HOURLY.items()}
    chances = _series(hourly, _PROBABILITY) if kind == "forecast" else [None] * len(times)
    rows: list[Row] = []
    for index, at in enumerate(times):
        cells = Answer(OPEN_METEO, f"{hourly.path}[{index}]", {name: column[index] for name, column in columns.items()})
        values = {name: cells.find(name, number) for name in _HOURLY}
        # An hour that is not archived yet comes as nulls.
        if any(value is not None for value in values.values()):
            rows.append(
                {
                    "season": race.season,
                    "round": race.round,
                    "time_utc": Answer(OPEN_METEO, f"{hourly.path}[{index}]", {"time": at}).need("time", instant),
                    "kind": kind,
                    **values,
                    "precipitation_probability": _share(chances[index], hourly.path),
                }
            )
    return rows


def _series(hourly: Answer, key: str) -> list[object]:
    column = [entry.value for entry in hourly.part(key).rows()]
    length = len(hourly.part("time").rows())
    if len(column) != length:
        raise SourceMalformedError(OPEN_METEO, f"{hourly.path}.{key} has {len(column)} hours of {length}")
    return column


def _share(percent: object, path: str) -> float | None:
    found = Answer(OPEN_METEO, path, {_PROBABILITY: percent}).find(_PROBABILITY, number)
    return None if found is None else found / 100


def _step_time(step: Answer) -> datetime:
    return datetime.fromtimestamp(step.need("dt", integer), UTC)


def _step_row(step: Answer, race: RaceKey) -> Row:
    main, wind = step.part("main"), step.part("wind")
    rain, snow, clouds = (step.part_or_none(key) for key in ("rain", "snow", "clouds"))
    fallen_mm = sum((part.find("3h", number) or 0.0) for part in (rain, snow) if part is not None)
    return {
        "season": race.season,
        "round": race.round,
        "time_utc": _step_time(step),
        "kind": "forecast",
        "air_temp_c": main.find("temp", number),
        "precipitation_mm": fallen_mm / _STEP_H,
        "precipitation_probability": step.find("pop", number),
        "humidity_pct": main.find("humidity", number),
        "cloud_cover_pct": None if clouds is None else clouds.find("all", number),
        "wind_speed_ms": wind.find("speed", number),
        "wind_direction_deg": wind.find("deg", number),
    }
