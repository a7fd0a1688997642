"""Each rule of the championship tables on a season made by hand, and what must hold for every season."""

import random as random_module
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pitwall.domain.points import Finish, RaceOutcome
from pitwall.domain.standings import ConstructorStanding, DriverStanding, constructor_standings, driver_standings
from pitwall.store import tables


def outcome(season: int, round_number: int, order: str, session: Literal["R", "S"] = "R", **facts: Any) -> RaceOutcome:
    """A race won by the first driver of `order`; those after a bar did not finish; `A1` drives for team a."""
    classified, _, retired = order.partition("|")
    finishes = [_finish(driver, place, str(place)) for place, driver in enumerate(classified.split(), start=1)]
    finishes += [_finish(driver, None, "DNF") for driver in retired.split()]
    return RaceOutcome(season, round_number, session, tuple(finishes), **facts)


def _finish(driver: str, position: int | None, text: str) -> Finish:
    return Finish(driver, driver[0].lower(), "engine", position, text)


def drivers_after(season: int, *outcomes: RaceOutcome) -> list[tuple[int | None, str, float]]:
    """Position, driver and points after the last round."""
    rows = driver_standings(season, outcomes)
    return [(row.position, row.driver_id, row.points) for row in rows if row.round == rows[-1].round]


def teams_after(season: int, *outcomes: RaceOutcome) -> list[tuple[int | None, str, float]]:
    rows = constructor_standings(season, outcomes)
    return [(row.position, row.constructor_id, row.points) for row in rows if row.round == rows[-1].round]


def test_rows_have_the_columns_of_their_tables() -> None:
    for row, table in (
        (DriverStanding, tables.driver_standings),
        (ConstructorStanding, tables.constructor_standings),
    ):
        assert [*row.__dataclass_fields__, "basis"] == [column.name for column in table.columns]


def test_points_wins_and_podiums_add_up_round_by_round() -> None:
    rows = driver_standings(2025, [outcome(2025, 1, "A1 B1 C1 D1"), outcome(2025, 2, "B1 C1 D1 A1")])
    assert [(row.round, row.driver_id, row.points, row.wins, row.podiums) for row in rows[:1] + rows[4:]] == [
        (1, "A1", 25, 1, 1),
        (2, "B1", 43, 1, 2),
        (2, "A1", 37, 1, 1),
        (2, "C1", 33, 0, 2),
        (2, "D1", 27, 0, 1),
    ]


def test_a_sprint_win_is_no_win_and_does_not_count_back() -> None:
    race_points = outcome(2025, 1, "P1 P2 P3 P4 P5 A1 | B1")
    sprint_points = outcome(2025, 1, "B1", "S")
    rows = driver_standings(2025, [race_points, sprint_points])
    assert [(row.driver_id, row.position, row.points, row.wins, row.podiums) for row in rows[5:]] == [
        ("A1", 6, 8, 0, 0),
        ("B1", 7, 8, 0, 0),
    ]


def test_a_tie_goes_to_the_better_finishes_of_grands_prix() -> None:
    # B1: 18 points from one second place; A1: 18 points from a sixth place (8) and a fifth (10).
    first, second = outcome(2025, 1, "X1 B1 X2 X3 A1"), outcome(2025, 2, "X1 X2 X3 X4 X5 A1 | B1")
    assert [row[:2] for row in drivers_after(2025, first, second) if row[2] == 18] == [(4, "B1"), (5, "A1")]


def test_drivers_without_points_are_ordered_by_their_best_places() -> None:
    table = drivers_after(
        2025,
        outcome(2025, 1, "P1 P2 P3 P4 P5 P6 P7 P8 P9 P0 A1 B1 C1 | D1"),
        outcome(2025, 2, "P1 P2 P3 P4 P5 P6 P7 P8 P9 P0 C1 B1 | A1 D1"),
    )
    assert table[10:] == [(11, "C1", 0), (12, "A1", 0), (13, "B1", 0)]


def test_drivers_whom_nothing_separates_share_the_place_and_the_next_is_skipped() -> None:
    first, second = outcome(2025, 1, "A1 B1 C1"), outcome(2025, 2, "B1 A1 C1")
    assert drivers_after(2025, first, second) == [(1, "A1", 43), (1, "B1", 43), (3, "C1", 30)]


def test_in_1998_and_1999_the_earlier_result_broke_the_last_tie() -> None:
    first, second = outcome(1998, 1, "B1 C1 | A1"), outcome(1998, 2, "A1 C1 | B1")
    assert drivers_after(1998, first, second)[1:] == [(2, "B1", 10), (3, "A1", 10)]


def test_until_1999_only_scorers_are_listed_and_only_scoring_places_count_back() -> None:
    first = outcome(1995, 1, "P1 P2 P3 P4 P5 A1 B1 C1")
    second = outcome(1995, 2, "P1 P2 P3 P4 P5 B1 P6 A1")
    assert drivers_after(1995, first, second)[5:] == [(6, "A1", 1), (6, "B1", 1)]


def test_until_1990_a_drivers_eleven_best_results_counted_but_all_of_a_constructors() -> None:
    season = [outcome(1990, number, "A1") for number in range(1, 13)]
    assert drivers_after(1990, *season) == [(1, "A1", 99)]
    assert teams_after(1990, *season) == [(1, "a", 108)]


def test_both_cars_score_for_their_constructor() -> None:
    rows = constructor_standings(2025, [outcome(2025, 1, "A1 A2 B1")])
    assert [(row.constructor_id, row.points, row.wins, row.podiums) for row in rows] == [
        ("a", 43, 1, 2),
        ("b", 15, 0, 1),
    ]


