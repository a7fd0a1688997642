"""How long answers may be kept."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pitwall.domain.vocabulary import RaceKey
from pitwall.serving.finality import Finality, calendar_finality, covered, least, listed, race_finality, season_finality
from pitwall.store.queries.race_identity import RaceRef

SUNDAY = date(2024, 6, 16)


def _race(status: str = "completed", start: datetime | None = None) -> RaceRef:
    return RaceRef(
        RaceKey(2024, 1), race_day=SUNDAY, first_day=date(2024, 6, 14), start_time_utc=start, status=status, laps=None
    )


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days_after", "expected"),
    [
        (0, Finality.RECENT),
        (1, Finality.RECENT),
        (2, Finality.FINISHED),
        (7, Finality.FINISHED),
        (8, Finality.SETTLED),
        (10_000, Finality.SETTLED),
    ],
)
def test_a_result_settles_with_the_days(days_after: int, expected: Finality) -> None:
    assert race_finality(_race(), _noon(SUNDAY + timedelta(days=days_after))) is expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2024, 6, 13), Finality.RECENT),
        (date(2024, 6, 14), Finality.LIVE),
        (date(2024, 6, 16), Finality.LIVE),
        (date(2024, 6, 17), Finality.RECENT),
    ],
)
def test_a_weekend_without_a_result_is_live_from_its_first_session(day: date, expected: Finality) -> None:
    assert race_finality(_race("scheduled"), _noon(day)) is expected


def test_a_race_that_runs_past_midnight_utc_stays_live() -> None:
    race = _race("scheduled", start=datetime(2024, 6, 16, 22, tzinfo=UTC))
    assert race_finality(race, datetime(2024, 6, 17, 1, tzinfo=UTC)) is Finality.LIVE


def test_a_season_is_as_final_as_its_freshest_race() -> None:
    old, coming = _race(), _race("scheduled")
    assert season_finality([old, old], _noon(date(2024, 8, 1))) is Finality.SETTLED
    assert season_finality([old, coming], _noon(date(2024, 8, 1))) is Finality.RECENT
    assert season_finality([], _noon(SUNDAY)) is Finality.RECENT


@given(st.sampled_from(Finality), st.integers(1, 2_000))
def test_an_empty_list_is_at_most_recent(finality: Finality, rows: int) -> None:
    assert listed(rows, finality) is finality
    assert listed(0, finality) is least(finality, Finality.RECENT)


EVERYTHING = dict.fromkeys(
    ("results", "qualifying", "grid", "practice", "sprint", "pit_stops", "laps", "stints", "weather", "race_control"), 5
)


@pytest.mark.parametrize(
    ("season", "has_sprint", "absent", "expected"),
    [
        (2024, True, (), Finality.SETTLED),
        (2024, False, ("sprint",), Finality.SETTLED),
        (2024, True, ("sprint",), Finality.RECENT),
        (2024, False, ("laps",), Finality.RECENT),
        (2017, False, ("laps", "stints", "weather", "race_control"), Finality.SETTLED),
        (1994, False, ("laps", "stints", "weather", "race_control", "pit_stops"), Finality.RECENT),
        (1993, False, ("laps", "stints", "weather", "race_control", "pit_stops"), Finality.SETTLED),
        (1950, False, ("results",), Finality.RECENT),
    ],
)
def test_a_race_that_lacks_what_its_season_should_have_is_at_most_recent(
    season: int, has_sprint: bool, absent: tuple[str, ...], expected: Finality
) -> None:
    assert covered(season, has_sprint, EVERYTHING | dict.fromkeys(absent, 0), Finality.SETTLED) is expected


@pytest.mark.parametrize(
    ("season", "status", "has_laps", "expected"),
    [
        (2024, "completed", True, Finality.SETTLED),
        (2024, "completed", False, Finality.RECENT),
        (2024, "cancelled", False, Finality.SETTLED),
        (2017, "completed", False, Finality.SETTLED),
    ],
)
def test_a_calendar_is_at_most_recent_while_laps_of_a_race_that_was_run_are_to_come(
    season: int, status: str, has_laps: bool, expected: Finality
) -> None:
    whole = {"season": season, "status": "completed", "has_laps": True}
    calendar = [whole, {"season": season, "status": status, "has_laps": has_laps}]
    assert calendar_finality(calendar, Finality.SETTLED) is expected


@given(st.integers(0, 5_000), st.integers(0, 5_000))
def test_a_completed_race_never_becomes_less_final(first: int, second: int) -> None:
    earlier, later = sorted((first, second))
    ages = [race_finality(_race(), _noon(SUNDAY) + timedelta(days=days)).lifetime_s for days in (earlier, later)]
    assert ages == sorted(ages)


@given(st.lists(st.sampled_from(Finality), min_size=1))
def test_the_least_of_several_is_the_shortest_lived(several: list[Finality]) -> None:
    assert least(*several).lifetime_s == min(item.lifetime_s for item in several)
