"""Records: a driver is rated once a race, and a race once."""

import pytest

from pitwall.domain.vocabulary import RaceKey
from pitwall.errors import InvalidRequestError
from pitwall.ratings.race_record import RaceEntry, RaceRecord, cars, in_order_of_time
from tests.unit.ratings.seasons import coming, race


def test_a_driver_entered_twice_counts_once_with_his_better_result_as_a_shared_car():
    record = RaceRecord(
        RaceKey(1957, 8),
        "monza",
        (RaceEntry("ada", "blue", order=5, classified=True), RaceEntry("ada", "red", order=2, classified=True)),
    )
    assert [(one.constructor_id, one.order, one.shared_car) for one in cars(record)] == [("red", 2, True)]


def test_a_race_told_twice_is_refused():
    with pytest.raises(InvalidRequestError, match="1990-01 is told twice"):
        in_order_of_time([race(1990, 1), race(1990, 1)])


def test_a_race_without_entries_is_refused():
    with pytest.raises(InvalidRequestError, match="without entries"):
        RaceRecord(RaceKey(1990, 1), "oval", ())


def test_an_order_below_one_is_refused():
    with pytest.raises(InvalidRequestError, match="start at 1"):
        RaceRecord(RaceKey(1990, 1), "oval", (RaceEntry("ada", "red", order=0),))


def test_a_race_without_an_order_has_not_been_run():
    assert not coming(1990, 1).run
    assert race(1990, 1).run
