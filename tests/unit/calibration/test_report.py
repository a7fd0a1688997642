"""The calibration report: every circuit and figure on one page, and nowhere to write it is said before the work."""

from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pitwall.calibration.calibration import calibrate
from pitwall.calibration.measurement import RaceMeasurement
from pitwall.calibration.report import write_report
from pitwall.cli import app
from pitwall.errors import ConfigurationError
from tests.unit.calibration.hand_made_measurements import measured_race


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    measurements: list[RaceMeasurement] = [measured_race(1), measured_race(2, circuit_id="elsewhere")]
    return write_report(measurements, calibrate(measurements), tmp_path_factory.mktemp("made") / "report")


def test_the_page_shows_every_circuit_and_its_pictures(page: Path) -> None:
    text = page.read_text()
    assert text.startswith("# What the simulator believes, as of 2024-02\n")
    assert "| nowhere |" in text
    assert "| elsewhere |" in text
    pictures = {path.name for path in page.parent.glob("*.png")}
    assert pictures == {"wear.png", "pit_loss.png", "neutralisations.png", "overtaking.png", "dirty_air.png"}
    assert all(name in text for name in pictures)


@pytest.mark.parametrize(
    "figure", ["fuel, s per kg", "track evolution", "time penalty, s", "behind pole", "soft fresh, s", "cold tyres, s"]
)
def test_a_parameter_has_a_line(page: Path, figure: str) -> None:
    assert figure in page.read_text()


def test_tables_have_as_many_cells_in_every_row(page: Path) -> None:
    for table in page.read_text().split("\n\n"):
        if table.startswith("|"):
            assert len({line.count("|") for line in table.splitlines()}) == 1, table.splitlines()[0]


def test_a_race_without_laps_is_left_out(tmp_path: Path) -> None:
    measurements = [measured_race(1), replace(measured_race(2, circuit_id="to-come"), driven=None)]
    assert "to-come" not in write_report(measurements, calibrate(measurements), tmp_path).read_text()


def test_a_report_that_cannot_be_written_is_refused_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    refused = CliRunner().invoke(app, ["calibrate", "--report", str(tmp_path / "file" / "report")])
    assert isinstance(refused.exception, ConfigurationError)
    assert "no report can be written into" in str(refused.exception)
