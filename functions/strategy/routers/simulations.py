"""Simulated races: one driver's plans against what really happened, and the whole field at once or as a job."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from functions.strategy.asking import Answering, Jobs
from functions.strategy.parameters import IdempotencyKey, JobId
from functions.strategy.shapes.questions import SYNC_RUNS, RaceQuestion, SimulateQuestion
from functions.strategy.shapes.simulations import FieldSimulation, Job, Simulated

router = APIRouter(tags=["simulation"])

_JOB_TAKEN: dict[int | str, dict[str, Any]] = {
    202: {"model": Job, "description": "Too many runs to wait for: ask for the job under `Location`"}
}


@router.post("/strategy/simulate", response_model=Simulated)
def simulate(body: SimulateQuestion, answering: Answering, idempotency_key: IdempotencyKey = None) -> Response:
    """A past race again with other stops of one driver: places and seconds gained, lap by lap."""
    return answering.answer(body, idempotency_key, lambda desk, race: desk.simulate(race, body))


@router.post("/simulations/races", response_model=FieldSimulation, responses=_JOB_TAKEN)
def simulate_field(
    body: RaceQuestion, answering: Answering, jobs: Jobs, idempotency_key: IdempotencyKey = None
) -> Response:
    """The whole field to the flag; more runs than can be waited for become a job."""
    if body.runs > SYNC_RUNS:
        return jobs.submit(body, idempotency_key)
    return answering.answer(body, idempotency_key, lambda desk, race: desk.simulate_field(race, body))


@router.get("/simulations/{job_id}", response_model=Job)
def show_job(job_id: JobId, jobs: Jobs) -> Response:
    """How far a job is, and its result once it is done."""
    return jobs.show(job_id)
