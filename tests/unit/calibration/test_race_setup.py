"""The setup of a race: from a few hand-made weekends, whatever the coming one knows already."""

from dataclasses import replace

import numpy as np
import pytest

from pitwall.calibration.archive import Archive
from pitwall.calibration.driven_race import DrivenCar, DrivenRace
from pitwall.calibration.event_measurement import EventMeasurement
from pitwall.calibration.lap_measurement import LapMeasurement
from pitwall.calibration.measurement import RaceMeasurement
from pitwall.calibration.race_pace import DriverPace, RacePaceMeasurement
from pitwall.calibration.race_setup import race_setup
from pitwall.calibration.weekend_measurement import WeekendEntry, WeekendMeasurement
from pitwall.domain.race_state import TrackStatus
from pitwall.domain.tyre_strategy import Stop
from pitwall.domain.vocabulary import Compound, RaceKey
from pitwall.errors import InvalidStateError, NotFoundError, UnusableArtefactError

CARS, LAPS = 10, 60
M, H = Compound.MEDIUM, Compound.HARD


def entries(qualified: bool = True, gridded: bool = True) -> tuple[WeekendEntry, ...]:
    """`d0` fastest; with a grid it starts last."""
    return tuple(
        WeekendEntry(
            f"d{car}",
            f"t{car // 2}",
            grid=(car or CARS) if gridded else None,
            qualifying_position=car + 1 if qualified else None,
            qualifying_gap=0.001 * car if qualified else None,
        )
        for car in range(CARS)
    )


def weekend(key: RaceKey, **known: object) -> WeekendMeasurement:
    made = WeekendMeasurement(key, "gp", "here", LAPS, entries(), "grid", 5.0, ("C4", "C3", "C2"), 85.0)
    return replace(made, **known)


def raced(number: int) -> RaceMeasurement:
    """A dry race in which every gap is what it always is."""
    key = RaceKey(2024, number)
    gaps = 0.001 * np.arange(CARS) - 0.001 * (CARS - 1) / 2
    drivers = tuple(DriverPace(f"d{car}", f"t{car // 2}", float(gaps[car]), 0.0005, 50) for car in range(CARS))
    lives = (0.0, 12.0, 15.0, 0.0, 0.0)
    pace = RacePaceMeasurement(drivers, 90.0, 30.0, (0.0, 0.5, 0.5, 0.0, 0.0), lives, tuple(x * x for x in lives))
    cars = tuple(
        DrivenCar(f"d{car}", f"t{car // 2}", car + 1, False, M, 0, (Stop(25, H),), car + 1, True, LAPS, 0, 5400.0 + car)
        for car in range(CARS)
    )
    nobody = ((0,) * CARS,) * LAPS
    driven = DrivenRace(key, LAPS, LAPS, cars, (0,) * LAPS, (0.0,) * LAPS, nobody, ((None,) * CARS,) * LAPS, dry=True)
    events, lap = EventMeasurement("here", 2024), LapMeasurement(course_length_km=5.0)
    return RaceMeasurement(key, "here", "gp", 2024, LAPS, weekend(key), lap, events, pace, driven)


def coming(**known: object) -> RaceMeasurement:
    key = RaceKey(2024, 9)
    made = weekend(key, **known)
    nothing = (LapMeasurement(), EventMeasurement(made.circuit_id, 2024), RacePaceMeasurement(), None)
    return RaceMeasurement(key, made.circuit_id, "gp", 2024, made.laps, made, *nothing)


def setup_of(race: RaceMeasurement, earlier: int = 8):
    return race_setup(Archive("made", [*(raced(number) for number in range(1, earlier + 1)), race]), race.key)


def test_entries_and_parameters_are_in_grid_order():
    setup = setup_of(coming())
    assert [entry.driver_id for entry in setup.entries] == [*(f"d{car}" for car in range(1, CARS)), "d0"]
    pace = setup.parameters.cars.base_pace_s
    assert np.argmin(pace) == CARS - 1
    assert np.all(np.diff(pace[:-1]) > 0)
    assert setup.provenance.pace == "before the race"
    assert setup.provenance.as_of == "2024-08"


def test_a_setup_is_ready_to_start():
    setup = setup_of(coming())
    state = setup.start_state()
    assert (state.lap, state.laps, len(state.cars)) == (0, LAPS, CARS)
    assert setup.compound_names == {Compound.SOFT: "C4", M: "C3", H: "C2"}
    assert [(one.start, one.compounds, one.stop_shares) for one in setup.usual] == [(M, (H,), (round(25 / 60, 4),))]


def test_what_a_stop_costs_counts_standing_still_once():
    setup = setup_of(coming())
    standing_s = float(setup.parameters.cars.stationary_median_s.mean())
    assert standing_s > 0.0
    for status in (TrackStatus.GREEN, TrackStatus.VSC, TrackStatus.SC):
        lane_s = float(setup.parameters.pit.lane_loss_s[status])
        assert setup.pit_loss[status].mean == pytest.approx(lane_s + standing_s)


