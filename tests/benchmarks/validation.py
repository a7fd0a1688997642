"""How many laps a second pass the door in bulk, and how long one live record takes, beside the models alone."""

import time
from pathlib import Path

import pyarrow as pa
from figure import Figure, median

from pitwall.domain.records import Lap
from pitwall.ingest.intake import with_lap_flags
from pitwall.ingest.validate import validate_record, validate_table
from pitwall.sources.dataset import DataSet

_RUNS = 5
_ONE_BY_ONE = 20_000


def throughput(data: Path) -> Figure:
    """Bulk validation with lap hygiene over every race lap since 2018."""
    source = DataSet(data)
    laps = pa.concat_tables([source.batch(step).table for step in source.steps() if step.name.startswith("race laps")])
    seconds = []
    for _ in range(_RUNS):
        started = time.perf_counter()
        with_lap_flags(validate_table("laps", laps).table)
        seconds.append(time.perf_counter() - started)
    rows = validate_table("laps", laps.slice(0, _ONE_BY_ONE)).table.to_pylist()
    one_by_one = []
    for row in rows[:2_000]:
        started = time.perf_counter()
        validate_record("laps", row)
        one_by_one.append((time.perf_counter() - started) * 1000)
    started = time.perf_counter()
    for row in rows:
        Lap.model_validate(row)
    baseline = len(rows) / (time.perf_counter() - started)
    return Figure(
        "foundation.5",
        "ingest validation throughput; one live record",
        round(laps.num_rows / median(seconds)),
        "laps/s",
        ">= 200,000; one live record <= 1 ms",
        f"{baseline:,.0f} laps/s: the Pydantic model row by row",
        {"laps": laps.num_rows, "live_record_ms": median(one_by_one)},
    )
