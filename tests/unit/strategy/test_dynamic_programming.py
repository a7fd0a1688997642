"""The dynamic programme against every plan there is, on races small enough to try them all."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pitwall.domain.race_parameters import RaceParameters
from pitwall.domain.race_state import CarState, RaceState, TrackStatus
from pitwall.domain.regulations import RaceRules
from pitwall.domain.tyre_strategy import Stop
from pitwall.domain.vocabulary import Compound
from pitwall.strategy.dynamic_programming import optimal_plans
from pitwall.strategy.free_air import FreeAir, free_air
from pitwall.strategy.situation import situation
from tests.hand_made_race import hand_made_parameters, hand_made_rules, hand_made_state, without_chance
from tests.unit.strategy.naive_plans import dry_race_s, fastest, legal_strategies

_SMALL = st.floats(0.0, 2.0)


def grid_tables(parameters: RaceParameters, rules: RaceRules, q2: Compound | None = None) -> FreeAir:
    state = hand_made_state(cars=2, laps=rules.laps)
    return free_air(parameters, state, situation(rules, state, 0, q2))


@st.composite
def small_parameters(draw: st.DrawFn) -> RaceParameters:
    made = hand_made_parameters(cars=2)
    three = st.lists(_SMALL, min_size=5, max_size=5).map(np.array)
    lap = replace(
        made.lap,
        wear_linear_s=draw(three),
        wear_quadratic_s=draw(three) * 0.2,
        cliff_lap=draw(three) * 4,
        cliff_s=draw(three),
        compound_offset_s=draw(three) - 1.0,
        cold_tyre_s=draw(three),
    )
    lane_s = draw(st.floats(0.0, 15.0))
    return replace(made, lap=lap, pit=replace(made.pit, lane_loss_s=np.array([lane_s, lane_s / 2, lane_s / 2, 0.0])))


@st.composite
def small_states(draw: st.DrawFn, laps: int) -> RaceState:
    lap = draw(st.integers(0, laps - 1))
    stops_done = draw(st.integers(0, min(lap, 2)))
    compounds = st.sampled_from(list(Compound))
    car = CarState(
        "d0",
        "t0",
        position=1,
        compound=draw(compounds),
        tyre_life=draw(st.integers(0, lap)),
        used=frozenset(draw(st.sets(compounds, min_size=0, max_size=stops_done))),
        stops_done=stops_done,
    )
    wetness = draw(st.sampled_from([0.0, 0.0, 0.3]))
    status = draw(st.sampled_from(list(TrackStatus)))
    other = CarState("d1", "t1", position=2, compound=Compound.MEDIUM, gap_s=2.0 * (lap > 0))
    return RaceState(lap, laps, (car, other), track_status=status, status_laps=min(lap, 1), wetness=wetness)


@st.composite
def small_rules(draw: st.DrawFn, laps: int) -> RaceRules:
    return replace(
        hand_made_rules(laps),
        dry_compounds=draw(st.integers(0, 3)),
        tyre_sets=draw(st.integers(1, 3)),
        longest_stint_laps=draw(st.sampled_from([None, None, 3, 5])),
        q2_start_tyres=draw(st.booleans()),
    )


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_dynamic_programming_finds_the_fastest_of_all_legal_plans(data: st.DataObject) -> None:
    laps = data.draw(st.integers(1, 6))
    state, rules = data.draw(small_states(laps)), data.draw(small_rules(laps))
    q2 = data.draw(st.sampled_from([None, Compound.SOFT, Compound.MEDIUM]))
    here = situation(rules, state, 0, q2)
    if here.rules.longest_stint_laps is not None and state.lap:
        here = replace(here, rules=replace(here.rules, longest_stint_laps=None))  # the past may be too long already
    tables = free_air(data.draw(small_parameters()), state, here)

    plans = optimal_plans(tables)

    every = range(0, here.most_stops + 1)
    assert (plans[0].time_s if plans else 1e9) == pytest.approx(fastest(tables, every))
    for plan in plans:
        stops = len(here.stops_ahead(plan.strategy))
        alike = [
            tables.race_s(other)
            for other in legal_strategies(here, tables.options, range(stops, stops + 1))
            if other.start is plan.strategy.start
        ]
        assert plan.time_s == pytest.approx(min(alike))
        assert plan.time_s == pytest.approx(tables.race_s(plan.strategy))


@settings(max_examples=30, deadline=None)
@given(small_parameters(), st.data())
def test_the_tables_add_up_to_the_laps_driven_one_by_one(parameters: RaceParameters, data: st.DataObject) -> None:
    parameters = without_chance(parameters)
    state = hand_made_state(cars=2, laps=9)
    here = situation(hand_made_rules(9), state, 1)
    plans = list(legal_strategies(here, (0, 1, 2), range(1, 3)))
    plan = data.draw(st.sampled_from(plans))
    assert free_air(parameters, state, here).race_s(plan) == pytest.approx(dry_race_s(parameters, here, plan))


def test_the_optimum_of_a_race_made_by_hand_is_found() -> None:
    # Given tyres that lose 0.1 s a lap, all compounds alike, and a stop that costs 20 s:
    # two halves of 20 laps beat 40 laps on one set by 0.1 * 20 * 20 = 40 s, thirds gain 13 s more for another 20 s.
    made = without_chance(hand_made_parameters(cars=2))
    alike = replace(
        made.lap,
        compound_offset_s=np.zeros(5),
        wear_linear_s=np.full(5, 0.1),
        wear_quadratic_s=np.zeros(5),
        cliff_s=np.zeros(5),
        cold_tyre_s=np.zeros(5),
    )
    cars = replace(made.cars, stationary_median_s=np.zeros(2), slow_stop_probability=np.zeros(2))
    lane = replace(made.pit, lane_loss_s=np.array([20.0, 15.0, 10.0, 0.0]))
    tables = grid_tables(replace(made, lap=alike, cars=cars, pit=lane), hand_made_rules(40))
    # When the fastest plans are asked for
    best = optimal_plans(tables)
    # Then one stop at half distance wins, and two stops at the thirds come 6.6 s after it
    assert [stop.lap for stop in best[0].strategy.stops] == [20]
    two_stops = next(plan for plan in best if len(plan.strategy.stops) == 2)
    assert two_stops.time_s - best[0].time_s == pytest.approx(20.0 - 0.1 * (20 * 19 - (3 * 13 * 12 / 2 + 13)), abs=1e-6)


def test_a_costlier_pit_lane_never_asks_for_more_stops() -> None:
    made = hand_made_parameters(cars=2)
    counts = []
    for lane_s in (5.0, 12.0, 20.0, 30.0, 60.0):
        pit = replace(made.pit, lane_loss_s=np.array([lane_s, lane_s, lane_s, 0.0]))
        counts.append(len(optimal_plans(grid_tables(replace(made, pit=pit), hand_made_rules()))[0].strategy.stops))
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[-1] == 1


def test_without_wear_one_stop_is_enough_and_its_lap_does_not_matter() -> None:
    made = hand_made_parameters(cars=2)
    lap = replace(
        made.lap,
        wear_linear_s=np.zeros(5),
        wear_quadratic_s=np.zeros(5),
        cliff_s=np.zeros(5),
        compound_offset_s=np.zeros(5),
    )
    tables = grid_tables(replace(made, lap=lap), hand_made_rules(20))
    best = optimal_plans(tables)[0].strategy
    assert len(best.stops) == 1
    times = [tables.race_s(replace(best, stops=(Stop(lap, best.stops[0].compound),))) for lap in range(1, 20)]
    assert np.ptp(times) == pytest.approx(0.0, abs=1e-9)


def test_a_faster_car_gains_as_much_with_every_plan() -> None:
    made = hand_made_parameters(cars=2)
    faster = replace(made, cars=replace(made.cars, base_pace_s=made.cars.base_pace_s - 1.0))
    plans = [optimal_plans(grid_tables(parameters, hand_made_rules())) for parameters in (made, faster)]
    gained_s = [slow.time_s - fast.time_s for slow, fast in zip(*plans, strict=True)]
    assert gained_s == pytest.approx([1.0 * hand_made_rules().laps] * len(gained_s))


def test_a_car_bound_to_its_q2_tyres_starts_on_them() -> None:
    rules = replace(hand_made_rules(), q2_start_tyres=True)
    plans = optimal_plans(grid_tables(hand_made_parameters(cars=2), rules, Compound.SOFT))
    assert {plan.strategy.start for plan in plans} == {Compound.SOFT}


def test_a_race_that_needs_three_sets_gets_two_stops_at_least() -> None:
    plans = optimal_plans(grid_tables(hand_made_parameters(cars=2), replace(hand_made_rules(), tyre_sets=3)))
    assert min(len(plan.strategy.stops) for plan in plans) == 2


def test_a_limit_of_eighteen_laps_makes_three_stops_in_fifty_seven() -> None:
    plans = optimal_plans(grid_tables(hand_made_parameters(cars=2), replace(hand_made_rules(), longest_stint_laps=18)))
    assert min(len(plan.strategy.stops) for plan in plans) == 3
    assert all(stint.laps <= 18 for plan in plans for stint in plan.strategy.stints)


def test_on_a_wet_track_the_plan_starts_on_intermediates() -> None:
    state = replace(hand_made_state(cars=2), wetness=0.4, raining=True)
    tables = free_air(hand_made_parameters(cars=2), state, situation(hand_made_rules(), state, 0))
    assert optimal_plans(tables)[0].strategy.start is Compound.INTERMEDIATE


def test_a_stop_now_is_cheaper_while_the_safety_car_is_out() -> None:
    state = hand_made_state(cars=2)
    cars = (state.cars[0], replace(state.cars[1], gap_s=2.0))
    green = replace(state, lap=20, cars=cars)
    safety_car = replace(green, track_status=TrackStatus.SC, status_laps=1)
    here = situation(hand_made_rules(), green, 0)
    parameters = hand_made_parameters(cars=2)
    usual, now = (free_air(parameters, at, here).stop_s for at in (green, safety_car))
    assert usual[21] - now[21] > 5.0
    assert usual[21] - now[21] > usual[24] - now[24] > 0.0
    assert now[50] == usual[50]
