"""Runs the ingest jobs on their schedules: the laptop's stand-in for EventBridge Scheduler and the load queue.

Each job goes through the same Lambda handler with the event that the scheduler in the cloud sends.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger

from pitwall.clock import now
from pitwall.ingest.jobs import JOBS

_LATE_BY_S = 3600
"""A laptop that slept through a job's time runs it within the hour after it wakes, once."""
_AT_ONCE = 2
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun")

Handler = Callable[[dict[str, object], object], object]


@dataclass(frozen=True)
class LocalContext:
    """What a handler may ask of the Lambda context it is called with."""

    function_name: str
    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    memory_limit_in_mb: int = 1024
    invoked_function_arn: str = "arn:aws:lambda:local:000000000000:function:pitwall"

    def get_remaining_time_in_millis(self) -> int:
        """A laptop ends nothing: as much as Lambda gives at most."""
        return 900_000


class LocalScheduler:
    """The schedules run while the `with` block lasts."""

    def __init__(
        self,
        ingest: Handler,
        after: Callable[[], object],
        something_came: Callable[[], object],
        schedules: Mapping[str, str] | None = None,
    ) -> None:
        """`ingest` gets each job's event; `after` brings the store up to date with the lake.

        `something_came` is called then, where the job wrote anything: what is to be learned and foretold from it is
        found out elsewhere. `schedules` are cron expressions by job name, those of the job table by default.
        """
        self._ingest = ingest
        self._after = after
        self._something_came = something_came
        defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": _LATE_BY_S}
        executors = {"default": {"type": "threadpool", "max_workers": _AT_ONCE}}
        self._scheduler = BackgroundScheduler(timezone="UTC", job_defaults=defaults, executors=executors)
        for name, schedule in (_table() if schedules is None else schedules).items():
            self._scheduler.add_job(self.run, cron_trigger(schedule), args=(name,), id=name)

    def run(self, job: str) -> None:
        """Run one job now, then load what it wrote, also where a provider failed on the way."""
        try:
            answer = self._ingest(schedule_event(job), LocalContext("pitwall-ingest"))
        finally:
            self._after()
        if isinstance(answer, dict) and answer.get("written"):
            self._something_came()

    def __enter__(self) -> "LocalScheduler":
        self._scheduler.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """A job that runs is left to the end of the process: whatever it has not written, it writes next time."""
        self._scheduler.shutdown(wait=False)


def schedule_event(job: str) -> dict[str, object]:
    """What EventBridge Scheduler sends for `job`, with the time it is meant for."""
    return {"job": job, "execution_id": str(uuid.uuid4()), "scheduled_time": now().replace(microsecond=0).isoformat()}


def cron_trigger(schedule: str) -> CronTrigger:
    """The trigger of a cron expression in UTC; its weekdays count from Sunday, which the library's own do not."""
    minute, hour, day, month, weekday = schedule.split()
    named = weekday if weekday == "*" else ",".join(_WEEKDAYS[int(number)] for number in weekday.split(","))
    return CronTrigger(minute=minute, hour=hour, day=day, month=month, day_of_week=named, timezone="UTC")


def _table() -> dict[str, str]:
    return {job.name: job.schedule for job in JOBS.values()}
