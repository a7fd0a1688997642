"""Safety cars, virtual safety cars and red flags: found, told apart, and their hazards add up to history."""

import numpy as np
import pytest

from pitwall.calibration.event_laps import lap_grid
from pitwall.calibration.event_pace import expected_pace
from pitwall.calibration.neutralisation_hazards import pool_neutralisations, safety_car_by_lap
from pitwall.calibration.neutralisations_measured import (
    KINDS,
    NeutralisationEvent,
    NeutralisationMeasurement,
    measure_neutralisations,
)
from pitwall.calibration.race_facts import RaceFacts
from tests.unit.calibration.hand_made_facts import hand_made_facts

PACES = [90.0 + 0.2 * car for car in range(10)]


def measured(facts: RaceFacts) -> NeutralisationMeasurement:
    grid = lap_grid(facts)
    return measure_neutralisations(facts, grid, expected_pace(grid))


def event(kind: str, lap: int, laps: float = 4.0, retirements: int = 0) -> NeutralisationEvent:
    return NeutralisationEvent(KINDS.index(kind), lap, laps, False, retirements, None, None)


def test_a_vsc_that_becomes_a_safety_car_is_one_safety_car() -> None:
    start = 1000.0 + 10 * 90.0 + 45.0
    periods = [("VSC", 11, 11, start, start + 20.0), ("SC", 11, 14, start + 20.0, start + 270.0)]

    events = measured(hand_made_facts(PACES, neutralisations=periods, status={11: "64", 12: "4", 13: "4"})).events

    assert [(KINDS[e.kind], e.lap) for e in events] == [("SC", 11)]
    assert events[0].laps == pytest.approx(3.0, abs=0.05)


def test_a_red_flag_counts_the_laps_behind_the_safety_car_before_it() -> None:
    start = 1000.0 + 10 * 90.0
    periods = [("SC", 11, 13, start, start + 180.0), ("RED", 13, 13, start + 180.0, start + 2000.0)]

    events = measured(hand_made_facts(PACES, neutralisations=periods)).events

    assert [(KINDS[e.kind], e.laps) for e in events] == [("RED", 2.0)]


def test_an_event_on_the_lap_of_a_retirement_is_the_retirement_s() -> None:
    start = 1000.0 + 10 * 90.0 + 45.0
    periods = [("SC", 11, 14, start, start + 270.0)]

    after = measured(hand_made_facts(PACES, neutralisations=periods, retired={3: 10})).events
    alone = measured(hand_made_facts(PACES, neutralisations=periods, retired={3: 30})).events

    assert (after[0].retirements, alone[0].retirements) == (1, 0)


def test_a_race_started_behind_the_safety_car_says_nothing_about_first_laps() -> None:
    found = measured(hand_made_facts(PACES, neutralisations=[("SC", 1, 3, 900.0, 1250.0)]))

    assert not found.started
    assert found.events == ()


def test_laps_behind_the_safety_car_are_as_much_slower_as_they_were() -> None:
    slow = {(car, lap): 45.0 for car in range(10) for lap in (12, 13, 14)}
    start = 1000.0 + 11 * 90.0
    facts = hand_made_facts(
        PACES,
        noise_s=0.05,
        off_s=slow,
        status={12: "4", 13: "4", 14: "4"},
        neutralisations=[("SC", 12, 14, start, start + 405.0)],
    )

    found = measured(facts)

    assert found.under_laps[1] == 3.0
    assert found.extra_laps[1] / found.under_laps[1] == pytest.approx(0.5, abs=0.02)


def test_the_field_is_closer_as_the_safety_car_comes_in_than_in_its_queue() -> None:
    together = {(car, 12): 45.0 - 1.5 * car - 0.2 * car * 11 for car in range(10)}
    queue = {(car, lap): 45.0 - 0.2 * car for car in range(10) for lap in (13, 14)}
    closing = {(car, 15): 45.0 - 0.2 * car - 0.9 * car + 0.1 * (car % 2) for car in range(10)}
    before = 1000.0 + 11 * 90.0
    facts = hand_made_facts(
        PACES,
        grid_gap_s=3.0,
        off_s={**together, **queue, **closing},
        status=dict.fromkeys(range(12, 16), "4"),
        neutralisations=[("SC", 12, 15, before + 60.0, before + 3 * 135.0 + 100.0)],
    )

    found = measured(facts)

    assert (found.queue_gap_s, found.restart_gap_s) == (pytest.approx(1.7), pytest.approx(0.9))
    assert found.restart_gap_sd_s == pytest.approx(0.2 / 1.349, abs=1e-3)
    pooled = pool_neutralisations([("a", 2024, found)] * 5)
    assert (pooled.restart_gap_s.mean, pooled.restart_gap_sd_s.mean) == (found.restart_gap_s, found.restart_gap_sd_s)


def test_hazard_and_retirements_add_up_to_what_happened() -> None:
    races = [
        ("a", 2024, NeutralisationMeasurement((event("SC", 20, retirements=1),), True, 50, 0, 0, 60, 2)),
        ("a", 2025, NeutralisationMeasurement((event("SC", 30),), True, 50, 0, 0, 60, 2)),
    ] * 10
    pooled = pool_neutralisations(races)

    green_retirements = 40 * 50 / 60  # as the simulator's cars drop out, on any lap alike
    expected = pooled.hazard[1].mean * 1000 + pooled.per_retirement[1].mean * green_retirements

    assert expected == pytest.approx(20.0, rel=0.06)
    assert pooled.per_race[1].mean == 1.0


def test_first_laps_are_more_dangerous_where_they_were() -> None:
    quiet = NeutralisationMeasurement((), True, 50, 0, 0, 0)
    crash = NeutralisationMeasurement((event("SC", 1),), True, 46, 0, 0, 0)

    pooled = pool_neutralisations([("a", 2024, quiet)] * 15 + [("a", 2024, crash)] * 5)

    assert pooled.first_lap_factor[1].mean * pooled.hazard[1].mean == pytest.approx(0.25, rel=0.01)


def test_durations_are_a_distribution_around_those_seen() -> None:
    races = [("a", 2024, NeutralisationMeasurement((event("SC", 20, laps=6.0),), True, 50))] * 30

    pmf = np.array(pool_neutralisations(races).duration_pmf)

    assert pmf.sum(axis=1) == pytest.approx([1.0, 1.0, 1.0])
    assert pmf[1].argmax() == 5


def test_the_chance_of_a_safety_car_by_lap_adds_up_and_is_highest_at_the_start() -> None:
    races = [("a", 2024, NeutralisationMeasurement((event("SC", 1), event("SC", 25)), True, 50))] * 3
    races += [("a", 2024, NeutralisationMeasurement((), True, 55))] * 7
    parameters = pool_neutralisations(races).for_race("a")

    by_lap = safety_car_by_lap(parameters, [0.0] * 55)

    assert all(0.0 <= chance <= 1.0 for chance in by_lap)
    # Red flags, never seen, are not impossible.
    assert 0.3 <= by_lap[0] < 0.36
    assert by_lap[0] > by_lap[30] > 0.0
