"""The laps of one session, as the API shows them and under FastF1's column names."""

from collections.abc import Sequence
from dataclasses import dataclass

from pitwall.store.queries.fragments import RACE
from pitwall.store.queries.race_identity import RaceRef
from pitwall.store.reader import Statement

_LAPS = """SELECT x.driver_id, x.driver_code, x.driver_number, x.constructor_id, x.lap_number, x.position,
    x.lap_time_s, x.sector1_s, x.sector2_s, x.sector3_s, x.stint, x.compound, x.compound_name, x.tyre_life,
    x.fresh_tyre, x.pit_in, x.pit_out, x.track_status, x.valid, x.in_lap, x.out_lap, x.neutralised,
    x.lap_number <= :counted_laps AS counted, x.is_personal_best, x.deleted, x.lap_start_time_s, x.lap_end_time_s,
    x.speed_st_kmh, x.source
    FROM lap_times x"""

_FASTF1 = """SELECT x.lap_end_time_s AS "Time", x.driver_code AS "Driver", x.driver_number AS "DriverNumber",
    x.lap_time_s AS "LapTime", x.lap_number AS "LapNumber", x.stint AS "Stint", x.pit_out_time_s AS "PitOutTime",
    x.pit_in_time_s AS "PitInTime", x.sector1_s AS "Sector1Time", x.sector2_s AS "Sector2Time",
    x.sector3_s AS "Sector3Time", x.speed_i1_kmh AS "SpeedI1", x.speed_i2_kmh AS "SpeedI2",
    x.speed_fl_kmh AS "SpeedFL", x.speed_st_kmh AS "SpeedST", x.is_personal_best AS "IsPersonalBest",
    x.compound AS "Compound", x.tyre_life AS "TyreLife", x.fresh_tyre AS "FreshTyre", c.name AS "Team",
    x.lap_start_time_s AS "LapStartTime", x.track_status AS "TrackStatus", x.position AS "Position",
    x.deleted AS "Deleted", x.deleted_reason AS "DeletedReason", x.is_accurate AS "IsAccurate"
    FROM lap_times x LEFT JOIN constructors c USING (constructor_id)"""

_WHERE = f"""WHERE {RACE} AND x.session = :session AND x.lap_number BETWEEN :lap_from AND :lap_to"""
_ORDER = "ORDER BY x.driver_id, x.lap_number"

_MOST_LAPS = 32_767


@dataclass(frozen=True)
class LapFilter:
    """Which laps of a race: the session, some drivers (all where empty), first and last lap number."""

    session: str = "R"
    driver_ids: Sequence[str] = ()
    lap_from: int = 1
    lap_to: int = _MOST_LAPS


def laps(race: RaceRef, wanted: LapFilter) -> Statement:
    """The laps by driver and lap number; `counted` is false for laps beyond those the result counts."""
    counted = race.laps if wanted.session == "R" and race.laps is not None else _MOST_LAPS
    return _filtered(_LAPS, race, wanted, {"counted_laps": counted})


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
