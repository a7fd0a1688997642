"""Jobs without a network: nothing due asks nobody, one provider stands in for another, and the books say so."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

import pyarrow as pa
import pytest

from pitwall.domain.datasets import Batch, Partition
from pitwall.domain.vocabulary import RaceKey, SessionCode
from pitwall.errors import LakeWriteError, SourceMalformedError, SourceRateLimitedError, SourceUnavailableError
from pitwall.ingest.asking import Asking
from pitwall.ingest.calendar import PlannedSession
from pitwall.ingest.fetch import Request, Sources, parse_request, session_laps
from pitwall.ingest.intake import take_in
from pitwall.ingest.jobs import run_job
from pitwall.lake.lake import Lake
from pitwall.lake.storage import FolderStorage
from pitwall.settings import Settings
from tests import racing
from tests.given_sources import NOW, Nobody, answers_of, away, given

RACE = PlannedSession(RaceKey(2024, 1), SessionCode.R, date(2024, 3, 3), datetime(2024, 3, 3, 13, tzinfo=UTC), True)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """An empty lake."""
    return Lake(FolderStorage(tmp_path))


@pytest.fixture
def calendar(lake: Lake) -> Lake:
    """A lake with a calendar and nothing else; the first race was yesterday."""
    take_in(racing.batch("races", racing.calendar()), lake)
    take_in(racing.batch("sessions", racing.schedule()), lake)
    return lake


def _run(job: str, lake: Lake, sources: Sources, at: datetime = NOW, request: Request | None = None) -> Any:
    return run_job(job, request or Request(), sources, lake, lambda: at)


def _runs(lake: Lake) -> list[dict[str, Any]]:
    return lake.read(Partition("ingest_runs")).table.to_pylist()


def _timing(source: str, *, laps: Sequence[dict[str, Any]] | None = None) -> list[Batch]:
    """Laps of one car with a safety car from the second to the third lap."""
    key = {"season": 2024, "round": 1, "session": "R"}
    driven = laps or [racing.lap(1, "ann-amber", number, lap_end_time_s=100.0 + 80 * number) for number in (1, 2, 3)]
    changes = [
        {**key, "time_s": time_s, "status": status} for time_s, status in ((0.0, "1"), (200.0, "4"), (300.0, "1"))
    ]
    return [
        racing.batch("laps", driven, source),
        racing.batch("track_status", changes, source),
        racing.batch("session_timings", [{**key, "start_time_s": 100.0, "finish_time_s": 340.0}], source),
    ]


@pytest.mark.parametrize("job", ["results", "post_race", "session_laps", "weather"])
@pytest.mark.parametrize("at", [datetime(2024, 2, 1, tzinfo=UTC), datetime(2023, 6, 1, tzinfo=UTC)])
def test_nothing_due_asks_nobody_and_books_nothing(calendar: Lake, job: str, at: datetime) -> None:
    report = _run(job, calendar, given(), at)
    assert (report.run.outcome, report.run.source_name, report.written) == ("unchanged", "none", [])
    assert _runs(calendar) == []


@pytest.mark.parametrize("job", ["results", "post_race", "session_laps", "weather"])
def test_without_a_calendar_nobody_is_asked(lake: Lake, job: str) -> None:
    assert _run(job, lake, given()).run.outcome == "unchanged"


def test_fastf1_is_asked_first_and_its_track_status_becomes_neutralisations() -> None:
    answers = list(session_laps(given(fastf1=SimpleNamespace(batches=answers_of(*_timing("fastf1")))), RACE, Asking()))
    found = {answer.dataset: answer for answer in answers if isinstance(answer, Batch)}
    assert set(found) == {"laps", "track_status", "session_timings", "neutralisations"}
    (safety_car,) = found["neutralisations"].table.to_pylist()
    assert (safety_car["kind"], safety_car["start_lap"], safety_car["end_lap"]) == ("SC", 2, 3)
    assert (found["neutralisations"].source, found["neutralisations"].revision) == ("fastf1", 1)


def test_openf1answers_of_where_fastf1_isaway_and_the_failure_is_told_first() -> None:
    openf1 = SimpleNamespace(find_session=lambda *_: "key", batches=answers_of(_timing("openf1")[0]))
    failure, laps = session_laps(given(fastf1=SimpleNamespace(batches=away("fastf1")), openf1=openf1), RACE, Asking())
    assert isinstance(failure, SourceUnavailableError)
    assert isinstance(laps, Batch)
    assert (failure.source, laps.source, laps.dataset) == ("fastf1", "openf1", "laps")


def test_jolpica_is_the_last_to_be_asked_for_a_race_and_never_for_another_session() -> None:
    ladder = {
        "fastf1": SimpleNamespace(batches=away("fastf1")),
        "openf1": SimpleNamespace(find_session=away("openf1"), batches=answers_of()),
    }
    jolpica = SimpleNamespace(laps=answers_of(racing.batch("laps", racing.laps(1), "jolpica")))
    *failures, laps = session_laps(given(**ladder, jolpica=jolpica), RACE, Asking())
    assert [failure.source for failure in failures] == ["fastf1", "openf1"]
    assert isinstance(laps, Batch)
    assert laps.source == "jolpica"
    qualifying = PlannedSession(RACE.race, SessionCode.Q, RACE.day, RACE.start_utc, True)
    assert [answer.source for answer in session_laps(given(**ladder), qualifying, Asking())] == ["fastf1", "openf1"]


def test_a_provider_asked_too_fast_is_waited_for_and_no_worse_one_stands_in(calendar: Lake) -> None:
    def too_fast(*_: object) -> NoReturn:
        raise SourceRateLimitedError("fastf1", "stopped at its own limit of calls", 3600.0)

    (failure,) = session_laps(given(fastf1=SimpleNamespace(batches=too_fast)), RACE, Asking())
    assert isinstance(failure, SourceRateLimitedError)


def test_laps_of_a_source_that_stood_in_are_asked_for_again_until_a_better_oneanswers_of(calendar: Lake) -> None:
    def ask(at: datetime, fastf1: Any) -> tuple[str, int]:
        laps = racing.batch("laps", racing.laps(1), "openf1", int(at.timestamp()))
        openf1 = SimpleNamespace(
            find_session=lambda _race, code, _day: code, batches=lambda code: on_sunday(code, laps)
        )
        report = _run("session_laps", calendar, given(fastf1=fastf1, openf1=openf1, jolpica=silent), at)
        return report.run.source_name, len(report.written)

    def on_sunday(code: SessionCode, laps: Batch) -> list[Batch]:
        return [laps] if code is SessionCode.R else away("openf1")()

    silent, absent = SimpleNamespace(laps=answers_of()), SimpleNamespace(batches=away("fastf1"))
    assert ask(NOW, absent) == ("fastf1, openf1", 1)
    take_in(racing.batch("laps", [{**lap, "session": "Q"} for lap in racing.laps(1)], "dataset"), calendar)
    assert ask(NOW + timedelta(hours=5), absent) == ("none", 0)
    assert ask(NOW + timedelta(hours=7), absent)[0] == "fastf1, openf1", "nobody better yet: the same again"
    assert ask(NOW + timedelta(hours=12), absent) == ("none", 0)
    assert ask(NOW + timedelta(hours=14), SimpleNamespace(batches=answers_of(*_timing("fastf1")))) == ("fastf1", 4)
    assert ask(NOW + timedelta(hours=21), Nobody()) == ("none", 0)


@pytest.mark.parametrize(("season", "asked"), [(2017, ["jolpica"]), (2018, ["fastf1", "jolpica"])])
def test_only_providers_that_have_the_season_are_asked(season: int, asked: list[str]) -> None:
    old = PlannedSession(RaceKey(season, 1), SessionCode.R, date(season, 3, 3), RACE.start_utc, True)
    sources = given(fastf1=SimpleNamespace(batches=away("fastf1")), jolpica=SimpleNamespace(laps=away("jolpica")))
    assert [answer.source for answer in session_laps(sources, old, Asking())] == asked


@pytest.mark.parametrize("absent", ["track_status", "session_timings"])
def test_without_status_or_start_no_neutralisation_is_guessed(absent: str) -> None:
    batches = [batch for batch in _timing("fastf1") if batch.dataset != absent]
    answers = list(session_laps(given(fastf1=SimpleNamespace(batches=answers_of(*batches))), RACE, Asking()))
    assert len(answers) == 2


def test_laps_are_booked_with_the_failures_before_them(calendar: Lake) -> None:
    ladder = {
        "fastf1": SimpleNamespace(batches=away("fastf1")),
        "openf1": SimpleNamespace(find_session=away("openf1"), batches=answers_of()),
        "jolpica": SimpleNamespace(laps=answers_of(racing.batch("laps", racing.laps(1), "jolpica"))),
    }
    report = _run("session_laps", calendar, given(**ladder))
    (run,) = _runs(calendar)
    assert (run["outcome"], run["source_name"], run["rows_accepted"]) == ("partial", "fastf1, openf1, jolpica", 12)
    assert "fastf1: is away; openf1: is away" in run["detail"]
    assert len(report.failures) == 4, "both providers failed for the race and for qualifying"


def test_nothing_at_all_is_a_failure_that_is_booked_and_raised(calendar: Lake) -> None:
    with pytest.raises(SourceUnavailableError, match="jolpica: is away"):
        _run("calendar", calendar, given(jolpica=SimpleNamespace(calendar=away("jolpica"))))
    (run,) = _runs(calendar)
    assert (run["outcome"], run["detail"]) == ("failed", "jolpica: is away")


def test_a_batch_without_a_column_that_is_needed_does_not_stop_the_others(calendar: Lake) -> None:
    lame = Batch("drivers", "jolpica", 5, pa.table({"name": ["Nobody"]}))
    answers = answers_of(lame, racing.batch("constructors", racing.constructors(), "jolpica"))
    report = _run("drivers_and_constructors", calendar, given(jolpica=SimpleNamespace(entries=answers)))
    assert (report.run.outcome, report.run.rows_accepted) == ("partial", 2)
    assert isinstance(report.failures[0], SourceMalformedError)
    assert "drivers needs the columns driver_id" in _runs(calendar)[0]["detail"]


def test_what_came_before_a_provider_failed_stays(calendar: Lake) -> None:
    def entries(_season: int) -> Any:
        yield racing.batch("drivers", racing.drivers(), "jolpica")
        raise SourceUnavailableError("jolpica", "hung up")

    report = _run("drivers_and_constructors", calendar, given(jolpica=SimpleNamespace(entries=entries)))
    assert report.run.outcome == "partial"
    assert calendar.read(Partition("drivers")).table.num_rows == 4


def test_a_lake_that_takes_no_writes_is_no_fault_of_the_provider(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> NoReturn:
        raise LakeWriteError("disk full")

    monkeypatch.setattr(lake.storage, "put_if_absent", refuse)
    answers = answers_of(racing.batch("drivers", racing.drivers(), "jolpica"))
    with pytest.raises(LakeWriteError, match="disk full"):
        _run("drivers_and_constructors", lake, given(jolpica=SimpleNamespace(entries=answers)))


def test_weather_is_asked_for_a_circuit_whose_place_is_known(calendar: Lake) -> None:
    asked: list[tuple[float, float]] = []

    def forecast(_race: RaceKey, place: Any, _on: date) -> Batch:
        asked.append((place.latitude, place.longitude))
        return racing.batch("hourly_weather", [racing.hour(1)], "open_meteo")

    ladder = SimpleNamespace(
        clock=lambda: NOW,
        open_meteo=SimpleNamespace(forecast=forecast),
        openweathermap=SimpleNamespace(forecast=away("openweathermap")),
    )
    on_the_day = datetime(2024, 3, 3, 14, tzinfo=UTC)
    assert _run("weather", calendar, given(weather=ladder), on_the_day).run.outcome == "unchanged"
    place = {**racing.circuits(["alpha-ring"])[0], "latitude": 53.1, "longitude": -7.2}
    take_in(racing.batch("circuits", [place]), calendar)
    assert _run("weather", calendar, given(weather=ladder), on_the_day).run.outcome == "succeeded"
    assert asked == [(53.1, -7.2)]


def test_a_request_says_in_words_what_it_asks_for() -> None:
    assert str(parse_request({})) == "what is due"
    assert str(parse_request({"season": 2024})) == "2024"
    assert str(parse_request({"season": 2024, "race": "2024-1", "session": "S"})) == "2024-01 S"


def test_sources_are_made_when_first_asked() -> None:
    assert isinstance(Sources.__dict__["fastf1"], cached_property)
    sources = Sources(Settings(), lambda: NOW)
    assert "fastf1" not in sources.__dict__
    assert sources.fastf1 is sources.fastf1
