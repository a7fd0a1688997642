"""When other tyres are wanted: the crossover between slicks and rain tyres."""

from dataclasses import replace

from pitwall.domain.race_state import RaceState
from pitwall.domain.vocabulary import Compound
from pitwall.strategy.crossover import crossover
from tests.hand_made_race import hand_made_parameters
from tests.hand_made_setup import hand_made_setup, state_after

PARAMETERS = hand_made_parameters()


def _state(wetness: float, *, raining: bool, compound: Compound = Compound.MEDIUM) -> RaceState:
    state = state_after(hand_made_setup(), 20)
    cars = tuple(replace(car, compound=compound) for car in state.cars)
    return replace(state, wetness=wetness, raining=raining, cars=cars)


def test_slicks_in_the_dry_need_nothing() -> None:
    assert crossover(PARAMETERS, _state(0.0, raining=False), 0) is None


def test_slicks_on_a_wet_track_are_wrong_at_once() -> None:
    found = crossover(PARAMETERS, _state(0.4, raining=True), 0)
    assert found is not None
    assert (found.lap, found.compounds) == (21, (Compound.INTERMEDIATE,))
    assert found.total_gain_s > 0.0


def test_rain_that_has_begun_brings_the_crossover_some_laps_on() -> None:
    found = crossover(PARAMETERS, _state(0.05, raining=True), 0)
    assert found is not None
    assert found.lap > 21
    assert found.gain_s >= PARAMETERS.weather.crossover_margin_s


def test_intermediates_on_a_drying_track_give_way_to_slicks() -> None:
    found = crossover(PARAMETERS, _state(0.3, raining=False, compound=Compound.INTERMEDIATE), 0)
    assert found is not None
    assert found.lap > 21
    assert Compound.MEDIUM in found.compounds


def test_a_shower_before_the_flag_is_not_worth_a_stop() -> None:
    state = replace(_state(0.4, raining=False), laps=23)
    found = crossover(PARAMETERS, state, 0)
    assert found is None or found.total_gain_s < 0.0
