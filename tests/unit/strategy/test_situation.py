"""What a car can still do follows from the race state, and its whole strategy is always a legal one."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pitwall.domain.race_state import CarState, RaceState
from pitwall.domain.regulations import race_rules
from pitwall.domain.tyre_strategy import PaceMode, Stop
from pitwall.domain.vocabulary import Compound
from pitwall.errors import InvalidStateError
from pitwall.strategy.situation import situation
from tests.hand_made_race import LAPS, hand_made_rules, hand_made_state

S, M, H, INTERMEDIATE, WET = Compound


def state_with(lap: int, **changes: Any) -> RaceState:
    cars = [replace(car, gap_s=2.0 * i if lap else 0.0) for i, car in enumerate(hand_made_state(cars=3).cars)]
    cars[0] = replace(cars[0], **changes)
    return RaceState(lap, LAPS, tuple(cars))


def test_on_the_grid_a_car_may_start_on_anything() -> None:
    here = situation(hand_made_rules(), state_with(0), 0)
    assert here.start_options == tuple(Compound)
    assert (here.past_stops, here.laps_left) == ((), LAPS)


def test_on_the_grid_a_bound_car_may_start_on_its_q2_tyres_or_rain_tyres() -> None:
    here = situation(race_rules(2020, "nowhere", LAPS), state_with(0), 0, S)
    assert here.start_options == (S, INTERMEDIATE, WET)
    assert situation(hand_made_rules(), state_with(0), 0, S).start_options == tuple(Compound)


def test_stops_whose_laps_are_known_are_kept() -> None:
    driven = (S, (Stop(9, H), Stop(20, M, tyre_life=2)))
    here = situation(hand_made_rules(), state_with(30, stops_done=2, tyre_life=12, driven=driven), 0)
    strategy = here.strategy(M, [Stop(45, S)])
    assert (strategy.start, strategy.stops) == (S, (*driven[1], Stop(45, S)))
    assert here.used == {S, H}
    assert here.stops_ahead(strategy) == (Stop(45, S),)


def test_the_last_stop_follows_from_the_tyre_life_where_its_lap_is_not_known() -> None:
    here = situation(hand_made_rules(), state_with(30, stops_done=1, tyre_life=12, used=frozenset({S})), 0)
    assert (here.past_start, here.past_stops) == (S, (Stop(18, M),))


def test_a_set_younger_than_the_race_without_a_stop_was_fitted_under_a_red_flag() -> None:
    here = situation(hand_made_rules(), state_with(30, tyre_life=12), 0)
    assert here.past_stops == (Stop(18, M, under_red_flag=True),)


def test_modes_are_those_of_the_stints_to_come() -> None:
    here = situation(hand_made_rules(), state_with(30, stops_done=1, tyre_life=12, used=frozenset({S})), 0)
    strategy = here.strategy(M, [Stop(40, H)], modes=(PaceMode.PUSH, PaceMode.CONSERVE))
    assert strategy.modes == (PaceMode.BALANCED, PaceMode.PUSH, PaceMode.CONSERVE)


def test_a_race_cut_short_is_planned_over_its_own_distance() -> None:
    here = situation(hand_made_rules(70), state_with(0), 0)
    assert here.rules.laps == LAPS


def test_a_car_out_of_the_race_has_nothing_to_plan() -> None:
    cars = (*hand_made_state(cars=2).cars, CarState("out", "t9", 3, M, running=False, laps_done=0))
    with pytest.raises(InvalidStateError, match="out is out of the race"):
        situation(hand_made_rules(), RaceState(0, LAPS, cars), 2)


@settings(max_examples=100)
@given(data=st.data(), lap=st.integers(1, LAPS - 3))
def test_from_any_state_two_more_stops_make_a_strategy_that_agrees_with_it(data: st.DataObject, lap: int) -> None:
    stops_done = data.draw(st.integers(0, min(lap, 6)))
    compound = data.draw(st.sampled_from(list(Compound)))
    used = frozenset(data.draw(st.sets(st.sampled_from(list(Compound)), max_size=min(stops_done, 3))))
    tyre_life = data.draw(st.integers(0, lap + 5))
    here = situation(
        hand_made_rules(),
        state_with(lap, stops_done=stops_done, compound=compound, used=used, tyre_life=tyre_life),
        0,
    )
    strategy = here.strategy(M, [Stop(lap + 1, H), Stop(lap + 2, S)])
    present = next(stint for stint in strategy.stints if stint.first_lap <= lap + 1 <= stint.last_lap)
    assert present.compound is compound
    assert present.tyre_life_at_start + lap + 1 - present.first_lap == tyre_life or stops_done >= lap - tyre_life
    assert used <= {stint.compound for stint in strategy.stints}
    assert here.used >= used
