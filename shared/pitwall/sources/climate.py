"""What the weather of a circuit usually is in a month, hour by hour, from observations of past weekends.

It stands in where nobody forecasts: better than nothing, and marked as `climate` so that nobody takes it for more.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from statistics import fmean

from pitwall.domain.records import HourlyWeather
from pitwall.domain.vocabulary import RaceKey
from pitwall.sources.batches import Row

WET_HOUR_MM = 0.1
"""From this much an hour counts as wet: the least that weather services report."""


def climate_mean(past: Sequence[HourlyWeather], race: RaceKey, on: date) -> list[Row]:
    """Rows of kind `climate` for the UTC day `on`: per hour the mean of observations in the same month.

    The probability of precipitation is the share of those hours that were wet. Hours never observed are left out.
    """
    by_hour: defaultdict[int, list[HourlyWeather]] = defaultdict(list)
    for hour in past:
        if hour.kind == "observed" and hour.time_utc.month == on.month:
            by_hour[hour.time_utc.hour].append(hour)
    return [_mean_hour(by_hour[hour], race, datetime.combine(on, time(hour), tzinfo=UTC)) for hour in sorted(by_hour)]


def _mean_hour(hours: Sequence[HourlyWeather], race: RaceKey, at: datetime) -> Row:
    rain_mm = [hour.precipitation_mm for hour in hours if hour.precipitation_mm is not None]
    return {
        "season": race.season,
        "round": race.round,
        "time_utc": at,
        "kind": "climate",
        "air_temp_c": _mean(hours, lambda hour: hour.air_temp_c),
        "precipitation_mm": fmean(rain_mm) if rain_mm else None,
        "precipitation_probability": fmean(mm >= WET_HOUR_MM for mm in rain_mm) if rain_mm else None,
        "humidity_pct": _mean(hours, lambda hour: hour.humidity_pct),
        "cloud_cover_pct": _mean(hours, lambda hour: hour.cloud_cover_pct),
        "wind_speed_ms": _mean(hours, lambda hour: hour.wind_speed_ms),
        "wind_direction_deg": _mean_direction_deg(hours),
    }


def _mean(hours: Sequence[HourlyWeather], pick: Callable[[HourlyWeather], float | None]) -> float | None:
    known = [value for value in map(pick, hours) if value is not None]
    return fmean(known) if known else None


def _mean_direction_deg(hours: Sequence[HourlyWeather]) -> float | None:
    """The direction of the mean unit vector (350 and 10 degrees make 0, not 180); None where they cancel out."""
    known = [math.radians(hour.wind_direction_deg) for hour in hours if hour.wind_direction_deg is not None]
    if not known:
        return None
    east, north = fmean(map(math.sin, known)), fmean(map(math.cos, known))
    if math.hypot(east, north) < 1e-6:
        return None
    return math.degrees(math.atan2(east, north)) % 360
