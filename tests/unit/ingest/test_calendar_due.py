"""What is due by the calendar: pure functions of planned races, what the lake holds, and the present."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pitwall.domain.vocabulary import RaceKey, SessionCode
from pitwall.ingest.calendar import (
    PlannedRace,
    PlannedSession,
    planned_season,
    races_with_weather_due,
    results_to_fetch,
    sessions_to_fetch,
    stored_sessions,
)
from pitwall.ingest.intake import take_in
from pitwall.lake.lake import Lake
from pitwall.lake.storage import FolderStorage
from tests import racing

SUNDAY = date(2024, 3, 3)
START = datetime(2024, 3, 3, 15, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOW = st.integers(-100_000, 400_000).map(lambda minutes: START + timedelta(minutes=minutes))


def _session(round_: int, code: SessionCode, day: date, start: time | None) -> PlannedSession:
    start_utc = datetime.combine(day, start or time(), tzinfo=UTC)
    return PlannedSession(RaceKey(2024, round_), code, day, start_utc, start is not None)


def _race(round_: int = 1, start: time | None = time(15), *, cancelled: bool = False) -> PlannedRace:
    """A race in the calendar's week `round_`, with qualifying the day before."""
    day = SUNDAY + timedelta(weeks=round_ - 1)
    sessions = _session(round_, SessionCode.Q, day - DAY, time(16)), _session(round_, SessionCode.R, day, start)
    return PlannedRace(RaceKey(2024, round_), day, "oakfield", cancelled, sessions)


def _stored(*rounds: int, of: str = "RQ") -> set[tuple[RaceKey, SessionCode]]:
    return {(RaceKey(2024, round_), SessionCode(code)) for round_ in rounds for code in of}


def _due(races: list[PlannedRace], stored: set[tuple[RaceKey, SessionCode]], now: datetime, days: int = 0) -> str:
    """The sessions of round 1 whose results are due, in one word."""
    due = results_to_fetch(races, stored, now, timedelta(days=days) if days else None)
    return "".join(code for race, code in due if race == RaceKey(2024, 1))


def test_a_race_is_due_three_hours_after_its_start_and_not_before() -> None:
    assert _due([_race()], _stored(1, of="Q"), START + 3 * HOUR - timedelta(seconds=1)) == ""
    assert _due([_race()], _stored(1, of="Q"), START + 3 * HOUR) == "R"


def test_qualifying_and_sprint_are_due_on_saturday_when_each_is_over() -> None:
    race = _race()
    sprint = _session(1, SessionCode.S, SUNDAY - DAY, time(12))
    weekend = [replace(race, sessions=(*race.sessions, sprint))]
    saturday = START - DAY
    assert _due(weekend, set(), saturday - 2 * HOUR - timedelta(seconds=1)) == ""
    assert _due(weekend, set(), saturday - 2 * HOUR) == "S"
    assert _due(weekend, _stored(1, of="S"), saturday + 3 * HOUR) == "Q"
    assert _due(weekend, _stored(1, of="SQ"), saturday + 3 * HOUR) == ""
    assert _due(weekend, _stored(1, of="SQR"), START + 2 * DAY) == ""
    assert _due(weekend, _stored(1, of="SQR"), START + 2 * DAY, days=14) == "RSQ"


def test_qualifying_that_the_calendar_does_not_date_is_due_with_its_race() -> None:
    race = _race()
    bare = [replace(race, sessions=tuple(s for s in race.sessions if s.session is SessionCode.R))]
    assert _due(bare, set(), START) == ""
    assert _due(bare, set(), START + DAY) == "RQ"
    assert _due(bare, _stored(1, of="R"), START + DAY) == ""


def test_a_race_without_a_start_time_is_due_when_its_day_is_over() -> None:
    undated = _race(start=None)
    assert _due([undated], set(), datetime(2024, 3, 3, 23, 59, tzinfo=UTC)) == "Q"
    assert _due([undated], set(), datetime(2024, 3, 4, tzinfo=UTC)) == "RQ"


def test_a_cancelled_race_is_never_due_for_anything() -> None:
    cancelled = [_race(cancelled=True)]
    assert _due(cancelled, set(), START + 9 * DAY, days=14) == ""
    assert sessions_to_fetch(cancelled, set(), START + DAY, within=4 * DAY) == []
    assert races_with_weather_due(cancelled, START, HOUR) == []


def test_a_stored_result_is_asked_for_again_while_it_may_be_corrected() -> None:
    races, end = [_race()], START + 3 * HOUR
    assert _due(races, _stored(1), end + 14 * DAY, days=14) == "RQ"
    assert _due(races, _stored(1), end + 14 * DAY + HOUR, days=14) == ""
    assert _due(races, _stored(1), end) == ""


def test_a_result_that_never_came_stays_due_long_after() -> None:
    assert _due([_race()], _stored(1, of="Q"), START + 200 * DAY, days=14) == "R"


