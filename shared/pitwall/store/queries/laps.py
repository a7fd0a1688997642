"""The laps of one session, as the API shows them and under FastF1's column names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from pitwall.store.queries.fragments import RACE
from pitwall.store.queries.race_identity import RaceRef
from pitwall.store.reader import Statement

_TEXTS = ("driver_id", "driver_code", "driver_number", "constructor_id")
_TYRE_TEXTS = ("compound", "compound_name", "track_status", "source")

_LAP_FIELDS = (
    *_TEXTS, "lap_number", "position", "lap_time_s", "sector1_s", "sector2_s", "sector3_s", "stint", "compound",
    "compound_name", "tyre_life", "fresh_tyre", "pit_in", "pit_out", "track_status", "valid", "in_lap", "out_lap",
    "neutralised", "counted", "is_personal_best", "deleted", "lap_start_time_s", "lap_end_time_s", "speed_st_kmh",
    "source",
)  # fmt: skip


def _as_json(field: str) -> str:
    if field == "counted":
        return "(x.lap_number <= :counted_laps)::text"
    text = f"to_json(x.{field})" if field in _TEXTS + _TYRE_TEXTS else f"x.{field}"
    return f"coalesce({text}::text, 'null')"


# row_to_json takes half as long again, and this is the one answer with more than a thousand rows.
_TEMPLATE = ",".join(f'"{field}":%s' for field in _LAP_FIELDS)
_LAPS = f"""SELECT format('{{{_TEMPLATE}}}', {", ".join(_as_json(field) for field in _LAP_FIELDS)}) FROM lap_times x"""

FASTF1_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "Time": "x.lap_end_time_s",
        "Driver": "x.driver_code",
        "DriverNumber": "x.driver_number",
        "LapTime": "x.lap_time_s",
        "LapNumber": "x.lap_number",
        "Stint": "x.stint",
        "PitOutTime": "x.pit_out_time_s",
        "PitInTime": "x.pit_in_time_s",
        "Sector1Time": "x.sector1_s",
        "Sector2Time": "x.sector2_s",
        "Sector3Time": "x.sector3_s",
        "SpeedI1": "x.speed_i1_kmh",
        "SpeedI2": "x.speed_i2_kmh",
        "SpeedFL": "x.speed_fl_kmh",
        "SpeedST": "x.speed_st_kmh",
        "IsPersonalBest": "x.is_personal_best",
        "Compound": "x.compound",
        "TyreLife": "x.tyre_life",
        "FreshTyre": "x.fresh_tyre",
        "Team": "c.name",
        "LapStartTime": "x.lap_start_time_s",
        "TrackStatus": "x.track_status",
        "Position": "x.position",
        "Deleted": "x.deleted",
        "DeletedReason": "x.deleted_reason",
        "IsAccurate": "x.is_accurate",
    }
)
"""FastF1's names, in FastF1's order, and where their values stand."""

FASTF1_TIMES = (
    "Time", "LapTime", "PitOutTime", "PitInTime", "Sector1Time", "Sector2Time", "Sector3Time", "LapStartTime",
)  # fmt: skip
"""Those that FastF1 holds as durations; the query gives seconds."""

_FASTF1 = f"""SELECT {", ".join(f'{value} AS "{name}"' for name, value in FASTF1_COLUMNS.items())}
    FROM lap_times x LEFT JOIN constructors c USING (constructor_id)"""

_WHERE = f"""WHERE {RACE} AND x.session = :session AND x.lap_number BETWEEN :lap_from AND :lap_to"""
_ORDER = "ORDER BY x.driver_id, x.lap_number"

FIRST_LAP = 1
MOST_LAPS = 32_767
"""PostgreSQL's greatest smallint: no bound."""


@dataclass(frozen=True)
class LapFilter:
    """Which laps of a race: the session, some drivers (all where empty), first and last lap number."""

    session: str = "R"
    driver_ids: Sequence[str] = ()
    lap_from: int = FIRST_LAP
    lap_to: int = MOST_LAPS


def laps(race: RaceRef, wanted: LapFilter) -> Statement:
    """The laps by driver and lap number; `counted` is false for laps beyond those the result counts."""
    counted = race.laps if wanted.session == "R" and race.laps is not None else MOST_LAPS
    return replace(_filtered(_LAPS, race, wanted, {"counted_laps": counted}), is_json=True)


def fastf1_laps(race: RaceRef, wanted: LapFilter) -> Statement:
    """The same laps under FastF1's column names; times in seconds."""
    return _filtered(_FASTF1, race, wanted, {})


def _filtered(select: str, race: RaceRef, wanted: LapFilter, more: dict[str, object]) -> Statement:
    parameters: dict[str, object] = {
        "season": race.key.season,
        "round": race.key.round,
        "session": wanted.session,
        "lap_from": wanted.lap_from,
        "lap_to": wanted.lap_to,
        **more,
    }
    if not wanted.driver_ids:
        return Statement(f"{select} {_WHERE} {_ORDER}", parameters)
    drivers = "AND x.driver_id = ANY(:driver_ids)"
    return Statement(f"{select} {_WHERE} {drivers} {_ORDER}", {**parameters, "driver_ids": list(wanted.driver_ids)})