def test_a_constructor_with_two_engines_is_two_entries() -> None:
    cars = (Finish("A1", "a", "x", 1, "1"), Finish("A2", "a", "y", 2, "2"), Finish("B1", "b", None, 3, "3"))
    rows = constructor_standings(2025, [RaceOutcome(2025, 1, "R", cars)])
    assert [(row.constructor_id, row.engine_manufacturer_id) for row in rows] == [("a", "x"), ("a", "y"), ("b", "")]


def test_racing_point_lost_fifteen_points_in_round_five_of_2020() -> None:
    car = (Finish("A1", "racing-point", "bwt-mercedes", 1, "1"),)
    season = [RaceOutcome(2020, number, "R", car) for number in (4, 5, 6)]
    assert [row.points for row in constructor_standings(2020, season)] == [25, 35, 60]
    assert [row.points for row in driver_standings(2020, season)] == [25, 50, 75]


def test_force_india_began_again_in_round_thirteen_of_2018() -> None:
    car = (Finish("A1", "force-india", "mercedes", 1, "1"),)
    rows = constructor_standings(2018, [RaceOutcome(2018, number, "R", car) for number in (11, 12, 13, 14)])
    assert [(row.points, row.wins) for row in rows] == [(25, 1), (50, 2), (25, 1), (50, 2)]


def test_mclaren_of_2007_is_last_without_place_and_points() -> None:
    cars = (Finish("A1", "mclaren", "mercedes", 1, "1"), Finish("B1", "ferrari", "ferrari", 2, "2"))
    rows = constructor_standings(2007, [RaceOutcome(2007, 1, "R", cars)])
    assert [(row.constructor_id, row.position, row.position_text, row.points) for row in rows] == [
        ("ferrari", 1, "1", 8),
        ("mclaren", None, "EX", 0),
    ]


def test_the_driver_excluded_in_1997_keeps_his_points_but_not_his_place() -> None:
    cars = (Finish("michael-schumacher", "ferrari", "ferrari", 1, "1"), Finish("B1", "b", "x", 2, "2"))
    rows = driver_standings(1997, [RaceOutcome(1997, number, "R", cars) for number in (16, 17)])
    assert [(row.driver_id, row.position, row.position_text, row.points) for row in rows[2:]] == [
        ("B1", 1, "1", 12),
        ("michael-schumacher", None, "DSQ", 20),
    ]


def test_a_season_before_1981_is_refused() -> None:
    with pytest.raises(ValueError, match="computed from 1981"):
        driver_standings(1980, [])


def test_an_outcome_of_another_season_is_refused() -> None:
    with pytest.raises(ValueError, match="another season"):
        constructor_standings(2024, [outcome(2025, 1, "A1")])


def test_a_season_without_a_race_has_no_standings() -> None:
    assert driver_standings(2025, []) == []


@st.composite
def _seasons(draw: st.DrawFn) -> tuple[int, list[RaceOutcome]]:
    season = draw(st.integers(1981, 2027))
    drivers = [f"{team}{car}" for team in "ABCDEF" for car in "12"]
    outcomes = []
    for number in range(1, draw(st.integers(1, 5)) + 1):
        for session in ("R", "S") if season >= 2021 and draw(st.booleans()) else ("R",):
            order = draw(st.permutations(drivers))
            finished = draw(st.integers(0, len(order)))
            text = " ".join(order[:finished]) + " | " + " ".join(order[finished:])
            outcomes.append(outcome(season, number, text, session, fastest_lap_driver_id=order[0]))
    return season, outcomes


@settings(max_examples=60)
@given(_seasons(), st.randoms(use_true_random=False))
def test_the_order_of_races_and_of_cars_changes_nothing(
    case: tuple[int, list[RaceOutcome]], random: random_module.Random
) -> None:
    season, outcomes = case
    shuffled = []
    for one in outcomes:
        cars = list(one.finishes)
        random.shuffle(cars)
        shuffled.append(RaceOutcome(season, one.round, one.session, tuple(cars), None, None, one.fastest_lap_driver_id))
    random.shuffle(shuffled)
    assert driver_standings(season, shuffled) == driver_standings(season, outcomes)
    assert constructor_standings(season, shuffled) == constructor_standings(season, outcomes)


@settings(max_examples=60)
@given(_seasons())
def test_places_rank_without_holes_and_points_never_fall_from_round_to_round(
    case: tuple[int, list[RaceOutcome]],
) -> None:
    season, outcomes = case
    before: dict[str, float] = {}
    for number in {one.round for one in outcomes}:
        rows = [row for row in driver_standings(season, outcomes) if row.round == number]
        assert [row.points for row in rows] == sorted((row.points for row in rows), reverse=True)
        for place, row in enumerate(rows, start=1):
            sharing = place > 1 and row.position == rows[place - 2].position
            assert row.position == (rows[place - 2].position if sharing else place)
            assert not sharing or row.points == rows[place - 2].points
            assert row.points >= before.get(row.driver_id, 0) >= 0
        before = {row.driver_id: row.points for row in rows}


@settings(max_examples=60)
@given(_seasons())
def test_drivers_and_constructors_have_equally_many_points_when_every_result_counts(
    case: tuple[int, list[RaceOutcome]],
) -> None:
    season, outcomes = case
    drivers, constructors = driver_standings(season, outcomes), constructor_standings(season, outcomes)
    for number in {one.round for one in outcomes}:
        of_drivers = sum(row.points for row in drivers if row.round == number)
        assert of_drivers == sum(row.points for row in constructors if row.round == number)
