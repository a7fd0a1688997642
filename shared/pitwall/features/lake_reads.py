"""Which data sets, sessions and columns of the lake history is made of, and the summaries of the large ones."""

from collections.abc import Mapping
from types import MappingProxyType

from pitwall.domain.vocabulary import FIRST_LAP_SEASON
from pitwall.features.lake_tables import TableRead
from pitwall.features.lap_summaries import (
    PACE_COLUMNS,
    SECTOR_COLUMNS,
    best_sectors,
    long_runs,
    mean_sky,
    race_pace,
)

_RACE = ("season", "round")
_SKY = ("air_temp_c", "track_temp_c")


READS: Mapping[str, TableRead] = MappingProxyType(
    {
        "races": TableRead(
            "races",
            (
                *_RACE,
                "date",
                "grand_prix_id",
                "circuit_id",
                "qualifying_format",
                "course_length_km",
                "laps",
                "scheduled_laps",
                "cancelled",
            ),
        ),
        "circuits": TableRead("circuits", ("circuit_id", "circuit_type", "latitude")),
        "drivers": TableRead("drivers", ("driver_id", "date_of_birth")),
        "sessions": TableRead("sessions", (*_RACE, "session")),
        "seats": TableRead("seats", (*_RACE, "driver_id", "constructor_id", "engine_manufacturer_id")),
        "nominations": TableRead("compound_nominations", (*_RACE, "soft", "medium", "hard")),
        "results": TableRead(
            "race_results",
            (
                *_RACE,
                "session",
                "driver_id",
                "entry",
                "constructor_id",
                "engine_manufacturer_id",
                "display_order",
                "position",
                "position_text",
                "laps",
                "time_s",
                "points",
                "reason_retired",
                "grid_position",
                "grid_position_text",
            ),
        ),
        "qualifying": TableRead(
            "qualifying_results",
            (
                *_RACE,
                "session",
                "part",
                "driver_id",
                "entry",
                "constructor_id",
                "display_order",
                "position",
                "q1_s",
                "q2_s",
                "q3_s",
                "time_s",
            ),
        ),
        "grids": TableRead(
            "starting_grids",
            (*_RACE, "session", "driver_id", "constructor_id", "display_order", "position", "position_text"),
            frozenset({"R"}),
        ),
        "practice": TableRead(
            "practice_results",
            (*_RACE, "session", "driver_id", "constructor_id", "position", "time_s", "laps"),
        ),
        "fastest_laps": TableRead("fastest_laps", (*_RACE, "driver_id", "entry", "lap_time_s"), frozenset({"R"})),
        "pit_stops": TableRead(
            "pit_stops", (*_RACE, "driver_id", "stop", "compound_before", "compound_after"), frozenset({"R"})
        ),
        "neutralisations": TableRead("neutralisations", (*_RACE, "kind", "estimated"), frozenset({"R"})),
        "weather": TableRead(
            "session_weather", (*_RACE, "session", "rainfall", *_SKY), first_season=FIRST_LAP_SEASON, summary=mean_sky
        ),
        "sectors": TableRead("laps", SECTOR_COLUMNS, frozenset({"Q"}), FIRST_LAP_SEASON, best_sectors),
        "race_pace": TableRead("laps", PACE_COLUMNS, frozenset({"R"}), FIRST_LAP_SEASON, race_pace),
        "sprint_pace": TableRead("laps", PACE_COLUMNS, frozenset({"S"}), FIRST_LAP_SEASON, race_pace),
        "long_runs": TableRead("laps", PACE_COLUMNS, frozenset({"FP1", "FP2", "FP3"}), FIRST_LAP_SEASON, long_runs),
    }
)
