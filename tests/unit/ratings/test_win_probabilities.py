"""Chances from paces: they add up, favour the faster, and know that favourites retire too."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pitwall.errors import InvalidRequestError
from pitwall.ratings.win_probabilities import win_probabilities

FIELDS = st.lists(st.tuples(st.floats(-4, 4), st.floats(0, 1), st.floats(0, 0.6)), min_size=2, max_size=12)


@given(field=FIELDS)
def test_chances_add_up_and_follow_pace(field):
    pace = np.array([one[0] for one in field])
    chances = win_probabilities(pace, np.full(len(pace), 0.3), 0.5, 0.1)
    assert chances.sum() == pytest.approx(1.0)
    assert (np.diff(chances[np.argsort(pace)]) >= -1e-9).all()


def test_two_equal_cars_win_in_proportion_to_how_well_they_last():
    chances = win_probabilities(np.zeros(2), np.zeros(2), 1.0, np.array([0.0, 0.5]))
    # Of two draws each wins half; the second finishes half the time: 0.25 against 0.25 + 0.5.
    assert chances == pytest.approx([0.75, 0.25], abs=1e-3)


def test_simulation_agrees():
    draw = np.random.default_rng(4)
    pace, spread, lost = np.array([0.8, 0.5, 0.0, -0.4]), np.array([0.2, 0.5, 0.3, 0.6]), np.array([0.1, 0.2, 0.0, 0.3])
    runs = pace + np.hypot(spread, 0.5) * draw.standard_normal((200_000, 4))
    runs[draw.random(runs.shape) < lost] = -np.inf
    seen = np.bincount(runs.argmax(axis=1), minlength=4) / len(runs)
    assert win_probabilities(pace, spread, 0.5, lost) == pytest.approx(seen, abs=5e-3)


def test_a_car_that_is_less_known_has_more_chance_from_behind():
    known, unknown = (win_probabilities(np.array([2.0, 0.0]), np.array([0.1, sd]), 0.3)[1] for sd in (0.1, 1.5))
    assert unknown > known


@pytest.mark.parametrize(
    ("pace", "spread", "race_sd", "lost"),
    [
        ([], [], 0.5, 0.0),
        ([0.0, 1.0], [0.1], 0.5, 0.0),
        ([0.0, float("nan")], [0.1, 0.1], 0.5, 0.0),
        ([0.0, 1.0], [0.0, 0.0], 0.0, 0.0),
        ([0.0, 1.0], [0.1, 0.1], 0.5, 1.0),
    ],
)
def test_a_field_that_is_none_is_refused(pace, spread, race_sd, lost):
    with pytest.raises(InvalidRequestError):
        win_probabilities(np.array(pace), np.array(spread), race_sd, lost)
