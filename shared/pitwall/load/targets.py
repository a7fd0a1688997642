"""Which table each data set goes to, and the order in which references stand before what refers to them."""

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import Table

from pitwall.store import tables

TARGETS: Mapping[str, Table] = MappingProxyType(
    {
        "circuits": tables.circuits,
        "drivers": tables.drivers,
        "constructors": tables.constructors,
        "races": tables.races,
        "sessions": tables.sessions,
        "seats": tables.driver_seats,
        "session_timings": tables.session_timings,
        "compound_nominations": tables.compound_nominations,
        "fastest_laps": tables.fastest_laps,
        "published_driver_standings": tables.published_driver_standings,
        "published_constructor_standings": tables.published_constructor_standings,
        "race_results": tables.race_results,
        "qualifying_results": tables.qualifying_results,
        "starting_grids": tables.starting_grids,
        "practice_results": tables.practice_results,
        "pit_stops": tables.pit_stops,
        "track_status": tables.track_status,
        "neutralisations": tables.neutralisations,
        "session_weather": tables.session_weather,
        "hourly_weather": tables.hourly_weather,
        "race_control": tables.race_control_messages,
        "laps": tables.lap_times,
        "ingest_runs": tables.ingest_runs,
    }
)
"""In loading order: a data set stands after those it refers to and those its derived rows read."""

REFERENCES = frozenset({"circuits", "drivers", "constructors", "races"})
"""When one of these grows, rows that were refused for want of it are tried again."""
