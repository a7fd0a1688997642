"""Forecasts made by hand: three cars, chances that add up, one reason each."""

from dataclasses import replace
from datetime import UTC, datetime

from pitwall.domain.forecasts import (
    ChampionshipForecast,
    DriverForecast,
    Explanation,
    ForecastHeader,
    ForecastSource,
    Horizon,
    QualifyingDriver,
    QualifyingForecast,
    RaceForecast,
    Reason,
    Title,
    TitleChance,
)

COMPUTED = datetime(2026, 6, 30, 9, tzinfo=UTC)

HEADER = ForecastHeader(
    race_id="2026-09",
    horizon=Horizon.PRE_WEEKEND,
    model_name="race-outcome",
    model_version="2026-08-0123456789",
    source=ForecastSource.MODEL,
    as_of="2026-08 race",
    cut_off=datetime(2026, 7, 3, tzinfo=UTC),
    computed_at=COMPUTED,
    runs=20_000,
    quality=("no practice yet",),
)

_PLACES = ((0.6, 0.3, 0.1), (0.3, 0.4, 0.3), (0.1, 0.3, 0.6))
_NAMES = (("max-verstappen", "red-bull"), ("lando-norris", "mclaren"), ("charles-leclerc", "ferrari"))


def race_forecast(**changed: object) -> RaceForecast:
    """Three cars; `changed` replaces fields of the header."""
    return RaceForecast(replace(HEADER, **changed), 10, tuple(_driver(n) for n in range(3)))  # type: ignore[arg-type]


def qualifying_forecast() -> QualifyingForecast:
    """The same three."""
    cars = tuple(
        QualifyingDriver(driver, team, places[0], 1.0, 1.0, _expected(places), 1, 3, places)
        for (driver, team), places in zip(_NAMES, _PLACES, strict=True)
    )
    return QualifyingForecast(HEADER, cars)


def championship_forecast() -> ChampionshipForecast:
    """Two of them can win the title, the third cannot."""
    chances = (
        TitleChance("max-verstappen", 0.8, 200, 390, 350, 420, 550, can_win=True, arithmetic="leads by 20"),
        TitleChance("lando-norris", 0.2, 180, 350, 300, 400, 530, can_win=True, arithmetic="20 behind, 350 left"),
        TitleChance("charles-leclerc", 0.0, 10, 40, 20, 60, 150, can_win=False, arithmetic="at most 150"),
    )
    return ChampionshipForecast(replace(HEADER, race_id="2026-08"), 2026, Title.DRIVERS, 14, 2, chances)


def _driver(number: int) -> DriverForecast:
    (driver, team), places = _NAMES[number], _PLACES[number]
    reason = Reason("rating_total", "the strongest car and driver so far", 1.5 - number, 0.8 - number)
    told = Explanation("win", -1.0, -0.2 - number, (reason,))
    return DriverForecast(driver, team, places[0], 1.0, 1.0, 0.1, _expected(places), 1, 3, places, told)


def _expected(places: tuple[float, ...]) -> float:
    return sum(place * chance for place, chance in enumerate(places, start=1))
