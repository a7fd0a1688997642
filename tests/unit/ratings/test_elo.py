"""Elo: what some win others lose, and a better result is never worth less."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pitwall.ratings import elo
from pitwall.ratings.race_record import RaceEntry, cars
from tests.unit.ratings.seasons import GRID, race

ORDERS = st.permutations(GRID)
RATINGS = st.fixed_dictionaries({name: st.floats(1000, 2000) for name in GRID})


@given(ratings=RATINGS, order=ORDERS)
def test_what_some_drivers_win_others_lose(ratings, order):
    after = elo.after_race(elo.EloState(drivers=ratings), 1990, cars(race(1990, 1, order)))
    assert sum(after.drivers.values()) == pytest.approx(sum(ratings.values()))


@given(order=ORDERS, teams=st.fixed_dictionaries({name: st.floats(1000, 2000) for name in ("red", "blue", "green")}))
def test_what_some_teams_win_others_lose(order, teams):
    after = elo.after_race(elo.EloState(teams=teams), 1990, cars(race(1990, 1, order)))
    assert sum(after.teams.values()) == pytest.approx(sum(teams.values()))


@given(ratings=RATINGS, order=ORDERS, place=st.integers(1, len(GRID) - 1))
def test_a_better_result_never_lowers_a_rating(ratings, order, place):
    better = list(order)
    better[place - 1], better[place] = better[place], better[place - 1]
    state = elo.EloState(drivers=ratings)
    before, after = (elo.after_race(state, 1990, cars(race(1990, 1, told))) for told in (order, better))
    assert after.driver(order[place]) >= before.driver(order[place])
    assert after.team("red", 1990) >= before.team("red", 1990) or order[place] not in ("ada", "bo")


def test_a_team_gains_nothing_from_its_cars_racing_each_other():
    told = elo.after_race(elo.EloState(), 1990, cars(race(1990, 1, ("ada", "bo"))))
    assert told.team("red", 1990) == told.parameters.start
    assert told.driver("ada") > told.driver("bo")


def test_who_shared_a_car_ties_with_whom_he_shared_it():
    shared = (
        RaceEntry("ada", "red", order=1, classified=True, shared_car=True),
        RaceEntry("bo", "red", order=1, classified=True, shared_car=True),
        RaceEntry("cy", "blue", order=3, classified=True),
    )
    told = elo.after_race(elo.EloState(), 1956, shared)
    assert told.driver("ada") == told.driver("bo") > told.driver("cy")


def test_a_rating_is_carried_over_when_a_team_changes_its_name():
    told = elo.after_race(
        elo.EloState(), 2008, cars(race(2008, 1, ("ada", "cy"), teams={"ada": "honda", "cy": "ferrari"}))
    )
    assert told.team("brawn", 2009) == told.team("mercedes", 2026) == told.team("honda", 2008) > 1500
    assert told.team("honda", 1966) == 1500


def test_a_race_of_one_teaches_nothing():
    state = elo.EloState()
    assert elo.after_race(state, 1990, cars(race(1990, 1, ("ada",)))) is state


def test_who_is_rated_higher_wins_more_often():
    chances = elo.elo_win_probabilities([1700.0, 1500.0, 1500.0], [1500.0, 1600.0, 1500.0])
    assert chances.sum() == pytest.approx(1.0)
    assert chances[0] > chances[1] > chances[2]
