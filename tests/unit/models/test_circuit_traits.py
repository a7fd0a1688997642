"""Traits of circuits from hand-made history and laps, with n and what is not known of them."""

from types import SimpleNamespace

import pytest

from pitwall.domain.model_records import CircuitTrait
from pitwall.models import circuit_traits
from pitwall.models.lap_table import LapTable
from tests.hand_made_history import hand_made_history
from tests.hand_made_laps import hand_made_table
from tests.unit.calibration.hand_made_measurements import measured_race


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> LapTable:
    made = hand_made_table()
    monkeypatch.setattr(circuit_traits, "lap_table", lambda *_: made)
    return made


def _traits(table: LapTable, *measurements: object) -> dict[tuple[str, str], CircuitTrait]:
    sources = SimpleNamespace(
        lake=None, index=None, history=hand_made_history(), measurements=measurements, newest_race="2024-05"
    )
    told = circuit_traits.circuit_table(sources)  # type: ignore[arg-type]
    assert told.as_of == "2024-05"
    return {(one.circuit_id, one.trait): one for one in told.traits}


def test_every_circuit_has_its_rates_with_number_and_standard_error(table: LapTable) -> None:
    found = _traits(table)
    for trait in ("safety_cars_per_race", "red_flags_per_race", "stops_per_race", "grid_to_finish_correlation"):
        one = found["forest", trait]
        assert one.n == 3
        assert one.sd is not None
        assert one.sd > 0.0
    assert -1.0 <= found["forest", "grid_to_finish_correlation"].value <= 1.0
    assert found["forest", "wet_race_share"].value == 0.0


def test_without_a_calibration_lane_and_wear_are_absent(table: LapTable) -> None:
    assert not {trait for _, trait in _traits(table) if trait.startswith(("pit_loss", "wear"))}


def test_a_calibration_tells_the_wear_of_circuits_it_measured(table: LapTable) -> None:
    measured = [measured_race(number, circuit_id="forest") for number in (1, 2)]
    found = _traits(table, *measured)
    assert found["forest", "wear_soft"].value > found["forest", "wear_hard"].value
    assert ("town-streets", "wear_soft") not in found
