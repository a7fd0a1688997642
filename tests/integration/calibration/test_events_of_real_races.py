"""Events of the first eight races of 2023 against what is known of them: stops, safety cars, retirements, passing."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from pitwall.calibration.event_measurement import EventMeasurement, measure_events
from pitwall.calibration.event_pooling import EventCalibration, pool_events
from pitwall.calibration.neutralisations_measured import KINDS
from pitwall.calibration.race_facts import races_with_laps, read_race_facts
from pitwall.domain.race_state import TrackStatus
from pitwall.domain.vocabulary import RaceKey
from tests.real_lake import MEASURED, fill_lake

pytestmark = [pytest.mark.data, pytest.mark.slow]

SEASON, ROUNDS = 2023, 8


@pytest.fixture(scope="module")
def measured(data_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[int, EventMeasurement]:
    """By round."""
    lake = fill_lake(data_folder, tmp_path_factory.mktemp("lake"), {SEASON}, RaceKey(SEASON, ROUNDS), MEASURED)
    index = lake.index()
    return {race.round: measure_events(read_race_facts(lake, index, race)) for race in races_with_laps(index)}


@pytest.fixture(scope="module")
def pooled(measured: Mapping[int, EventMeasurement]) -> EventCalibration:
    return pool_events(list(measured.values()), crossover_wetness=0.25)


def test_a_stop_costs_what_it_is_known_to_cost(pooled: EventCalibration) -> None:
    whole = {c: e.mean + pooled.stationary.median_s.overall.mean for c, e in pooled.pit_loss.green_s.groups.items()}

    assert 22.0 < whole["bahrain"] < 26.0
    assert 18.5 < whole["miami"] < 22.5
    loss = pooled.pit_loss.lane_loss("bahrain")
    assert loss[TrackStatus.GREEN].mean > loss[TrackStatus.VSC].mean > loss[TrackStatus.SC].mean > 0.0


def test_neutralisations_are_those_the_races_had(measured: Mapping[int, EventMeasurement]) -> None:
    kinds = {round_: [KINDS[e.kind] for e in m.neutralisation.events] for round_, m in measured.items()}

    assert kinds[1] == ["VSC"]  # Bahrain: Leclerc stopped on track
    assert kinds[2] == ["SC"]  # Jeddah: Stroll
    assert kinds[3].count("RED") >= 2  # Melbourne was stopped three times, the last restart included
    assert kinds[5] == []  # Miami ran green
    assert kinds[8] == ["VSC", "SC"]  # Montreal: Sargeant stopped on track, Russell hit the wall


def test_retirements_are_those_of_the_results(measured: Mapping[int, EventMeasurement]) -> None:
    dropped = {car.driver_id for car in measured[1].retirement.cars if car.retired}

    assert dropped == {"charles-leclerc", "oscar-piastri", "esteban-ocon"}
    assert len(measured[1].retirement.cars) == 20


def test_monaco_turned_wet_and_bahrain_did_not(measured: Mapping[int, EventMeasurement]) -> None:
    assert measured[6].rain.turned_wet == 1
    assert measured[1].rain.turned_wet == measured[1].rain.showers == 0


def test_passing_takes_pace_and_is_easier_close_by(pooled: EventCalibration) -> None:
    _, pace, _, _, aid, _ = pooled.overtaking.coefficients

    assert pace.mean > 5 * pace.sd
    assert aid.mean > 0.0
    assert pooled.overtaking.closeness.mean > 0.0
    assert 0.4 < pooled.overtaking.follow_gap_s.mean < 1.0
    assert 0.2 < pooled.dirty_air.loss_s.overall.mean < 1.2


def test_penalties_and_crews_are_told(measured: Mapping[int, EventMeasurement], pooled: EventCalibration) -> None:
    assert all(m.penalty.known for m in measured.values())
    assert sum(sum(m.penalty.penalties.values()) for m in measured.values()) > 8
    assert pooled.stationary.median_s.of("red-bull").mean < pooled.stationary.median_s.of("haas").mean
