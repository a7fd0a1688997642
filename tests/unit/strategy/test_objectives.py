"""Objectives as losses: means are what they say, and what cannot be aimed at is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pitwall.domain.regulations import race_rules
from pitwall.errors import InvalidRequestError
from pitwall.strategy.objectives import Objective, ObjectiveName, points_of_places, race_points

_POSITIONS = np.array([1, 2, 3, 4, 10, 11, 20, 1, 5, 6], dtype=np.uint8)
_POINTS = points_of_places(race_rules(2024, "nowhere", 57))[_POSITIONS]


@pytest.mark.parametrize(
    ("objective", "mean"),
    [
        (Objective(), 6.3),
        (Objective("expected_points"), -(25 + 18 + 15 + 12 + 1 + 25 + 10 + 8) / 10),
        (Objective("win"), 0.8),
        (Objective("podium"), 0.6),
        (Objective("target_position", 5), 0.4),
        (Objective("cautious"), (20 + 11) / 2),
    ],
)
def test_the_mean_loss_is_what_the_objective_says(objective: Objective, mean: float) -> None:
    assert objective.losses(_POSITIONS, _POINTS).mean() == pytest.approx(mean)


def test_a_race_scores_ten_places_and_no_fastest_lap() -> None:
    assert race_points(race_rules(2024, "nowhere", 57)) == (25, 18, 15, 12, 10, 8, 6, 4, 2, 1)
    assert points_of_places(race_rules(2026, "nowhere", 57))[[0, 1, 10, 11]].tolist() == [0, 25, 1, 0]


@given(st.lists(st.integers(1, 20), min_size=5, max_size=60))
def test_a_cautious_driver_never_sees_better_than_the_mean(positions: list[int]) -> None:
    position = np.array(positions, dtype=np.uint8)
    assert Objective("cautious").losses(position, position * 0.0).mean() >= position.mean() - 1e-9


@pytest.mark.parametrize(
    ("name", "target"),
    [("fame", None), ("win", 3), ("target_position", None), ("target_position", 0), ("target_position", 31)],
)
def test_what_cannot_be_aimed_at_is_refused(name: ObjectiveName, target: int | None) -> None:
    with pytest.raises(InvalidRequestError):
        Objective(name, target)
