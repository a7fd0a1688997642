"""Every provider in one line: what it offers and what it needs, for ingest to choose from and for people to read.

A new provider is one module in this folder and one line here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pitwall.settings import Settings


@dataclass(frozen=True)
class Provider:
    """What a source offers; `needs` names the settings without which it is off."""

    name: str
    offers: tuple[str, ...]
    summary: str
    needs: tuple[str, ...] = ()

    def is_configured(self, settings: Settings) -> bool:
        """Whether all that it needs is set."""
        return all(getattr(settings, setting) is not None for setting in self.needs)


_HISTORY = (
    "drivers constructors circuits races sessions seats race_results fastest_laps qualifying_results starting_grids "
    "practice_results pit_stops published_driver_standings published_constructor_standings"
)
_NEWEST = (
    "races sessions drivers constructors race_results fastest_laps starting_grids qualifying_results pit_stops laps "
    "published_driver_standings published_constructor_standings"
)
_LIVE_TIMING = "laps session_weather race_control"

PROVIDERS: Mapping[str, Provider] = MappingProxyType(
    {
        provider.name: provider
        for provider in (
            Provider("f1db", tuple(_HISTORY.split()), "the history since 1950, a release after every race"),
            Provider("jolpica", tuple(_NEWEST.split()), "what is newer than f1db's last release"),
            Provider(
                "fastf1",
                (*_LIVE_TIMING.split(), "track_status", "session_timings"),
                "live timing of whole sessions since 2018, minutes each",
            ),
            Provider("openf1", (*_LIVE_TIMING.split(), "pit_stops"), "live timing of sessions since 2023"),
            Provider("open_meteo", ("hourly_weather",), "measured and forecast weather"),
            Provider("openweathermap", ("hourly_weather",), "forecast weather", needs=("openweathermap_key",)),
            Provider("circuit_climate", ("hourly_weather",), "the mean of past weekends, computed here"),
            Provider(
                "official_f1",
                ("race_results",),
                "the sport's own classification, under licence",
                needs=("official_f1_url", "official_f1_key"),
            ),
        )
    }
)
