"""A few rows of a session's many laps: best sectors, race pace, long runs; measured as calibration measures them."""

from collections.abc import Mapping

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pitwall.calibration.race_pace_measuring import pace_of_laps
from pitwall.calibration.weekend_gaps import long_run_gaps
from pitwall.domain.vocabulary import SessionCode

SECTOR_COLUMNS = (
    "season",
    "round",
    "session",
    "driver_id",
    "sector1_s",
    "sector2_s",
    "sector3_s",
    "speed_st_kmh",
    "deleted",
)
PACE_COLUMNS = (
    "season",
    "round",
    "session",
    "driver_id",
    "constructor_id",
    "lap_number",
    "lap_time_s",
    "lap_start_time_s",
    "lap_end_time_s",
    "stint",
    "compound",
    "compound_name",
    "tyre_life",
    "tyre_life_recomputed",
    "pit_in",
    "pit_out",
    "in_lap",
    "out_lap",
    "neutralised",
    "deleted",
    "is_accurate",
    "valid",
)
_FLAGS = ("pit_in", "pit_out", "in_lap", "out_lap", "neutralised", "deleted", "is_accurate", "valid")
_KEY = (("season", pa.int32()), ("round", pa.int32()), ("driver_id", pa.string()))
_PACE = pa.schema(
    [*_KEY, ("constructor_id", pa.string()), ("gap", pa.float64()), ("gap_sd", pa.float64()), ("laps", pa.float64())]
)
_LONG_RUNS = pa.schema([*_KEY, ("gap", pa.float64()), ("laps", pa.float64())])


def best_sectors(laps: pa.Table) -> pa.Table:
    """Each driver's best sectors and highest trap speed of a session; deleted laps do not count."""
    kept = laps.filter(pc.invert(pc.fill_null(laps["deleted"], False)))
    sectors = [(f"sector{number}_s", "min") for number in (1, 2, 3)]
    return _grouped(kept, ("season", "round", "session", "driver_id"), [*sectors, ("speed_st_kmh", "max")])


def mean_sky(readings: pa.Table) -> pa.Table:
    """One row per session: share of readings with rain, mean temperatures."""
    wet = readings.append_column("wet", pc.cast(readings["rainfall"], pa.float64()))
    means = [(name, "mean") for name in ("wet", "air_temp_c", "track_temp_c")]
    return _grouped(wet, ("season", "round", "session"), means)


def race_pace(laps: pa.Table) -> pa.Table:
    """Gaps of a race or sprint to the field's mean, freed of fuel, tyres and traffic; none where too few laps tell."""
    if not laps.num_rows:
        return _PACE.empty_table()
    season, round_ = laps["season"][0].as_py(), laps["round"][0].as_py()
    found = pace_of_laps(_with_plain_flags(laps)).drivers
    rows = [
        {
            "season": season,
            "round": round_,
            "driver_id": one.driver_id,
            "constructor_id": one.constructor_id,
            "gap": one.gap,
            "gap_sd": one.gap_sd,
            "laps": float(one.laps),
        }
        for one in found
    ]
    return pa.Table.from_pylist(rows, schema=_PACE)


def long_runs(laps: pa.Table) -> pa.Table:
    """Gaps of a weekend's long runs to the field's median, all practice sessions together."""
    if not laps.num_rows:
        return _LONG_RUNS.empty_table()
    season, round_ = laps["season"][0].as_py(), laps["round"][0].as_py()
    frame = _with_plain_flags(laps)
    sessions: Mapping[SessionCode, pd.DataFrame] = {
        SessionCode(str(session)): rows for session, rows in frame.groupby("session")
    }
    gaps, counts = long_run_gaps(sessions)
    rows = [
        {"season": season, "round": round_, "driver_id": driver, "gap": round(gap, 6), "laps": float(counts[driver])}
        for driver, gap in gaps.items()
    ]
    return pa.Table.from_pylist(rows, schema=_LONG_RUNS)


def _with_plain_flags(laps: pa.Table) -> pd.DataFrame:
    """As calibration reads laps: by driver and lap, unknown flags False, our tyre life where the source has none."""
    frame: pd.DataFrame = laps.to_pandas().sort_values(["session", "driver_id", "lap_number"], ignore_index=True)
    for flag in _FLAGS:
        frame[flag] = frame[flag].eq(True)
    own = frame["tyre_life_recomputed"].astype("float64")
    frame["tyre_life"] = frame["tyre_life"].astype("float64").fillna(own)
    return frame


def _grouped(table: pa.Table, keys: tuple[str, ...], aggregates: list[tuple[str, str]]) -> pa.Table:
    """Aggregated on one thread and in order of the keys: several threads would give the groups in any order."""
    found = table.group_by(list(keys), use_threads=False).aggregate(aggregates)
    return found.sort_by([(key, "ascending") for key in keys])
