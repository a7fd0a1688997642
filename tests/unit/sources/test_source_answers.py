"""Fields of a provider's JSON: the right types pass, the wrong ones are named."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pitwall.errors import SourceMalformedError
from pitwall.sources.answers import Answer, day, duration_s, flag, instant, integer, label, number, text


@given(milliseconds=st.integers(0, 10 * 3_600_000))
def test_a_duration_written_with_minutes_and_hours_is_read_back(milliseconds: int) -> None:
    seconds, fraction = divmod(milliseconds, 1_000)
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    written = f"{rest:02d}.{fraction:03d}"
    if hours:
        written = f"{hours}:{minutes:02d}:{written}"
    elif minutes:
        written = f"{minutes}:{written}"
    assert duration_s(written) == pytest.approx(milliseconds / 1_000, abs=1e-9)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("1:23.456", 83.456), ("+5.155", 5.155), ("41.972", 41.972), ("33:17.667", 1997.667), ("1:25:33.607", 5133.607)],
)
def test_the_forms_of_duration_that_providers_write(written: str, seconds: float) -> None:
    assert duration_s(written) == seconds


@pytest.mark.parametrize("written", ["", "1:2:3:4.5", "+1 Lap", "1:23.", "-5.0", "nan", 83.4, None])
def test_what_is_no_duration_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match="duration like"):
        duration_s(written)


def test_quoted_numbers_count_as_numbers() -> None:
    row = Answer("provider", "row", {"round": "9", "points": "25.5", "number": 44, "wet": 1})
    assert row.need("round", integer) == 9
    assert row.need("points", number) == 25.5
    assert row.need("number", label) == "44"
    assert row.need("wet", flag) is True


def test_dates_and_instants_are_read_as_utc() -> None:
    row = Answer(
        "provider", "row", {"day": "2026-07-05", "at": "2026-07-05T16:00:00+02:00", "bare": "2026-07-05T14:00"}
    )
    assert row.need("day", day) == date(2026, 7, 5)
    assert row.need("at", instant) == row.need("bare", instant) == datetime(2026, 7, 5, 14, tzinfo=UTC)


def test_absent_null_and_empty_are_not_known() -> None:
    row = Answer("provider", "row", {"null": None, "empty": ""})
    assert [row.find(key, text) for key in ("null", "empty", "absent")] == [None, None, None]


@pytest.mark.parametrize(
    ("value", "convert", "wanted"),
    [
        (True, integer, "number"),
        ("nine", integer, "number"),
        (9.5, integer, "whole number"),
        ("inf", number, "finite number"),
        (9, text, "text"),
        ({"$numberDouble": "1.5"}, number, "number"),
        (1718969615872, instant, "ISO 8601 time"),
        ("yesterday", day, "date"),
        ("yes", flag, "true or false"),
    ],
)
def test_a_wrong_type_is_named_with_its_field_and_value(value: object, convert: object, wanted: str) -> None:
    with pytest.raises(SourceMalformedError, match=rf"provider: row\.lap is .*, which is no {wanted}"):
        Answer("provider", "row", {"lap": value}).find("lap", convert)


def test_a_missing_field_and_a_wrong_shape_are_named() -> None:
    answer = Answer("provider", "/races.json", {"MRData": []})
    with pytest.raises(SourceMalformedError, match=r"/races\.json lacks the field season"):
        answer.need("season", integer)
    with pytest.raises(SourceMalformedError, match=r"/races\.json\.MRData is \[\], which is no object"):
        answer.part("MRData").need("total", integer)
    with pytest.raises(SourceMalformedError, match="which is no array"):
        answer.rows()
