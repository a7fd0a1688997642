"""Simulations too large to wait for: cut into work items, worked elsewhere, put together when somebody asks.

A job's files lie beside the calibrations: the simulation, one Parquet file per item done, the answer.
"""

import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np

from functions.strategy.cars import car_of
from functions.strategy.desk import Asked, Desk
from functions.strategy.job_rows import KEPT_S, JobRow, JobRows
from functions.strategy.plan_answers import header
from functions.strategy.shapes.parts import Car
from functions.strategy.shapes.questions import SYNC_RUNS, RaceQuestion
from functions.strategy.shapes.simulations import FieldSimulation, Job, JobProgress
from functions.strategy.simulation_answers import field_told
from pitwall.lake.opening import open_artefacts
from pitwall.lake.storage import Storage
from pitwall.settings import settings
from pitwall.strategy.objectives import points_of_places
from simulator.played import joined
from simulator.result_files import from_table, read_table
from simulator.wire import to_json

ITEM_RUNS = SYNC_RUNS
"""Runs of one work item: seconds on one core."""

Item = Mapping[str, Any]
Start = Callable[[Sequence[Item], Callable[[str], None]], object]


def left_to_the_stream(_items: Sequence[Item], _failed: Callable[[str], None]) -> None:
    """Starts nothing: in the cloud the job's new row does."""


class JobDesk:
    """Takes jobs and tells how far they are."""

    def __init__(self, start: Start = left_to_the_stream, rows: JobRows | None = None) -> None:
        """`start` is given the work items, and whom to tell in words of one that fails."""
        self._start = start
        self._rows = rows or JobRows()

    def take(self, desk: Desk, asked: Asked, body: RaceQuestion) -> Job:
        """The job, queued. Raises CalibrationMissingError and RequestError."""
        setup, simulation = desk.field_simulation(asked, body)
        job_id = uuid.uuid4().hex
        storage = _storage()
        context = {
            "common": header(setup, asked.now, asked.newest, body.runs, body.seed),
            "cars": [car_of(setup, car.driver_id).model_dump() for car in simulation.state.cars],
            "points": points_of_places(setup.rules).tolist(),
        }
        storage.put_if_absent(f"jobs/{job_id}/simulation.json", json.dumps(to_json(simulation)).encode())
        storage.put_if_absent(f"jobs/{job_id}/context.json", json.dumps(context, default=_in_words).encode())
        items = _items(storage.uri, job_id, body)
        row = JobRow(
            id=job_id,
            race_id=str(asked.race),
            submitted_at=asked.now.isoformat(),
            runs=body.runs,
            seed=body.seed,
            items=len(items),
            expiration=int(asked.now.timestamp()) + KEPT_S,
        )
        # The work list is on disk before the row that starts the work in the cloud.
        storage.put_if_absent(f"jobs/{job_id}/items.json", json.dumps(items).encode())
        self._rows.put(row)
        self._start(items, lambda problem: self._rows.fail(job_id, problem))
        return _told(row, "queued", 0, None)

    def show(self, job_id: str) -> Job:
        """The job as it stands; puts its answer together when the last item is done. Raises NotFoundError."""
        row, storage = self._rows.get(job_id), _storage()
        there = storage.paths(f"jobs/{job_id}")
        if f"jobs/{job_id}/answer.json" in there:
            answer = FieldSimulation.model_validate_json(bytes(storage.read(f"jobs/{job_id}/answer.json")))
            return _told(row, "done", row.runs, answer)
        if row.problem:
            return _told(row, "failed", 0, None)
        done = [path for path in there if path.endswith(".parquet")]
        if len(done) == row.items:
            return _told(row, "done", row.runs, _put_together(storage, job_id, done))
        return _told(row, "running" if done else "queued", min(row.runs, len(done) * ITEM_RUNS), None)


def _items(root: str, job_id: str, body: RaceQuestion) -> list[Item]:
    return [
        {
            "simulation_uri": f"{root}/jobs/{job_id}/simulation.json",
            "result_uri": f"{root}/jobs/{job_id}/runs-{first:08d}.parquet",
            "first_run": first,
            "runs": min(ITEM_RUNS, body.runs - first),
            "seed": body.seed,
            "threads": 1,
        }
        for first in range(0, body.runs, ITEM_RUNS)
    ]


def _put_together(storage: Storage, job_id: str, done: Sequence[str]) -> FieldSimulation:
    context = json.loads(bytes(storage.read(f"jobs/{job_id}/context.json")))
    runs = joined([from_table(read_table(storage.read(path))) for path in sorted(done)])
    cars = [Car(**car) for car in context["cars"]]
    answer = field_told(cars, np.array(context["points"]), runs, context["common"])
    storage.put_if_absent(f"jobs/{job_id}/answer.json", answer.model_dump_json().encode())
    return answer


def _told(row: JobRow, status: Any, done_runs: int, result: FieldSimulation | None) -> Job:
    return Job(
        job_id=row.id,
        status=status,
        race_id=row.race_id,
        submitted_at=datetime.fromisoformat(row.submitted_at),
        progress=JobProgress(done_runs=done_runs, total_runs=row.runs),
        result=result,
        problem=row.problem or None,
    )


def _storage() -> Storage:
    return open_artefacts(settings())


def _in_words(value: object) -> str:
    assert isinstance(value, datetime)
    return value.isoformat()
