"""The page of the lap models' trial: every model beside its baselines, with intervals, the same to the digit."""

from pathlib import Path

import pytest

from pitwall.models import lap_backtest, pace_sequence, pit_loss
from pitwall.models.lap_backtest import ChanceBin, LapTrials, write_lap_models
from pitwall.models.lap_learning import walk_forward
from tests.hand_made_laps import hand_made_table


@pytest.fixture(scope="module")
def trials() -> LapTrials:
    table = hand_made_table()
    figures = tuple(walk_forward(trainer, table) for trainer in (pit_loss.TRAINER, pace_sequence.TRAINER))
    chance = ChanceBin("SC", 0.01, 0.02, 400, 0.014, 0.0125, 0.005, 0.029)
    return LapTrials("2020-01", "2021-06", 2026, figures, {2020: 0.81, 2021: 0.805}, (chance,))


def test_the_page_names_every_model_its_baselines_and_its_limits(trials: LapTrials, tmp_path: Path) -> None:
    write_lap_models(tmp_path, trials, "on a bench")
    page = (tmp_path / lap_backtest.PAGE).read_text(encoding="utf-8")
    for words in (
        "mean of the circuit",
        "the last lap's pace again",
        "2020-01 to 2021-06",
        "2020 81.0 %, of 2021 80.5 %",
        "on a bench",
    ):
        assert words in page
    assert "| SC | 0.010 | 0.020 | 400 | 0.0140 | 0.0125 | 0.0050 to 0.0290 |" in page
    assert page.count("**driving-mode**") == 1


def test_the_same_trial_writes_the_same_bytes(trials: LapTrials, tmp_path: Path) -> None:
    for name in ("first", "second"):
        write_lap_models(tmp_path / name, trials, "on a bench")
    again = walk_forward(pit_loss.TRAINER, hand_made_table())
    assert again == trials.figures[0]
    assert (tmp_path / "first" / lap_backtest.PAGE).read_bytes() == (
        tmp_path / "second" / lap_backtest.PAGE
    ).read_bytes()