def test_before_there_is_a_grid_cars_start_as_they_qualified_and_the_answer_says_so():
    setup = setup_of(coming(entries=entries(gridded=False), state="qualifying"))
    assert setup.entries[0].driver_id == "d0"
    assert any("start as they qualified" in words for words in setup.provenance.quality)


def test_before_qualifying_cars_start_in_the_order_of_expected_pace():
    shuffled = tuple(reversed(entries(qualified=False, gridded=False)))
    setup = setup_of(coming(entries=shuffled, state="entries", pole_lap_s=None))
    assert [entry.driver_id for entry in setup.entries] == [f"d{car}" for car in range(CARS)]
    assert any("expected pace" in words for words in setup.provenance.quality)


def test_without_entries_last_race_lends_its_own():
    setup = setup_of(coming(entries=(), state="entries", pole_lap_s=None))
    assert {entry.driver_id for entry in setup.entries} == {f"d{car}" for car in range(CARS)}
    assert any("nobody is entered yet" in words for words in setup.provenance.quality)


def numbered(numbers):
    """Entries with these car numbers, their codes `A0`, `A1`, ..."""
    named = zip(entries(), numbers, strict=True)
    return tuple(replace(one, driver_code=f"A{car}", driver_number=number) for car, (one, number) in enumerate(named))


def test_a_car_is_named_by_slug_code_or_number():
    setup = setup_of(coming(entries=numbered([str(30 + car) for car in range(CARS)])))
    assert {setup.entry(name).driver_id for name in ("d3", "A3", "a3", " 33 ")} == {"d3"}
    with pytest.raises(InvalidStateError, match="no car of 99 in 2024-09; there are A1, A2"):
        setup.entry("99")


def test_a_number_that_two_cars_have_names_neither():
    setup = setup_of(coming(entries=numbered(["7", "7", *(None for _ in range(CARS - 2))])))
    with pytest.raises(InvalidStateError, match="number 7 in 2024-09 is that of A1 and A0"):
        setup.entry("7")


def test_before_a_session_has_shown_a_number_it_is_that_of_the_season_so_far():
    races = [raced(number) for number in range(1, 9)]
    shown = numbered([str(30 + car) for car in range(CARS)])
    races[6] = replace(races[6], weekend=replace(races[6].weekend, entries=shown))
    setup = race_setup(Archive("made", [*races, coming()]), coming().key)
    assert setup.entry("33").driver_id == "d3"


def test_a_circuit_never_seen_is_pooled_and_says_so():
    setup = setup_of(coming(circuit_id="elsewhere", pole_lap_s=None))
    assert sum("elsewhere" in words for words in setup.provenance.quality) >= 3
    assert setup.usual


def test_rookies_have_a_pace_and_are_named():
    rookies = (*entries()[:-1], replace(entries()[-1], driver_id="rookie"))
    setup = setup_of(coming(entries=rookies))
    assert np.isfinite(setup.parameters.cars.base_pace_s).all()
    assert any("rookie" in words for words in setup.provenance.quality)


def test_looking_back_takes_the_pace_of_the_race_itself():
    races = [raced(number) for number in range(1, 9)]
    drivers = tuple(replace(driver, gap=-driver.gap) for driver in races[-1].race_pace.drivers)
    races[-1] = replace(races[-1], race_pace=replace(races[-1].race_pace, drivers=drivers))
    archive = Archive("made", races)
    before, after = (race_setup(archive, races[-1].key, pace=pace) for pace in ("before", "race"))
    names = [entry.driver_id for entry in after.entries]
    assert names[int(np.argmin(before.parameters.cars.base_pace_s))] == "d0"
    assert names[int(np.argmin(after.parameters.cars.base_pace_s))] == f"d{CARS - 1}"
    assert after.parameters.cars.day_form_sd_s.max() < before.parameters.cars.day_form_sd_s.min()


def test_the_race_itself_and_later_ones_change_nothing_before_it():
    races = [raced(number) for number in range(1, 9)]
    drivers = tuple(replace(driver, gap=-driver.gap) for driver in races[4].race_pace.drivers)
    scrambled = [
        replace(race, race_pace=replace(race.race_pace, drivers=drivers), driven=None) if place >= 4 else race
        for place, race in enumerate(races)
    ]
    one, other = (race_setup(Archive("made", each), races[4].key) for each in (races, scrambled))
    assert np.array_equal(one.parameters.cars.base_pace_s, other.parameters.cars.base_pace_s)
    assert one.usual == other.usual


def test_a_race_that_is_not_in_the_archive_is_not_found():
    with pytest.raises(NotFoundError):
        race_setup(Archive("made", [raced(1)]), RaceKey(2030, 1))


def test_the_first_race_of_all_has_nothing_to_go_by():
    with pytest.raises(UnusableArtefactError):
        race_setup(Archive("made", [raced(1)]), RaceKey(2024, 1))
