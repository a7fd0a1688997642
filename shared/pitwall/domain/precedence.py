"""Which source is believed where sources disagree: the one table of ranks.

Higher wins; within a source the higher revision wins. A data set not named here uses DEFAULT_RANKS.
"""

from collections.abc import Mapping
from types import MappingProxyType

DEFAULT_RANKS: Mapping[str, int] = MappingProxyType(
    {
        "official_f1": 90,  # the sport's own classification, where a licence exists
        "dataset": 80,  # a curated data set: cross-checked and repaired by hand
        "f1db": 70,  # curated release after each race
        "jolpica": 60,  # quick after a race, corrected later
        "fastf1": 50,  # parsed live timing
        "openf1": 40,  # live timing, with known duplicates and gaps
        "ergast": 30,  # lap times of the closed Ergast database
        "open_meteo": 20,
        "openweathermap": 15,
        "circuit_climate": 10,  # mean of past weekends: better than nothing
        "synthetic": 1,  # generated on the spot; anything real replaces it
    }
)

RANKS: Mapping[str, Mapping[str, int]] = MappingProxyType(
    {
        # Lap by lap, live timing beats a bare list of lap times: it has sectors, tyres and status.
        "laps": {**DEFAULT_RANKS, "jolpica": 35},
        # Jolpica's stops have no tyres; f1db's are the same figures, checked.
        "pit_stops": {**DEFAULT_RANKS},
    }
)


def source_rank(dataset: str, source: str) -> int:
    """The rank of `source` for `dataset`; higher is believed. Raises KeyError for a source without a rank."""
    return RANKS.get(dataset, DEFAULT_RANKS)[source]
