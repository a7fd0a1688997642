"""Results as they fall due: each session by itself, what goes with a race, and what is left alone in between."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pitwall.domain.datasets import Batch
from pitwall.domain.vocabulary import RaceKey
from pitwall.errors import SourceRestingError
from pitwall.ingest.engines import season_engines
from pitwall.ingest.fetch import Request, parse_request
from pitwall.ingest.intake import take_in
from pitwall.ingest.jobs import JOBS, JobReport, run_job
from pitwall.lake.lake import Lake
from pitwall.lake.storage import FolderStorage
from tests import racing
from tests.given_sources import NOW, answers_of, given

QUESTIONS = ("results", "sprint", "qualifying", "pit_stops", "standings")


class Jolpica:
    """Has a result of every race and qualifying; notes what it was asked for."""

    def __init__(self, **other: list[Batch]) -> None:
        self.asked: list[str] = []
        self.engines: list[object] = []
        self._other = other

    def __getattr__(self, question: str) -> Any:
        assert question in QUESTIONS

        def ask(race: RaceKey, engines: object = None) -> list[Batch]:
            self.asked.append(f"{question} {race.round}")
            if question == "standings":
                self.engines.append(engines)
            return self._other.get(question, self._answer(question, race))

        return ask

    @staticmethod
    def _answer(question: str, race: RaceKey) -> list[Batch]:
        rows = racing.results(race.round)
        if question == "results":
            return [racing.batch("race_results", rows, "jolpica", 2)]
        if question == "qualifying":
            kept = ("season", "round", "driver_id", "constructor_id", "display_order", "position", "position_text")
            times = [{name: row[name] for name in kept} | {"session": "Q", "part": "overall"} for row in rows]
            return [racing.batch("qualifying_results", times, "jolpica", 2)]
        return []


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """A lake with the calendar of three races; the first was yesterday."""
    made = Lake(FolderStorage(tmp_path))
    take_in(racing.batch("races", racing.calendar()), made)
    take_in(racing.batch("sessions", racing.schedule()), made)
    return made


def _run(job: str, lake: Lake, jolpica: Any, at: datetime = NOW, request: Request | None = None) -> JobReport:
    return run_job(job, request or Request(), given(jolpica=jolpica), lake, lambda: at)


def test_qualifying_comes_on_saturday_and_the_race_with_what_goes_with_it_on_sunday(lake: Lake) -> None:
    saturday, sunday = Jolpica(), Jolpica()
    _run("post_race", lake, saturday, datetime(2024, 3, 3, 0, 30, tzinfo=UTC))
    assert saturday.asked == ["qualifying 1"]
    report = _run("post_race", lake, sunday)
    assert sunday.asked == ["results 1", "pit_stops 1", "standings 1"]
    assert (report.run.outcome, report.run.rows_accepted) == ("succeeded", 4)
    assert _run("post_race", lake, SimpleNamespace()).run.outcome == "unchanged"


def test_a_race_of_the_last_two_weeks_is_asked_for_whole_at_night_only(lake: Lake) -> None:
    _run("results", lake, Jolpica())
    again, later = Jolpica(), Jolpica()
    _run("post_race", lake, again, NOW + timedelta(days=7))
    assert again.asked == []
    _run("results", lake, again, NOW + timedelta(days=7))
    assert again.asked == ["results 1", "pit_stops 1", "standings 1", "qualifying 1"]
    _run("results", lake, later, NOW + timedelta(days=14))
    assert later.asked == ["results 2", "pit_stops 2", "standings 2", "qualifying 2"]


def test_while_a_race_has_no_result_nothing_is_asked_that_goes_with_it(lake: Lake) -> None:
    early = Jolpica(results=[])
    _run("post_race", lake, early)
    assert early.asked == ["results 1", "qualifying 1"]


@pytest.mark.parametrize(
    ("event", "asked"),
    [
        ({"race": "2024-03"}, ["results 3", "pit_stops 3", "standings 3", "sprint 3", "qualifying 3"]),
        ({"race": "2024-03", "session": "S"}, ["sprint 3"]),
    ],
)
def test_a_race_or_session_that_is_named_is_asked_for_whatever_the_calendar_says(
    lake: Lake, event: dict[str, object], asked: list[str]
) -> None:
    jolpica = Jolpica()
    _run("results", lake, jolpica, request=parse_request(event))
    assert jolpica.asked == asked


def test_standings_get_the_engines_that_f1db_knows_by_now(lake: Lake) -> None:
    jolpica = Jolpica()
    _run("results", lake, jolpica)
    older = [{**row, "engine_manufacturer_id": "old"} for row in racing.results(2)]
    take_in(racing.batch("race_results", older, "f1db", 1), lake)
    take_in(racing.batch("race_results", racing.results(2), "f1db", 2), lake)
    _run("results", lake, jolpica, NOW + timedelta(days=2))
    known = {"amber-racing": "amber-racing", "blue-motors": "blue-motors"}
    assert jolpica.engines == [None, known]


def test_one_constructor_without_a_known_engine_is_reason_to_ask_for_none(lake: Lake) -> None:
    assert season_engines(lake, 2024) is None
    take_in(racing.batch("race_results", racing.results(1), "f1db"), lake)
    assert season_engines(lake, 2024) is not None
    newcomer = [{**racing.results(2)[0], "constructor_id": "coral-cars", "engine_manufacturer_id": None}]
    take_in(racing.batch("race_results", newcomer, "jolpica", 2), lake)
    assert season_engines(lake, 2024) is None


def test_a_provider_whose_breaker_opens_is_left_alone_for_the_rest_of_the_run(lake: Lake) -> None:
    asked: list[RaceKey] = []

    def rest(race: RaceKey) -> list[Batch]:
        asked.append(race)
        raise SourceRestingError("jolpica", "circuit breaker open")

    with pytest.raises(SourceRestingError):
        _run("results", lake, SimpleNamespace(results=rest, qualifying=rest), NOW + timedelta(days=40))
    assert asked == [RaceKey(2024, 1)], "three races and their qualifyings were due"


def test_a_release_of_f1db_is_fetched_once_and_again_only_where_a_part_was_not_taken_in(lake: Lake) -> None:
    fetched: list[str] = []

    def f1db(tag: str, *batches: Batch) -> Any:
        def fetch(release: Any) -> list[Batch]:
            fetched.append(release.tag)
            return list(batches)

        return given(f1db=SimpleNamespace(newest_release=lambda: SimpleNamespace(tag=tag), batches=fetch))

    def run(sources: Any) -> str:
        return run_job("history", Request(), sources, lake, lambda: NOW).run.outcome

    sound = racing.batch("drivers", racing.drivers())
    lame = Batch("constructors", "f1db", 1, racing.batch("drivers", [{"name": "Nobody"}]).table)
    assert run(f1db("v1", lame, sound)) == "partial"
    assert run(f1db("v1", sound)) == "unchanged"
    assert run(f1db("v1", sound)) == "unchanged"
    assert run(f1db("v2", racing.batch("constructors", racing.constructors()))) == "succeeded"
    assert fetched == ["v1", "v1", "v2"]
    assert lake.storage.paths("ingested/f1db") == ["ingested/f1db/v1", "ingested/f1db/v2"]


def test_the_same_failure_many_times_is_booked_once_and_jobs_say_what_they_fetch(lake: Lake) -> None:
    lame = [Batch("constructors", "jolpica", 1, racing.batch("drivers", [{"name": "Nobody"}]).table)] * 3
    answers = answers_of(racing.batch("drivers", racing.drivers(), "jolpica"), *lame)
    report = _run("drivers_and_constructors", lake, SimpleNamespace(entries=answers))
    assert (len(report.failures), str(report.run.detail).count("needs the columns")) == (3, 1)
    assert JOBS["drivers_and_constructors"].summary == "this season's drivers and constructors"
