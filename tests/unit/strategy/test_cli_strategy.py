"""`pitwall strategy`: what it prints of an answer, and how it refuses what it cannot do."""

from pathlib import Path

import pytest

from pitwall.cli_strategy import _calls, _objective, _rows, _small_print, _where, strategy
from pitwall.errors import CalibrationMissingError, InvalidRequestError
from pitwall.strategy.optimal import optimal
from pitwall.strategy.recommend import recommend
from tests.hand_made_setup import hand_made_setup, state_after

SETUP = hand_made_setup()


def test_every_plan_is_printed_with_its_range_and_its_difference() -> None:
    answer = optimal(SETUP, SETUP.start_state(), "d4", runs=64)
    head, *rows = _rows(answer, 5)
    assert "P(best)" in head
    assert len(rows) == 5
    for one, row in zip(answer.ranked, rows, strict=False):
        assert str(one.strategy) in row
        assert f"P{one.position_low}-P{one.position_high}" in row
        assert f"{one.difference_to_best:.3f} ± {one.standard_error:.3f}" in row


def test_the_small_print_says_runs_seed_model_and_as_of() -> None:
    answer = optimal(SETUP, SETUP.start_state(), "d4", runs=64, seed=9)
    text = " ".join(_small_print(SETUP, answer, 64))
    for said in (f"{answer.runs_played:,} simulated races", "seed 9", "model made-by-hand", "as of 2024-04"):
        assert said in text


def test_a_call_is_printed_with_its_reasons_and_what_would_change_its_mind() -> None:
    calls = recommend(SETUP, state_after(SETUP, 22), "d4", runs=64)
    lines = list(_calls(calls))
    assert lines[0].startswith(calls[0].headline)
    assert all(any(reason in line for line in lines) for call in calls for reason in call.reasons)
    assert all(any(one.sentence in line for line in lines) for one in calls[0].break_evens)


def test_the_place_is_told_on_the_grid_and_under_way() -> None:
    assert _where(SETUP.start_state(), "d3") == "from P4 on the grid, 57 laps"
    assert _where(state_after(SETUP, 20), "d3") == "after lap 20 of 57: P4 on MEDIUM, 20 laps old"


def test_an_unknown_objective_is_refused_with_those_there_are() -> None:
    assert _objective("win").name == "win"
    with pytest.raises(InvalidRequestError, match="expected_position, expected_points"):
        _objective("glory")


def test_without_a_calibration_it_says_what_to_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PITWALL_HOME", str(tmp_path))
    with pytest.raises(CalibrationMissingError, match="pitwall calibrate"):
        strategy("2025-24", driver="VER")
