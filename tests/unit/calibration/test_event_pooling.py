"""All events together: complete parameters, a round trip through JSON, and honesty where data lack."""

from dataclasses import fields

import numpy as np
import pytest
from pydantic import TypeAdapter

from pitwall.calibration.event_measurement import EventMeasurement, measure_events
from pitwall.calibration.event_pooling import EventCalibration, RaceEvents, pool_events
from tests.unit.calibration.hand_made_facts import hand_made_facts

PACES = [90.0 + 0.2 * car for car in range(10)]
DRIVERS = [f"d{car}" for car in range(10)]
WETNESS = 0.25
TEAMS = [f"t{car // 2}" for car in range(10)]


@pytest.fixture(scope="module")
def measurement() -> EventMeasurement:
    stops = {car: [15 + car] for car in range(10)}
    return measure_events(hand_made_facts(PACES, noise_s=0.1, stops=stops, retired={8: 30}))


def race_of(calibration: EventCalibration, circuit_id: str = "nowhere") -> RaceEvents:
    return calibration.for_race(circuit_id, DRIVERS, TEAMS, laps=50, aid_from_lap=2)


def test_every_parameter_of_a_race_is_finite_and_of_its_length(measurement: EventMeasurement) -> None:
    race = race_of(pool_events([measurement], WETNESS))

    for group in (race.traffic, race.pit, race.neutralisation, race.weather, race.start, race.cars):
        for field in fields(group):
            assert np.isfinite(np.asarray(getattr(group, field.name))).all(), field.name
    assert {len(getattr(race.cars, field.name)) for field in fields(race.cars)} == {10}
    assert len(race.safety_car_by_lap) == 50


def test_measurements_and_calibrations_survive_json(measurement: EventMeasurement) -> None:
    stored = TypeAdapter(EventMeasurement)
    again = stored.validate_json(stored.dump_json(measurement))

    pooled = TypeAdapter(EventCalibration)
    assert pooled.dump_json(pool_events([again], WETNESS)) == pooled.dump_json(pool_events([measurement], WETNESS))


def test_an_unknown_circuit_is_said_to_be_unknown_and_is_less_sure(measurement: EventMeasurement) -> None:
    calibration = pool_events([measurement], WETNESS)
    known, unknown = race_of(calibration), race_of(calibration, "atlantis")

    assert any("atlantis" in remark for remark in unknown.quality)
    assert not any("nowhere" in remark for remark in known.quality if "pit stops" in remark)
    status = next(iter(known.pit_loss))
    assert unknown.pit_loss[status].sd >= known.pit_loss[status].sd


def test_a_race_without_laps_measures_nothing() -> None:
    facts = hand_made_facts([], laps=1)

    measured = measure_events(facts)

    assert measured == EventMeasurement("nowhere", 2024)


def test_pooling_nothing_gives_what_is_believed_before_any_race() -> None:
    race = race_of(pool_events([], WETNESS))

    assert race.pit.lane_loss_s[0] > 0.0
    assert len(race.quality) == 3
