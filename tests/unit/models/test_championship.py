"""Title chances: they add up, follow the arithmetic, and reward points and pace."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pitwall.errors import InvalidRequestError
from pitwall.models.championship import Contenders, Remaining, Team, Wandering, title_chances

RACE, SPRINT = (25.0, 18.0, 15.0, 12.0), (8.0, 7.0)
WANDERING = Wandering(0.01, 0.5)
FIELD = Contenders(
    driver_ids=("a", "b", "c", "d"),
    constructor_ids=("x", "x", "y", "y"),
    pace=np.zeros(4),
    pace_sd=np.full(4, 0.2),
    retirement=np.full(4, 0.1),
    points=np.array([100.0, 90.0, 80.0, 10.0]),
    wins=np.array([3.0, 2.0, 1.0, 0.0]),
    seconds=np.zeros(4),
)
TEAMS = (Team("x", 190, 5, 0), Team("y", 90, 1, 0))
LEFT = Remaining(3, 1, RACE, SPRINT)


def test_chances_add_up_and_the_leader_is_the_favourite() -> None:
    drivers, teams = title_chances(FIELD, TEAMS, LEFT, WANDERING, seed=1, runs=4_000)
    assert sum(one.probability for one in drivers) == pytest.approx(1.0)
    assert sum(one.probability for one in teams) == pytest.approx(1.0)
    assert drivers[0].competitor_id == "a"
    assert teams[0].competitor_id == "x"


def test_who_is_out_of_reach_has_no_chance_and_is_told_the_sum() -> None:
    drivers, _ = title_chances(FIELD, TEAMS, LEFT, WANDERING, seed=1, runs=1_000)
    last = next(one for one in drivers if one.competitor_id == "d")
    assert (last.can_win, last.probability, last.maximum_points) == (False, 0.0, 93.0)
    assert last.arithmetic == ("10 points and 83 left in 3 races and 1 sprint make 93; a has 100 already: out of reach")


def test_when_nothing_is_left_the_leader_is_champion() -> None:
    drivers, teams = title_chances(FIELD, TEAMS, Remaining(0, 0, RACE, SPRINT), WANDERING, seed=1, runs=100)
    assert (drivers[0].competitor_id, drivers[0].probability) == ("a", 1.0)
    assert teams[0].probability == 1.0


def test_equal_points_are_decided_by_wins() -> None:
    level = replace(FIELD, points=np.array([100.0, 100.0, 0.0, 0.0]), wins=np.array([2.0, 3.0, 0.0, 0.0]))
    drivers, _ = title_chances(level, TEAMS, Remaining(0, 0, RACE, SPRINT), WANDERING, seed=1, runs=100)
    assert drivers[0].competitor_id == "b"


def test_the_same_seed_gives_the_same_chances() -> None:
    assert title_chances(FIELD, TEAMS, LEFT, WANDERING, 5, 500) == title_chances(FIELD, TEAMS, LEFT, WANDERING, 5, 500)


def test_a_field_without_standings_of_its_team_is_refused() -> None:
    with pytest.raises(InvalidRequestError, match="no standings of y"):
        title_chances(FIELD, TEAMS[:1], LEFT, WANDERING, seed=1)


@settings(max_examples=20, deadline=None)
@given(st.floats(0.2, 2.0), st.integers(0, 3))
def test_a_faster_car_never_has_a_smaller_chance(faster: float, row: int) -> None:
    quick = FIELD.pace.copy()
    quick[row] += faster
    before = {one.competitor_id: one for one in title_chances(FIELD, TEAMS, LEFT, WANDERING, 3, 1_000)[0]}
    after = {
        one.competitor_id: one for one in title_chances(replace(FIELD, pace=quick), TEAMS, LEFT, WANDERING, 3, 1_000)[0]
    }
    name = FIELD.driver_ids[row]
    assert after[name].probability >= before[name].probability - 1e-9
    assert after[name].expected_points >= before[name].expected_points
