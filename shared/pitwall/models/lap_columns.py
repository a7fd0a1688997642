"""Which data sets and columns of the lake the lap table is made of."""

from collections.abc import Mapping
from types import MappingProxyType

from pitwall.domain.vocabulary import FIRST_LAP_SEASON
from pitwall.features.lake_tables import TableRead

RACE = ("season", "round")
CAR = ("race", "driver_id")
_OF_RACE = frozenset({"R"})


def _of_race(dataset: str, *columns: str) -> TableRead:
    return TableRead(dataset, (*RACE, *columns), _OF_RACE, FIRST_LAP_SEASON)


READS: Mapping[str, TableRead] = MappingProxyType(
    {
        "races": TableRead(
            "races",
            (*RACE, "circuit_id", "course_length_km", "laps", "scheduled_laps"),
            first_season=FIRST_LAP_SEASON,
        ),
        "circuits": TableRead("circuits", ("circuit_id", "circuit_type")),
        "laps": _of_race(
            "laps",
            "driver_id",
            "constructor_id",
            "lap_number",
            "lap_time_s",
            "sector1_s",
            "stint",
            "compound",
            "compound_name",
            "tyre_life",
            "tyre_life_recomputed",
            "lap_start_time_s",
            "lap_end_time_s",
            "track_status",
            "position",
            "in_lap",
            "out_lap",
            "neutralised",
            "valid",
        ),
        "stops": _of_race("pit_stops", "driver_id", "lap_number", "pit_lane_time_s", "stationary_s"),
        "weather": _of_race("session_weather", "time_s", "air_temp_c", "track_temp_c", "rainfall"),
        "neutralisations": _of_race("neutralisations", "kind", "start_lap", "end_lap"),
        "results": _of_race("race_results", "driver_id", "display_order", "laps", "reason_retired", "grid_position"),
    }
)
