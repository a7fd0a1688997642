"""Neutralisations of a race or sprint, derived from the track status of the batches that were just fetched."""

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa

from pitwall.domain.datasets import Batch
from pitwall.domain.neutralisations import StatusChange, leader_laps, race_neutralisations
from pitwall.domain.vocabulary import RaceKey, SessionCode
from pitwall.lake.schema import record_schema


def neutralisations_batch(batches: Sequence[Batch], race: RaceKey, session: SessionCode) -> Iterator[Batch]:
    """The session's safety cars, virtual safety cars and red flags; nothing where laps, status or start are unknown."""
    tables = {batch.dataset: batch for batch in batches}
    if session not in (SessionCode.R, SessionCode.S) or not {"laps", "track_status", "session_timings"} <= set(tables):
        return
    start_time_s = tables["session_timings"].table["start_time_s"][0].as_py()
    if start_time_s is None:
        return
    laps = tables["laps"].table
    leader = leader_laps(_numbers(laps["lap_number"]), _numbers(laps["lap_end_time_s"]))
    changes = [
        StatusChange(row["time_s"], row["status"])
        for row in tables["track_status"].table.select(["time_s", "status"]).to_pylist()
    ]
    found = race_neutralisations(race, session, changes, leader, start_time_s)
    if found:
        table = pa.Table.from_pylist(
            [record.model_dump(mode="json") for record in found], schema=record_schema("neutralisations")
        )
        yield Batch("neutralisations", tables["laps"].source, tables["laps"].revision, table)


def _numbers(column: pa.ChunkedArray) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    values: np.ndarray[tuple[int], np.dtype[np.float64]] = column.cast(pa.float64()).to_numpy()
    return values
