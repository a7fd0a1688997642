"""A past race at the end of a lap: nothing later is known, and a car in the pits has its stop still to pay."""

from dataclasses import replace

import pytest

from pitwall.calibration.driven_race import DrivenCar, DrivenRace
from pitwall.domain.race_state import TrackStatus
from pitwall.domain.tyre_strategy import Stop
from pitwall.domain.vocabulary import Compound
from pitwall.errors import InvalidStateError
from pitwall.strategy.past_race import situation_at
from pitwall.strategy.set_pace import pit_loss_s
from tests.hand_made_setup import hand_made_setup

M, H = Compound.MEDIUM, Compound.HARD
SETUP = hand_made_setup(cars=4, laps=10)
STOP = Stop(3, H)


def driven(stop: Stop = STOP, laps: int = 7) -> DrivenRace:
    """Four cars 2 s apart until d1, second, comes in; the timing line lies before the boxes."""
    cars = tuple(
        DrivenCar(f"d{n}", f"t{n // 2}", n + 1, False, M, 0, (stop,) if n == 1 else (), n + 1, True, laps, 0, None)
        for n in range(4)
    )
    gaps = [(0.0, 2.0 + (3.0 if lap == stop.lap else 22.0 if lap > stop.lap else 0.0), 4.0, 6.0) for lap in range(1, 8)]
    positions = [tuple(sorted(gap).index(one) + 1 for one in gap) for gap in gaps]
    return DrivenRace(
        race=SETUP.race,
        laps=laps,
        scheduled_laps=10,
        cars=cars,
        status_by_lap=(0,) * laps,
        wetness_by_lap=(0.0,) * laps,
        positions=tuple(positions[:laps]),
        gaps_s=tuple(gaps[:laps]),
        dry=True,
    )


def test_a_race_that_was_cut_short_is_planned_to_its_scheduled_end() -> None:
    _, state = situation_at(SETUP, driven(), 5)
    assert state.laps == 10


def test_a_car_that_has_just_come_in_has_the_rest_of_its_stop_before_it() -> None:
    setup, state = situation_at(SETUP, driven(), 3)
    whole_s = pit_loss_s(setup.parameters, 1, TrackStatus.GREEN)
    assert state.cars[1].gap_s == pytest.approx(2.0 + whole_s)
    assert [car.position for car in state.cars] == [1, 4, 2, 3]


def test_a_lap_later_the_gaps_tell_all_of_the_stop() -> None:
    _, state = situation_at(SETUP, driven(), 4)
    assert state.cars[1].gap_s == pytest.approx(24.0)


def test_a_leader_in_the_pits_hands_the_lead_on() -> None:
    race = driven()
    first = replace(race.cars[0], stops=(Stop(2, H),))
    _, state = situation_at(SETUP, replace(race, cars=(first, *race.cars[1:])), 2)
    assert [car.position for car in state.cars] == [4, 1, 2, 3]
    assert state.cars[1].gap_s == 0.0


def test_a_change_under_a_red_flag_costs_nothing_more() -> None:
    _, state = situation_at(SETUP, driven(Stop(3, H, under_red_flag=True)), 3)
    assert state.cars[1].gap_s == pytest.approx(5.0)


def test_nothing_after_the_lap_is_known() -> None:
    known = driven()
    retired = replace(known.cars[2], retirement_lap=6, finished=False, laps=5)
    later = replace(
        known,
        cars=(known.cars[0], replace(known.cars[1], stops=(*known.cars[1].stops, Stop(6, M))), retired, known.cars[3]),
        status_by_lap=(0, 0, 0, 0, 2, 2, 2),
        wetness_by_lap=(0.0,) * 4 + (0.5,) * 3,
        gaps_s=(*known.gaps_s[:4], *((0.0, 1.0, None, 3.0),) * 3),
        positions=(*known.positions[:4], *((1, 2, 0, 3),) * 3),
    )
    assert situation_at(SETUP, known, 4)[1] == situation_at(SETUP, later, 4)[1]


def test_the_setup_follows_the_order_of_the_cars_and_leaves_out_who_did_not_start() -> None:
    race = driven()
    swapped = replace(
        race,
        cars=(race.cars[1], race.cars[0], race.cars[3]),
        positions=tuple((row[1], row[0], row[3]) for row in race.positions),
        gaps_s=tuple((row[1], row[0], row[3]) for row in race.gaps_s),
    )
    setup, state = situation_at(SETUP, swapped, 5)
    assert [entry.driver_id for entry in setup.entries] == [car.driver_id for car in state.cars] == ["d1", "d0", "d3"]
    assert setup.parameters.cars.base_pace_s.tolist() == SETUP.parameters.cars.base_pace_s[[1, 0, 3]].tolist()


@pytest.mark.parametrize("lap", [-1, 0, 7, 9])
def test_a_lap_that_was_not_driven_is_refused(lap: int) -> None:
    with pytest.raises(InvalidStateError, match="after lap"):
        situation_at(SETUP, driven(), lap)


@pytest.mark.parametrize(
    ("wetness", "rains"),
    [
        ((0.0, 0.0, 0.0, 0.3, 0.5), True),
        ((0.5, 0.5, 0.5, 0.5, 0.5), False),
        ((0.6, 0.5, 0.5, 0.4, 0.3), False),
        ((1.0, 1.0, 0.9, 0.9, 0.9), True),
        ((0.0, 0.0, 0.0, 0.0, 0.0), False),
    ],
)
def test_it_rains_where_the_field_changes_to_wetter_tyres(wetness: tuple[float, ...], rains: bool) -> None:
    race = replace(driven(), wetness_by_lap=(*wetness, 0.0, 0.0))
    assert situation_at(SETUP, race, 5)[1].raining is rains