@given(NOW, st.sets(st.integers(1, 8)), st.integers(0, 30))
def test_whatever_is_due_is_over_and_either_missing_or_fresh(now: datetime, stored: set[int], days: int) -> None:
    races = [_race(round_, None if round_ % 3 == 0 else time(15), cancelled=round_ == 5) for round_ in range(1, 9)]
    window = timedelta(days=days)
    due = results_to_fetch(races, _stored(*stored), now, window)
    assert len(due) == len(set(due))
    for race in races:
        missing, fresh = race.race.round not in stored, timedelta(0) <= now - race.end_utc <= window
        for session in race.sessions:
            over = session.end_utc <= now and not race.cancelled
            assert ((race.race, session.session) in due) == (over and (missing or fresh))


@given(NOW, st.integers(0, 10))
def test_once_stored_nothing_is_due_again_without_a_window_for_corrections(now: datetime, days: int) -> None:
    races = [_race(round_) for round_ in range(1, 9)]
    assert results_to_fetch(races, _stored(*range(1, 9)), now) == []
    sessions = sessions_to_fetch(races, set(), now, timedelta(days=days))
    taken = {(session.race, session.session) for session in sessions}
    assert sessions_to_fetch(races, taken, now, timedelta(days=days)) == []


def test_sessions_are_due_once_over_newest_first_and_only_for_some_days() -> None:
    races = [_race()]
    both = sessions_to_fetch(races, set(), START + 3 * HOUR, within=4 * DAY)
    assert [session.session for session in both] == [SessionCode.R, SessionCode.Q]
    before_the_flag = sessions_to_fetch(races, set(), START + HOUR, within=4 * DAY)
    assert [session.session for session in before_the_flag] == [SessionCode.Q]
    assert sessions_to_fetch(races, set(), START + 5 * DAY, within=4 * DAY) == []


def test_qualifying_with_red_flags_is_not_over_after_an_hour_and_a_quarter() -> None:
    started = START - DAY + HOUR
    assert sessions_to_fetch([_race()], set(), started + timedelta(minutes=119), within=4 * DAY) == []
    assert [s.session for s in sessions_to_fetch([_race()], set(), started + 2 * HOUR, 4 * DAY)] == [SessionCode.Q]


def test_sessions_whose_laps_are_stored_are_not_due() -> None:
    due = sessions_to_fetch([_race()], _stored(1, of="R"), START + 3 * HOUR, within=4 * DAY)
    assert [session.session for session in due] == [SessionCode.Q]


@given(NOW, st.integers(0, 10))
def test_due_sessions_ended_within_the_window_and_stand_newest_first(now: datetime, days: int) -> None:
    races = [_race(round_, None if round_ % 2 else time(15)) for round_ in range(1, 9)]
    due = sessions_to_fetch(races, set(), now, timedelta(days=days))
    ends = [session.end_utc for session in due]
    assert ends == sorted(ends, reverse=True)
    assert all(timedelta(0) <= now - end <= timedelta(days=days) for end in ends)


def test_weather_is_due_from_an_hour_before_a_session_to_an_hour_after() -> None:
    races = [_race(1), _race(2)]
    qualifying = START - DAY + HOUR
    for moment in (qualifying - HOUR, qualifying, START - HOUR, START + 4 * HOUR):
        assert races_with_weather_due(races, moment, HOUR) == [races[0]], moment
    for moment in (qualifying - HOUR - timedelta(seconds=1), START - 2 * HOUR, START + 4 * HOUR + timedelta(seconds=1)):
        assert races_with_weather_due(races, moment, HOUR) == [], moment


def test_weather_of_a_day_without_a_time_is_due_all_day() -> None:
    undated = _race(start=None)
    assert races_with_weather_due([undated], datetime(2024, 3, 3, 12, tzinfo=UTC), HOUR) == [undated]


def test_the_planned_season_comes_from_the_lake_with_or_without_sessions(tmp_path: Path) -> None:
    lake = Lake(FolderStorage(tmp_path))
    assert planned_season(lake, racing.SEASON) == []
    timed = racing.race(2, start_time_utc=datetime(2024, 3, 17, 14, tzinfo=UTC))
    cancelled = racing.race(3, cancelled=True)
    for batch in (
        racing.batch("races", [cancelled, timed, racing.race(1)]),
        racing.batch("sessions", racing.schedule([1])),
        racing.batch("race_results", racing.results(1)),
    ):
        take_in(batch, lake)
    first, second, third = planned_season(lake, racing.SEASON)
    assert {session.session for session in first.sessions} == {SessionCode.Q, SessionCode.R}
    assert first.end_utc == datetime(2024, 3, 4, tzinfo=UTC)
    assert second.end_utc == datetime(2024, 3, 17, 17, tzinfo=UTC)
    assert [race.cancelled for race in (first, second, third)] == [False, False, True]
    assert stored_sessions(lake, "race_results", racing.SEASON) == {(RaceKey(2024, 1), SessionCode.R)}
    assert stored_sessions(lake, "race_results", 2023) == set()
