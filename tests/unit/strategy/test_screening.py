"""The screen of all plans against a loop over every plan, and its size and ties."""

from dataclasses import replace
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pitwall.domain.regulations import RaceRules
from pitwall.domain.tyre_strategy import Stop
from pitwall.domain.vocabulary import Compound
from pitwall.strategy.dynamic_programming import optimal_plans
from pitwall.strategy.free_air import FreeAir, free_air
from pitwall.strategy.screening import screen
from pitwall.strategy.situation import situation
from tests.hand_made_race import hand_made_parameters, hand_made_rules, hand_made_state
from tests.unit.strategy.naive_plans import legal_strategies


def grid_tables(rules: RaceRules, lap: int = 0) -> FreeAir:
    state = hand_made_state(cars=2, laps=rules.laps)
    if lap:
        used_hard = replace(state.cars[0], tyre_life=min(lap, 3))
        state = replace(state, lap=lap, cars=(used_hard, replace(state.cars[1], gap_s=1.0)))
    return free_air(hand_made_parameters(cars=2), state, situation(rules, state, 0))


@settings(max_examples=20, deadline=None)
@given(
    laps=st.integers(2, 7),
    lap=st.integers(0, 4),
    keep=st.integers(1, 40),
    longest=st.sampled_from([None, 4]),
    sets=st.integers(1, 3),
)
def test_the_screen_names_the_fastest_of_all_legal_plans(
    laps: int, lap: int, keep: int, longest: int | None, sets: int
) -> None:
    rules = replace(hand_made_rules(laps), longest_stint_laps=longest, tyre_sets=sets)
    tables = grid_tables(rules, min(lap, laps - 1))
    found = screen(tables, keep=keep)
    every = list(legal_strategies(tables.situation, tables.options, range(1, 4)))
    times = sorted(tables.race_s(plan) for plan in every)
    assert found.times_s == pytest.approx(times[:keep])
    plans = found.timed_plans()
    assert [tables.race_s(plan.strategy) for plan in plans] == pytest.approx(found.times_s)
    assert len({plan.strategy for plan in plans}) == len(plans)


def test_a_race_of_57_laps_has_two_million_plans_and_the_best_is_the_optimum() -> None:
    tables = grid_tables(hand_made_rules())
    found = screen(tables)
    assert found.plans == 6 * comb(56, 1) + 24 * comb(56, 2) + 78 * comb(56, 3) == 2_199_456
    assert len(found.timed_plans()) == 300
    assert found.times_s[0] == pytest.approx(optimal_plans(tables)[0].time_s)
    assert found.best_by_first_stop_s.min() == pytest.approx(found.times_s[0])


def test_each_first_stop_lap_has_the_time_of_its_best_plan() -> None:
    tables = grid_tables(hand_made_rules(8))
    best = np.full(9, 1e9)
    for plan in legal_strategies(tables.situation, tables.options, range(1, 4)):
        best[plan.stops[0].lap] = min(best[plan.stops[0].lap], tables.race_s(plan))
    assert screen(tables).best_by_first_stop_s == pytest.approx(np.minimum(best, 1e9))


def test_with_one_lap_left_there_is_nothing_to_screen() -> None:
    found = screen(grid_tables(hand_made_rules(8), lap=7))
    assert found.plans == 0
    assert found.timed_plans() == ()


def test_a_car_on_its_second_compound_may_fit_any() -> None:
    state = hand_made_state(cars=2, laps=8)
    stopped = replace(state.cars[0], stops_done=1, used=frozenset({Compound.HARD}), tyre_life=1)
    state = replace(state, lap=3, cars=(stopped, replace(state.cars[1], gap_s=1.0)))
    here = situation(hand_made_rules(8), state, 0)
    found = screen(free_air(hand_made_parameters(cars=2), state, here))
    assert found.plans == 3 * comb(4, 1) + 9 * comb(4, 2) + 27 * comb(4, 3)
    assert found.timed_plans()[0].strategy.stops[0] == Stop(2, Compound.MEDIUM)
