"""A driven race tells its state after any lap."""

from dataclasses import replace

import pytest

from pitwall.calibration.driven_race import DrivenCar, DrivenRace
from pitwall.domain.race_state import TrackStatus
from pitwall.domain.tyre_strategy import Stop
from pitwall.domain.vocabulary import Compound, RaceKey
from pitwall.errors import InvalidStateError

H, M = Compound.HARD, Compound.MEDIUM


def car(driver: str, grid: int, position: int, stops: tuple[Stop, ...], retirement_lap: int = 0) -> DrivenCar:
    laps = 5 if retirement_lap == 0 else retirement_lap - 1
    return DrivenCar(driver, "t", grid, False, M, 2, stops, position, retirement_lap == 0, laps, retirement_lap, None)


@pytest.fixture
def race() -> DrivenRace:
    """Three cars, five laps; `b` stops after lap 2, `c` drops out on lap 4."""
    return DrivenRace(
        race=RaceKey(2024, 1),
        laps=5,
        scheduled_laps=5,
        cars=(car("a", 1, 1, ()), car("b", 2, 2, (Stop(2, H),)), car("c", 3, 3, (), retirement_lap=4)),
        status_by_lap=(0, 2, 2, 0, 0),
        wetness_by_lap=(0.0,) * 5,
        positions=((1, 2, 3), (1, 2, 3), (1, 3, 2), (1, 2, 0), (1, 2, 0)),
        gaps_s=((0.0, 1.0, 2.0), (0.0, 1.5, 3.0), (0.0, 20.0, 3.0), (0.0, 20.0, None), (0.0, 20.0, None)),
        dry=True,
    )


def test_the_grid_comes_with_the_tyres_driven(race):
    state = race.state_after(0)
    assert [(c.driver_id, c.compound, c.tyre_life) for c in state.cars] == [("a", M, 2), ("b", M, 2), ("c", M, 2)]


def test_after_a_stop_the_new_set_counts_its_laps(race):
    stopped = race.state_after(4).cars[1]
    assert (stopped.compound, stopped.tyre_life, stopped.used, stopped.stops_done) == (H, 2, frozenset({M}), 1)
    assert stopped.driven == (M, (Stop(2, H),))


def test_track_status_and_how_long_it_has_lasted(race):
    state = race.state_after(3)
    assert (state.track_status, state.status_laps) == (TrackStatus.SC, 2)


def test_a_car_out_of_the_race_stands_last_with_the_laps_it_did(race):
    out = race.state_after(4).cars[2]
    assert (out.running, out.position, out.laps_done) == (False, 3, 3)


def test_positions_follow_the_gaps(race):
    assert [c.position for c in race.state_after(3).cars] == [1, 3, 2]


def test_a_lap_that_nobody_was_timed_on_is_told_as_such(race: DrivenRace) -> None:
    untimed = replace(race, gaps_s=(*race.gaps_s[:2], *[(None, None, None)] * 3))
    told = (
        "where the cars were after lap 4 of 2024-01 is not on record: of its 5 laps 2 are timed, the last of them lap 2"
    )
    with pytest.raises(InvalidStateError, match=f"^{told}$"):
        untimed.state_after(4)
    with pytest.raises(InvalidStateError, match="not on record: no lap is timed"):
        replace(race, gaps_s=((None, None, None),) * 5).state_after(1)


def test_the_end_is_no_state_to_start_from(race):
    with pytest.raises(InvalidStateError):
        race.state_after(5)
