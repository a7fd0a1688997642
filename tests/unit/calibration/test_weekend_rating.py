"""Rated gaps of a weekend: they know earlier races and the weekend's own qualifying, and nothing of its race."""

from dataclasses import replace

import numpy as np
import pytest

from pitwall.calibration.measurement import RaceMeasurement
from pitwall.calibration.weekend_measurement import WeekendEntry
from pitwall.calibration.weekend_rating import rated
from tests.unit.calibration.hand_made_measurements import measured_race


def gaps_of(measurement: RaceMeasurement) -> dict[str, float]:
    """NaN where a car is told none."""
    gaps = {entry.driver_id: entry.rated_gap for entry in measurement.weekend.entries}
    return {driver: np.nan if gap is None else gap for driver, gap in gaps.items()}


def qualified(measurement: RaceMeasurement, **gaps: float | None) -> RaceMeasurement:
    """With the qualifying gaps of some drivers changed."""
    entries = tuple(
        replace(entry, qualifying_gap=gaps.get(entry.driver_id, entry.qualifying_gap))
        for entry in measurement.weekend.entries
    )
    return replace(measurement, weekend=replace(measurement.weekend, entries=entries))


@pytest.fixture(scope="module")
def season() -> list[RaceMeasurement]:
    return [*(measured_race(number) for number in range(1, 5)), measured_race(5, run=False)]


def test_the_faster_car_of_earlier_races_is_rated_faster(season: list[RaceMeasurement]) -> None:
    gaps = list(gaps_of(rated(season)[-1]).values())
    assert len(gaps) == 6
    assert np.all(np.diff(gaps) > 0)


def test_a_weekend_still_to_come_is_rated_as_soon_as_it_has_qualified(season: list[RaceMeasurement]) -> None:
    waiting = qualified(season[-1], **{f"d{car}": None for car in range(6)})
    assert np.isnan(list(gaps_of(rated([*season[:-1], waiting])[-1]).values())).all()
    assert np.isfinite(list(gaps_of(rated(season)[-1]).values())).all()


def test_the_result_of_a_race_and_of_later_ones_changes_nothing_before_it(season: list[RaceMeasurement]) -> None:
    driven = season[2].driven
    assert driven is not None
    turned = tuple(replace(car, position=len(driven.cars) + 1 - car.position) for car in driven.cars)
    paces = tuple(replace(pace, gap=-pace.gap) for pace in season[2].race_pace.drivers)
    other = replace(
        season[2], driven=replace(driven, cars=turned), race_pace=replace(season[2].race_pace, drivers=paces)
    )
    before, after = rated(season), rated([*season[:2], other, *season[3:]])
    assert [gaps_of(one) for one in before[:3]] == [gaps_of(one) for one in after[:3]]
    assert gaps_of(before[3]) != gaps_of(after[3])


def test_races_before_tell_the_same_without_those_that_follow(season: list[RaceMeasurement]) -> None:
    assert rated(season)[:3] == rated(season[:3])


def test_a_good_qualifying_of_one_car_makes_its_team_mate_faster_too(season: list[RaceMeasurement]) -> None:
    usual = gaps_of(rated(season)[-1])
    better = gaps_of(rated([*season[:-1], qualified(season[-1], d4=0.0)])[-1])
    for driver in ("d4", "d5"):
        assert better[driver] - better["d3"] < usual[driver] - usual["d3"]


def test_a_driver_and_a_team_never_seen_are_rated_by_this_weekend_and_what_newcomers_were(
    season: list[RaceMeasurement],
) -> None:
    newcomer = WeekendEntry("rookie", "new-team", grid=7, qualifying_position=7, qualifying_gap=0.003)
    weekend = season[-1].weekend
    coming = replace(season[-1], weekend=replace(weekend, entries=(*weekend.entries, newcomer)))
    gaps = gaps_of(rated([*season[:-1], coming])[-1])
    assert gaps["d0"] < gaps["rookie"]
    assert gaps["rookie"] > gaps["d1"]


def test_nothing_but_the_rated_gap_is_changed(season: list[RaceMeasurement]) -> None:
    for given, told in zip(season, rated(season), strict=True):
        entries = tuple(replace(entry, rated_gap=None) for entry in told.weekend.entries)
        assert replace(told, weekend=replace(told.weekend, entries=entries)) == given


def test_a_weekend_without_entries_is_passed_on_as_it_is(season: list[RaceMeasurement]) -> None:
    empty = replace(season[-1], weekend=replace(season[-1].weekend, entries=()))
    assert rated([*season[:-1], empty])[-1] == empty
