"""History as the ratings read it: gaps on one track, shared cars, races to come."""

import math

import pandas as pd
import pytest

from pitwall.domain.vocabulary import RaceKey
from pitwall.models.rating_records import qualifying_gaps_pct, rating_records
from pitwall.ratings.columns import as_columns
from pitwall.ratings.history import rate
from tests.hand_made_history import SEASONS, Tables, hand_made_history

NAN = math.nan


def lap(driver: str, *parts_s: float, time_s: float = NAN) -> dict[str, object]:
    return {"driver_id": driver, **dict(zip(("q1_s", "q2_s", "q3_s"), parts_s, strict=True)), "time_s": time_s}


def test_parts_are_compared_as_if_driven_on_one_track():
    # The track gains a second from part to part; who is out in Q1 was as fast there as who is out in Q2.
    rows = [lap(f"q3-{place}", 92 + place, 91 + place, 90 + place) for place in range(4)]
    rows += [lap("out-in-q2", 96.0, 95.0, NAN), lap("out-in-q1", 96.0, NAN, NAN)]
    gaps = qualifying_gaps_pct(rows)
    assert gaps["out-in-q1"] == pytest.approx(gaps["out-in-q2"], abs=0.05)
    assert gaps["q3-0"] < gaps["q3-1"] < gaps["q3-3"] < gaps["out-in-q2"]


def test_a_single_time_is_the_time_where_qualifying_had_no_parts():
    gaps = qualifying_gaps_pct([lap("ada", NAN, NAN, NAN, time_s=100.0), lap("bo", NAN, NAN, NAN, time_s=101.0)])
    assert gaps["bo"] - gaps["ada"] == pytest.approx(100 * math.log(1.01))


def test_who_set_no_time_has_no_gap():
    rows = [lap("ada", 90.0, NAN, NAN), lap("bo", 91.0, NAN, NAN), lap("cy", NAN, NAN, NAN)]
    assert set(qualifying_gaps_pct(rows)) == {"ada", "bo"}
    assert qualifying_gaps_pct([lap("cy", NAN, NAN, NAN)]) == {}
    assert qualifying_gaps_pct([]) == {}


def test_every_race_of_history_becomes_a_record_in_order_of_time():
    records = rating_records(hand_made_history())
    assert [record.race for record in records] == sorted(record.race for record in records)
    assert {record.race.season for record in records} == set(SEASONS)
    assert any(entry.qualifying_gap_pct is not None for record in records for entry in record.entries)
    assert any(entry.sprint_order is not None for record in records for entry in record.entries)


def test_a_retirement_keeps_its_order_and_is_not_classified():
    entries = [entry for record in rating_records(hand_made_history()) for entry in record.entries]
    retired = [entry for entry in entries if entry.order is not None and not entry.classified]
    assert retired
    assert not any(entry.shared_car for entry in entries)


def test_drivers_of_one_car_have_its_place_and_share_it():
    first = RaceKey(SEASONS[0], 1)

    def shared(tables: Tables) -> Tables:
        results: pd.DataFrame = tables["results"]
        of_race = (results["season"] == first.season) & (results["round"] == first.round) & (results["session"] == "R")
        second = of_race & (results["position"] == 2)
        results.loc[second, ["position", "position_text"]] = [1, "1"]
        return tables

    record = rating_records(hand_made_history(shared))[0]
    assert [entry.order for entry in record.entries if entry.shared_car] == [1, 1]


def test_records_rate():
    rows = as_columns(rate(rating_records(hand_made_history())))
    assert len(rows) > 100
    assert all(value == value for row in rows for value in row.values())
