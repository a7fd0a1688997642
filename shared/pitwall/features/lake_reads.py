"""Which data sets, sessions and columns of the lake history is made of, and the summaries of the large ones."""

from collections.abc import Mapping
from types import MappingProxyType

import pyarrow as pa
import pyarrow.compute as pc

from pitwall.domain.vocabulary import FIRST_LAP_SEASON
from pitwall.features.lake_tables import TableRead

_RACE = ("season", "round")
_SECTORS = ("sector1_s", "sector2_s", "sector3_s")
_SKY = ("air_temp_c", "track_temp_c")


def best_sectors(laps: pa.Table) -> pa.Table:
    """Each driver's best sectors and highest trap speed; deleted laps do not count."""
    kept = laps.filter(pc.invert(pc.fill_null(laps["deleted"], False)))
    return kept.group_by([*_RACE, "session", "driver_id"]).aggregate(
        [*((sector, "min") for sector in _SECTORS), ("speed_st_kmh", "max")]
    )


def mean_sky(readings: pa.Table) -> pa.Table:
    """One row per session: share of readings with rain, mean temperatures."""
    wet = readings.append_column("wet", pc.cast(readings["rainfall"], pa.float64()))
    return wet.group_by([*_RACE, "session"]).aggregate([("wet", "mean"), *((name, "mean") for name in _SKY)])


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
        "sectors": TableRead(
            "laps",
            (*_RACE, "session", "driver_id", *_SECTORS, "speed_st_kmh", "deleted"),
            frozenset({"Q"}),
            FIRST_LAP_SEASON,
            best_sectors,
        ),
    }
)
