"""Each points rule on a race made by hand, and what must hold for every race."""

from dataclasses import replace
from fractions import Fraction
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pitwall.domain.points import Finish, RaceOutcome, distance_share, finish_points


def race(
    season: int,
    *,
    round_number: int = 1,
    session: Literal["R", "S"] = "R",
    cars: int = 12,
    laps: int | None = None,
    scheduled: int | None = None,
    fastest: str | None = None,
) -> RaceOutcome:
    """A race in which driver-1 won, driver-2 came second and so on; the last car was not classified."""
    finishes = [Finish(f"driver-{n}", f"team-{n}", "engine", n, str(n)) for n in range(1, cars)]
    finishes.append(Finish(f"driver-{cars}", f"team-{cars}", "engine", None, "DNF"))
    return RaceOutcome(season, round_number, session, tuple(finishes), laps, scheduled, fastest)


def scored(outcome: RaceOutcome) -> list[float]:
    """The points of those who scored, in finishing order."""
    return [points for points in finish_points(outcome) if points]


@pytest.mark.parametrize(
    ("season", "table"),
    [
        (1981, [9, 6, 4, 3, 2, 1]),
        (1990, [9, 6, 4, 3, 2, 1]),
        (1991, [10, 6, 4, 3, 2, 1]),
        (2002, [10, 6, 4, 3, 2, 1]),
        (2003, [10, 8, 6, 5, 4, 3, 2, 1]),
        (2009, [10, 8, 6, 5, 4, 3, 2, 1]),
        (2010, [25, 18, 15, 12, 10, 8, 6, 4, 2, 1]),
        (2026, [25, 18, 15, 12, 10, 8, 6, 4, 2, 1]),
    ],
)
def test_each_season_has_its_table(season: int, table: list[int]) -> None:
    assert scored(race(season)) == table


def test_sprints_score_three_places_in_2021_and_eight_from_2022() -> None:
    assert scored(race(2021, session="S")) == [3, 2, 1]
    assert scored(race(2022, session="S")) == [8, 7, 6, 5, 4, 3, 2, 1]


def test_a_sprint_before_2021_is_refused() -> None:
    with pytest.raises(ValueError, match="the first season is 2021"):
        finish_points(race(2020, session="S"))


def test_a_race_before_1981_is_refused() -> None:
    with pytest.raises(ValueError, match="the first season is 1981"):
        finish_points(race(1980))


@pytest.mark.parametrize(("season", "extra"), [(2018, 0), (2019, 1), (2024, 1), (2025, 0)])
def test_the_fastest_lap_scored_a_point_from_2019_to_2024(season: int, extra: int) -> None:
    assert finish_points(race(season, fastest="driver-10"))[9] == 1 + extra


def test_the_fastest_lap_scores_nothing_outside_the_top_ten_or_in_a_sprint() -> None:
    assert finish_points(race(2023, fastest="driver-11"))[10] == 0
    assert finish_points(race(2023, fastest="driver-12"))[11] == 0
    assert finish_points(race(2023, session="S", fastest="driver-1"))[0] == 8


def test_the_fastest_lap_scores_nothing_below_half_distance() -> None:
    assert finish_points(race(2023, laps=29, scheduled=60, fastest="driver-1"))[0] == 13
    assert finish_points(race(2023, laps=30, scheduled=60, fastest="driver-1"))[0] == 20


def test_the_last_race_of_2014_scored_double() -> None:
    assert scored(race(2014, round_number=19)) == [50, 36, 30, 24, 20, 16, 12, 8, 4, 2]
    assert scored(race(2014, round_number=18))[0] == 25


@pytest.mark.parametrize(("laps", "winner"), [(1, 0), (2, 5), (41, 5), (42, 10), (56, 10)])
def test_until_2021_a_race_below_three_quarters_scored_half(laps: int, winner: float) -> None:
    assert finish_points(race(2009, laps=laps, scheduled=56))[0] == winner


@pytest.mark.parametrize(
    ("laps", "table"),
    [
        (1, []),
        (2, [6, 4, 3, 2, 1]),
        (14, [6, 4, 3, 2, 1]),
        (15, [13, 10, 8, 6, 5, 4, 3, 2, 1]),
        (29, [13, 10, 8, 6, 5, 4, 3, 2, 1]),
        (30, [19, 14, 12, 9, 8, 6, 5, 3, 2, 1]),
        (44, [19, 14, 12, 9, 8, 6, 5, 3, 2, 1]),
        (45, [25, 18, 15, 12, 10, 8, 6, 4, 2, 1]),
    ],
)
def test_from_2022_the_points_slide_with_the_distance(laps: int, table: list[int]) -> None:
    assert scored(race(2024, laps=laps, scheduled=60)) == table


def test_a_sprint_below_half_distance_scores_nothing() -> None:
    assert scored(race(2023, session="S", laps=7, scheduled=15)) == []
    assert scored(race(2023, session="S", laps=11, scheduled=15))[0] == 8


def test_belgium_2021_scored_half_though_only_one_lap_counted() -> None:
    assert scored(race(2021, round_number=12, laps=1, scheduled=44))[:3] == [12.5, 9, 7.5]


def test_japan_2022_scored_in_full_though_shortened() -> None:
    assert scored(race(2022, round_number=18, laps=28, scheduled=53))[0] == 25


def test_a_second_car_of_a_one_car_entry_scores_nothing_and_nobody_moves_up() -> None:
    outcome = race(1984, round_number=14)
    berger = replace(outcome.finishes[5], driver_id="gerhard-berger")
    outcome = replace(outcome, finishes=(*outcome.finishes[:5], berger, *outcome.finishes[6:]))
    assert finish_points(outcome)[4:8] == [2, 0, 0, 0]


def test_a_race_of_unknown_length_counts_as_run_in_full() -> None:
    assert distance_share(race(2024, laps=57)) == distance_share(race(2024)) == Fraction(1)


_races = st.builds(
    race,
    st.integers(1981, 2030),
    round_number=st.integers(1, 25),
    cars=st.integers(1, 30),
    laps=st.none() | st.integers(0, 80),
    scheduled=st.none() | st.integers(1, 80),
    fastest=st.none() | st.integers(1, 30).map("driver-{}".format),
)


@given(_races)
def test_points_are_never_negative_and_never_grow_down_the_order(outcome: RaceOutcome) -> None:
    points = finish_points(replace(outcome, fastest_lap_driver_id=None))
    assert min(points) >= 0
    assert points == sorted(points, reverse=True)


@given(st.integers(1981, 2030), st.integers(11, 40), st.integers(1, 10))
def test_every_full_race_of_a_season_scores_the_same_in_total(season: int, cars: int, fastest: int) -> None:
    outcome = race(season, cars=cars, fastest=f"driver-{fastest}")
    total = {1981: 25, 1991: 26, 2003: 39, 2010: 101, 2019: 102, 2025: 101}
    assert sum(finish_points(outcome)) == total[max(first for first in total if first <= season)]


@given(_races)
def test_a_shortened_race_never_scores_more_than_a_full_one(outcome: RaceOutcome) -> None:
    full = replace(outcome, laps=None)
    assert all(short <= whole for short, whole in zip(finish_points(outcome), finish_points(full), strict=True))
