"""Rivals' plans: legal, weighted, from what is usual and what is fastest, for the remaining race only."""

from dataclasses import replace

import numpy as np
import pytest

from pitwall.domain.race_state import CarState, RaceState
from pitwall.domain.tyre_strategy import Stop, illegal_reasons
from pitwall.domain.vocabulary import Compound
from pitwall.strategy.rivals import MOST_ALTERNATIVES, Weighted, likely_plans, rival_plans
from pitwall.strategy.set_pace import SetPace
from tests.hand_made_race import hand_made_rules
from tests.hand_made_setup import USUAL, hand_made_setup, state_after

S, M, H, INTERMEDIATE, WET = Compound
SETUP = hand_made_setup(cars=4)


def plans_of(state: RaceState, car: int = 0, q2: Compound | None = None, **changes: object) -> tuple[Weighted, ...]:
    rules = replace(hand_made_rules(), **changes)  # type: ignore[arg-type]
    return likely_plans(SetPace(SETUP.parameters), rules, state, car, USUAL, q2)


def test_weights_sum_to_one_and_every_plan_is_legal() -> None:
    for lap in (0, 1, 15, 30, 50):
        plans = plans_of(state_after(SETUP, lap))
        assert sum(weight for _, weight in plans) == pytest.approx(1.0)
        assert len(plans) <= MOST_ALTERNATIVES
        for plan, weight in plans:
            assert weight > 0.0
            assert illegal_reasons(plan.rules, plan.start, plan.stops) == []


def test_usual_strategies_and_the_cars_own_optimum_are_both_likely() -> None:
    plans = dict(plans_of(state_after(SETUP, 0)))
    usual = [plan for plan in plans if plan.start is M and [stop.compound for stop in plan.stops] == [H]]
    assert any(stop.lap == round(0.42 * 57) for plan in usual for stop in plan.stops)
    assert len({plan.start for plan in plans}) >= 2


def test_usual_strategies_keep_their_share_however_many_there_are() -> None:
    many = tuple(
        replace(USUAL[2], stop_shares=(0.2 + 0.01 * number, 0.7), weight=1 / 12, compounds=(H, M if number % 2 else S))
        for number in range(12)
    )
    plans = likely_plans(SetPace(SETUP.parameters), hand_made_rules(), state_after(SETUP, 0), 0, many)
    laps = {round((0.2 + 0.01 * number) * 57) for number in range(12)}
    share = sum(weight for plan, weight in plans if len(plan.stops) == 2 and plan.stops[0].lap in laps)
    assert len(plans) <= MOST_ALTERNATIVES
    assert 0.15 < share < 0.75


def test_the_less_is_known_of_the_tyres_the_more_plans_a_car_may_have() -> None:
    lap = SETUP.parameters.lap
    sure = replace(SETUP.parameters, lap=replace(lap, wear_spread=np.zeros(5), compound_offset_sd_s=np.zeros(5)))
    unsure = replace(SETUP.parameters, lap=replace(lap, wear_spread=np.full(5, 0.8)))
    state, rules = state_after(SETUP, 0), hand_made_rules()
    likeliest = [likely_plans(SetPace(parameters), rules, state, 0)[0][1] for parameters in (sure, unsure)]
    assert likeliest[0] > likeliest[1]


def test_under_way_a_car_follows_what_its_tyres_still_allow() -> None:
    state = state_after(SETUP, 30, stopped_on=20)
    plans = plans_of(state)
    assert {plan.start for plan, _ in plans} == {M}
    assert {plan.stops[0] for plan, _ in plans} == {Stop(20, H)}
    assert any(plan.stops == (Stop(20, H),) for plan, _ in plans)
    assert all(stop.lap > 30 for plan, _ in plans for stop in plan.stops[1:])


def test_a_car_beyond_its_usual_stop_is_expected_in_soon() -> None:
    plans = plans_of(state_after(SETUP, 35))
    assert any(plan.stops == (Stop(37, H),) for plan, _ in plans)


def test_bound_cars_start_on_their_q2_tyres() -> None:
    plans = plans_of(state_after(SETUP, 0), q2=S, q2_start_tyres=True)
    assert {plan.start for plan, _ in plans} == {S}


def test_where_three_sets_are_asked_for_usual_one_stops_are_gone() -> None:
    assert {len(plan.stops) for plan, _ in plans_of(state_after(SETUP, 0), tyre_sets=3)} >= {2}
    assert all(len(plan.stops) >= 2 for plan, _ in plans_of(state_after(SETUP, 0), tyre_sets=3))


def test_in_the_rain_nearly_everyone_starts_on_intermediates() -> None:
    state = replace(state_after(SETUP, 0), wetness=0.5, raining=True)
    assert sum(weight for plan, weight in plans_of(state) if plan.start is INTERMEDIATE) > 0.95


def test_a_car_past_every_legal_plan_drives_on() -> None:
    plans = plans_of(state_after(SETUP, 56))
    assert [(plan.stops, weight) for plan, weight in plans] == [((), 1.0)]


def test_the_field_has_plans_for_every_car_even_those_out_of_the_race() -> None:
    state = state_after(SETUP, 20)
    out = CarState("d3", "t1", position=4, compound=M, running=False, laps_done=3)
    plans = rival_plans(SETUP, replace(state, cars=(*state.cars[:3], out)), "d1")
    assert plans.weight.sum(axis=1) == pytest.approx(np.ones(4))
    assert np.count_nonzero(plans.weight[1]) < np.count_nonzero(plans.weight[0])
    assert np.count_nonzero(plans.weight[3]) == 1
