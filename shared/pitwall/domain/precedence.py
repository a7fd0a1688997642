"""Which source is believed where sources disagree: the one table of ranks.

Higher wins; within a source the higher revision wins. A data set not named here uses DEFAULT_RANKS.
"""

from collections.abc import Mapping
from types import MappingProxyType

DEFAULT_RANKS: Mapping[str, int] = MappingProxyType(
    {
        "official_f1": 90,  # the sport's own classification, where a licence exists
        "dataset": 80,  # a curated data set's own tables: cross-checked and repaired by hand
        "f1db": 70,  # curated release after each race (a data set's f1db tables count as f1db)
        "jolpica": 60,  # quick after a race, corrected later
        "fastf1": 50,  # parsed live timing
        "openf1": 40,  # live timing, with known duplicates and gaps
        "ergast": 30,  # lap times of the closed Ergast database, 1996-2016
        "open_meteo": 20,
        "openweathermap": 15,
        "circuit_climate": 10,  # mean of past weekends: better than nothing
        "pitwall": 5,  # our own books (ingest runs)
        "synthetic": 1,  # generated on the spot; anything real replaces it
    }
)

_CALENDAR_RANKS = {**DEFAULT_RANKS, "jolpica": 85}
"""Jolpica's calendar is fetched daily; f1db's is as old as the last race, and fills in what Jolpica does not say."""

RANKS: Mapping[str, Mapping[str, int]] = MappingProxyType(
    {
        "races": _CALENDAR_RANKS,
        "sessions": _CALENDAR_RANKS,
        # Live timing has sectors, tyres and track status; Jolpica has bare lap times.
        "laps": {**DEFAULT_RANKS, "jolpica": 35},
    }
)


_SECONDS_ROOM = 10**10


def release_revision(season: int, round_: int, patch: int = 0, second: int = 0) -> int:
    """The revision of a release named season.round.patch, and of a copy of it changed at `second` (epoch seconds)."""
    return (season * 10_000 + round_ * 100 + patch) * _SECONDS_ROOM + second


def source_rank(dataset: str, source: str) -> int:
    """The rank of `source` for `dataset`; higher is believed. Raises KeyError for a source without a rank."""
    return RANKS.get(dataset, DEFAULT_RANKS)[source]
