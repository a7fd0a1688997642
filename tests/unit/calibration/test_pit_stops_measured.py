"""Pit lane, crews and penalties: what was put into a race comes out of its measurement."""

import pytest

from pitwall.calibration.event_laps import lap_grid
from pitwall.calibration.event_pace import expected_pace
from pitwall.calibration.penalties import announced, measure_penalties, stops_with_penalty
from pitwall.calibration.pit_loss import measure_pit_loss, pool_pit_loss
from pitwall.calibration.race_facts import RaceFacts
from pitwall.calibration.stationary import StationaryMeasurement, measure_stationary, pool_stationary
from pitwall.domain.race_state import TrackStatus
from tests.unit.calibration.hand_made_facts import STATIONARY_S, hand_made_facts

PACES = [90.0 + 0.2 * car for car in range(10)]
STOPS = {car: [15 + car] for car in range(10)}


def loss_of(facts: RaceFacts) -> float:
    grid = lap_grid(facts)
    green = measure_pit_loss(facts, grid, expected_pace(grid)).green
    assert green is not None
    return green.median_s


def test_the_lane_loss_put_in_comes_out_without_the_stationary_time() -> None:
    facts = hand_made_facts(PACES, noise_s=0.05, stops=STOPS, lane_loss_s=21.0)

    assert loss_of(facts) == pytest.approx(21.0, abs=0.3)


def test_a_cold_rest_of_the_out_lap_is_not_the_pit_lane_s() -> None:
    cold = {(car, 16 + car): 1.0 for car in range(10)}
    warm, with_cold = (hand_made_facts(PACES, noise_s=0.05, stops=STOPS, off_s=off) for off in ({}, cold))

    # The first sector, 30 % of the lap, is all that the pit lane's measurement sees of it.
    assert loss_of(with_cold) - loss_of(warm) == pytest.approx(0.3, abs=0.1)


def test_a_stop_under_the_safety_car_is_measured_against_the_cars_around() -> None:
    slow = {(car, lap): 40.0 for car in range(10) for lap in (20, 21)}
    facts = hand_made_facts(
        PACES, noise_s=0.05, grid_gap_s=1.0, stops={4: [20]}, lane_loss_s=9.0, off_s=slow, status={20: "4", 21: "4"}
    )
    grid = lap_grid(facts)

    sc = measure_pit_loss(facts, grid, expected_pace(grid)).sc

    assert sc is not None
    assert sc.median_s == pytest.approx(9.0, abs=0.5)


def test_lane_loss_falls_from_green_over_vsc_to_nothing_under_red() -> None:
    facts = hand_made_facts(PACES, noise_s=0.05, stops=STOPS)
    grid = lap_grid(facts)
    pooled = pool_pit_loss([("nowhere", 2024, measure_pit_loss(facts, grid, expected_pace(grid)))])

    loss = pooled.lane_loss("nowhere")

    assert loss[TrackStatus.GREEN].mean > loss[TrackStatus.VSC].mean > loss[TrackStatus.RED].mean == 0.0
    assert loss[TrackStatus.VSC].sd > loss[TrackStatus.GREEN].sd


def test_a_time_penalty_is_given_once_though_it_is_announced_as_served() -> None:
    facts = hand_made_facts(
        PACES,
        stops=STOPS,
        messages=[
            (5, "FIA STEWARDS: 5 SECOND TIME PENALTY FOR CAR 3 (DDD) - SPEEDING IN THE PIT LANE"),
            (20, "FIA STEWARDS: PENALTY SERVED - 5 SECOND TIME PENALTY FOR CAR 3 (DDD)"),
            (9, "INCIDENT INVOLVING CAR 4 (EEE) NOTED"),
        ],
    )

    assert [(p.driver_id, p.lap, p.seconds) for p in announced(facts)] == [("d2", 5, 5)]
    assert stops_with_penalty(facts) == {("d2", 17)}
    assert measure_penalties(facts, lap_grid(facts)).penalties == {"d2": 1}


def test_a_stop_that_served_a_penalty_is_no_slow_stop() -> None:
    message = (5, "5 SECOND TIME PENALTY FOR CAR 3 (DDD) - CAUSING A COLLISION")
    facts = hand_made_facts(PACES, stops=STOPS, messages=[message])

    by_team = measure_stationary(facts, lap_grid(facts)).by_team

    assert [len(by_team[f"t{team}"]) for team in range(5)] == [2, 1, 2, 2, 2]
    assert by_team["t0"] == (STATIONARY_S, STATIONARY_S)


def test_slow_stops_are_told_from_quick_ones_by_team() -> None:
    quick = StationaryMeasurement({"swift": (2.2, 2.3, 2.4) * 10, "sleepy": (3.0, 3.1, 3.2, 9.1) * 10})

    pooled = pool_stationary([(2024, quick)])

    assert pooled.median_s.of("swift").mean < 2.5 < 3.0 < pooled.median_s.of("sleepy").mean
    assert pooled.slow_probability.of("sleepy").mean > 2 * pooled.slow_probability.of("swift").mean
    assert pooled.slow_extra_s.mean == pytest.approx(6.0, abs=0.1)


def test_a_team_is_known_from_the_seasons_it_stopped_in() -> None:
    old, new = ({team: (2.3, 2.4, 2.5) * 10} for team in ("gone", "young"))

    pooled = pool_stationary([(2023, StationaryMeasurement(old)), (2024, StationaryMeasurement(new))])

    assert pooled.median_s.of("gone").seasons == pooled.slow_probability.of("gone").seasons == (2023,)
    assert pooled.median_s.of("young").seasons == (2024,)
    assert pooled.median_s.overall.seasons == (2023, 2024)
