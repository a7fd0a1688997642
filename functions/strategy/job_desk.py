"""Simulations too large to wait for: taken, worked elsewhere, asked for later."""

from functions.strategy.desk import Asked, Desk
from functions.strategy.shapes.questions import RaceQuestion
from functions.strategy.shapes.simulations import Job
from pitwall.errors import CalibrationMissingError, NotFoundError


class JobDesk:
    """Takes jobs and tells how far they are."""

    def take(self, desk: Desk, asked: Asked, body: RaceQuestion) -> Job:
        """The job, queued."""
        raise CalibrationMissingError(desk.version)

    def show(self, job_id: str) -> Job:
        """The job as it stands. Raises NotFoundError."""
        raise NotFoundError(f"there is no job {job_id}; jobs are kept for a day")
