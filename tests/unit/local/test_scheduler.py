"""The schedules of the job table, and what one run of a job does; no test waits for a clock."""

from datetime import UTC, datetime

import pytest

from pitwall.errors import SourceUnavailableError
from pitwall.ingest.jobs import JOBS, Job
from pitwall.local.scheduler import LocalContext, LocalScheduler, cron_trigger, schedule_event

_WEDNESDAY = datetime(2026, 7, 1, 12, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        ("0 0 * * *", datetime(2026, 7, 2, 0, 0, tzinfo=UTC)),
        ("0 */6 * * *", datetime(2026, 7, 1, 18, 0, tzinfo=UTC)),
        ("*/5 * * * *", datetime(2026, 7, 1, 12, 10, tzinfo=UTC)),
        ("0 3 * * 1", datetime(2026, 7, 6, 3, 0, tzinfo=UTC)),
        ("0 3 * * 0", datetime(2026, 7, 5, 3, 0, tzinfo=UTC)),
        ("0 3 * * 0,6", datetime(2026, 7, 4, 3, 0, tzinfo=UTC)),
    ],
)
def test_a_schedule_means_what_cron_means_by_it(schedule: str, expected: datetime) -> None:
    assert cron_trigger(schedule).get_next_fire_time(None, _WEDNESDAY) == expected


@pytest.mark.parametrize("job", JOBS.values(), ids=lambda job: job.name)
def test_every_job_of_the_table_can_be_scheduled(job: Job) -> None:
    assert cron_trigger(job.schedule).get_next_fire_time(None, _WEDNESDAY) is not None


def test_a_job_reaches_the_handler_with_its_event_and_is_loaded_after() -> None:
    calls: list[object] = []

    def ingest(event: dict[str, object], context: LocalContext) -> None:
        calls.append((event["job"], context.function_name))

    LocalScheduler(ingest, lambda: calls.append("loaded"), lambda: calls.append("learned"), {}).run("results")
    assert calls == [("results", "pitwall-ingest"), "loaded"]


def test_what_came_before_a_provider_failed_is_loaded() -> None:
    loaded: list[str] = []

    def ingest(event: dict[str, object], context: object) -> None:
        raise SourceUnavailableError("jolpica", "timed out")

    with pytest.raises(SourceUnavailableError):
        LocalScheduler(ingest, lambda: loaded.append("yes"), lambda: loaded.append("came"), {}).run("results")
    assert loaded == ["yes"]


@pytest.mark.parametrize(("written", "expected"), [([], ["loaded"]), (["a path"], ["loaded", "came"])])
def test_only_what_brought_something_is_followed_up_and_only_once_it_is_loaded(
    written: list[str], expected: list[str]
) -> None:
    calls: list[str] = []
    LocalScheduler(
        lambda *_: {"written": written}, lambda: calls.append("loaded"), lambda: calls.append("came"), {}
    ).run("post_race")
    assert calls == expected


def test_an_event_says_when_it_was_meant_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PITWALL_NOW", "2026-07-01T12:00:00Z")
    first, second = schedule_event("results"), schedule_event("results")
    assert first["scheduled_time"] == "2026-07-01T12:00:00+00:00"
    assert first["execution_id"] != second["execution_id"]
