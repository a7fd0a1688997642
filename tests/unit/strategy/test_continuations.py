"""The ways on from a next stop: as good as the exact search, legal, and priced as they are driven."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pitwall.domain.race_state import CarState, RaceState
from pitwall.domain.regulations import race_rules
from pitwall.domain.vocabulary import Compound
from pitwall.strategy.continuations import Continuations, continuations
from pitwall.strategy.dynamic_programming import optimal_plans
from pitwall.strategy.free_air import IMPOSSIBLE_S, FreeAir, free_air
from pitwall.strategy.situation import situation
from tests.hand_made_race import LAPS, hand_made_parameters, hand_made_rules


def _tables(lap: int, compound: Compound, tyre_life: int, used: frozenset[Compound]) -> FreeAir:
    cars = (
        CarState("d0", "t0", 1, compound, tyre_life=tyre_life, used=used, stops_done=len(used)),
        CarState("d1", "t1", 2, compound, gap_s=2.0, tyre_life=tyre_life),
    )
    state = RaceState(lap=lap, laps=LAPS, cars=cars)
    return free_air(hand_made_parameters(2), state, situation(hand_made_rules(), state, 0))


def _best_s(ways: Continuations) -> float:
    return min(ways.no_stop_s, float(ways.next_stop_s.min()))


@settings(max_examples=12, deadline=None)
@given(
    lap=st.integers(1, LAPS - 2),
    compound=st.sampled_from((Compound.SOFT, Compound.MEDIUM, Compound.HARD)),
    life=st.integers(0, 20),
    stopped=st.booleans(),
)
def test_the_best_way_on_is_the_exact_optimum(lap: int, compound: Compound, life: int, stopped: bool) -> None:
    used = frozenset({Compound.MEDIUM}) if stopped else frozenset()
    tables = _tables(lap, compound, min(life, lap), used)
    exact = [plan for plan in optimal_plans(tables) if len(tables.situation.stops_ahead(plan.strategy)) <= 3]
    assert _best_s(continuations(tables)) == pytest.approx(min(plan.time_s for plan in exact))


def test_every_way_on_takes_the_time_its_strategy_takes() -> None:
    ways = continuations(_tables(20, Compound.MEDIUM, 20, frozenset()))
    for lap in (21, 30, 45, 56):
        compound, time_s = ways.best_on(lap)
        assert ways.tables.race_s(ways.strategy(compound, lap)) == pytest.approx(time_s)
        assert ways.strategy(compound, lap).stops[0].lap == lap


def test_no_stop_is_no_way_on_while_the_compound_rule_is_open() -> None:
    assert continuations(_tables(20, Compound.HARD, 20, frozenset())).no_stop_s == IMPOSSIBLE_S
    assert continuations(_tables(40, Compound.HARD, 10, frozenset({Compound.MEDIUM}))).no_stop_s < IMPOSSIBLE_S


def test_a_race_of_three_sets_gets_both_stops() -> None:
    rules = race_rules(2025, "monaco", LAPS)
    state = RaceState(lap=0, laps=LAPS, cars=tuple(CarState(f"d{i}", "t", i + 1, Compound.SOFT) for i in range(2)))
    ways = continuations(free_air(hand_made_parameters(2), state, situation(rules, state, 0)), Compound.HARD)
    assert all(len(ways.stops(ways.best_on(lap)[0], lap)) >= 2 for lap in (10, 20, 40))
