"""Candidates: legal, different from each other, around the optimum; stop windows cost what they say."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pitwall.domain.race_state import RaceState, TrackStatus
from pitwall.domain.regulations import RaceRules, race_rules
from pitwall.domain.tyre_strategy import illegal_reasons
from pitwall.domain.vocabulary import Compound
from pitwall.errors import IllegalStrategyError
from pitwall.strategy.candidates import WINDOW_S, candidates, orders, stop_windows
from pitwall.strategy.dynamic_programming import optimal_plans
from pitwall.strategy.free_air import FreeAir, free_air
from pitwall.strategy.situation import situation
from tests.hand_made_race import hand_made_parameters, hand_made_rules, hand_made_state
from tests.unit.strategy.naive_plans import legal_strategies


def after(lap: int, laps: int = 57) -> RaceState:
    grid = hand_made_state(cars=2, laps=laps)
    cars = tuple(replace(car, gap_s=2.0 * i * (lap > 0), tyre_life=lap) for i, car in enumerate(grid.cars))
    return replace(grid, lap=lap, cars=cars)


def tables_of(state: RaceState, rules: RaceRules, q2: Compound | None = None) -> FreeAir:
    return free_air(hand_made_parameters(cars=2), state, situation(rules, state, 0, q2))


@settings(max_examples=40, deadline=None)
@given(
    laps=st.integers(3, 78),
    share=st.floats(0.0, 0.9),
    most=st.integers(1, 40),
    sets=st.integers(1, 3),
    longest=st.sampled_from([None, 25]),
    wetness=st.sampled_from([0.0, 0.0, 0.5]),
    status=st.sampled_from(list(TrackStatus)),
    q2=st.sampled_from([None, Compound.SOFT]),
)
def test_no_candidate_is_illegal_and_none_is_there_twice(
    laps: int,
    share: float,
    most: int,
    sets: int,
    longest: int | None,
    wetness: float,
    status: TrackStatus,
    q2: Compound | None,
) -> None:
    lap = min(int(laps * share), 20)
    rules = replace(race_rules(2021, "nowhere", laps), tyre_sets=sets, longest_stint_laps=longest)
    state = replace(after(lap, laps), wetness=wetness, track_status=status, status_laps=min(lap, 2))
    tables = tables_of(state, rules, q2)
    try:
        found = candidates(tables, most)
    except IllegalStrategyError:
        assert laps - lap <= 3
        return
    assert 1 <= len(found) <= most
    assert len({plan.strategy for plan in found}) == len(found)
    assert found[0].time_s == pytest.approx(optimal_plans(tables)[0].time_s)
    for plan in found:
        strategy = plan.strategy
        assert illegal_reasons(rules, strategy.start, strategy.stops, 0, strategy.q2_compound) == []
        assert plan.time_s == pytest.approx(tables.race_s(strategy))
        assert not q2 or strategy.start in (q2, Compound.INTERMEDIATE, Compound.WET) or lap > 0


def test_before_the_race_there_are_orders_of_every_number_of_stops_around_the_best() -> None:
    tables = tables_of(after(0), hand_made_rules())
    found = candidates(tables)
    best = len(found[0].strategy.stops)
    assert {len(plan.strategy.stops) for plan in found} == {best - 1, best, best + 1}
    assert len({plan.strategy.start for plan in found}) == 3


def test_under_way_stopping_at_once_and_waiting_are_among_the_candidates() -> None:
    for status in (TrackStatus.GREEN, TrackStatus.SC):
        state = replace(after(20), track_status=status, status_laps=1)
        first = {plan.strategy.stops[0].lap for plan in candidates(tables_of(state, hand_made_rules()))}
        assert 21 in first
        assert max(first) >= 26


@settings(max_examples=15, deadline=None)
@given(lap=st.integers(0, 4), first=st.one_of(st.none(), st.integers(1, 6)))
def test_the_optimum_of_every_order_of_compounds_is_found(lap: int, first: int | None) -> None:
    tables = tables_of(after(lap, 7), hand_made_rules(7))
    only = None if first is None else range(first, first + 1)
    best: dict[tuple[Compound, ...], float] = {}
    for plan in legal_strategies(tables.situation, tables.options, range(0, 3)):
        if first is None or not plan.stops or plan.stops[0].lap == first:
            order = (plan.start, *(stop.compound for stop in plan.stops))
            best[order] = min(best.get(order, 1e9), tables.race_s(plan))
    found = [time_s for time_s, _ in orders(tables, range(0, 3), only)]
    assert found == pytest.approx(sorted(best.values()))


def test_a_stop_window_holds_the_laps_that_cost_no_more_than_it_says() -> None:
    tables = tables_of(after(0), hand_made_rules())
    best = optimal_plans(tables)[0]
    for number, (first, last) in enumerate(stop_windows(tables, best.strategy)):
        for lap in range(first - 1, last + 2):
            stops = list(best.strategy.stops)
            stops[number] = replace(stops[number], lap=lap)
            loss_s = tables.race_s(replace(best.strategy, stops=tuple(stops))) - best.time_s
            assert (loss_s <= WINDOW_S) == (first <= lap <= last)


def test_with_one_lap_left_and_one_compound_used_no_plan_is_legal() -> None:
    with pytest.raises(IllegalStrategyError, match="with 1 lap left no plan meets the rules"):
        candidates(tables_of(after(56), hand_made_rules()))


def test_with_one_lap_left_and_the_rule_met_the_plan_is_to_drive_on() -> None:
    state = after(56)
    met = replace(state.cars[0], used=frozenset({Compound.HARD}), stops_done=1, tyre_life=20)
    found = candidates(tables_of(replace(state, cars=(met, state.cars[1])), hand_made_rules()))
    assert [len(plan.strategy.stops) for plan in found] == [1]
